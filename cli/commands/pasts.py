"""Live the past of a community under every structural variant, and say how far the answer hangs on it.

SCENARIO is a built-in name or a TOML file; where it does not start from a community that is there already, --from-members,
--from-active and --from-age say where one stands. The past is fitted to the same figures of today under each variant; the value is
that of the setting against the community closed today, or carried on as it is (--counterfactual unchanged).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from cli.answer import add_answer
from cli.arguments import add_ensemble, add_scenario
from cli.errors import CommandError
from cli.existing import add_existing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pasts`."""
    add_scenario(parser)
    add_ensemble(parser)
    add_existing(parser)
    add_answer(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Live every past and write what came of it."""
    from cli.answer import answer_to, write_answer
    from cli.progress import under_bar
    from cli.settings import spec_from
    from simulation.engine.budget import check
    from simulation.outcomes.export import number
    from simulation.studies.pasts import document, readings

    spec = spec_from(arguments)
    if spec.existing is None:
        raise CommandError("the scenario founds its community: --from-members, --from-active and --from-age say where one stands today")
    check(spec)
    with answer_to(arguments, inputs=[arguments.scenario]) as outputs:
        found = under_bar("living pasts", lambda progress: readings(spec, progress))
        write_answer(
            arguments,
            outputs,
            document=lambda: _plain(document(found), number),
            rows=lambda: _rows(found),
            text=lambda: "\n".join(_lines(found)),
        )


def _plain(values: Any, number: Any) -> Any:
    """Return plain values in which what is no number is null."""
    if isinstance(values, dict):
        return {name: _plain(value, number) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value, number) for value in values]
    return number(values) if isinstance(values, float) else values


def _rows(found: Sequence[Any]) -> Iterator[list[Any]]:
    from simulation.outcomes.export import cell

    names = next((list(one.today) + list(one.hidden) for one in found if not one.problem), [])
    yield ["variant", *names, "npv_median", "npv_low", "npv_high", "problem"]
    for one in found:
        values = {**one.today, **one.hidden}
        yield [one.variant, *(cell(values[name]) if name in values else "" for name in names), *(one.value or ("", "", "")), one.problem]


def _lines(found: Sequence[Any]) -> Iterator[str]:
    from simulation.studies.pasts import spread
    from simulation.vocabulary.amounts import money

    heads = f"{'variant':16s} {'members':>8s} {'active':>7s} {'customers':>10s} {'members':>8s}   {'intake':>7s} {'visits':>7s}"
    yield f"{heads}   value against what it is held against"
    for one in found:
        if one.problem:
            yield f"{one.variant:16s} {one.problem}"
            continue
        now, hidden = one.today, one.hidden
        median, low, high = (money(value, signed=True) for value in one.value)
        yield (
            f"{one.variant:16s} {now['members']:8,.0f} {now['active']:7,.0f} {now['customers']:10,.0f} {now['customers_members']:8.0%}   "
            f"{hidden['intake']:7.3g} {hidden['visit_base']:7.2f}   {median} ({low} to {high})"
        )
    yield "customers, and the share of them who are members; intake as a multiple of what the model expects; visits as a logit"
    whole = spread(found)
    if whole is not None:
        same = "has one sign in all of them" if whole.agree else "changes its sign between them: trust no decision that hangs on it"
        low, high = money(whole.low, signed=True), money(whole.high, signed=True)
        yield f"\nUnder {whole.of} readings the median value lies between {low} and {high}, and {same}."
