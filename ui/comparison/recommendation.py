"""Which option to take, in words, by one stated rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation import INPUTS, LEVERS, Results, band
from simulation.outcomes.verdict import horizon_months
from simulation.studies.compare import Difference
from simulation.vocabulary.words import beside, counted, in_worlds
from ui.comparison.comparison import Comparison
from ui.text.wording import amount, payback_text, some_of, told, with_range

RULE = (
    "The rule: among the options whose net present value is clearly or probably better than the baseline's, the one with the highest median. "
    "If there is none, keep the baseline. Clearly and probably are the sign test over matched worlds at 1 % and 10 %."
)

# What no programme chooses: another value is another company.
COMPANY = ("market", *(name for name, spec in LEVERS.items() if spec.group == "Business" and name != "paid_spend"))


@dataclass(frozen=True)
class Recommendation:
    """The option to take (its place in the comparison), one headline, and the reasons, as plain text."""

    place: int
    headline: str
    reasons: tuple[str, ...]


def recommend(comparison: Comparison, currency: str = "$") -> Recommendation:
    """Choose an option by `RULE` and say why, what it beats, when it pays back and what speaks against it."""
    ahead = [place for place, found in enumerate(comparison.differences, 1) if _better(found["npv"])]
    worth = [float(band(comparison.final(place, "npv"))[1]) for place in range(len(comparison.options))]
    best = max(ahead, key=lambda place: worth[place], default=0)
    names = comparison.names
    if not best:
        headline = f"Keep “{names[0]}”: no other option is told apart from it as better."
        reasons = [_against_baseline(comparison, place, currency) for place in range(1, len(names))]
    else:
        found = comparison.differences[best - 1]["npv"]
        headline = f"Take “{names[best]}”: it is {found.certainty} than “{names[0]}” in net present value{_caveat(comparison, best, worth[best])}."
        reasons = [_against_baseline(comparison, best, currency)]
        others = [place for place in ahead if place != best]
        if others:
            reasons.append(_against_next(comparison, best, max(others, key=lambda place: worth[place]), currency))
    reasons.append(_payback(comparison, best, currency))
    reasons += _other_companies(comparison)
    return Recommendation(best, headline, (*reasons, *_warnings(comparison, best, worth[best])))


def _better(found: Difference) -> bool:
    return found.certainty.endswith("better")


def _against_baseline(comparison: Comparison, place: int, currency: str) -> str:
    found = comparison.differences[place - 1]["npv"]
    name = comparison.names[place]
    if found.better_in == found.worse_in == 0:
        return f"“{name}” has the same net present value in every world."
    low, median, high = (amount("npv", value, currency, signed=True) for value in (found.low, found.median, found.high))
    more = f"; about {counted(found.more_runs, 'more world')} would tell" if found.more_runs else ""
    worlds = f"better in {in_worlds(found.better_in, found.of)}, {found.certainty}{more}"
    return f"“{name}” against “{comparison.names[0]}”: {beside(median, low, high)} over the horizon; {worlds}."


def _against_next(comparison: Comparison, best: int, second: int, currency: str) -> str:
    found = comparison.between("npv", best, second)
    sure = "which is not distinguishable from luck" if found.probability > 0.1 else found.certainty
    lead = f"{amount('npv', found.median, currency, signed=True)} in the median and in {in_worlds(found.better_in, found.of)}"
    return f"The next best is “{comparison.names[second]}”: ahead of it by {lead}, {sure}."


def _other_companies(comparison: Comparison) -> list[str]:
    """Warn where options differ in what a company is rather than in what it does."""
    base, *others = (results.inputs for results in comparison.results)
    found = {name: [place for place, other in enumerate(others, 1) if getattr(other, name) != getattr(base, name)] for name in COMPANY}
    places = sorted({place for places in found.values() for place in places})
    if not places:
        return []
    which = ", ".join(f"“{comparison.names[place]}”" for place in places)
    labels = [INPUTS[name].label.lower() for name, differing in found.items() if differing]
    other = f"{which} (other {some_of(labels)})"
    return [f"Not the same company as “{comparison.names[0]}”: {other}. That is part of every difference, beside the programme."]


def _payback(comparison: Comparison, place: int, currency: str) -> str:
    when, span = payback_text(comparison.results[place], horizon_months(comparison.results[place]))
    values = comparison.final(place, "npv")
    worth = told("npv", values, currency)
    return f"Payback of “{comparison.names[place]}”: {with_range(when, span)}; net present value {worth}."


def _caveat(comparison: Comparison, place: int, worth: float) -> str:
    results = comparison.results[place]
    spells = int((results.runs["auditorium_weeks"] > 0).sum())
    price = f", at the price of an auditorium for a time in {in_worlds(spells, len(results))}" if _mostly_auditorium(spells, results) else ""
    return price + (f", but it does not earn its cost within {counted(horizon_months(results), 'month')}" if _loses(comparison, place, worth) else "")


def _mostly_auditorium(spells: int, results: Results) -> bool:
    return spells * 2 > len(results)


def _loses(comparison: Comparison, place: int, worth: float) -> bool:
    return comparison.results[place].inputs.community and worth < 0


def _warnings(comparison: Comparison, place: int, worth: float) -> list[str]:
    results = comparison.results[place]
    words = []
    if _loses(comparison, place, worth):
        words.append("In the median world it costs more than it brings by then; a longer horizon may say otherwise.")
    spells = int((results.runs["auditorium_weeks"] > 0).sum())
    if spells:
        words.append(f"It becomes an auditorium for a time, many present and few speaking, in {in_worlds(spells, len(results))}.")
    if _mostly_auditorium(spells, results):
        words.append("What newcomers who met nobody cost in customers is counted, but its size is a guess: read the direction, not the amount.")
    unpaid = int(np.isnan(results.runs["payback_month"]).sum())
    if results.inputs.community and 0 < unpaid < len(results):
        words.append(f"In {in_worlds(unpaid, len(results))} it is not paid back within the horizon: the difference between worlds is luck only.")
    return words
