"""Everything on the report as CSV, in full precision, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation import band
from simulation.outcomes.arrival import OF_ALL, payback_of
from simulation.outcomes.cohorts import cohorts
from simulation.outcomes.export import cell
from simulation.outcomes.pillars import pillars
from simulation.outcomes.zones import zone_told
from simulation.studies.compare import Difference, scaled
from simulation.studies.paper import PER_MONTH, by_year, factor_of, return_difference, return_per_dollar
from simulation.vocabulary.existing import other_arm
from ui.comparison.charts import PARTS, VIEWS
from ui.report.content import LEADING_FIGURES, Report

HEADER = (
    "part", "item", "month", "option", "name", "mean", "median", "low", "high", "difference_median", "difference_low", "difference_high",
    "better_in", "worse_in", "of", "certainty", "more_runs", "against", "text",
)  # fmt: skip
OF_THOSE = "months of the worlds that are paid back; the line below counts the others as later"
COHORT_PARTS = ("members", "others", "naive", "with_community", "without", "causal")
FORMULA = ("=", "+", "-", "@")  # a spreadsheet would compute a text that begins so


def csv_report(report: Report) -> bytes:
    """Return one row per number or sentence of the report; low and high are the 10 and 90 % points over the worlds."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    for row in _rows(report):
        writer.writerow([_safe(row.get(name)) for name in HEADER])
    return buffer.getvalue().encode("utf-8-sig")  # with the mark by which spreadsheets know the encoding


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    for item in ("question", "company", "author", "date", "headline", "rule", "origin"):
        yield {"part": "text", "item": item, "text": getattr(report, item)}
    for item in ("reasons", "why", "assumptions", "limits"):
        yield from ({"part": "text", "item": item, "text": words} for words in getattr(report, item))
    yield {"part": "text", "item": "held_against", "text": other_arm(report.comparison.results[0].spec.existing)}
    for letter, name, differs in report.options:
        yield {"part": "option", "option": letter, "name": name, "text": differs}
    yield from _figures(report)
    for place, (letter, name, _) in enumerate(report.options):
        results, option = report.comparison.results[place], {"option": letter, "name": name}
        yield {
            "part": "figure",
            "item": "return_per_dollar",
            **option,
            **_ends(return_per_dollar(results)),
            **(_brought(report, place) if place else {}),
        }
        if results.inputs.community:
            yield {"part": "figure", "item": "zone", **option, "text": zone_told(results.series["auditorium_index"])}
        for label, key in PARTS.items():
            yield {"part": "mechanism", "item": label, **option, **_ends(results.books[key].sum(axis=1))}
        yield {"part": "mechanism", "item": "Sum", **option, **_ends(results.books["cash"].sum(axis=1))}
        for place_of_year, year in enumerate(by_year(results), 1):
            for key in (*PARTS.values(), "cash_flow"):
                yield {"part": "year", "item": key, "month": 12 * (place_of_year - 1) + year["months"], **option, "mean": year[key]}
        for label, key in VIEWS.items():
            yield {"part": "view", "item": label, **option, **_ends(results.views[key].sum(axis=1))}
        for row in cohorts(results) if results.inputs.community else ():
            for part in COHORT_PARTS:
                why = {"text": row.why} if part == "causal" else {}
                yield {"part": "members and others", "item": f"{row.name}: {part}", **option, **_ends(getattr(row, part)), **why}
        for pillar in pillars(results):
            yield {"part": "pillar", "item": pillar.name, **option, "mean": round(pillar.score, 1), "text": pillar.reason}
        cash = results.books["cash"].cumsum(axis=1)
        for month in range(cash.shape[1]):
            yield {"part": "cumulative cash", "month": month + 1, **option, **_ends(cash[:, month])}


def _figures(report: Report) -> Iterator[dict[str, Any]]:
    comparison = report.comparison
    for name in LEADING_FIGURES:
        factor, item = factor_of(name), name + (PER_MONTH if factor_of(name) != 1 else "")
        for place, (letter, title, _) in enumerate(report.options):
            row = {"part": "figure", "item": item, "option": letter, "name": title, **_ends(comparison.final(place, name) * factor)}
            row |= {"text": OF_THOSE} if name == "payback_month" else {}
            yield row | (_told(scaled(comparison.differences[place - 1][name], factor), report.letters[0]) if place else {})
            if name == "payback_month":
                back = payback_of(comparison.results[place])
                ends = {end: getattr(back, end) for end in ("median", "low", "high")}
                yield {"part": "figure", "item": f"{name}{OF_ALL}", "option": letter, "name": title, **ends, "text": back.told}


def _brought(report: Report, place: int) -> dict[str, Any]:
    results = report.comparison.results
    return _told(return_difference(results[0], results[place]), report.letters[0])


def _told(found: Difference, against: str) -> dict[str, Any]:
    """Return the columns of a paired difference; `against` is the option it is taken against."""
    return {
        "against": against,
        **{f"difference_{end}": getattr(found, end) for end in ("median", "low", "high")},
        **{key: getattr(found, key) for key in ("better_in", "worse_in", "of", "certainty", "more_runs")},
    }


def _ends(values: np.ndarray) -> dict[str, float]:
    low, median, high = (float(end) for end in band(values))
    return {"median": median, "low": low, "high": high}


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return cell(value)
