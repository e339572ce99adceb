"""The decision paper at a terminal: the headline, every option's own values, and what it costs and leaves by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cli.key_figures import value_text
from cli.text import aligned, wrapped
from simulation.outcomes.arrival import payback_of
from simulation.outcomes.cohort_text import naive_and_caused
from simulation.outcomes.cohorts import cohorts
from simulation.outcomes.pillars import pillars
from simulation.outcomes.results import Results, band
from simulation.outcomes.zones import zone_told
from simulation.studies.paper import EXECUTIVE, MONEY, by_year, factor_of, label_of, return_per_dollar
from simulation.studies.recommendation import RULE, headline, judged, recommend
from simulation.studies.why import explain
from simulation.vocabulary.amounts import money
from simulation.vocabulary.words import beside


def paper_text(results: Mapping[str, Results], deeper: Sequence[str] = ()) -> list[str]:
    """Return the lines of the paper; the baseline comes first in `results`, `deeper` are lines of what was asked for beyond."""
    names, runs = list(results), list(results.values())
    options, months = judged(names, runs), runs[0].months
    found = recommend(options, len(options[0].npv))
    said = headline(options, found, lambda value: money(value, signed=True), len(options[0].npv), months)
    rows = [("Each option by itself", *names)]
    for name in (*MONEY, *EXECUTIVE):
        rows.append((f"  {label_of(name)}", *(_own(name, one) for one in runs)))
        if name == "monthly_result_end":
            rows.append(("  Brought per $1 spent", *(_brought(one) for one in runs)))
            rows.append(("  Community", *(_zone(one) for one in runs)))
    years = [by_year(one) for one in runs]
    rows.append(("Costs and leaves by year", *("" for _ in names)))
    rows += [(f"  Year {place + 1}", *(_year(each[place]) for each in years)) for place in range(len(years[0]))]
    rows.append(("  Whole", *(_year({key: sum(year[key] for year in each) for key in ("cost", "cash_flow")}) for each in years)))
    why = [wrapped(f"Why {name}: {explain(runs[0], one).sentence(names[0])}") for name, one in zip(names[1:], runs[1:], strict=True)]
    rows += [*_members(runs), *_pillars(runs)]
    return [wrapped(said), "", *why, "", *deeper, *aligned(rows), "", wrapped(f"Years are means over the worlds and add up. {RULE}")]


def _members(runs: Sequence[Results]) -> Iterator[tuple[str, ...]]:
    """Yield members against others over the last year: the naive difference, and what is caused."""
    found = [cohorts(one) if one.inputs.community else () for one in runs]
    longest = max(found, key=len)
    if longest:
        yield ("Members against others, naive and caused", *("" for _ in runs))
    for place, row in enumerate(longest):
        yield (f"  {row.label}", *(naive_and_caused(each[place]) if each else "no community" for each in found))


def _pillars(runs: Sequence[Results]) -> Iterator[tuple[str, ...]]:
    """Yield the seven pillars, 1 to 5."""
    found = [pillars(one) for one in runs]
    longest = max(found, key=len)
    if longest:
        yield ("Seven pillars, 1 to 5", *("" for _ in runs))
    for place, pillar in enumerate(longest):
        yield (f"  {pillar.label}", *(f"{each[place].score:.1f}" if each else "no community" for each in found))


def _own(name: str, results: Results) -> str:
    if name == "payback_month":
        return payback_of(results).told
    values = results.final(name) * factor_of(name)
    low, median, high = (float(end) for end in band(values))
    if not np.isfinite(median):
        return value_text(name, median)
    return beside(value_text(name, median), value_text(name, low), value_text(name, high))


def _brought(results: Results) -> str:
    low, median, high = (float(end) for end in band(return_per_dollar(results)))
    if not np.isfinite(median):
        return "nothing is spent"
    return beside(f"${median:.2f}", f"${low:.2f}", f"${high:.2f}")


def _zone(results: Results) -> str:
    return zone_told(results.series["auditorium_index"]) if results.inputs.community else "none"


def _year(year: Mapping[str, float]) -> str:
    return f"{value_text('npv', -year['cost'])}, {value_text('npv', year['cash_flow'], True)}"
