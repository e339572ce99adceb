"""What was found about where a decision turns, as plain values and back, and a mark of everything it hangs on.

Whoever keeps findings looks for them by the mark: two settings, what they share, how they were tested, and the version of the model
with its defaults. A finding of another version has another mark, and is worked out anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from simulation.studies import turning_points as study
from simulation.studies.cloud import Point
from simulation.studies.saved_study import beliefs
from simulation.studies.turning_points import TurningPoint
from simulation.vocabulary.existing import LIVED, lived_inputs
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import MODEL_VERSION

MOST_POINTS, MOST_VALUES = 32, 64  # of a finding, and of one of its inputs


def mark(ahead: Point, behind: Point, start: RunSpec) -> str:
    """Return the mark of a question: at which values `ahead` stops being worth more than `behind`.

    Args:
        start: where all worlds start: its seed, its weeks and its existing community, if there is one.
    """
    existing = start.existing
    past = None
    if existing is not None:  # the levers of the past are those of the baseline where none are said
        then = lived_inputs(start.inputs, existing)
        past = {**existing.told.to_document(), "lived": {name: getattr(then, name) for name in LIVED}}
    tested = (study.ALWAYS, study.MOST_OTHERS, study.SCREENED, study.TESTED, study.STEPS, study.FIGURE_REACH)
    options = [(asdict(point.inputs), asdict(point.timeline)) for point in (ahead, behind)]
    asked = {"model": MODEL_VERSION, "beliefs": beliefs(), "tested": tested, "options": options, "start": (start.seed, start.weeks, past)}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=repr).encode()).hexdigest()


def document(found: Sequence[TurningPoint]) -> list[dict[str, Any]]:
    """Return a finding as plain values."""
    return [point.document() for point in found]


def found_in(values: Any) -> tuple[TurningPoint, ...]:
    """Return the finding that plain values hold.

    Raises:
        ValueError: they hold none.
    """
    if not isinstance(values, Sequence) or isinstance(values, str) or not 1 <= len(values) <= MOST_POINTS:
        raise ValueError("this is no finding")
    return tuple(_point(one) for one in values)


def _point(one: Any) -> TurningPoint:
    if not isinstance(one, Mapping) or one.get("input") not in INPUTS:
        raise ValueError("a finding is of no input there is")
    spec = INPUTS[one["input"]]
    values, advantage, turns = (_numbers(one.get(name)) for name in ("values", "advantage", "turns"))
    if len(values) < 2 or len(values) != len(advantage) or any(not values[0] <= turn <= values[-1] for turn in turns):
        raise ValueError(f"what was found about {spec.name} does not fit together")
    (now,) = _numbers([one.get("now")])
    return TurningPoint(spec.name, spec.type(now), values, advantage, turns)


def _numbers(values: Any) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        raise ValueError("there is no list of numbers")
    if not all(type(value) in (int, float) and math.isfinite(value) for value in values):
        raise ValueError("a number is none")
    return tuple(float(value) for value in values)
