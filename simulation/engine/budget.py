"""How much work a question is, estimated before anything runs, and what to ask for less of where it is too much."""

from __future__ import annotations

import os

from simulation.engine.pool import EngineError
from simulation.vocabulary.run_spec import RunSpec

SETTING = "CLG_BUDGET"  # person-weeks in all replicates that one question may take on this server; 0 is no bound
BUDGET = 6e9  # the default scenario takes some 2e8, and half a second on two cores
SEATS = 10  # persons in an account of the enterprise market, about
BROUGHT = 2.0  # times the signups of paid and organic channels that a community may bring on top, roughly
PEOPLE_AT_ONCE = 2_000_000  # in one replicate: beyond, one week of one replicate fills a worker's memory


class OverBudgetError(EngineError):
    """A question would take more work than this server gives to one; the message says what to reduce."""


def budget() -> float:
    """Return the person-weeks that one question may take, as whoever runs the server says."""
    said = os.environ.get(SETTING, "").replace("_", "")
    try:
        value = float(said) if said else BUDGET
    except ValueError:
        return BUDGET
    return value if value > 0 else float("inf")


def person_weeks(spec: RunSpec) -> tuple[float, float]:
    """Return the expected person-weeks of one replicate, twin included, and the most people it comes to hold.

    Who is there from the start, who the plan lets in, and who signs up in a market that fills; each is counted from the week
    of arrival to the horizon, because people stay on the books. It is an estimate to within a factor of two or so.
    """
    inputs, weeks = spec.inputs, spec.weeks
    accounts = SEATS if inputs.market == "enterprise" else 1
    start = accounts * inputs.starting_customers
    guests = float(inputs.founders + getattr(inputs, "waiting_list", 0))
    total, people = (2 * start + guests) * weeks, start + guests
    for shock in spec.timeline.shocks:
        if isinstance(shock.size, (int, float)) and shock.kind.startswith("influx"):
            total += shock.size * max(0, weeks - shock.week)
            people += shock.size * (shock.week < weeks)
    spend = max([inputs.paid_spend, *(change.value for change in spec.timeline.changes if change.name == "paid_spend")])
    organic = inputs.organic_signups
    market = float(inputs.market_size)
    remaining, brought = market, 0.0
    for week in range(weeks):
        left = remaining / market
        paid = min(0.01 * remaining, 30 * spend * 12 / 52 / inputs.cac * left)
        own = inputs.bass_innovation / 52 * remaining + inputs.bass_imitation / 52 * (market - remaining) * left
        come = min(remaining, paid + organic * left + own)
        remaining -= come
        brought += come * (weeks - week)
    total += accounts * (2 + BROUGHT) * brought / 2
    return total, people + accounts * (market - remaining)


def check(spec: RunSpec, allowed: float | None = None) -> None:
    """Let a question pass, or say what to reduce.

    Raises:
        OverBudgetError: it would take more than `allowed` person-weeks, as the server is set by default.
    """
    allowed = budget() if allowed is None else allowed
    each, people = person_weeks(spec)
    asked = each * spec.runs
    if asked <= allowed and (people <= PEOPLE_AT_ONCE or allowed == float("inf")):
        return
    raise OverBudgetError(
        f"This would simulate about {_round(people)} people in each of {spec.runs:,} worlds for {spec.weeks:,} weeks, "
        f"{'more than one world can hold here' if asked <= allowed else f'about {asked / allowed:,.1f} times what one question may take here'}. "
        f"Nothing was simulated. {_advice(spec, each, people, allowed)}"
    )


def _advice(spec: RunSpec, each: float, people: float, allowed: float) -> str:
    influx = sum(shock.size for shock in spec.timeline.shocks if isinstance(shock.size, (int, float)) and shock.kind.startswith("influx"))
    largest = (
        f"the influx planned ({_round(influx)} people)"
        if influx > people / 3
        else f"the market size ({spec.inputs.market_size:,})"
        if spec.inputs.market_size > 2 * spec.inputs.starting_customers
        else f"the customers at the start ({spec.inputs.starting_customers:,})"
    )
    worlds = int(allowed / each) if each else spec.runs
    fewer = f", or ask for {worlds:,} worlds" if 10 <= worlds < spec.runs and people <= PEOPLE_AT_ONCE else ""
    return f"Reduce {largest} first, then the weeks{fewer}."


def _round(people: float) -> str:
    return f"{float(f'{people:.2g}'):,.0f}"
