"""The difference to the baseline taken apart, on demand: a waterfall by mechanism, and by lever where several were changed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation import INPUTS, RunSpec, changed_names
from simulation.engine.pool import EngineError
from simulation.studies.why import Why, by_lever, explain
from simulation.vocabulary.amounts import money, money_range
from ui.charts.style import with_data
from ui.charts.waterfall import rows, waterfall
from ui.session.runs import Pair, grow
from ui.session.state import Session
from ui.text.wording import plain

MOST = 8  # changed levers that are taken apart: each costs as much as an answer


def split(current: Session, pair: Pair, currency: str) -> None:
    """Draw the popover with both waterfalls."""
    box = st.popover("Why, in parts", key="split", on_change="rerun", help="Where the difference to the baseline comes from")
    if not box.open:
        return
    with box:
        _drawn("By mechanism", explain(pair.base, pair.current), currency)
        base = current.baseline.run_like(current.now)
        names = changed_names(base, current.now)
        if len(names) < 2:
            st.caption("One input differs from the baseline, so all of it is that input's.")
        elif len(names) > MOST:
            st.caption(f"{len(names)} inputs differ; at most {MOST} are taken apart.")
        elif st.button("Split by lever", key="split_levers", help="Simulates each change alone, in the same worlds"):
            try:
                _drawn("By lever", levers_apart(base, current.now, pair, names), currency)
            except EngineError as error:
                st.error(f"It could not be simulated: {plain(str(error))}.")


def levers_apart(base: RunSpec, now: RunSpec, pair: Pair, names: list[str]) -> Why:
    """Simulate every change alone and return the split; what the plan changes counts as done together with the rest."""
    alone: dict[str, Any] = {}
    place = st.empty()
    for count, name in enumerate(names):
        place.progress(count / len(names), f"{plain(INPUTS[name].label)} alone …")
        *_, alone[INPUTS[name].label] = grow(base.with_value(name, now.value(name)))
    place.empty()
    return by_lever(pair.base, alone, pair.current)


def _drawn(title: str, why: Why, currency: str) -> None:
    st.markdown(f"##### {title}")
    told = [f"{part.name} {money(part.amount, currency, signed=True)} ({money_range(part.low, part.high, currency)})" for part in why.parts]
    st.vega_lite_chart(with_data(waterfall(currency), rows(why, currency)), width="stretch", alt=f"{title}: {'; '.join(told)}.")
    st.caption(f"Together {money(why.total, currency, signed=True)}: {'; '.join(told)}.".replace("$", "\\$"))
