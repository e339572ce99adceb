"""Hold members against others as companies do, and beside it what is caused; the usual business case, repaired; seven pillars.

JSON holds cohorts (six rows: members, others and their naive difference; with the community, without it and the causal
difference; why the two differ), business_case (what each term claims, what is caused, what it counts twice) and assessment
(seven pillars, 1 to 5, each with its reason). CSV is one table part, name, column, low, median, high.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.answer import add_answer
from cli.arguments import add_ensemble, add_scenario

if TYPE_CHECKING:
    from simulation.outcomes.results import Results


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `cohorts`."""
    add_scenario(parser)
    add_ensemble(parser)
    add_answer(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Simulate and write."""
    from cli.answer import answer_to, write_answer
    from cli.computing import compute
    from cli.settings import spec_from

    spec = spec_from(arguments)
    with answer_to(arguments, inputs=[arguments.scenario]) as outputs:
        (results,) = compute([spec])
        write_answer(
            arguments,
            outputs,
            document=lambda: document(results, arguments.scenario),
            rows=lambda: rows(results),
            text=lambda: text(results),
        )


def document(results: Results, scenario: str) -> dict[str, Any]:
    """Return all three parts as plain values."""
    from simulation.outcomes import business_case, cohorts, pillars
    from simulation.outcomes.export import origin

    return {
        **origin(results, scenario),
        "cohorts": cohorts.document(results),
        "business_case": business_case.document(results),
        "assessment": pillars.document(results),
    }


def rows(results: Results) -> Iterator[list[Any]]:
    """Yield part, name, column, low, median, high; first a header. A pillar has one score."""
    from simulation.outcomes import business_case, cohorts, pillars
    from simulation.outcomes.export import cell

    yield ["part", "name", "column", "low", "median", "high"]
    tables = {
        "cohorts": [(row["name"], key, value) for row in cohorts.document(results) for key, value in row.items() if isinstance(value, dict)],
        "business_case": [
            (term["name"], key, value) for term in business_case.document(results)["terms"] for key, value in term.items() if isinstance(value, dict)
        ],
    }
    for part, entries in tables.items():
        for name, column, ends in entries:
            yield [part, name, column, *(cell(ends[end]) for end in ("low", "median", "high"))]
    for pillar in pillars.document(results)["pillars"]:
        yield ["assessment", pillar["name"], "score", pillar["score"], pillar["score"], pillar["score"]]


def text(results: Results) -> str:
    """Return all three parts in words."""
    from cli.text import aligned, wrapped
    from simulation.outcomes.business_case import business_case, causal_total, claimed_total
    from simulation.outcomes.cohort_text import told
    from simulation.outcomes.cohorts import cohorts
    from simulation.outcomes.pillars import pillars, summary
    from simulation.outcomes.results import band
    from simulation.vocabulary.amounts import money, money_range
    from simulation.vocabulary.existing import arms, beginnings

    found = cohorts(results)
    table: list[tuple[str, ...]] = [("Over the last year", "members", "others", "naive", *arms(results.spec.existing), "causal")]
    table += [(row.label, *(told(row, part) for part in ("members", "others", "naive", "with_community", "without", "causal"))) for row in found]
    terms = business_case(results)

    def amount(values: Any) -> str:
        low, median, high = (float(end) for end in band(values))
        return f"{money(median)} ({money_range(low, high)})"

    case = [("Over the horizon", "claimed", "caused"), *((term.label, amount(term.claimed), amount(term.causal)) for term in terms)]
    case.append(("In all", amount(claimed_total(terms)), amount(causal_total(terms))))
    assessed = pillars(results)
    lines = [
        *(wrapped(sentence) for sentence in beginnings(results.spec.existing)),
        *aligned(table, right=range(1, 7)),
        "",
        *(wrapped(f"{row.label}: naive and causal differ because {row.why}.", "  ") for row in found),
        "",
        *aligned(case, right=(1, 2)),
        "",
        *(wrapped(f"{term.label} counts twice: {term.counts_twice}.{_left_out(term.leaves_out)}", "  ") for term in terms[:-1]),
        "",
        *aligned([(pillar.label, f"{pillar.score:.1f}", pillar.reason) for pillar in assessed], right=[1]),
        wrapped(summary(assessed)),
    ]
    return "\n".join(lines)


def _left_out(words: str) -> str:
    return f" It leaves out: {words}." if words else ""
