"""Seven pillars of a community, 1 to 5 each: what is set and what came of it, by a stated rule, with the reason in words.

The rule: each pillar is the mean of a few marks between 0 and 1, times four, plus one. A mark says how far something that carries
the pillar is there. Nothing here is about money: a programme may extract more than it gives and pay for a while.
Source: S1 names the pillars; the marks and their weights are this model's (A).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.outcomes.prices import at_the_end
from simulation.outcomes.results import Results
from simulation.outcomes.zones import zones_of_worlds
from simulation.vocabulary.inputs import Inputs

RITUALS = {"none": 0.0, "monthly": 0.4, "biweekly": 0.7, "weekly": 1.0, "twice_weekly": 1.0, "four_times_weekly": 0.6}
LISTENS = {"ceo": 0.9, "product": 1.0, "support": 0.6, "marketing": 0.2, "sales": 0.0, "own_function": 0.9}
GIVES = {"none": 0.6, "access": 0.8, "spotlight": 0.6, "subsidised_impact": 1.0, "cash": 0.0}
SEEN = {"none": 0.4, "private": 0.9, "public": 0.8, "mass_badges": 0.2}
HEARS = {"none": 0.4, "listening": 0.6, "roadmap": 1.0}
TEACHES = {"none": 0.3, "guides": 0.7, "academy": 1.0}
PLACES = {"chat": 0.4, "forum": 1.0, "github": 0.9, "hybrid": 0.8, "rented": 0.1}
SHOWN = {"none": 0.4, "links": 0.7, "surfaced": 1.0}
TAKES = 2.5  # a pillar under this takes more than it gives; chosen half a point below the middle, so that the middle itself is no blame
NO_MONEY = "That says nothing about money."
WORST_ZONE = "worst_zone"  # read as a place in `zones.ZONES`: what came and went counts, too


@dataclass(frozen=True)
class Mark:
    """How far one thing is there, 0 to 1, in the words that name it where it is missing and where it is there."""

    value: float
    missing: str
    there: str


@dataclass(frozen=True)
class Pillar:
    """One pillar with its score from 1 to 5 and the reason in words."""

    name: str
    label: str
    score: float
    reason: str


def pillars(results: Results) -> tuple[Pillar, ...]:
    """Return the assessment of a run as it stands at its end; none where there is no community to assess."""
    inputs = at_the_end(results.inputs, results.timeline, results.weeks)
    if not inputs.community:
        return ()
    return tuple(_pillar(name, label, marks(inputs, _reader(results))) for name, label, marks in RULES)


def summary(found: tuple[Pillar, ...]) -> str:
    """Say in one sentence where a programme takes more than it gives, by which threshold, or which pillar is lowest; it says nothing about money.

    Scores count as they are written, with one digit.
    """
    if not found:
        return "There is no community to assess."
    scores = {pillar.label: round(pillar.score, 1) for pillar in found}
    weak = [f"{label} ({score:.1f})" for label, score in scores.items() if score < TAKES]
    if weak:
        return f"By this rule the programme takes more than it gives, below {TAKES} of 5, in {', '.join(weak)}. {NO_MONEY}"
    lowest = min(scores.values())
    named = " and ".join(label for label, score in scores.items() if score == lowest)
    return f"Lowest: {named}, {lowest:.1f} of 5; below {TAKES} would count as taking more than it gives. {NO_MONEY}"


def document(results: Results) -> dict[str, Any]:
    """Return the assessment as plain values."""
    found = pillars(results)
    return {"pillars": [vars(pillar) | {"score": round(pillar.score, 1)} for pillar in found], "summary": summary(found)}


def _pillar(name: str, label: str, marks: tuple[Mark, ...]) -> Pillar:
    score = 1 + 4 * float(np.mean([min(max(mark.value, 0.0), 1.0) for mark in marks]))
    weakest, strongest = (pick(marks, key=lambda mark: mark.value) for pick in (min, max))
    reason = f"{strongest.there}; but {weakest.missing}" if strongest.value >= 0.5 > weakest.value else ""
    reason = reason or (strongest.there if weakest.value >= 0.5 else weakest.missing)
    return Pillar(name, label, score, reason[0].upper() + reason[1:] + ".")


def _reader(results: Results) -> Callable[[str], float]:
    """Return a function that reads the median world at the end, or the worst zone it came to; 0 where there is nothing to measure."""

    def read(name: str) -> float:
        values = np.maximum(zones_of_worlds(results.series["auditorium_index"]), 0) if name == WORST_ZONE else results.final(name)
        known = values[np.isfinite(values)]
        return float(np.median(known)) if len(known) else 0.0

    return read


def _purpose(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    return (
        Mark(LISTENS[inputs.reporting_line], "it is judged by other goals than its members'", "it is judged by goals its members can share"),
        Mark(1 - inputs.selling_pressure * 1.5, "members are there to be sold to", "nobody is there to be sold to"),
        Mark(1 - read(WORST_ZONE) / 2, "people come and do not speak to each other", "people come to speak to each other"),
    )


def _governance(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    return (
        Mark(inputs.empowerment * 1.25, "members decide nothing", "members run things themselves"),
        Mark(HEARS[inputs.feedback_loop], "what members say leads nowhere that they can see", "members see what becomes of what they say"),
        Mark(1.0 if inputs.guidelines else 0.4, "there are no rules that somebody keeps up", "rules are written and kept up"),
    )


def _culture(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    return (
        Mark((read("trust") - 0.3) / 0.5, "trust is low", "members trust the place"),
        Mark(read("newcomer_response_rate"), "newcomers stay unanswered", "newcomers are answered"),
        Mark(RITUALS[inputs.ritual_cadence], "nothing recurs that people could look forward to", "rituals give it a rhythm"),
        Mark(1 - inputs.astroturf_share * 10, "posts are planted", "whoever speaks is who they say"),
    )


def _incentives(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    fit = inputs.incentive_targeting == "tailored" or inputs.incentive == "none"
    cash = inputs.incentive == "cash"
    each = "nothing is handed out that could miss somebody" if inputs.incentive == "none" else "each gets what moves them"
    return (
        Mark(GIVES[inputs.incentive], "posts are paid for, which drives out better reasons", "who gives gets something that fits giving"),
        Mark(0.0 if cash else SEEN[inputs.recognition], "money stands for thanks" if cash else "what members do is not seen", "what they do is seen"),
        Mark(1.0 if fit and not cash else 0.4, "everybody gets the same, whoever they are", each),
    )  # fmt: skip


def _knowledge(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    return (
        Mark(1.0 if inputs.public_content else 0.0, "what is known stays behind a door", "anybody can read what is known"),
        Mark(read("response_rate"), "questions stay open", "questions are answered"),
        Mark(1 - float(np.exp(-read("knowledge") / 300)), "little is written down", "much is written down"),
        Mark(TEACHES[inputs.education], "nobody teaches the product", "the product is taught"),
    )


def _technology(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    return (
        Mark(PLACES[inputs.platform], "the place forgets, or belongs to somebody else", "the place keeps what is said and is its own"),
        Mark(SHOWN[inputs.in_product], "users do not meet it where they work", "users meet it where they work"),
    )


def _resilience(inputs: Inputs, read: Callable[[str], float]) -> tuple[Mark, ...]:
    active = read("weekly_active")
    crowd = active / (active + 20.0)  # a handful carries nothing, however well they know each other
    return (
        Mark((1 - read("staff_only_share") * 1.5) * crowd, "few would answer without the team", "members answer each other"),
        Mark(read("ties_per_visitor") / 2.5, "members hardly know each other", "members know each other"),
        Mark((1 - read("burnout") * 2) * crowd, "too few help, or they are worn out", "those who help are not worn out"),
        Mark(crowd, "hardly anybody is there", "many come every week"),
    )


Rule = Callable[[Inputs, Callable[[str], float]], tuple[Mark, ...]]
RULES: tuple[tuple[str, str, Rule], ...] = (
    ("purpose", "Purpose", _purpose),
    ("governance", "Governance", _governance),
    ("culture", "Culture", _culture),
    ("incentives", "Incentives", _incentives),
    ("knowledge", "Knowledge", _knowledge),
    ("technology", "Technology", _technology),
    ("resilience", "Resilience", _resilience),
)
