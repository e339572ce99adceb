"""One word for one thing: the field's words stand where private ones stood, in names, docstrings, pages and documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("simulation", "cli", "scenarios", "ui", "tests", "docs", "examples")
TEXTS = {".py", ".md", ".toml", ".js", ".css", ".j2", ".yml"}

# What nobody outside could know, and the word to write instead.
PRIVATE = {
    "luck": "stochastic variation, random numbers or chance",
    "lucky": "by chance",
    "twin": "counterfactual arm",
    "twins": "counterfactual arms",
    "courtesy": "first_curve_priority",
    "doubts": "sensitivity",
    "kept worlds": "stored worlds",
    "in one go": "together",
}
# Names of files and of what stands in them: what they mean has to be seen where they are called.
NAMES = {
    "ahead": "prefetch",
    "board": "chart_grid",
    "courtesy": "first_curve_priority",
    "delivery": "frontend_assets",
    "doubt": "beliefs",
    "doubts": "sensitivity",
    "edge": "tipping_point or end",
    "edges": "tipping_points or ends",
    "face": "redraw",
    "frames": "chart_data",
    "looks": "style",
    "luck": "run_settings",
    "opening": "default_results",
    "ready": "preload",
    "tipping": "tipping_point",
    "twin": "counterfactual",
}
CONTRACT = {"cli/commands/opening.py", "ui/assets/looks.css"}  # commands keep their names, and so does the one sheet of looks
CONCEPTS = {
    "common random numbers": "common-random-numbers.md",
    "counterfactual arm": "counterfactual-arm.md",
    "counter-based": "counter-based-generator.md",
    "stochastic variation": "stochastic-variation.md",
}


def texts() -> list[Path]:
    inside = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS and "__pycache__" not in path.parts]
    return sorted(inside + [path for path in ROOT.iterdir() if path.suffix in TEXTS])


def test_no_text_uses_a_private_word():
    words = re.compile(rf"\b({'|'.join(PRIVATE)})\b", re.IGNORECASE)
    found = []
    for path in texts():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{path.relative_to(ROOT)}:{number}: {word!r}; write {PRIVATE[word.lower()]}" for word in words.findall(line)]
    assert not found, "\n".join(found)


def test_no_file_has_a_puzzling_name():
    files = {path.relative_to(ROOT).as_posix(): path.stem for path in texts() if path.parts[-2] != "tests"}
    assert not [f"{path}; say {NAMES[stem]}" for path, stem in files.items() if stem in NAMES and path not in CONTRACT]


def names(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the lines and names of all functions, classes, arguments and variables that are made in a file."""
    made = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.append((node.lineno, node.name))
        elif isinstance(node, ast.arg):
            made.append((node.lineno, node.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.append((node.lineno, node.id))
    return made


def test_no_name_is_a_private_word():
    private = {"luck", "twin", "twins", "edge", "edges", "courtesy", "doubts", "kept_worlds"}
    found = []
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            made = names(ast.parse(path.read_text(encoding="utf-8")))
            found += [
                f"{path.relative_to(ROOT)}:{line}: {name}" for line, name in made if private & {name.lower().strip("_"), *name.lower().split("_")}
            ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("concept", "page"), CONCEPTS.items())
def test_each_concept_has_its_paragraph_and_a_way_to_it(concept, page):
    text = (ROOT / "docs" / "concepts" / page).read_text(encoding="utf-8")
    paragraphs = [part for part in text.split("\n\n") if concept in " ".join(part.lower().replace("*", "").split()) and len(part.split()) > 30]
    assert paragraphs, f"{page} does not explain {concept!r}"
    assert page in (ROOT / "README.md").read_text(encoding="utf-8")
    assert page in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
