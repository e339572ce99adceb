"""The decision in the reader's words and currency: the rule's headline, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation import INPUTS, LEVERS, Results
from simulation.outcomes.arrival import payback_of
from simulation.outcomes.running_cost import running_cost
from simulation.outcomes.zones import zone_told
from simulation.studies import recommendation as rule
from simulation.vocabulary.words import beside, counted, in_worlds
from ui.comparison.comparison import Comparison
from ui.comparison.figures import per_dollar
from ui.text.wording import amount, some_of, told

RULE = rule.RULE

# What no programme chooses: another value is another company.
COMPANY = ("market", *(name for name, spec in LEVERS.items() if spec.group == "Business" and name != "paid_spend"))


@dataclass(frozen=True)
class Recommendation:
    """The option to take (its place in the comparison), one headline, and the reasons, as plain text."""

    place: int
    headline: str
    reasons: tuple[str, ...]
    kind: str


def recommend(comparison: Comparison, currency: str = "$") -> Recommendation:
    """Decide by `RULE` and say why: what each option is worth against the baseline, when the chosen one pays back, what speaks against it."""
    options = rule.judged(comparison.names, comparison.results)
    found = rule.recommend(options, comparison.wanted)
    months = comparison.results[0].months
    said = rule.headline(options, found, lambda value: amount("npv", value, currency, signed=True), comparison.wanted, months)
    if found.kind == "preview":
        return Recommendation(0, said, (), found.kind)
    places = sorted(range(1, len(options)), key=lambda place: (place != found.place, -options[place].worth))
    reasons = [_against_baseline(comparison, place, currency) for place in places]
    reasons.append(_payback(comparison, found.place, currency))
    reasons += [_health(comparison, found.place)] if comparison.results[found.place].inputs.community else []
    reasons += _other_companies(comparison)
    return Recommendation(found.place, said, (*reasons, *_warnings(comparison, found.place, options[found.place].worth)), found.kind)


def _against_baseline(comparison: Comparison, place: int, currency: str) -> str:
    found = comparison.differences[place - 1]["npv"]
    name = comparison.names[place]
    if found.better_in == found.worse_in == 0:
        return f"“{name}” has the same net present value in every world."
    low, median, high = (amount("npv", value, currency, signed=True) for value in (found.low, found.median, found.high))
    more = f"; about {counted(found.more_runs, 'more world')} would tell" if found.more_runs else ""
    worlds = f"better in {in_worlds(found.better_in, found.of)}, {certain(found.certainty)}{more}"
    return f"“{name}” against “{comparison.names[0]}”: {beside(median, low, high)} over the horizon; {worlds}."


def certain(certainty: str) -> str:
    """Say plainly how sure a difference is: clearly, probably, or that it cannot be told."""
    return "cannot be told" if certainty.startswith("not") else certainty


def _payback(comparison: Comparison, place: int, currency: str) -> str:
    when = payback_of(comparison.results[place]).sentence()
    worth = told("npv", comparison.final(place, "npv"), currency)
    cost = told("cost_per_month", comparison.final(place, "cost_per_month"), currency)
    besides = running_cost(comparison.results[place]).besides(currency)
    average = f" on average over {counted(comparison.results[place].months, 'month')}, {besides}" if besides else ""
    funding = told("peak_funding", comparison.final(place, "peak_funding"), currency)
    name = comparison.names[place]
    own = per_dollar(comparison, place, currency)
    brings = f"; every {currency.strip()}1 spent brings {own}" if own else ""
    return f"“{name}”: worth {worth}; costs {cost} a month{average}{brings}; {funding} must be advanced; {when}."


def _health(comparison: Comparison, place: int) -> str:
    """Say in which zone the community of an option is, and in how many worlds: the reasons before it speak of others, too."""
    zone = zone_told(comparison.results[place].series["auditorium_index"])
    return f"The community of “{comparison.names[place]}” is {'an ' if zone.startswith('auditorium') else ''}{zone}."


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


def _warnings(comparison: Comparison, place: int, worth: float) -> list[str]:
    results: Results = comparison.results[place]
    words = []
    if results.inputs.community and worth < 0:
        words.append("In the median world it costs more than it brings by then; a longer horizon may say otherwise.")
    if results.inputs.community:
        end = float(np.median(results.runs["monthly_result_end"]))
        if worth > 0 and end < 0:
            words.append("It loses money by the end: what it is worth within the horizon hides a decline.")
    unpaid = int(np.isnan(results.runs["payback_month"]).sum())
    if results.inputs.community and 0 < unpaid < len(results):
        words.append(f"Not paid back by month {results.months} in {in_worlds(unpaid, len(results))}.")
    return words
