"""Budgets that are not spent, and why: money planned for the programme that stays with the company."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.prices import by_row
from simulation.outcomes.results import Results, band
from simulation.state.world import World
from simulation.vocabulary.amounts import money, money_range

SPOKEN_OF = 0.05  # of a budget: less unspent is not worth a sentence


def spending_of(world: World, past: int = 0) -> dict[str, np.ndarray]:
    """Return planned and unspent money over the weeks from `past` on, each (R,) [$].

    `events_planned` is the budget of in-person events, `events_cut` what reviews took of it, `events_left` what is left because
    fewer came than it would seat, `team_cut` the pay of managers whom reviews took away.
    """
    weeks = np.arange(world.weeks)
    first_of_month = weeks * 12 // 52 != (weeks - 1) * 12 // 52
    running = world.community[:, None] & (weeks >= world.launch_week[:, None])
    spent, allowed, cut = (world.record[name] for name in ("events_spent", "events_allowed", "managers_cut"))
    planned = np.where(first_of_month & running, by_row(world, "events_budget"), 0.0)
    taken = planned * (1 - allowed)
    pay = np.minimum(cut, by_row(world, "community_managers")) * by_row(world, "manager_cost") * 12 / 52 * running
    parts = {"events_planned": planned, "events_cut": taken, "events_left": planned - taken - spent, "team_cut": pay}
    return {name: values[:, past:].sum(axis=1) for name, values in parts.items()}


def unspent(results: Results) -> dict[str, np.ndarray]:
    """Return what stays unspent of each budget per month, each (R,) [$ per month]: for `events`, and of the pay of the `team`."""
    months, totals = max(results.weeks * 12 / 52, 1e-9), _totals(results)
    return {"events": (totals["events_cut"] + totals["events_left"]) / months, "team": totals["team_cut"] / months}


def unspent_sentences(results: Results, currency: str = "$") -> list[str]:
    """Say which budgets stay unspent and why, in sentences; none where nearly all is spent.

    Rule: a twentieth of the events' budget, or of the team's pay, in the typical world.
    """
    months = max(results.weeks * 12 / 52, 1e-9)
    totals, left = _totals(results), unspent(results)
    found = []
    planned = float(np.median(totals["events_planned"])) / months
    if planned > 0 and np.median(left["events"]) >= SPOKEN_OF * planned:
        cut, empty = (float(np.median(totals[name])) / months for name in ("events_cut", "events_left"))
        reasons = []
        if empty >= SPOKEN_OF * planned:
            reasons.append("events seat at most half of the members active in a week, and the budget would seat more")
        if cut >= SPOKEN_OF * planned:
            reasons.append("reviews that went badly cut the budget")
        found.append(
            f"Of {money(planned, currency)} a month for in-person events {_with_range(left['events'], currency)} stays unspent: "
            f"{' and '.join(reasons) or 'a little by either reason: too few guests, and reviews that cut it'}."
        )
    pay = results.inputs.community_managers * results.inputs.manager_cost
    if pay > 0 and np.median(left["team"]) >= SPOKEN_OF * pay:
        took = "reviews that went badly took people off the team"
        found.append(f"Of the community managers' pay {_with_range(left['team'], currency)} a month is not spent: {took}.")
    return found


def _totals(results: Results) -> dict[str, np.ndarray]:
    """Return the totals; a stored picture has kept none, and nothing is unspent there."""
    nothing = np.zeros(len(results))
    return dict.fromkeys(("events_planned", "events_cut", "events_left", "team_cut"), nothing) | results.totals


def _with_range(values: np.ndarray, currency: str) -> str:
    low, middle, high = (float(end) for end in band(values))
    same = money(low, currency) == money(high, currency)
    return money(middle, currency) + ("" if same else f" ({money_range(low, high, currency)})")
