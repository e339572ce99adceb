"""How much work a question is, estimated before anything runs, and what to ask for less of where it is too much."""

from __future__ import annotations

import math
import os
from functools import lru_cache

from simulation.engine.cores import usable_cores
from simulation.engine.failures import EngineError
from simulation.engine.memory import allowance
from simulation.vocabulary.run_spec import RunSpec

SETTING = "CLG_BUDGET"  # person-weeks in all replicates that one question may take on this server; 0 is no bound
BUDGET = 2e9  # the default scenario takes some 5e7, and a second on two cores
SEATS = 5  # persons in an account of the enterprise market, about
BROUGHT = 1.0  # times the signups of paid and organic channels that a community may bring on top, roughly
STAY = 52  # weeks somebody stays on the books, about: most who leave are forgotten within a year
PEOPLE_AT_ONCE = 2_000_000  # in one replicate: beyond, a single week takes longer than anybody waits
HEAVY = 5e7  # person-weeks, some two seconds on one core: longer blocks are not made where shorter ones will do
PERSON = 1_000  # [bytes] that somebody who is expected takes in a worker, both arms and the room to grow included; measured 280 to 820


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


@lru_cache(maxsize=4_096)  # it is asked for again with every answer, and for every stop of a slider
def person_weeks(spec: RunSpec) -> tuple[float, float]:
    """Return the expected person-weeks of one replicate, counterfactual arm included, and the most people it comes to hold.

    Who is there from the start, who the plan lets in, and who signs up in a market that fills; each stays on the books for a
    while. It is an estimate to within a factor of two or so.
    """
    inputs = spec.inputs
    accounts = SEATS if inputs.market == "enterprise" else 1
    market, outside = float(inputs.market_size), float(inputs.market_size - inputs.starting_customers)
    spend = max([inputs.paid_spend, *(change.value for change in spec.timeline.changes if change.name == "paid_spend")])
    crowds = [(shock.week, shock.size) for shock in spec.timeline.shocks if shock.kind.startswith("influx") and isinstance(shock.size, (int, float))]
    stock = 2.0 * accounts * inputs.starting_customers + inputs.founders + inputs.waiting_list
    total, most = 0.0, stock
    if spec.existing is not None:  # its past, and both arms of its members
        stock += 2.0 * spec.existing.members
        total = (accounts * inputs.starting_customers * 2.0 + spec.existing.members) * spec.existing.age_weeks
    for week in range(spec.weeks):
        left = outside / market
        paid = min(0.01 * outside, 30 * spend * 12 / 52 / inputs.cac * left)
        own = inputs.bass_innovation / 52 * outside + inputs.bass_imitation / 52 * (market - outside) * left
        come = min(outside, paid + inputs.organic_signups * left + own)
        outside -= come
        stock += accounts * (2 + BROUGHT) * come / 2 + sum(size for when, size in crowds if when == week)
        total, most = total + stock, max(most, stock)
        stock *= math.exp(-1 / STAY)
    return total, most


def fitting(spec: RunSpec, memory: float) -> int:
    """Return how many replicates like one fit into a worker that may take so much memory [bytes], at least one."""
    return max(1, int(memory / (PERSON * max(1.0, person_weeks(spec)[1]))))


def holds(memory: float) -> float:
    """Return how many people a replicate may have at once where a worker may take so much memory [bytes]."""
    return min(PEOPLE_AT_ONCE, memory / PERSON)


def widest(spec: RunSpec, memory: float) -> tuple[int, bool]:
    """Return how many replicates a block may have, at least one, and whether a block of one is heavy.

    They fit into a worker that may take so much memory [bytes], and are done soon enough for others to have their turn.
    """
    each, _ = person_weeks(spec)
    return max(1, min(fitting(spec, memory), int(HEAVY / max(1.0, each)))), each > HEAVY


def check(spec: RunSpec, allowed: float | None = None) -> None:
    """Let a question pass, or say what to reduce.

    Raises:
        OverBudgetError: it would take more than `allowed` person-weeks, as the server is set by default.
    """
    allowed = budget() if allowed is None else allowed
    each, people = person_weeks(spec)
    asked, most = each * spec.runs, holds(allowance(usable_cores()))
    if asked <= allowed and (people <= most or allowed == float("inf")):
        return
    raise OverBudgetError(
        f"This would simulate about {_round(people)} people at once in each of {spec.runs:,} worlds for {spec.weeks:,} weeks, "
        f"{'more than one world can hold here' if asked <= allowed else f'about {asked / allowed:,.1f} times what one question may take here'}. "
        f"Nothing was simulated. {_advice(spec, each, people, allowed, most)}"
    )


def _advice(spec: RunSpec, each: float, people: float, allowed: float, most: float) -> str:
    influx = sum(shock.size for shock in spec.timeline.shocks if isinstance(shock.size, (int, float)) and shock.kind.startswith("influx"))
    there = spec.existing
    largest = (
        f"the members of today ({there.members:,}) or the weeks since the launch ({there.age_weeks:,})"
        if there is not None and there.members * (there.age_weeks + 2 * min(spec.weeks, STAY)) > each / 3
        else f"the influx planned ({_round(influx)} people)"
        if influx > people / 3
        else f"the market size ({spec.inputs.market_size:,})"
        if spec.inputs.market_size > 2 * spec.inputs.starting_customers
        else f"the customers at the start ({spec.inputs.starting_customers:,})"
    )
    worlds = int(allowed / each) if each else spec.runs
    fewer = f", or ask for {worlds:,} worlds" if 10 <= worlds < spec.runs and people <= most else ""
    return f"Reduce {largest} first, then the weeks{fewer}."


def _round(people: float) -> str:
    return f"{float(f'{people:.2g}'):,.0f}"
