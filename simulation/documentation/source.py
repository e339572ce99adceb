"""Read the model's own source: what stands beside its columns, its constants, and what each step sets.

Comments are the place where columns and constants say what they hold; reading them here keeps one place for it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from simulation.kernels.process import Process
from simulation.state import week, world

CONSTANT_HOLDERS = (
    "state.constants",
    "state.joining",
    "state.founding",
    "vocabulary.effects",
    "vocabulary.practices",
    "state.ties",
    "outcomes.auditorium",
    "outcomes.roi",
)


@dataclass(frozen=True)
class Constant:
    """One fixed number of the model: where it stands, what it is, and the comment beside it."""

    module: str
    name: str
    value: str
    meaning: str


@cache
def _parsed(module: ModuleType) -> tuple[ast.Module, dict[int, str], dict[int, str]]:
    """Return the syntax tree, comments behind code and comments on lines of their own, both by line."""
    text = inspect.getsource(module)
    behind: dict[int, str] = {}
    alone: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            words = token.string.lstrip("# ").strip()
            (alone if token.line.strip().startswith("#") else behind)[token.start[0]] = words
    return ast.parse(text), behind, alone


def world_variables() -> dict[str, list[tuple[str, str]]]:
    """Return the variables of a world by section, each as (name, meaning), in the order of their declaration."""
    tree, behind, alone = _parsed(world)
    kind = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "World")
    start = next(node for node in kind.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    sections = sorted(line for line in alone if start.lineno < line < (start.end_lineno or 0))
    found: dict[str, list[tuple[str, str]]] = {alone[line].rstrip("."): [] for line in sections}
    for node in start.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
        above = [line for line in sections if line < node.lineno]
        if isinstance(target, ast.Attribute) and above:
            found[alone[above[-1]].rstrip(".")].append((target.attr, behind.get(node.lineno, "")))
    return found


def week_variables() -> list[tuple[str, str]]:
    """Return what the steps of one week hand to each other, each as (name, meaning)."""
    tree, behind, _ = _parsed(week)
    kind = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Week")
    return [
        (node.target.id, behind.get(node.lineno, "")) for node in kind.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]


def constants() -> list[Constant]:
    """Return every fixed number that stands at the head of a module of the model."""
    processes = sorted({step.run.__module__.rpartition(".")[2] for step in _week()})
    modules = [f"simulation.{name}" for name in CONSTANT_HOLDERS] + [f"simulation.processes.{name}" for name in processes]
    return [constant for name in modules for constant in _constants_of(importlib.import_module(name))]


def _week() -> tuple[Process, ...]:
    from simulation.schedule import WEEK  # imports every process: only when asked for

    return WEEK


def _constants_of(module: ModuleType) -> Iterator[Constant]:
    tree, behind, _ = _parsed(module)
    short = module.__name__.rpartition(".")[2]
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not _is_plain(node.value):
            continue
        target = node.targets[0]
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        written = [name.id for name in names if isinstance(name, ast.Name) and name.id.isupper() and not name.id.startswith("_")]
        if len(written) == len(names):
            yield Constant(short, ", ".join(written), ast.unparse(node.value), behind.get(node.lineno, ""))


def _is_plain(node: ast.expr) -> bool:
    """Say whether an expression is a number, or a collection of numbers."""
    if isinstance(node, ast.Dict):
        return all(_is_plain(value) for value in node.values)
    if isinstance(node, ast.Tuple):
        return all(_is_plain(value) for value in node.elts)
    if isinstance(node, ast.UnaryOp):
        return _is_plain(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def sets(step: Process) -> tuple[list[str], list[str]]:
    """Return the variables of the world and of the week that a step sets itself, as its code says."""
    tree, _, _ = _parsed(inspect.getmodule(step.run))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    reached, waiting = [], [step.run.__name__]
    while waiting:
        name = waiting.pop()
        if name in functions and name not in reached:
            reached.append(name)
            waiting += [node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)]
    world_names: set[str] = set()
    week_names: set[str] = set()
    for name in reached:
        for target in _targets(functions[name]):
            owner = target.value
            if isinstance(owner, ast.Name) and owner.id == "world":
                world_names.add(target.attr)
            elif (isinstance(owner, ast.Name) and owner.id == "now") or (isinstance(owner, ast.Attribute) and owner.attr == "now"):
                week_names.add(target.attr)
    declared = {variable for variables in world_variables().values() for variable, _ in variables}
    return sorted(world_names & declared), sorted(week_names)


def _targets(function: ast.FunctionDef) -> Iterator[ast.Attribute]:
    """Yield every attribute that a function assigns to, whole or in part."""
    for node in ast.walk(function):
        parts = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else []
        for part in parts:
            for each in part.elts if isinstance(part, ast.Tuple) else [part]:
                while isinstance(each, ast.Subscript):
                    each = each.value
                if isinstance(each, ast.Attribute):
                    yield each
