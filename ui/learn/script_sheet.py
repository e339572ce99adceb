"""The printable script of a lesson: minutes, what to say and ask, seed, model version, and the numbers to expect."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.lesson import Lesson
from simulation import MEASURES, MODEL_VERSION, Results, band
from simulation.outcomes.reading import read
from simulation.studies.claims import all_hold
from simulation.studies.conditions import all_met
from simulation.vocabulary.words import beside, counted, in_worlds
from ui.text.lever_text import shown
from ui.text.wording import amount


@dataclass(frozen=True, kw_only=True)
class Script:
    """One page in plain text; whoever draws it escapes it."""

    title: str
    origin: str
    steps: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    expected: tuple[str, ...]
    answer: tuple[str, ...]


def script_of(lesson: Lesson, before: Results, after: Results, before_off: Results, after_off: Results, won: Results) -> Script:
    """Put a lesson into one page; every number is read from the given worlds."""
    return Script(
        title=lesson.title,
        origin=f"Model {MODEL_VERSION}, seed {after.seed}, {counted(len(after), 'world')}, {counted(after.weeks, 'week')}. "
        "Everybody with this seed sees these numbers.",
        steps=tuple((f"{minute} min", text) for minute, text in lesson.script),
        asks=(lesson.predict.question, *(f"({chr(97 + nth)}) {text}" for nth, (text, _) in enumerate(lesson.predict.options))),
        expected=tuple(_expected(lesson, before, after, before_off, after_off)),
        answer=tuple(_answer(lesson, won)),
    )


def _expected(lesson: Lesson, before: Results, after: Results, before_off: Results, after_off: Results):
    of = len(after)
    yield f"{lesson.claim} So in {int(all_hold(lesson.effect, before, after).sum())} of {of} paired worlds."
    asked = lesson.predict
    if asked.measure:
        results = {"before": before, "after": after}[asked.of]
        months = [asked.month] if asked.kind == "number" else [asked.known_until, 12, 24, results.weeks * 12 // 52]
        told = [f"month {month}: {_spread(asked.measure, read(results, asked.measure, month))}" for month in sorted(set(months))]
        yield f"{MEASURES[asked.measure].label}, {getattr(lesson, asked.of).title}: {'; '.join(told)}."
    for text, claims in asked.options:
        yield f"“{text}”: so in {in_worlds(int(all_hold(claims, before, after).sum()), of)}."
    off = int(all_hold(lesson.effect, before_off, after_off).sum())
    yield f"With the mechanism switched off ({', '.join(lesson.switch_off)}): still so in {in_worlds(off, of)}."


def _answer(lesson: Lesson, won: Results):
    levers = ", ".join(f"{name} {shown_value(name, value)}" for name, value in lesson.puzzle.winner.items())
    yield f"One way to win: {levers}. Met in {in_worlds(int(all_met(lesson.puzzle.win, won).sum()), len(won))}."
    yield "Conditions: " + "; ".join(map(str, lesson.puzzle.win)) + f", in {lesson.puzzle.share:.0%} of the worlds."


def shown_value(name: str, value: object) -> str:
    """Write a lever's value as people read it."""
    from simulation import INPUTS

    return shown(INPUTS[name], value)


def _spread(measure: str, values) -> str:
    low, middle, high = (amount(measure, float(end)) for end in band(values))
    return beside(middle, low, high)
