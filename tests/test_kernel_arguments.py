"""Everything a compiled loop is given is said once: shape, unit and meaning by name; every loop says what it does."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import simulation
from simulation.documentation.kernel_arguments import ARGUMENTS, described
from simulation.engine import preparation  # noqa: F401 - imports every module that has loops
from simulation.kernels.compiled import LOOPS
from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, WIDE_COLUMNS

OURS = [loop.py_func for loop in LOOPS if loop.py_func.__module__.startswith("simulation.")]
NAMES = sorted({name for loop in OURS for name in inspect.signature(loop).parameters})


def test_every_loop_of_the_sources_is_looked_at():
    written = {
        node.name
        for path in Path(simulation.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and any(getattr(mark, "id", "") == "compiled" for mark in node.decorator_list)
    }
    assert written == {loop.__name__ for loop in OURS}
    assert len(written) > 80


def test_each_argument_is_a_column_or_described():
    words = {name: described(name) for name in NAMES}
    assert [name for name, told in words.items() if not told.startswith(name) or len(told) <= len(name) + 5] == []
    with pytest.raises(KeyError):
        described("nonsense")


def test_nothing_is_described_that_no_loop_is_given():
    assert set(ARGUMENTS) - set(NAMES) == set()


def test_a_name_that_is_a_column_everywhere_is_described_by_its_column():
    columns = {*PEOPLE_COLUMNS, *MEMBER_COLUMNS, *WIDE_COLUMNS}
    assert described("bonds") == "bonds: column of members, saturated bond stock, 1 - exp(-S / s0)"
    assert columns & set(ARGUMENTS) == {"interest"}, "interest is a column of people, and what the subject's is in a world"


def test_each_loop_says_what_it_does():
    silent = [f"{loop.__module__}.{loop.__name__}" for loop in OURS if not (loop.__doc__ or "").strip()]
    assert silent == []
