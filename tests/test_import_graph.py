"""The import graph: no circle between packages or inside one, and the model knows nothing of scenario files, commands and pages."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WINGS = ("simulation", "scenarios", "cli", "ui")
PAGE_FLOORS = ("report", "comparison", "charts", "session", "text", "server")


@dataclass(frozen=True)
class Arrow:
    """One import: from a module to a module, and where it stands."""

    source: str
    target: str
    place: str

    def __str__(self) -> str:
        return f"{self.place}: {self.source} imports {self.target}"


def modules(root: Path = ROOT) -> dict[str, Path]:
    files = [root / "app.py", *(path for wing in WINGS for path in sorted((root / wing).rglob("*.py")))]
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path for path in files if path.exists()}


def arrows(found: dict[str, Path], root: Path = ROOT) -> Iterator[Arrow]:
    """Yield every import among the project's own modules, those inside functions included."""
    for source, path in found.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named: list[str] = []
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                named = [name if (name := f"{node.module}.{alias.name}") in found else node.module for alias in node.names]
            for target in dict.fromkeys(named):
                if target in found and target != source:
                    yield Arrow(source, target, f"{path.relative_to(root)}:{node.lineno}")


def package_of(module: str) -> str:
    """Return the folder a module stands in; the few files at the root of a wing stand for themselves."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in ("simulation", "ui") else parts[0]


def circles(every: Iterable[Arrow], name_of=lambda module: module) -> list[str]:
    """Return one circle as its arrows, each with file and line; nothing where there is none."""
    graph: dict[str, set[str]] = {}
    places: dict[tuple[str, str], Arrow] = {}
    for arrow in every:
        source, target = name_of(arrow.source), name_of(arrow.target)
        if source != target:
            graph.setdefault(source, set()).add(target)
            places.setdefault((source, target), arrow)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = error.args[1]
        pairs = pairwise(ring)
        return [str(places.get(pair) or places[pair[::-1]]) for pair in pairs]
    return []


MODULES = modules()
ARROWS = list(arrows(MODULES))


def test_no_circle_between_modules():
    assert not circles(ARROWS), "\n".join(circles(ARROWS))


def test_no_circle_between_packages():
    assert not circles(ARROWS, package_of), "\n".join(circles(ARROWS, package_of))


def test_the_model_imports_nothing_of_scenario_files_commands_and_pages():
    wrong = [arrow for arrow in ARROWS if arrow.source.startswith("simulation") and not arrow.target.startswith("simulation")]
    assert not [str(arrow) for arrow in wrong if arrow.source != "simulation.__main__"]


def test_no_floor_imports_a_page_and_no_page_another_page():
    wrong = []
    for arrow in ARROWS:
        source, target = (package_of(module).removeprefix("ui.") if module.startswith("ui.") else "" for module in (arrow.source, arrow.target))
        if target and target not in PAGE_FLOORS and source != target and arrow.source != "app":
            wrong.append(str(arrow))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("inside_a_function", [False, True])
def test_a_circle_is_found_and_named_with_file_and_line(tmp_path, inside_a_function):
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "one.py").write_text("import cli.two\n")
    late = "def later():\n    from cli import one\n" if inside_a_function else "from cli import one\n"
    (tmp_path / "cli" / "two.py").write_text(f'"""Two."""\n{late}')
    found = modules(tmp_path)
    line = 3 if inside_a_function else 2
    assert sorted(circles(arrows(found, tmp_path))) == ["cli/one.py:1: cli.one imports cli.two", f"cli/two.py:{line}: cli.two imports cli.one"]
