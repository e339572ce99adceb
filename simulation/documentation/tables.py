"""Everything declared, as rows of words: for the model document and the model page alike.

Each function returns rows as dicts of the same keys in the same order; the keys are the headings.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import fields
from fnmatch import fnmatch
from typing import Any

import numpy as np

from simulation.documentation.source import constants, sets, week_variables, world_variables
from simulation.schedule import CORE, SOCIAL, WEEK
from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, WIDE_COLUMNS
from simulation.studies.validation import SETTINGS
from simulation.vocabulary import assumptions
from simulation.vocabulary.effects import MODELS, PLATFORMS, PROGRAMMES, REPORTING, RITUAL_HOURS, RITUALS, effects_of
from simulation.vocabulary.inputs import ASSUMPTIONS, INPUTS, LEVERS, VARIANTS, inputs_from, usual
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.personas import CROWDING, GAINS, PERSONAS, SHARES
from simulation.vocabulary.practices import EDUCATION, FEEDBACK, HEARD, IN_PRODUCT
from simulation.vocabulary.specification import Spec
from simulation.vocabulary.timeline import SHOCKS

Row = dict[str, str]
SUMMARIES = {"last": "at the end", "last4": "mean of the last 4 weeks", "run": "one per run"}


def schedule() -> list[Row]:
    """Return the steps of a week in order, with what each may write."""
    rows = []
    for place, step in enumerate(WEEK, start=1):
        of_world, of_week = sets(step)
        of_world = sorted({*of_world, *(name.removeprefix("world.") for name in step.writes if name.startswith("world."))})
        rows.append(
            {
                "Step": str(place),
                "Process": step.name,
                "What happens": step.title,
                "Columns it may write": ", ".join(name for name in step.writes if not name.startswith("world.")),
                "Variables it sets": ", ".join([*of_world, *(f"now.{name}" for name in of_week)]),
                "Without a community": "nothing to do" if step in SOCIAL else "runs",
                "Core": "yes" if step in CORE else "",
            }
        )
    return rows


def columns() -> list[Row]:
    """Return the columns of people and members: type, start, unit, meaning, who may write them."""
    rows = []
    for kind, declared in (("people", PEOPLE_COLUMNS), ("members", {**MEMBER_COLUMNS, **WIDE_COLUMNS})):
        for name, column in declared.items():
            writers = [step.name for step in WEEK if any(fnmatch(f"{kind}.{name}", pattern) for pattern in step.writes)]
            rows.append(
                {
                    "Table": kind,
                    "Column": name,
                    "Type": np.dtype(column.dtype).name + (f" x {column.width}" if column.tail else ""),
                    "Initial": "never" if column.default == np.inf else f"{column.default:g}",
                    "Unit": column.unit,
                    "Meaning": column.meaning,
                    "Written by": ", ".join(writers),
                }
            )
    return rows


def world_state() -> list[Row]:
    """Return the variables that a whole world has, and those that live for one week, by section."""
    rows = []
    for section, variables in {**world_variables(), "Handed on within one week": week_variables()}.items():
        rows += [{"Of": section, "Variable": name, "Meaning": meaning} for name, meaning in variables]
    return rows


def fixed_numbers() -> list[Row]:
    """Return the constants at the heads of the modules: numbers that nobody sets."""
    return [{"Module": one.module, "Constant": one.name, "Value": one.value, "Meaning": one.meaning} for one in constants()]


def parameters() -> list[Row]:
    """Return every assumption."""
    return [{"Group": spec.group, **_input(spec)} for spec in ASSUMPTIONS.values()]


def source_tags() -> list[Row]:
    """Return what the tags in the sources mean, as the declarations explain them."""
    explained = " ".join((inspect.getdoc(assumptions) or "").partition("Source tags: ")[2].split()).rstrip(".")
    return [dict(zip(("Tag", "Meaning"), part.split(" ", 1), strict=True)) for part in explained.split("; ")]


def levers() -> list[Row]:
    """Return every lever."""
    return [{"Group": spec.group, **_input(spec)} for spec in LEVERS.values()]


def _input(spec: Spec) -> Row:
    enterprise = usual(spec.name, "enterprise")
    default = value_text(spec, spec.default)
    if enterprise != spec.default:
        default += f" (enterprise: {value_text(spec, enterprise)})"
    return {
        "Label": spec.label,
        "Name": spec.name,
        "Default": default,
        "Range": "on or off" if spec.type is bool else ", ".join(spec.choices) if spec.choices else " to ".join(map(number, spec.bounds)),
        "Unit": spec.unit,
        "Changes later": "" if spec.kind == "assumption" else "no" if spec.initial else "yes",
        "Source": spec.source,
        "Confidence": spec.confidence,
        "What it does": spec.help,
    }


def value_text(spec: Spec, value: Any) -> str:
    """Write a value of an input as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Write a number in full, with separators from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= 1_000 and value == int(value) else f"{value:g}"


def levels() -> dict[str, list[Row]]:
    """Return what the levels of the levers with choices do, by lever; only what differs from nothing."""
    return {
        "Rituals": [_ritual(name) for name in RITUALS],
        "Platform": _levels(PLATFORMS),
        "Reporting line": _levels(REPORTING),
        "In the product": _levels(IN_PRODUCT),
        "Education": _levels(EDUCATION),
        "Feedback loop": _levels(FEEDBACK),
        "How far the product team listens, by reporting line": [{"Level": line, "heard": f"{share:g}"} for line, share in HEARD.items()],
        "Community model": _levels(MODELS),
        "Programme by market and fit": _levels({" / ".join(cell): programme for cell, programme in PROGRAMMES.items()}),
        "Incentive: gain by persona": [
            {"Level": name, **{persona: f"{gain:g}" for persona, gain in zip(PERSONAS, gains, strict=True)}} for name, gains in GAINS.items()
        ]
        + [{"Level": "crowded out by cash", **{persona: f"{gain:g}" for persona, gain in zip(PERSONAS, CROWDING, strict=True)}}],
        "Personas": [{"Persona": persona, "Share of members": f"{share:g}"} for persona, share in zip(PERSONAS, SHARES, strict=True)],
        "Shocks": [{"Shock": name, "Size": meaning} for name, meaning in SHOCKS.items()],
    }


def _ritual(name: str) -> Row:
    effects = effects_of(inputs_from({"ritual_cadence": name}))
    hours = effects.rituals * RITUAL_HOURS
    return {
        "Level": name,
        "Per week": f"{effects.rituals:g}",
        "Intensity rho": f"{effects.rho:g}",
        "Fatigue": f"{effects.fatigue:g}",
        "Staff hours per week": f"{hours:g}",
    }


def _levels(table: Mapping[str, Any]) -> list[Row]:
    first = next(iter(table.values()))
    names = [each.name for each in fields(first)]
    return [
        {
            "Level": level,
            **{name.replace("_", " "): f"{value:g}" if isinstance(value := getattr(effect, name), (int, float)) else str(value) for name in names},
        }
        for level, effect in table.items()
    ]


def measures() -> list[Row]:
    """Return every measure."""
    return [
        {
            "Group": measure.group,
            "Label": measure.label,
            "Name": measure.name,
            "Unit": measure.unit,
            "Better": measure.better or "-",
            "One number per run": SUMMARIES[measure.summary],
            "Meaning": measure.help,
        }
        for measure in MEASURES.values()
    ]


def variants() -> list[Row]:
    """Return the structural variants: one row per assumption that any of them changes."""
    touched = list(dict.fromkeys(name for changes in VARIANTS.values() for name in changes))
    return [
        {
            "Assumption": INPUTS[name].label,
            "Name": name,
            **{variant: value_text(INPUTS[name], changes.get(name, INPUTS[name].default)) for variant, changes in VARIANTS.items()},
        }
        for name in touched
    ]


def confidence() -> list[Row]:
    """Return how many assumptions rest on what, by group."""
    rows = []
    for group in dict.fromkeys(spec.group for spec in ASSUMPTIONS.values()):
        inside = [spec.confidence for spec in ASSUMPTIONS.values() if spec.group == group]
        rows.append({"Group": group, "Assumptions": str(len(inside)), **{level: str(inside.count(level)) for level in ("high", "medium", "low")}})
    return rows


def settings() -> list[Row]:
    """Return what the settings that patterns are looked at in change of the defaults."""
    return [{"Setting": setting, "Input": name, "Value": str(value)} for setting, values in SETTINGS.items() for name, value in values.items()]
