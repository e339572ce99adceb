"""Compiled loops are called by name: two swapped arrays in a row of twenty would fail silently."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("simulation/kernels", "simulation/state", "simulation/processes")
MOST = 12  # arguments that may be told apart by their places


def compiled_loops(trees: dict[Path, ast.Module]) -> set[str]:
    return {
        node.name
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(isinstance(mark, ast.Name) and mark.id == "compiled" for mark in node.decorator_list)
    }


def by_place(tree: ast.Module, loops: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and name of calls of compiled loops with too many arguments by place, or an unknown number of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in loops:
            starred = any(isinstance(argument, ast.Starred) for argument in node.args)
            if starred or len(node.args) > MOST:
                yield node.lineno, node.func.id


def test_no_loop_is_called_with_many_arguments_by_place():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.py"))}
    loops = compiled_loops(trees)
    assert len(loops) > 60
    found = [f"{path.relative_to(ROOT)}:{line}: {name}" for path, tree in trees.items() for line, name in by_place(tree, loops)]
    assert not found, f"name the arguments (at most {MOST} by place):\n" + "\n".join(found)


def test_a_call_by_place_is_seen():
    letters = ", ".join("abcdefghijklm")
    tree = ast.parse(f"@compiled\ndef loop({letters}):\n    pass\n\nloop({letters})\nloop(*everything)\nloop({letters.replace(', m', ', m=m')})\n")
    assert [line for line, _ in by_place(tree, compiled_loops({Path("x.py"): tree}))] == [5, 6]
