"""The difference to the baseline taken apart, on demand: a waterfall by mechanism, and by lever where several were changed."""

from __future__ import annotations

import streamlit as st

from simulation import RunSpec
from simulation.engine.pool import EngineError
from simulation.studies.by_input import MOST, alone
from simulation.studies.why import Why, explain
from simulation.vocabulary.amounts import money, money_range
from simulation.vocabulary.words import counted
from ui.charts.style import with_data
from ui.charts.waterfall import rows, waterfall
from ui.comparison.by_input import taken_apart
from ui.session.runs import Pair
from ui.session.state import Session
from ui.text.wording import why_failed


def split(current: Session, pair: Pair, currency: str) -> None:
    """Draw the popover with both waterfalls."""
    box = st.popover("Why, in parts", key="split", on_change="rerun", help="Where the difference to the baseline comes from")
    if not box.open:
        return
    with box:
        _drawn("By mechanism", explain(pair.base, pair.current), currency)
        base = current.baseline.run_like(current.now)
        names = alone(base, current.now)
        if len(names) < 2:
            st.caption("One input differs from the baseline, so all of it is that input's.")
        elif len(names) > MOST:
            st.caption(f"{len(names)} inputs differ; at most {MOST} are taken apart.")
        elif st.button("Split by lever", key="split_levers", help="Simulates each change alone, in the same worlds"):
            try:
                _drawn("By lever", levers_apart(base, current.now, pair), currency)
            except EngineError as error:
                st.error(f"It could not be simulated: {why_failed(error)}.")


def levers_apart(base: RunSpec, now: RunSpec, pair: Pair) -> Why:
    """Simulate every change alone and return the split; what is planned counts as one change."""
    settings, place = alone(base, now), st.empty()
    found: Why | None = None
    for count, one in taken_apart(settings, pair.base, pair.current):
        place.progress(count / len(settings), f"{counted(count, 'change')} of {len(settings)} taken alone …")
        found = one
    place.empty()
    assert found is not None, "the last step holds the split"
    return found


def _drawn(title: str, why: Why, currency: str) -> None:
    st.markdown(f"##### {title}")
    told = [f"{part.name} {money(part.amount, currency, signed=True)} ({money_range(part.low, part.high, currency)})" for part in why.parts]
    st.vega_lite_chart(with_data(waterfall(currency), rows(why, currency)), width="stretch", alt=f"{title}: {'; '.join(told)}.")
    st.caption(f"Together {money(why.total, currency, signed=True)}: {'; '.join(told)}.".replace("$", "\\$"))
