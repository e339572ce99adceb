"""How do I get there: a goal, what must hold as well, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from simulation import INPUTS, InputError, band
from simulation.outcomes.arrival import MAY_NEVER_COME, arrival_of
from simulation.outcomes.roi import months_in
from simulation.studies.cloud import Point
from simulation.studies.conditions import conditions_from
from simulation.studies.moves import choices
from simulation.studies.route import Goal, Route, Tried, changes_between
from simulation.studies.seek import seek
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.words import beside, counted, in_worlds
from ui.explore.take_over import in_words, take_over
from ui.explore.wishes import AVERAGE, budget_in, goal_in
from ui.explore.work import work
from ui.explore.zone_text import zone_text
from ui.session.exploring import cloud
from ui.session.number_field import asked_number
from ui.session.state import Session
from ui.text.currencies import CURRENCIES
from ui.text.wording import amount, plain, some_of, told

WANTS = {
    "Paid back by month": ("payback_month<=", 18),
    "Value of at least": ("npv>=", 500_000),
    "Weekly active members of at least": ("weekly_active>=", 300),
    "Monthly result at the end of at least": ("monthly_result_end>=", 20_000),
}


def way(current: Session) -> None:
    """Draw the goal, and the way to it as far as it is known."""
    currency = CURRENCIES[current.currency]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        want = st.selectbox("I want", list(WANTS), key="way_want")
        condition, usual = WANTS[want]
        key = f"way_number_{list(WANTS).index(want)}"
        number = asked_number("Goal", goal_in(condition, currency), usual, key=key, label_visibility="hidden")
        budget = asked_number(f"Within a budget of [{AVERAGE.format(currency.strip())}], 0 is any", budget_in(currency), 20_000, key="way_budget")
    healthy = st.toggle("The community must stay healthy", True, key="way_healthy", help="The fastest paybacks have nobody who looks after members.")
    keep = st.multiselect("Levers that stay as they are", choices(current.now.existing), key="way_keep", format_func=lambda name: INPUTS[name].label)
    now = current.now
    try:
        limits = conditions_from([f"cost_per_month<={budget}"] if budget else [], now.weeks)
        goal = Goal(conditions_from([f"{condition}{number}"], now.weeks), limits, healthy)
    except InputError as error:
        st.error(plain(str(error)))
        return
    base = Point(now.inputs, now.timeline)

    def states() -> Any:
        return seek(cloud(now.seed, now.weeks), base, goal, keep=keep)

    route: Route | None = work("way", (now, goal, tuple(keep)), "Find a way", states, lambda state: _so_far(state, currency))
    if route is None:
        return
    if route.unseen is None:
        _so_far(route, currency)
        return
    _answer(route, currency, now.weeks)


def _so_far(route: Route, currency: str) -> None:
    if route.found is None:
        return
    cost = amount("cost_per_month", route.found.cost, currency)
    changes = some_of([in_words(name, value) for name, value in route.changes.items()]) or "as it is"
    if route.unseen is not None:
        held = in_worlds(route.met_in, len(route.unseen))
        st.success(f"Reached in {held} the search has not seen: {plain(changes)}; {plain(cost)} a month on average. Looking for what is worth more.")
        return
    st.caption(f"So far, not checked yet: {plain(changes)}; {plain(cost)} a month on average, {zone_text(route.found.sample.zones)}.")


def _reached(route: Route, currency: str, weeks: int) -> Iterator[str]:
    """Write how far the way gets with what is wanted, but for value, which is written in any case."""
    for name in (one.measure for one in route.goal.wants if one.measure != "npv"):
        values = route.unseen.final(name)
        found = arrival_of(values, months_in(weeks)).told if name in MAY_NEVER_COME else told(name, values, currency)
        yield f"{MEASURES[name].label.lower()} {found}"


def _answer(route: Route, currency: str, weeks: int) -> None:
    named = {str(one): one.words(lambda name, value: amount(name, value, currency)) for one in route.goal.conditions}
    asked = " and ".join(map(plain, named.values()))
    asked += ", and healthy" if route.goal.healthy else ""
    of = len(route.unseen)
    if route.reached:
        st.success(f"Reached in {in_worlds(route.met_in, of)} the search has not seen: {asked}.")
    else:
        missed = "; ".join(f"{plain(named.get(name, name))} fails in {count}" for name, count in route.missed().items())
        st.warning(
            "Not reachable by these moves. "
            f"The nearest found meets it in {route.met_in} of {counted(of, 'unseen world')} ({missed}). Asked for: {asked}."
        )
    value = [amount("npv", float(end), currency) for end in band(route.unseen.final("npv"))]
    # Where the search was stopped after a first way, the present setting is not known in the same worlds.
    now, cost = (one and amount("cost_per_month", one.middle("cost_per_month"), currency) for one in (route.base_unseen, route.unseen))
    before = f" (now {now})" if now not in (None, cost) else ""
    money = f"value {beside(value[1], value[0], value[2])}", f"{cost} a month on average{before}"
    parts = [*_reached(route, currency, weeks), *money, zone_text(route.unseen.zones)]
    tried = counted(route.tried, "setting was", "settings were")
    st.markdown(f"In the unseen worlds: {', '.join(map(plain, parts))}. {tried} tried.")
    for name, value in route.changes.items():
        st.markdown(f"- {plain(in_words(name, value, getattr(route.base.inputs, name)))}")
    if route.changes:
        take_over(route.changes, "way_take", "the way to the goal")
    else:
        st.markdown("Nothing needs to change." if route.reached else "No move comes closer.")
    _on_the_way(route, currency)


def _shortly(route: Route, point: Point) -> str:
    """Name a setting by what it changes of the present one or, where that says it in fewer changes, by what it changes of the way."""
    changes, others = (changes_between(one, point) for one in (route.base, route.found.point))
    if not changes:
        return "as it is"
    if not others:
        return "as above"
    words = ", ".join(in_words(name, value) for name, value in min(changes, others, key=len).items())
    return f"as above, but {words}" if len(others) < len(changes) else words


def _gained(route: Route, one: Tried, currency: str) -> str:
    """Write what a setting is worth more than the present one in the same worlds, and in how many of them it is."""
    if one.point == route.base:
        return "–"
    found = route.gain(one)
    more = found.median >= 0
    held = found.better_in if more else found.worse_in
    return f"{amount('npv', found.median, currency, signed=True)}, {'more' if more else 'less'} in {in_worlds(held, found.of)}"


def _on_the_way(route: Route, currency: str) -> None:
    """Draw the settings that none of those tried beats, in a table whose words are wrapped, and let one be taken over."""
    changes = [changes_between(route.base, one.point) for one in route.frontier]
    names = [_shortly(route, one.point) for one in route.frontier]
    gains = [_gained(route, one, currency) for one in route.frontier]
    rows = [
        {
            "Setting": plain(name, 1_000),
            "Value against as it is": plain(worth),
            "Cost per month, on average": plain(amount("cost_per_month", one.cost, currency)),
            "Health": plain(zone_text(one.sample.zones)),
        }
        for name, worth, one in zip(names, gains, route.frontier, strict=True)
    ]
    st.markdown(
        "**On the way**: none of the settings tried beats these in value, health and cost at once, in the four worlds of the search. "
        "The value is the middle one of the differences to the present setting, world by world."
    )
    with st.container(key="way_frontier"):
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    costs = [amount("cost_per_month", one.cost, currency) for one in route.frontier]
    lines = [f"{worth}, {cost} a month on average: {name}" for worth, cost, name in zip(gains, costs, names, strict=True)]
    others = {line: each for line, each in zip(lines, changes, strict=True) if each and each != route.changes}
    if not others:
        return
    if st.session_state.get("way_other") not in others:
        st.session_state.way_other = next(iter(others))
    chosen = st.selectbox("Take one of these over", list(others), key="way_other")
    take_over(others[chosen], "way_take_other", "a setting on the way to the goal")
