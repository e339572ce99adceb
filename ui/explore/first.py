"""Which lever first: the moves one could make next, with value, payback, health and cost."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pandas as pd
import streamlit as st

from simulation import INPUTS, RunSpec
from simulation.outcomes.zones import zones_of_worlds
from simulation.studies.cloud import Point
from simulation.studies.moves import moves_from
from simulation.studies.sensitivity import CLOSE, THOROUGH, Effect, Tornado, sensitivity
from simulation.studies.silence import NOTHING_KNOWN
from simulation.vocabulary.existing import past_holds
from simulation.vocabulary.words import counted, in_worlds
from ui.charts.style import with_data
from ui.explore.bars import LEFT, RIGHT, bars, span
from ui.explore.pictures import tornado
from ui.explore.take_over import in_words, take_over
from ui.explore.wishes import AVERAGE, budget_in
from ui.explore.work import work
from ui.explore.zone_text import SHAPES, zone_text
from ui.session.exploring import cloud
from ui.session.number_field import asked_number
from ui.session.runs import known
from ui.session.state import Session
from ui.text.currencies import CURRENCIES
from ui.text.wording import amount, plain

KINDS = {"Levers": "levers", "Own figures": "figures", "Beliefs": "beliefs"}
FEW = 8  # lines about inputs that change nothing which stand on the page itself
SIGNS = [f"{sign} {zone}{' or worse' if zone == 'at risk' else ''}" for zone, sign in SHAPES.items() if zone]
MOST = 24  # bars drawn; the table holds all
ABOUT = {
    "levers": f"Each bar is one move you could make next, in the same {THOROUGH} worlds as the present setting, in {CLOSE} where these disagree "
    "about its health. The thin line holds eight of ten worlds: bars whose lines overlap may stand in either order.",
    "figures": "Each of your own figures a fifth up or down. No programme chooses these: they say where to know your numbers well.",
    "beliefs": "Each belief at the ends of what is thought possible. Nobody chooses these: they say what the answer rests on.",
}


def first(current: Session) -> None:
    """Draw the question, and the answer as far as it is known."""
    currency = CURRENCIES[current.currency]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = KINDS[st.segmented_control("What moves", list(KINDS), default="Levers", required=True, key="first_kind")]
        budget = 0.0  # nobody pays for a belief
        if kind == "levers":
            budget = asked_number(f"Budget [{AVERAGE.format(currency.strip())}], 0 is any", budget_in(currency), 0, key="first_budget", width=340)
    now = current.now
    st.caption(ABOUT[kind])
    base = Point(now.inputs, now.timeline)
    if kind != "levers" and (why := past_holds(now.existing)):
        st.info(f"{why[0].upper()}{why[1:]}.")
        return
    moves = moves_from(base, kind, existing=now.existing)

    def states() -> Any:
        return sensitivity(cloud(now.seed, now.weeks), base, moves, runs=THOROUGH, close=CLOSE)

    found: Tornado | None = work("first", (now, kind), "Try every move", states, lambda state: _picture(state, now, budget, currency))
    if found is None:
        return
    affordable = _picture(found, now, budget, currency)
    _table(affordable, currency)
    few = len(found.silent) <= FEW
    with nullcontext() if few else st.expander(f"{counted(len(found.silent), 'input')} that change nothing here"):
        for name, reason in found.silent:
            st.caption(f"**{plain(INPUTS[name].label)}** {_silent(reason)}.")
    if kind == "levers" and affordable:
        effect = _chosen(affordable)
        change = effect.difference("npv")
        if affordable[0].gain("npv") <= 0:
            st.info(f"No {'move within the budget' if budget else 'single move'} is worth more than the present setting.")
        st.markdown(
            f"**{plain(_label(effect))}**: {plain(span(change, currency))} over the horizon, better in {in_worlds(change.better_in, change.of)}; "
            f"{plain(amount('cost_per_month', effect.cost_per_month, currency))} a month then, on average over the horizon; "
            f"{plain(zone_text(effect.after.zones))}."
        )
        take_over({effect.move.name: effect.move.value}, "first_take", _label(effect))


def _chosen(affordable: list[Effect]) -> Effect:
    """Ask which move may be taken over: by its name, for another budget leaves others and puts them in other places."""
    named = {_label(effect): effect for effect in affordable}
    if st.session_state.get("first_choice") not in named:
        st.session_state.first_choice = next(iter(named))
    return named[st.selectbox("Take a move over", list(named), key="first_choice")]


def zone_now(setting: RunSpec, found: Tornado) -> str:
    """Say in which zone the present setting is: by the worlds of its verdict where these are known, else by those of the study."""
    results = known(setting)
    return zone_text(found.base.zones) if results is None else zone_text(zones_of_worlds(results.series["auditorium_index"]))


def _picture(found: Tornado, now: RunSpec, budget: float, currency: str) -> list[Effect]:
    """Draw the bars of what is affordable and return it."""
    inside = [effect for effect in found.effects if not budget or effect.cost_per_month <= budget]
    left = len(found.effects) - len(inside)
    costs = found.base.middle("cost_per_month")
    over = (
        f" It costs {plain(amount('cost_per_month', costs, currency))} a month on average, more than the budget." if budget and costs > budget else ""
    )
    out = f" Left out, for they cost more than the budget: {counted(left, 'move')}." if left else ""
    st.caption(f"Now {zone_now(now, found)}.{over}{out}")
    if not inside:
        st.info("No move lies within this budget. Raise it, or ask for a way to a goal.")
        return []
    shown = inside if len(inside) <= MOST else [*inside[: MOST // 2], *inside[-MOST // 2 :]]
    rows = bars(shown, found.measure, currency)
    if len(shown) < len(inside):
        st.caption(f"Drawn are the {MOST // 2} best and the {MOST // 2} worst of {counted(len(inside), 'move')}; the table below holds all.")
    best = rows[0]
    if any(row["cut"] for row in rows):
        st.caption(f"Bars that go on ({LEFT}, {RIGHT}) are far longer than most others: they are cut, and their figures stand beside them.")
    if any(row["split"] for row in rows):
        st.caption(
            "Paler bars: worlds disagree about health. In how many it is so stands in their tips and in the table and, where there is room, "
            f"beside them ({', '.join(SIGNS)})."
        )
    alternative = f"Bars of what {counted(len(rows), 'move')} would change, the best first: {best['move']}, {best['text']}."
    st.vega_lite_chart(with_data(tornado(len(rows), currency), pd.DataFrame(rows)), width="stretch", alt=alternative)
    return inside


def _silent(reason: str) -> str:
    """Say that an input does nothing and why; without a reason known it is only so in the worlds looked at, which are few."""
    if reason == NOTHING_KNOWN:
        return "changed nothing in the few worlds looked at: what it limits was never reached in them"
    return f"does nothing here: {plain(reason)}"


def _table(effects: list[Effect], currency: str) -> None:
    rows = [
        {
            "Move": _label(effect),
            "Value": span(effect.difference("npv"), currency),
            "Better in": f"{effect.difference('npv').better_in} of {effect.difference('npv').of}",
            "Payback": span(effect.difference("payback_month"), currency, "payback_month"),
            "Cost per month, on average": amount("cost_per_month", effect.cost_per_month, currency),
            "Health": zone_text(effect.after.zones),
        }
        for effect in effects
    ]
    with st.expander("All moves as a table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key="first_table")


def _label(effect: Effect) -> str:
    return in_words(effect.move.name, effect.move.value, effect.move.before)
