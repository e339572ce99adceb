"""Comparisons as tables for reading. Cells are markup made here; names are escaped."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation import MEASURES
from simulation.outcomes.pillars import pillars
from simulation.outcomes.zones import zone_told
from simulation.studies.compare import Difference
from simulation.studies.paper import by_year, label_of
from simulation.vocabulary.words import counted
from ui.comparison.comparison import Comparison
from ui.comparison.figures import NEUTRAL, certainty_told, difference_told, level, per_dollar, per_dollar_label, per_dollar_told
from ui.comparison.inputs import Row
from ui.comparison.recommendation import certain
from ui.text.wording import amount, plain

AUDITORIUM_ROW = "auditorium_weeks"  # where the decision's table says how healthy each community stays
ROOMY = 4  # with more columns than this, only the shortest words are kept whole
UNBROKEN, NARROW = 30, 16  # characters


def inputs_table(rows: Sequence[Row], names: Sequence[str]) -> pd.DataFrame:
    """Return the inputs that differ: one line each, one column per scenario, what differs from the baseline in bold."""
    table = {"Input": [f"{plain(row.label)}" + (f" :gray[{plain(row.unit)}]" if row.unit else "") for row in rows]}
    for place, name in enumerate(names):
        table[_heading(name, place)] = [_set(row, place) for row in rows]
    return pd.DataFrame(table)


def figures_table(comparison: Comparison, figures: Sequence[str], currency: str, counts: bool = False) -> pd.DataFrame:
    """Return one line per figure: every option's own value with its range, then its paired difference to the baseline and how sure that is.

    `counts` adds the difference's range and in how many worlds it is better.
    """
    known = [name for name in figures if name in comparison.differences[0]]
    table = {"Figure": [f"**{plain(label_of(name))}**" for name in known]}
    table[_heading(comparison.names[0], 0)] = [_level(comparison, 0, name, currency) for name in known]
    for place, differences in enumerate(comparison.differences, 1):
        table[_heading(comparison.names[place], place)] = [
            _difference(name, comparison, place, differences[name], currency, counts) for name in known
        ]
    lines = pd.DataFrame(table)
    if AUDITORIUM_ROW not in known:
        return lines
    place = known.index(AUDITORIUM_ROW)
    between = (("**Community**", *_zones(comparison)), (f"**{plain(per_dollar_label(currency))}**", *_brought(comparison, currency)))
    health, brought = (pd.DataFrame({column: [words] for column, words in zip(table, row, strict=True)}) for row in between)
    return pd.concat([lines.iloc[:place], brought, health, lines.iloc[place + 1 :]], ignore_index=True)


def _brought(comparison: Comparison, currency: str) -> list[str]:
    """Return what each option brings per unit of money spent, and how that differs from the baseline."""
    cells = []
    for place in range(len(comparison.options)):
        own = _whole(per_dollar(comparison, place, currency) or "nothing is spent")
        told = per_dollar_told(comparison, place, currency) if place else None
        if told is None or told.change in ("–", ""):
            cells.append(own)
        elif not told.worlds:
            cells.append(f"{own} · :gray[{plain(told.certainty)}]")
        else:
            cells.append(f"{own} · **{_whole(told.change)}**, :{_colour('npv', told.certainty) or 'gray'}[{_whole(certain(told.certainty))}]")
    return cells


def _zones(comparison: Comparison) -> list[str]:
    """Return the zone of each option's community in words; it is the rule by which slider, map and verdict judge."""
    return [plain(zone_told(results.series["auditorium_index"])) if results.inputs.community else "no community" for results in comparison.results]


def years_table(comparison: Comparison, currency: str) -> pd.DataFrame:
    """Return what each option costs and leaves by year, means over the worlds; the last line is the whole, to which the years add up."""
    years = [by_year(results) for results in comparison.results]
    table = {
        "Year": [
            f"Year {place}" + (f" ({counted(year['months'], 'month')})" if year["months"] < 12 else "") for place, year in enumerate(years[0], 1)
        ]
    }
    table["Year"].append("**Whole**")
    for place, name in enumerate(comparison.names):
        sums = {key: sum(year[key] for year in years[place]) for key in ("cost", "cash_flow")}
        table[_heading(name, place)] = [_year(year, currency) for year in [*years[place], sums]]
    return pd.DataFrame(table)


def pillars_table(comparison: Comparison) -> pd.DataFrame:
    """Return the seven pillars, 1 to 5, one line each: every option's score with its reason."""
    found = [pillars(results) for results in comparison.results]
    table = {"Pillar": [f"**{plain(pillar.label)}**" for pillar in max(found, key=len)]}
    for place, (name, each) in enumerate(zip(comparison.names, found, strict=True)):
        table[_heading(name, place)] = [f"{pillar.score:.1f} · :gray[{plain(pillar.reason)}]" for pillar in each] or ["–"] * len(table["Pillar"])
    return pd.DataFrame(table)


def _year(year: dict[str, float], currency: str) -> str:
    return f"costs {_whole(amount('npv', -year['cost'], currency))}, leaves {_whole(amount('npv', year['cash_flow'], currency))}"


def _heading(name: str, place: int) -> str:
    return f"{plain(name)}" + (" :gray[(baseline)]" if place == 0 else "")


def _set(row: Row, place: int) -> str:
    value = plain(row.values[place], 400)
    return f"**{value}**" if place and row.values[place] != row.values[0] else value


def _level(comparison: Comparison, place: int, name: str, currency: str) -> str:
    median, span = level(comparison, place, name, currency)
    return f"{_whole(median)} :gray[({_whole(span, len(comparison.options))})]" if span != median else _whole(median)


def _difference(name: str, comparison: Comparison, place: int, found: Difference, currency: str, counts: bool) -> str:
    told = difference_told(name, found, currency)
    own = _level(comparison, place, name, currency)
    colour = _colour(name, told.certainty) or "gray"
    if found.of == 0 or found.better_in == found.worse_in == 0:
        return f"{own} · :gray[{plain(told.certainty)}]"
    change = f"**{_whole(told.change)}**, " if told.change else ""
    if counts:
        span = f" :gray[({_whole(told.range)})]" if told.range else ""
        return f"{own} · {change.removesuffix(', ')}{span} {plain(told.worlds)}, :{colour}[{_whole(certain(told.certainty))}]"
    return f"{own} · {change}:{colour}[{_whole(certain(certainty_told(name, found)))}]"


def _whole(words: str, columns: int = 0) -> str:
    """Return short words that stay on one line: columns keep a readable width, and narrow screens scroll sideways."""
    longest = NARROW if columns > ROOMY else UNBROKEN
    return plain(words).replace(" ", "\N{NO-BREAK SPACE}") if len(words) <= longest else plain(words)


def _colour(name: str, certainty: str) -> str:
    if not MEASURES[name].better or name in NEUTRAL:
        return ""
    return "green" if certainty.endswith("better") else "orange" if certainty.endswith("worse") else ""
