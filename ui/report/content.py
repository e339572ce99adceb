"""What stands in the report: question, options, recommendation, figures, assumptions and limits, as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from simulation import ASSUMPTIONS, INPUTS, MEASURES, MODEL_VERSION, Results, band
from simulation.outcomes.cohort_text import naive_and_caused
from simulation.outcomes.cohorts import cohorts
from simulation.outcomes.pillars import pillars, summary
from simulation.outcomes.zones import zone_told
from simulation.studies.by_input import sentence, weightiest_first
from simulation.studies.paper import by_year, label_of
from simulation.studies.turning_points import Rests
from simulation.studies.why import Why, explain
from simulation.vocabulary.amounts import money
from simulation.vocabulary.existing import beginnings, other_arm, past_holds
from simulation.vocabulary.words import all_of, beside, counted
from ui.comparison.charts import VIEWS
from ui.comparison.comparison import Comparison
from ui.comparison.figures import DECISION, Told, certainty_told, difference_told, level, per_dollar, per_dollar_label, per_dollar_told
from ui.comparison.inputs import differing, direction_only, told
from ui.comparison.recommendation import RULE, certain, recommend
from ui.comparison.views import WHY_FOUR, said
from ui.text.currencies import CURRENCIES
from ui.text.labels import middle_cut
from ui.text.lever_text import with_unit
from ui.text.wording import amount

QUESTION_LIMIT, AUTHOR_LIMIT = 300, 100
PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}  # [mm] what the report can be printed on
HEAD_LETTERS = 110  # characters of all names together in the headings of a table
MOST_ASKED = 3  # programmes that the question names by itself; of more it says how many there are
MOST_TURNS = 5  # turning points that the report names
MOST_MARKS = 2  # accents on one letter: more would run across the lines above and below
MEMBERS = "Members against others over the last year: the difference a dashboard shows, and what is caused, held against"
PILLARS = "Seven pillars of the community, 1 (takes) to 5 (gives)"
LEADING_FIGURES = DECISION
OWN_FIGURES = tuple(name for name, spec in INPUTS.items() if spec.group == "Business")  # all of them go into every result


@dataclass(frozen=True)
class Cell:
    """One figure of one option: its text in up to two lines, and whether it is good or bad news ("better", "worse" or "")."""

    lines: tuple[str, ...]
    news: str = ""
    counted: str = ""  # in how many worlds it is so
    share: str = ""  # the same in few letters

    @property
    def worded(self) -> tuple[str, ...]:
        """Return the lines with the count of worlds in words behind a difference, for a page that may be printed."""
        return (*self.lines[:-1], f"{self.lines[-1]} ({self.counted})") if self.counted else self.lines

    @property
    def printed(self) -> tuple[str, ...]:
        """Return the lines as they stand on one sheet: with the share of the worlds behind a difference."""
        return (*self.lines[:-1], f"{self.lines[-1]} ({self.share})") if self.share else self.lines


@dataclass(frozen=True, kw_only=True)
class Report:
    """One page in plain text; whoever draws it escapes it."""

    question: str
    author: str
    company: str
    paper: str  # one of PAPERS
    date: str
    headline: str
    reasons: tuple[str, ...]
    options: tuple[tuple[str, str, str], ...]  # letter, name, how it differs from the baseline
    why: tuple[str, ...]  # per option after the baseline: its difference by mechanism, and by input where that is known
    figures: tuple[tuple[str, tuple[Cell, ...]], ...]  # label, one cell per option
    years: tuple[tuple[str, tuple[str, ...]], ...]  # year, one text per option; the last is the whole
    views: tuple[tuple[str, tuple[str, ...]], ...]  # way to count, one text per option
    why_views: str
    members: tuple[tuple[str, tuple[str, ...]], ...]  # option, one text per figure of `member_heads`; members against others over the last year
    members_title: str
    member_heads: tuple[str, ...]
    pillars: tuple[tuple[str, tuple[str, ...]], ...]  # option, one score per pillar of `pillar_heads`
    pillar_heads: tuple[str, ...]
    weak_pillars: tuple[str, ...]  # per option: where it takes more than it gives
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    rule: str
    origin: str
    symbol: str  # of the currency
    comparison: Comparison = field(repr=False)

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters that stand for the options, the baseline's first."""
        return tuple(letter for letter, _, _ in self.options)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the headings of the options' columns: the letter, and as much of the name as there is room for."""
        room = HEAD_LETTERS // len(self.options)
        return tuple(
            f"{letter}: {middle_cut(name, room)}" + (" (baseline)" if not place else "") for place, (letter, name, _) in enumerate(self.options)
        )


def report_of(
    comparison: Comparison,
    *,
    question: str,
    author: str,
    moment: datetime,
    company: str = "",
    paper: str = "A4",
    currency: str = "USD",
    rests: Rests | None = None,
    by_input: Mapping[int, Why] | None = None,
) -> Report:
    """Put a complete comparison into words.

    Args:
        company, paper: whose report it is, and one of `PAPERS`.
        currency: the reader's, such as "USD"; nothing is converted.
        by_input: the split by input of the options, by their place, as far as it is known.
        rests: at which values the decision turns, as far as that was tested, the weightiest first.
    """
    symbol, splits = CURRENCIES[currency], by_input or {}
    taken = recommend(comparison, symbol)
    places = range(len(comparison.options))
    first = comparison.results[0]
    return Report(
        question=printable(question, QUESTION_LIMIT) or default_question(comparison),
        author=printable(author, AUTHOR_LIMIT),
        company=printable(company, AUTHOR_LIMIT),
        paper=paper,
        date=f"{moment:%Y-%m-%d}",
        headline=printable(taken.headline),
        reasons=tuple(printable(reason) for reason in taken.reasons),
        options=tuple(
            (
                ascii_uppercase[place],
                printable(comparison.names[place]),
                printable(_differs(comparison, place, currency, splits.get(place))),
            )
            for place in places
        ),
        why=tuple(printable(words) for words in _why(comparison, symbol, splits)),
        figures=tuple(_figures(comparison, symbol)),
        years=_years(comparison, symbol),
        views=tuple((view, tuple(_view(comparison, place, key, symbol) for place in places)) for view, key in VIEWS.items()),
        why_views=said(WHY_FOUR, comparison, ascii_uppercase[: len(comparison.options)]),
        members_title=f"{MEMBERS} {other_arm(first.spec.existing)}",
        **_community(comparison, symbol),
        assumptions=tuple(printable(words) for words in _assumptions(comparison, currency, rests)),
        limits=_limits(comparison),
        rule=RULE,
        origin=f"Model {MODEL_VERSION}, seed {first.seed}, {counted(comparison.worlds, 'matched world')}, "
        f"{counted(first.weeks, 'week')} ({counted(first.months, 'month')}).",
        symbol=symbol,
        comparison=comparison,
    )


def _why(comparison: Comparison, symbol: str, by_input: Mapping[int, Why]) -> Iterator[str]:
    """Yield why each option differs: by mechanism, and by input with the weightiest first."""
    for place in range(1, len(comparison.options)):
        letter = ascii_uppercase[place]
        found = explain(comparison.results[0], comparison.results[place])
        yield f"{letter}, by mechanism: {found.sentence(ascii_uppercase[0], symbol)}"
        if place in by_input:
            yield f"{letter}, by input: {sentence(by_input[place], lambda value: money(value, symbol, signed=True))}."


def default_question(comparison: Comparison) -> str:
    """Return the question the comparison answers by itself."""
    baseline, *others = (f"“{name}”" for name in comparison.names)
    if not others:
        return printable(f"What does {baseline} bring?")
    subject = f"one of the {len(others)} other programmes" if len(others) > MOST_ASKED else all_of(others, "or")
    return printable(f"Should we run {subject} instead of {baseline}?")


def printable(text: str, limit: int = 2_000) -> str:
    """Return a text without characters that files cannot hold or that turn the reading direction of what follows."""
    letters: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if character.isspace():
            letters.append(" ")
        elif _plain(character) and marks <= MOST_MARKS:
            letters.append(character)
    kept = " ".join("".join(letters).split())
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def _plain(character: str) -> bool:
    # Cc control, Cs half surrogates, Co private use, Cn unassigned; of the invisible ones (Cf) only the joiner of emoji and scripts stays.
    category = unicodedata.category(character)
    return category not in ("Cc", "Cs", "Co", "Cn") and (category != "Cf" or character in "\u200c\u200d")


def _differs(comparison: Comparison, place: int, currency: str, split: Why | None) -> str:
    weight = [part.name for part in weightiest_first(split)] if split is not None else []
    return "the baseline" if not place else told(comparison.options[place], comparison.options[0], currency, weight)


def _figures(comparison: Comparison, symbol: str) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield the figures in the order of the page; before the weeks as an auditorium stand what money spent brings, and each community's zone."""
    places = range(len(comparison.options))
    for name in LEADING_FIGURES:
        if name == "auditorium_weeks":
            yield per_dollar_label(symbol), tuple(_brought(comparison, place, symbol) for place in places)
            yield "Community", tuple(_zone(results) for results in comparison.results)
        yield label_of(name), tuple(_figure(comparison, place, name, symbol) for place in places)


def _brought(comparison: Comparison, place: int, symbol: str) -> Cell:
    own = per_dollar(comparison, place, symbol) or "nothing is spent"
    words = per_dollar_told(comparison, place, symbol) if place else None
    if words is None or words.change in ("–", ""):
        return Cell((own,))
    return _differing(own, words, certain(words.certainty) if words.worlds else words.certainty)


def _zone(results: Results) -> Cell:
    return Cell((zone_told(results.series["auditorium_index"]) if results.inputs.community else "no community",))


def _figure(comparison: Comparison, place: int, name: str, symbol: str) -> Cell:
    """Return an option's own value with its range, then its difference to the baseline and how sure that is."""
    median, span = level(comparison, place, name, symbol)
    own = f"{median} ({span})" if span != median else median
    if not place:
        return Cell((own,))
    found = comparison.differences[place - 1][name]
    return _differing(own, difference_told(name, found, symbol), certain(certainty_told(name, found)), bool(MEASURES[name].better))


def _differing(own: str, words: Told, sure: str, judged: bool = True) -> Cell:
    """Return an option's own value over its difference to the baseline; `judged` where there is a better and a worse."""
    news = words.certainty.rpartition(" ")[2] if judged and words.certainty.endswith(("better", "worse")) else ""
    return Cell((own, f"{words.change}, {sure}" if words.change and words.worlds else sure), news, words.worlds, words.share)


def _years(comparison: Comparison, symbol: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what each option costs and leaves by year; means over the worlds, which add up to the last line."""
    years = [by_year(results) for results in comparison.results]
    whole = [{key: sum(year[key] for year in each) for key in ("cost", "cash_flow")} for each in years]
    lines = [(f"Year {place + 1}", tuple(each[place] for each in years)) for place in range(len(years[0]))]

    def words(year: dict[str, float]) -> str:
        return f"costs {amount('npv', -year['cost'], symbol)}, leaves {amount('npv', year['cash_flow'], symbol)}"

    return tuple((label, tuple(words(year) for year in cells)) for label, cells in [*lines, ("Whole", tuple(whole))])


def _community(comparison: Comparison, symbol: str) -> dict[str, Any]:
    """Return members against others, naive beside caused, and the seven pillars: one line per option that has a community."""
    letters = {ascii_uppercase[place]: results for place, results in enumerate(comparison.results) if results.inputs.community}
    rows = {letter: cohorts(results) for letter, results in letters.items()}
    found = {letter: pillars(results) for letter, results in letters.items()}
    return {
        "members": tuple((letter, tuple(naive_and_caused(row, symbol) for row in each)) for letter, each in rows.items()),
        "member_heads": tuple(row.label for row in next(iter(rows.values()), ())),
        "pillars": tuple((letter, tuple(f"{pillar.score:.1f}" for pillar in each)) for letter, each in found.items()),
        "pillar_heads": tuple(pillar.label for pillar in next(iter(found.values()), ())),
        "weak_pillars": tuple(f"{letter}: {summary(each)}" for letter, each in found.items()),
    }


def _view(comparison: Comparison, place: int, key: str, symbol: str) -> str:
    low, median, high = (amount("npv", float(end), symbol) for end in band(comparison.results[place].views[key].sum(axis=1)))
    return beside(median, low, high)


def _assumptions(comparison: Comparison, currency: str, rests: Rests | None) -> list[str]:
    """Name what the decision rests on: tested turning points, uncertain levers that differ, the company's own figures."""
    existing = comparison.results[0].spec.existing
    words = list(beginnings(existing))
    turns = rests.found if rests is not None else ()
    if rests is None:
        why = past_holds(existing)
        words.append(f"At which values of churn, revenue per customer and beliefs the decision turns has not been tested{f': {why}' if why else ''}.")
    elif rests.share < 1:
        words.append(f"At which values the decision turns was still being tested when this was written ({rests.share:.0%} done).")
    if turns:
        turning = sum(bool(point.turns) for point in turns)
        tested = f"{counted(len(turns), 'figure and belief', 'figures and beliefs')} tested over their ranges"
        words += [f"{turning} of {tested} turn the decision round." if turning else f"None of {tested} turns the decision round."]
        words += [point.sentence(lambda name, value: with_unit(INPUTS[name], INPUTS[name].type(value), currency)) for point in turns[:MOST_TURNS]]
    if unsure := direction_only(differing(comparison.options)):
        words.append(unsure)
    inputs = comparison.options[0].scenario.inputs
    own = [f"{INPUTS[name].label.lower()} {_value(name, getattr(inputs, name), currency)}" for name in OWN_FIGURES]
    if existing is not None:
        own[OWN_FIGURES.index("starting_customers")] = f"customers today {_value('starting_customers', _customers_today(comparison), currency)}"
    words.append(f"Of the company's own figures these went into it: {'; '.join(own)}.")
    return words


def _customers_today(comparison: Comparison) -> int:
    """Return the customers a community begins with today: those that were said, or those to whom the past has led in the median world."""
    first = comparison.results[0]
    said = first.spec.existing.customers if first.spec.existing is not None else None
    return said if said is not None else round(float(band(first.series["customers"])[1][0]))


def _value(name: str, value: object, currency: str) -> str:
    spec = INPUTS[name]
    return with_unit(spec, value, currency)


def _limits(comparison: Comparison) -> tuple[str, ...]:
    months = comparison.results[0].months
    uncertain = sum(spec.confidence == "low" for spec in ASSUMPTIONS.values())
    drawn = comparison.results[0].spec.beliefs
    more = "and beliefs drawn within what is thought possible" if drawn else "only, at these assumptions"
    return (
        f"Ranges hold eight of ten worlds and show stochastic variation {more}; they are no forecast interval.",
        f"{uncertain} of {len(ASSUMPTIONS)} assumptions are known in direction only: trust the order of the options more than the amounts.",
        f"Nothing after month {months} counts: value that outlasts the horizon is left out.",
        "Revenue and pipeline influenced contain selection: engaged customers would have bought more anyway.",
    )
