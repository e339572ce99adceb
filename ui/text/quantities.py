"""Numbers as people type them: read with thousands, signs of a currency and per cent, refused in the unit they were typed in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulation import InputError, Spec
from ui.text.currencies import CURRENCIES
from ui.text.lever_text import exact, is_share, percent, unit_text

LONGEST = 40  # characters
_GAPS = "\u00a0\u2009\u202f'’_ "  # between thousands
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """Declare a number that is typed: what it is called, from where to where it goes, whole or not, a share or not, and its unit."""

    label: str
    low: float
    high: float
    whole: bool = False
    share: bool = False
    unit: str = ""

    def read(self, text: object) -> int | float:
        """Return the number a text stands for.

        Raises:
            InputError: it is no number, not a whole one where it must be, or out of range; the range is given as the text was written.
        """
        written = str(text).strip() if isinstance(text, (str, int, float)) and not isinstance(text, bool) else ""
        bare, per_cent = _without_signs(written)
        if per_cent and not self.share:
            raise InputError([f"{self.label}: “{written[:LONGEST]}” is not allowed; it is no share of anything, so leave out the %"])
        number = _number(bare)
        if number is None:
            hint = f" ({bare.replace(',', '.')} with a point?)" if re.fullmatch(r"[+-]?\d+,\d+", bare) else ""
            raise InputError([f"{self.label}: “{written[:LONGEST]}” is no number{hint}; {self._allowed(per_cent)}"])
        value = round(number / 100, 15) if per_cent else number
        if not self.low <= value <= self.high:
            hint = " Per cent are written with their sign." if self.share and not per_cent and self.low <= value / 100 <= self.high else ""
            raise InputError([f"{self.label}: {written[:LONGEST]} is not allowed; {self._allowed(per_cent)}.{hint}"])
        if self.whole and value != int(value):
            raise InputError([f"{self.label}: {written[:LONGEST]} is not allowed; {self._allowed(per_cent)}"])
        return int(value) if self.whole else float(value)

    def write(self, value: float) -> str:
        """Return a number as it stands in the field when nobody typed it: with all its digits, shares in per cent."""
        return percent(value) if self.share else exact(value)

    def stands_for(self, text: object, value: float) -> bool:
        """Say whether a text that was typed still says the value."""
        try:
            return self.read(text) == value
        except InputError:
            return False

    def _allowed(self, per_cent: bool) -> str:
        written = percent if per_cent else exact
        unit = f" {self.unit}" if self.unit and not self.share else ""
        return f"it must be {'a whole number ' if self.whole else ''}from {written(self.low)} to {written(self.high)}{unit}"


def quantity_of(spec: Spec, currency: str) -> Quantity:
    """Return how a declared number is typed."""
    share = is_share(spec)
    return Quantity(label=spec.label, low=spec.low, high=spec.high, whole=spec.type is int, share=share, unit=unit_text(spec, currency))


def _without_signs(written: str) -> tuple[str, bool]:
    """Return a text without the sign of a currency and of per cent, and whether the latter was there."""
    bare, per_cent = written, False
    for sign in ("per cent", "percent", "%"):
        if bare.lower().endswith(sign):
            bare, per_cent = bare[: -len(sign)].rstrip(), True
            break
    for sign in {text.strip() for text in (*CURRENCIES.values(), *CURRENCIES)}:
        minus, rest = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
        if rest.upper().startswith(sign):
            bare = minus + rest[len(sign) :].lstrip()
        elif rest.upper().endswith(sign):
            bare = minus + rest[: -len(sign)].rstrip()
    return bare, per_cent


def _number(bare: str) -> float | None:
    tight = "".join(letter for letter in bare if letter not in _GAPS)
    if len(tight) > LONGEST or (tight != bare and not re.fullmatch(rf"[+-]?\d{{1,3}}(?:[{_GAPS}]\d{{3}})*(?:[.,]\d*)?", bare)):
        return None
    if _THOUSANDS.fullmatch(tight):
        tight = tight.replace(",", "")
    return float(tight) if _NUMBER.fullmatch(tight) and abs(float(tight)) < 1e300 else None
