"""Every number in a formula of the weekly steps has a name, a unit, a source and a line in the model document."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from simulation.documentation import source

ROOT = Path(__file__).parent.parent
PROCESSES = sorted((ROOT / "simulation" / "processes").glob("*.py"))
PLAIN = {0.0, 1.0, 2.0, 0.5}  # none and all, twice and half: arithmetic, no estimates
EXCEPTIONS: dict[tuple[str, float], str] = {}  # (file, number): why it needs no name


def unnamed(path: Path) -> list[str]:
    """Return the floats that stand in formulas, each with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    declared = {id(part) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) for part in ast.walk(node)}
    return [
        f"{path.name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in declared
        if abs(node.value) not in PLAIN and (path.stem, node.value) not in EXCEPTIONS
    ]


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
def test_no_formula_holds_a_number_without_a_name(path):
    assert not unnamed(path), "declare it at the head of the file, with its unit and source"


def test_a_number_without_a_name_is_seen(tmp_path):
    path = tmp_path / "made_up.py"
    path.write_text("USUAL = 0.7  # share, A\n\ndef step(world):\n    return USUAL * world.trust + 0.3 * world.life - 0.5\n", encoding="utf-8")
    assert unnamed(path) == ["made_up.py:4: 0.3"]


def test_every_named_number_says_what_it_is():
    silent = [f"{one.module}.{one.name}" for one in source.constants() if not one.meaning and not one.value.lstrip("-").isdigit()]
    assert not silent, "say unit, meaning and source behind it"
