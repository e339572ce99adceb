"""Write the generated blocks of the model document: everything between a pair of markers comes from the code.

A block starts with `<!-- generated: NAME -->` and ends with `<!-- end: NAME -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from simulation.documentation import ablated, field, findings, spreading, tables
from simulation.documentation.reference import moved
from simulation.documentation.tables import Row
from simulation.studies.validation import GATED, tally
from simulation.vocabulary.version import DEFAULT_WEEKS, MODEL_VERSION

PLACE = Path(__file__).resolve().parent.parent / "ODD.md"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end: \2 -->)", re.DOTALL)


class DocumentError(ValueError):
    """The document and the blocks that can be generated do not fit together."""


def rewrite(text: str) -> str:
    """Return the document with every generated block as the code has it now.

    Raises:
        DocumentError: names every block without a generator and every generator without a block.
    """
    generators = blocks()
    found = [match[2] for match in BLOCK.finditer(text)]
    unknown = [name for name in found if name not in generators]
    missing = [name for name in generators if found.count(name) != 1]
    if unknown or missing:
        raise DocumentError(
            "; ".join(
                [f"there is nothing to generate for the block {name}" for name in unknown]
                + [f"the document must hold the block {name} exactly once" for name in missing]
            )
        )
    return BLOCK.sub(lambda match: f"{match[1]}{generators[match[2]]()}\n{match[4]}", text)


def section(title: str, text: str) -> str:
    """Return the body of one section of the document, down to the next heading of the same or a higher rank.

    Raises:
        DocumentError: there is no such heading.
    """
    heading = re.search(rf"^(#+) (?:\d+\. )?{re.escape(title)}$", text, re.MULTILINE)
    if not heading:
        raise DocumentError(f"the document has no section {title}")
    rest = text[heading.end() :]
    after = re.search(rf"^#{{1,{len(heading[1])}}} ", rest, re.MULTILINE)
    return rest[: after.start() if after else None].strip()


def blocks() -> dict[str, Callable[[], str]]:
    """Return the generators of blocks by name."""
    return {
        "version": lambda: f"This document describes model version **{MODEL_VERSION}**.",
        "scales": lambda: f"A run has {DEFAULT_WEEKS} weeks unless another horizon is asked for.",
        "tags": lambda: "\n".join(f"- **{row['Tag']}** {row['Meaning']}" for row in tables.source_tags()),
        "schedule": lambda: markdown(
            _without(tables.schedule(), "Core", "Without a community"), code=("Process", "Columns it may write", "Variables it sets")
        ),
        "people": lambda: markdown(_columns("people"), code=("Column", "Written by")),
        "members": lambda: markdown(_columns("members"), code=("Column", "Written by")),
        "world": _world,
        "levers": lambda: _grouped(tables.levers(), code=("Name",)),
        "levels": lambda: "\n\n".join(f"**{title}**\n\n{markdown(rows)}" for title, rows in tables.levels().items()),
        "parameters": lambda: _grouped(_without(tables.parameters(), "Changes later", "What it does"), code=("Name",)),
        "constants": lambda: markdown(tables.fixed_numbers(), code=("Constant", "Value")),
        "confidence": lambda: markdown(tables.confidence()),
        "moved": lambda: markdown(moved(), code=("Name",)),
        "measures": lambda: _grouped(tables.measures(), code=("Name",)),
        "variants": lambda: markdown(tables.variants(), code=("Name",)),
        "settings": lambda: markdown(tables.settings(), code=("Input", "Value")),
        "findings": _findings,
        "headlines": _headlines,
        "ablations": _ablations,
        "levers_off": _levers_off,
        "year_ahead": _year_ahead,
        "claims": _claims,
    }


def markdown(rows: Iterable[Row], code: tuple[str, ...] = ()) -> str:
    """Return rows as a Markdown table; names in the columns of `code` are set as code."""
    rows = list(rows)
    if not rows:
        return "None."
    headings = list(rows[0])
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(_cell(row[name], name in code) for name in headings) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str, code: bool) -> str:
    plain = " ".join(text.split()).replace("|", "\\|")
    if code and plain:
        return plain if plain.startswith("{") else ", ".join(f"`{part}`" for part in plain.split(", "))
    return plain.replace("*", "\\*").replace("<", "&lt;")


def _without(rows: list[Row], *names: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def _columns(kind: str) -> list[Row]:
    return _without([row for row in tables.columns() if row["Table"] == kind], "Table")


def _grouped(rows: list[Row], code: tuple[str, ...]) -> str:
    groups = list(dict.fromkeys(row["Group"] for row in rows))
    parts = [(group, _without([row for row in rows if row["Group"] == group], "Group")) for group in groups]
    return "\n\n".join(f"**{group}**\n\n{markdown(inside, code)}" for group, inside in parts)


def _world() -> str:
    rows = tables.world_state()
    lines = []
    for section_name in dict.fromkeys(row["Of"] for row in rows):
        inside = [row for row in rows if row["Of"] == section_name]
        named = [f"`{row['Variable']}`" + (f" ({row['Meaning']})" if row["Meaning"] else "") for row in inside]
        lines.append(f"- *{section_name}*: {', '.join(named)}.")
    return "\n".join(lines)


def _findings() -> str:
    kept = findings.saved()
    if kept is None:
        return "No findings have been saved for this version; `python -m simulation validate --save` does it."
    head = f"Version {kept.version}, {kept.runs} runs from seed {kept.seed}. {tally(kept.findings)} {GATED}"
    lines = [f"{head} Median, in brackets the range of eight in ten runs."]
    for group, title in findings.GROUPS.items():
        rows = findings.rows(kept.of(group))
        lines += [f"**{title}**", markdown(rows)] if rows else []
    return "\n\n".join(lines)


def _headlines() -> str:
    kept = findings.stood()
    if kept is None:
        return "No conclusions have been saved for this version; `python -m simulation variants --save` does it."
    standing, total = kept.everywhere()
    summary = f"Version {kept.version}, {kept.runs} paired worlds from seed {kept.seed}: {standing} of {total} stand in every variant."
    return f"{summary}\n\n{markdown(kept.rows())}"


def _ablations() -> str:
    kept = ablated.kept()
    if kept is None:
        return "Nothing has been saved for this version; `python -m simulation validate --ablations --save` does it."
    rows = kept["ablations"]
    head = f"Version {kept['model_version']}, {kept['runs']} worlds per setting from seed {kept['seed']}."
    return "\n\n".join([head, markdown(ablated.mechanisms()), markdown(ablated.summary(rows)), markdown(ablated.targets(rows))])


def _levers_off() -> str:
    kept = ablated.kept_levers()
    if kept is None:
        return "Nothing has been saved for this version; `python -m simulation validate --practices --save` does it."
    made = f"Version {kept['model_version']}, {kept['runs']} worlds per setting from seed {kept['seed']}"
    head = f"{made}, the last half year of 78 weeks (of 130 in the large one)."
    return f"{head}\n\n{markdown(ablated.levers(kept['levers']))}"


def _year_ahead() -> str:
    kept = spreading.kept()
    if kept is None:
        return "Nothing has been saved for this version; `python -m simulation validate --spread --save` does it."
    head = f"Version {kept['model_version']}, {kept['runs']} worlds per row from seed {kept['seed']}: the 10th, middle and 90th of 100 worlds."
    return f"{head}\n\n{markdown(spreading.rows(kept['parts']))}"


def _claims() -> str:
    rows = field.rows()
    counts = [f"{sum(row['Verdict'] == verdict for row in rows)} {verdict}" for verdict in dict.fromkeys(row["Verdict"] for row in rows)]
    return f"{len(rows)} claims: {', '.join(counts)}.\n\n{markdown(rows)}"
