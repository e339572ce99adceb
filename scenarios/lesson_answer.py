"""A prediction as it is given: checked against what the lesson asks, and written as one short text."""

from __future__ import annotations

import json
import math
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.lesson import Lesson
from scenarios.texts import MAX_ANSWER_BYTES, shown


def months_asked(lesson: Lesson) -> list[int]:
    """Return the months of which a curve is asked, counted from 1."""
    return list(range(lesson.predict.known_until + 1, lesson.after.weeks * 12 // 52 + 1))


def checked_answer(lesson: Lesson, answer: Any) -> Any:
    """Return a prediction: a list of numbers, a number, or the place of an option.

    Raises:
        ScenarioError: it is not what the lesson asks for; says what is allowed.
    """
    asked = lesson.predict
    if asked.kind == "choice":
        if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(asked.options):
            return answer
        raise ScenarioError([f"choice: {shown(answer)} is not allowed; it must be one of the {len(asked.options)} options"])
    if asked.kind == "number":
        return _number("number", answer, asked.top)
    months = months_asked(lesson)
    if not isinstance(answer, (list, tuple)) or len(answer) != len(months):
        given = f"{len(answer)} values are" if isinstance(answer, (list, tuple)) else f"{shown(answer)} is"
        raise ScenarioError([f"curve: {given} not allowed; it must be one value for each of the {len(months)} months"])
    return [_number(f"curve, month {month}", value, asked.top) for month, value in zip(months, answer, strict=True)]


def answer_text(lesson: Lesson, answer: Any) -> str:
    """Return a checked prediction as it is stored."""
    return json.dumps(checked_answer(lesson, answer), separators=(",", ":"), allow_nan=False)


def answer_from(lesson: Lesson, text: str) -> Any:
    """Return a stored prediction.

    Raises:
        ScenarioError: it is damaged, or of another lesson.
    """
    if len(text) > MAX_ANSWER_BYTES:
        raise ScenarioError(["the answer is too long"])
    try:
        return checked_answer(lesson, json.loads(text))
    except ValueError as error:
        raise error if isinstance(error, ScenarioError) else ScenarioError(["the answer cannot be read"]) from None


def _number(name: str, value: Any, top: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not 0 <= value <= top:
        raise ScenarioError([f"{name}: {shown(value)} is not allowed; it must be a number from 0 to {top:g}"])
    return float(f"{value:.5g}")
