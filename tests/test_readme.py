"""What the README tells people to type works, and what the project needs is what it names."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shlex
import sys
from pathlib import Path

import pytest

from cli.__main__ import parser_of
from cli.commands import find
from scenarios.scenario import library_names
from simulation import inputs_from
from simulation.engine.ensemble import simulate

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.strip() for block in re.findall(r"```(?:bash|sh)\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line.strip()]
PROGRAM = "python -m simulation "
NEEDS = dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("line", [line for line in COMMANDS if PROGRAM in line])
def test_a_command_line_is_understood(line):
    parsed = parser_of(find()).parse_args(shlex.split(line[line.index(PROGRAM) + len(PROGRAM) :].partition("&&")[0], comments=True))
    named = [getattr(parsed, "scenario", None) or [], *getattr(parsed, "scenarios", [])]
    assert all(name in library_names() or name.endswith(".toml") for name in named if name)


def test_every_command_is_shown():
    shown = " ".join(COMMANDS)
    assert all(f"{PROGRAM}{name}" in shown for name in find())


def test_the_test_command_is_the_one_that_is_proved():
    command = "-m pytest -n 2 --dist loadfile"
    assert [line for line in COMMANDS if line.endswith(command)]
    assert command in (ROOT / ".ci/run").read_text()


def test_files_that_the_readme_points_to_exist():
    places = [place for place in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in place]
    assert places
    assert not [place for place in places if not (ROOT / place).exists()]


def test_every_requirement_is_exact_explained_and_installed():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(NEEDS)
    for name, version in NEEDS.items():
        assert importlib.metadata.version(name) == version, name
        assert f"| {name} " in README, f"the README does not say why {name} is needed"


def test_every_foreign_import_is_a_requirement():
    inside = {"simulation", "scenarios", "ui", "cli", "app", "tests", *(path.stem for path in (ROOT / "tests").rglob("*.py"))}
    known = importlib.metadata.packages_distributions()
    needed = {re.sub(r"[-_.]+", "-", name).lower() for name in NEEDS}
    for path in [ROOT / "app.py", *(path for folder in ("simulation", "scenarios", "ui", "cli", "tests") for path in (ROOT / folder).rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
            )
            for top in {name.partition(".")[0] for name in names if name} - inside - set(sys.stdlib_module_names) - {"__future__"}:
                assert {re.sub(r"[-_.]+", "-", name).lower() for name in known.get(top, ())} & needed, f"{path.name} imports {top}"


def test_the_example_of_the_mesa_model_runs_and_agrees_with_the_engine(capsys):
    (example,) = PYTHON
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    told = capsys.readouterr().out
    assert "members have written" in told
    results = simulate(inputs_from({"batch_size": 40}), seed=7, weeks=52, replicates=[0])
    assert f"{results.series['weekly_active'][0, -1]:.0f}" in told
