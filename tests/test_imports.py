"""The layers of the project: who may import whom, and what a worker process drags in."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 350  # [lines] of a file: beyond, it holds more than one concept


@dataclass(frozen=True)
class Layer:
    """Modules (by name, or by a prefix ending in a dot) and what they may import besides the standard library and themselves."""

    modules: tuple[str, ...]
    layers: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


LAYERS = {
    "kernels": Layer(("simulation.kernels.",), packages=("numba", "platformdirs")),
    "vocabulary": Layer(("simulation.vocabulary.",), packages=("numpy", "scipy.special")),
    "state": Layer(("simulation.state.",), ("kernels", "vocabulary"), ("numpy", "scipy.special")),
    "process": Layer(("simulation.processes.",), ("kernels", "vocabulary", "state"), ("numpy", "scipy.special")),
    "outcomes": Layer(("simulation.outcomes.",), ("vocabulary", "state"), ("numpy", "pandas")),
    "schedule": Layer(("simulation.schedule",), ("kernels", "vocabulary", "state", "process"), ("numpy",)),
    "community": Layer(
        ("simulation.community", "simulation.reference_model"),
        ("front door", "vocabulary", "state", "process", "schedule", "outcomes"),
        ("numpy", "mesa"),
    ),
    "engine": Layer(("simulation.engine.",), ("front door", "kernels", "vocabulary", "state", "schedule", "outcomes"), ("numpy",)),
    "studies": Layer(
        ("simulation.studies.",),
        ("front door", "kernels", "vocabulary", "state", "process", "schedule", "community", "outcomes", "engine"),
        ("numpy", "scipy", "statsmodels", "dask"),
    ),
    "documentation": Layer(
        ("simulation.documentation.",), ("front door", "kernels", "vocabulary", "state", "process", "schedule", "outcomes", "studies"), ("numpy",)
    ),
    "front door": Layer(("simulation",), ("vocabulary", "outcomes")),
    "store": Layer(
        tuple(
            f"scenarios.{name}"
            for name in (
                "store",
                "tables",
                "place",
                "failures",
                "rows",
                "database",
                "access",
                "backup",
                "patient_connection",
                "classes",
                "class_tables",
                "findings",
            )
        ),
        ("vocabulary", "scenarios"),
        ("sqlalchemy", "psycopg", "platformdirs"),
    ),
    "lessons": Layer(("scenarios.lesson", "scenarios.lesson_task", "scenarios.lesson_answer"), ("front door", "vocabulary", "scenarios", "studies")),
    "scenarios": Layer(("scenarios.",), ("front door", "vocabulary")),
    "cli": Layer(
        ("cli.",),
        ("front door", "vocabulary", "outcomes", "kernels", "engine", "studies", "documentation", "scenarios", "lessons", "store"),
        ("numpy", "tqdm"),
    ),
    "ui": Layer(
        ("ui.",),
        ("front door", "vocabulary", "outcomes", "kernels", "engine", "studies", "documentation", "scenarios", "lessons", "store"),
        ("streamlit", "altair", "numpy", "pandas", "pyarrow", "vl_convert", "fpdf", "fontTools", "jinja2", "segno"),
    ),
    "entry": Layer(("app", "simulation.__main__"), ("cli", "ui"), ("starlette", "streamlit")),
}
FRONT_DOOR = (
    "simulation",
    "simulation.vocabulary.",
    "simulation.outcomes.",
    "simulation.engine.",
    "simulation.studies.",
    "simulation.documentation.",
    "simulation.kernels.",
)
PAGES = ("simulate", "compare", "explore", "saved", "model", "watch", "learn", "data")


def sources() -> dict[str, Path]:
    """Return every module of the project by its dotted name."""
    files = [ROOT / "app.py", *(path for folder in ("simulation", "scenarios", "ui", "cli") for path in sorted((ROOT / folder).rglob("*.py")))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


SOURCES = sources()


def belongs(module: str, names: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(name) if name.endswith(".") else module == name for name in names)


def layer_of(module: str) -> str:
    return next(name for name, layer in LAYERS.items() if belongs(module, layer.modules))


@cache
def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(path: Path) -> set[str]:
    """Return the dotted names a file imports, submodules taken from a package by their full name."""
    found: set[str] = set()
    for node in ast.walk(read(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} line {node.lineno}: imports are absolute"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in inside if name in SOURCES} or {node.module}
    return found


def test_every_module_keeps_to_its_layer():
    wrong = []
    for module, path in SOURCES.items():
        name = layer_of(module)
        layer = LAYERS[name]
        for imported in imports_of(path):
            top = imported.partition(".")[0]
            if top in ("simulation", "scenarios", "ui", "cli", "app", "tests"):
                other = layer_of(imported) if top != "tests" else "tests"
                allowed = other in layer.layers or (other == name and name != "process")
            else:
                allowed = top in sys.stdlib_module_names or any(f"{imported}.".startswith(f"{package}.") for package in layer.packages)
            if not allowed:
                wrong.append(f"{module} ({name}) imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_pages_use_the_front_door():
    inside = {
        f"{module} imports {imported}"
        for module, path in SOURCES.items()
        if layer_of(module) == "ui"
        for imported in imports_of(path)
        if imported.startswith("simulation") and not belongs(imported, FRONT_DOOR)
    }
    assert not inside


def page_of(module: str) -> str | None:
    """Return the page whose folder a module stands in."""
    parts = module.split(".")
    return parts[1] if parts[0] == "ui" and len(parts) > 1 and parts[1] in PAGES else None


def test_no_page_imports_another_page():
    assert not {
        f"{module} imports {imported}"
        for module, path in SOURCES.items()
        for imported in imports_of(path)
        if module != "app" and page_of(imported) not in (None, page_of(module)) and not module.startswith("ui.server.")
    }


def test_the_walk_sees_what_is_there():
    # Guards against a rule that passes because nothing was read or nothing matched.
    assert layer_of("simulation.processes.visits") == "process"
    assert layer_of("simulation.state.world") == "state"
    assert layer_of("scenarios.store") == "store"
    assert "simulation.processes.visits" in imports_of(SOURCES["simulation.schedule"])
    assert "mesa" in imports_of(SOURCES["simulation.community"])
    assert {layer_of(module) for module in SOURCES} == set(LAYERS)


@pytest.mark.parametrize("entry", ["simulation.engine.worker", "simulation.engine.stream"])
def test_workers_start_light(entry):
    heavy = ("mesa", "dask", "distributed", "streamlit", "pandas", "altair", "sqlalchemy", "scipy.stats", "scipy.optimize", "scenarios", "ui", "cli")
    program = f"import sys, {entry}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert entry in loaded
    assert not [module for module in loaded if belongs(module, tuple(name for heavy_name in heavy for name in (heavy_name, f"{heavy_name}.")))]


def test_files_are_short_and_say_what_they_are():
    for path in [*SOURCES.values(), *(ROOT / "tests").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= LONGEST, path
        assert not text.strip() or ast.get_docstring(read(path)), f"{path} has no docstring"
