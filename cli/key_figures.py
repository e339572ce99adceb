"""The answers of `run` and `compare` as text: verdict, key figures with their ranges, and their course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cli.text import NONE, aligned, trend, wrapped
from simulation.outcomes.arrival import MAY_NEVER_COME, arrival_of
from simulation.outcomes.export import cell
from simulation.outcomes.results import Results, band
from simulation.outcomes.spending import unspent_sentences
from simulation.outcomes.verdict import verdict
from simulation.studies.compare import Difference
from simulation.studies.difference_export import inputs_that_differ
from simulation.vocabulary.existing import beginnings
from simulation.vocabulary.measures import GROUPS, MEASURES
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import counted, in_worlds, nearest, ranged, whole

KEY_FIGURES = (
    *("members", "weekly_active", "speaking_share", "newcomer_response_rate", "retention_90d", "auditorium_index"),
    *("signups", "customers", "mrr", "cost_per_month", "monthly_result_end", "peak_funding", "npv", "payback_month"),
)
LEADING = "npv"
ONE_SIDE = "on one side only"


def run_text(name: str, results: Results) -> str:
    """Return what a run comes down to."""
    lines = [
        f"{name}: {_ensemble(results)}",
        "",
        wrapped(verdict(results)),
        *map(wrapped, unspent_sentences(results)),
        "",
        *(wrapped(sentence) for sentence in beginnings(results.spec.existing)),
        *_figures(results),
        "",
        wrapped(
            f"Ranges hold eight of ten worlds, which differ by chance {'and by beliefs' if results.spec.beliefs else 'alone'}. "
            "Each trend line runs from its own lowest to its own highest value. "
            "Every measure, week by week: --format json or csv."
        ),
    ]
    return "\n".join(lines)


def compare_text(results: Mapping[str, Results], differences: Mapping[str, Mapping[str, Difference]], paper: Sequence[str] = ()) -> str:
    """Return what each scenario changes against the baseline, which comes first in `results`; `paper` are the lines of the decision before it."""
    baseline, first = next(iter(results.items()))
    begun = [wrapped(sentence) for sentence in beginnings(first.spec.existing)]  # the same for all: else they could not be compared
    lines = [f"Baseline {baseline}: {_ensemble(first)}", *begun, "", *paper, ""]
    lines += _inputs(results)
    for name, table in differences.items():
        lines += ["", wrapped(_sentence(name, baseline, table)), "", *_changes(table)]
    lines += [
        "",
        wrapped(
            "Differences are taken world by world, with the same random numbers on both sides: median, then the range of eight of ten worlds. "
            "Clearly and probably are the exact sign test at 1 and 10 %. Every measure: --format json or csv."
        ),
    ]
    return "\n".join(lines)


def _ensemble(results: Results) -> str:
    drawn = ", beliefs drawn" if results.spec.beliefs else ""
    return f"{counted(len(results), 'world')}, {counted(results.weeks, 'week')}, seed {results.seed}, model {MODEL_VERSION}{drawn}"


def _figures(results: Results) -> Iterator[str]:
    rows, groups = [("", "median", "80 % of worlds", "over the run")], [""]
    for name in _in_groups():
        measure, values = MEASURES[name], results.final(name)
        course = trend(band(results.series[name])[1].tolist()) if name in results.series else ""
        rows.append((f"  {measure.label}", *_middle_and_span(name, values, results.months), course))
        groups.append(measure.group)
    heading, *lines = aligned(rows, right=[1])
    yield heading
    yield from _under_groups(groups[1:], lines)


def _middle_and_span(name: str, values: np.ndarray, months: int) -> tuple[str, str]:
    if name in MAY_NEVER_COME:
        found = arrival_of(values, months)
        return found.when, found.details
    low, median, high = (float(end) for end in band(values))
    if not np.isfinite(median):
        return value_text(name, median), ""
    missing = int((~np.isfinite(values)).sum())
    late = f" (not in {missing} of {len(values)})" if missing else ""
    return value_text(name, median), ranged(value_text(name, low), value_text(name, high)) + late


def _changes(table: Mapping[str, Difference]) -> Iterator[str]:
    rows, groups = [("", "change", "80 % of worlds", "better in", "")], [""]
    for name in _in_groups():
        if name not in table:
            continue
        one, measure = table[name], MEASURES[name]
        span = ranged(value_text(name, one.low, True), value_text(name, one.high, True)) if np.isfinite([one.low, one.high]).all() else ""
        counted = f"{one.better_in} of {one.of}" if measure.better else ""
        change = value_text(name, one.median, True) if np.isfinite(one.median) else ONE_SIDE if name in MAY_NEVER_COME else NONE
        sure = f"equal in {in_worlds(one.equal_in, one.of)}" if one.mostly_equal else one.certainty
        rows.append((f"  {measure.label}", change, span, counted, sure))
        groups.append(measure.group)
    heading, *lines = aligned(rows, right=[1, 3])
    yield heading
    yield from _under_groups(groups[1:], lines)


def _inputs(results: Mapping[str, Results]) -> list[str]:
    differing = inputs_that_differ({name: one.inputs for name, one in results.items()})
    if not differing:
        return ["Inputs are the same in all."]
    rows = [("Inputs that differ", *results)]
    rows += [(f"  {name}", *(str(cell(values[scenario])) for scenario in results)) for name, values in differing.items()]
    return aligned(rows)


def _sentence(name: str, baseline: str, table: Mapping[str, Difference]) -> str:
    one = table[LEADING]
    label = MEASURES[LEADING].label.lower()
    if one.better_in == one.worse_in == 0:
        return f"{name} against {baseline}: the same {label} in every world."
    size = f"{value_text(LEADING, one.median, True)} (80 %: {ranged(value_text(LEADING, one.low, True), value_text(LEADING, one.high, True))})"
    more = f"; about {counted(one.more_runs, 'more world')} would tell" if one.more_runs else ""
    return f"{name} against {baseline}: {label} {size}, better in {in_worlds(one.better_in, one.of)}, {one.certainty}{more}."


def _in_groups() -> list[str]:
    order = list(GROUPS)
    return sorted(KEY_FIGURES, key=lambda name: order.index(MEASURES[name].group))


def _under_groups(groups: list[str], lines: list[str]) -> Iterator[str]:
    """Yield lines below the names of their groups."""
    shown = ""
    for group, line in zip(groups, lines, strict=True):
        if group != shown:
            yield group
            shown = group
        yield line


def value_text(name: str, value: float, signed: bool = False) -> str:
    """Write one value, or a difference with its sign."""
    if not np.isfinite(value):
        return NONE
    measure = MEASURES[name]
    written = measure.text(abs(value) if signed else value)
    if measure.format.endswith("%"):
        written = f"{abs(value) * 100:.1f} points" if signed else written.replace("%", " %")
    elif measure.unit == "month":
        written = counted(nearest(abs(value)), "month") if signed else f"month {whole(value)}"
    if not signed or not any(digit in "123456789" for digit in written):
        return written
    return f"{'-' if value < 0 else '+'}{written}"
