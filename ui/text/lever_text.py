"""Levers and their values in words and units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from simulation import Spec
from ui.text.currencies import CURRENCIES

SINGULAR = {
    "people": "person", "weeks": "week", "threads": "thread", "customers": "customer", "posts": "post", "replies": "reply", "minutes": "minute",
    "visits": "visit", "signups": "signup", "questions": "question", "opportunities": "opportunity", "deviations": "deviation",
}  # fmt: skip
SCALE = "0-1"  # the unit of what has none
PER_CENT = 4  # decimals of a share that the browser's own per cent shows: two behind the point
WORDS = {"high": "well supported", "medium": "fairly supported", "low": "direction only: trust the sign, not the size"}


def shown(spec: Spec, value: Any) -> str:
    """Write one value of a lever as people read it."""
    if spec.type is bool:
        return "on" if value else "off"
    if spec.choices:
        return spec.choice_labels[spec.choices.index(value)]
    if is_share(spec):
        return percent(value)
    if spec.name == "batch_size" and value == 0:
        return "open door"
    if spec.name == "roi_review_month" and value == 0:
        return "never"
    return exact(value)


def exact(value: float) -> str:
    """Write a number with as many digits as it has: 1,200, 0.0125, 49.9."""
    return f"{_decimal(value):,f}"


def percent(value: float) -> str:
    """Write a share in per cent with as many digits as it has: 3.5 %."""
    return f"{_plain(_decimal(value) * 100):,f} %"


def decimals(value: float) -> int:
    """Return how many digits a number has behind its point."""
    return -min(0, int(_decimal(value).as_tuple().exponent))


def _decimal(value: float) -> Decimal:
    return _plain(Decimal(value) if isinstance(value, int) else Decimal(repr(round(float(value), 12))))  # .1 + .2 is .3


def _plain(number: Decimal) -> Decimal:
    """Return the number without the noughts behind its last digit."""
    short = number.normalize()
    return short if int(short.as_tuple().exponent) <= 0 else short.quantize(Decimal(1))


def is_share(spec: Spec) -> bool:
    """Say whether the value is a share that reads best in per cent."""
    return spec.type is float and spec.unit.startswith("share") and spec.high <= 1


def unit_text(spec: Spec, currency: str) -> str:
    """Return the unit in the reader's currency."""
    if is_share(spec):
        return spec.unit.removeprefix("share").strip()
    return spec.unit.replace("$", CURRENCIES[currency].strip())


def with_unit(spec: Spec, value: Any, currency: str) -> str:
    """Write one value of a lever with its unit, which is in the singular behind a one."""
    unit = unit_text(spec, currency).partition(", ")[0]  # what nought means stands behind a comma, and this value is another
    if not unit or unit == SCALE or spec.type is bool or spec.choices or not shown(spec, value)[:1].isdigit():
        return shown(spec, value)
    if unit == "month":  # which one, not how many
        return f"{unit} {shown(spec, value)}"
    what, per, rest = unit.partition(" per ")
    if value == 1:
        what = " ".join(SINGULAR.get(word, word) for word in what.split(" "))
    return f"{shown(spec, value)} {what}{per}{rest}"


def step_of(spec: Spec) -> int | float:
    """Return by how much one press of a key moves a lever."""
    return spec.type(spec.step) if spec.step else 1 if spec.type is int else (spec.high - spec.low) / 100


def slider_format(spec: Spec, value: Any) -> str | None:
    """Return how a slider writes its values: with as many digits as its steps and its present value have."""
    if spec.type is int:
        return "localized" if spec.high >= 1000 else "%d"
    digits = max(decimals(step_of(spec)), decimals(value))
    if is_share(spec):
        return "percent" if digits <= PER_CENT else f"%.{digits}f"
    return "localized" if spec.high >= 1000 and digits <= 2 else f"%.{digits}f"
