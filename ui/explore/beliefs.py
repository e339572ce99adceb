"""What would change our mind, and what is worth measuring: the present setting against another one in a cloud of beliefs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from simulation import INPUTS, RunSpec
from simulation.studies.cloud import Point
from simulation.studies.discover import Discovery, discover
from simulation.vocabulary.amounts import money
from simulation.vocabulary.existing import past_holds, starts_differ
from ui.comparison.offers import NOW, labels, offered
from ui.explore.take_over import take_over
from ui.explore.work import work
from ui.session.exploring import cloud
from ui.session.state import Session, setting_of
from ui.text.currencies import CURRENCIES
from ui.text.wording import matters, plain

BELIEFS = 240  # sets of beliefs on the page
START = "start"  # the choice of where the reader began
PRESENT = "the present setting"
WORTH = 5  # beliefs named as worth measuring


def beliefs(current: Session) -> None:
    """Draw the choice in question, and what turns it as far as it is known."""
    currency = CURRENCIES[current.currency]
    other, name = _other(current)
    if other is None:
        return
    now = current.now
    if why := starts_differ(now, other):  # before they are run alike: only a community that is founded can draw beliefs
        st.info(f"The two cannot be held against each other world by world: {why}.")
        return
    other = other.run_like(now)
    if now == other:
        st.info("That is the present setting itself. Change a lever on Simulate, or choose another one to hold it against.")
        return
    a, b = Point(other.inputs, other.timeline), Point(now.inputs, now.timeline)
    if other.inputs.market != now.inputs.market:
        st.info("The two are in different markets: another company, not another choice.")
        return

    if why := past_holds(now.existing):
        st.info(f"{why[0].upper()}{why[1:]}.")
        return

    def states() -> Any:
        return discover(cloud(now.seed, now.weeks), a, b, runs=BELIEFS)

    found: Discovery | None = work("beliefs", (now, other), "Try other beliefs", states, _so_far)
    if found is None:
        return
    _so_far(found)
    if found.share >= 1:
        _answer(found, currency, name)


def _other(current: Session) -> tuple[RunSpec | None, str]:
    """Draw the choice of what the present setting is held against; return it, None where it cannot be read, which has been said, and its name."""
    offers = {key: offer for key, offer in offered(current, st.warning).items() if key != NOW}
    names = {START: "The starting point"} | labels(offers)
    if st.session_state.get("beliefs_against") not in names:
        st.session_state.beliefs_against = START
    against = st.selectbox("Hold the present setting against", list(names), key="beliefs_against", format_func=names.__getitem__)
    if against not in offers:
        return current.start_setting, "the starting point"
    option = offers[against].load()
    return None if option is None else setting_of(option.scenario), offers[against].title


def _so_far(found: Discovery) -> None:
    one = found.difference
    st.markdown(f"The present setting is worth more in **{one.better_in} of {one.of}** sets of beliefs, less in {one.worse_in}.")


def _answer(found: Discovery, currency: str, other: str) -> None:
    mean = float(found.advantage.mean())
    chosen, left = (PRESENT, plain(other)) if mean > 0 else (plain(other), PRESENT)
    st.markdown(f"**The choice is {chosen}**: on average over these beliefs it is worth {plain(money(abs(mean), currency))} more than {left}.")
    if not found.boxes:
        st.markdown(
            "There is no belief, and no two or three of them together, where the present setting is no better so much more often than anywhere "
            "that it stands out in worlds that were kept aside to check it."
        )
    for nth, box in enumerate(found.boxes):
        parts = [f"{plain(INPUTS[part['name']].label)} between {part['low']:.3g} and {part['high']:.3g}" for part in found.conditions(box)]
        st.markdown(
            f"Where {' and '.join(parts)}: the present setting is no better in **{box.density:.0%}** of {box.inside} held-back worlds, "
            f"against {box.base_rate:.0%} anywhere."
        )
        take_over(found.inside(box), f"beliefs_take_{nth}", "beliefs in which the choice turns")
    worth = [(name, value) for name, value in found.evppi.items() if value > 0][:WORTH]
    if not worth:
        turned = found.difference.worse_in if mean > 0 else found.difference.better_in
        st.markdown(
            f"**Worth measuring first**: no belief by itself. As far as {found.difference.of} sets of beliefs tell, {chosen} stays the choice "
            f"whatever one of them turns out to be, on average over the others. Several together and chance turn it in {turned} of them: knowing "
            f"everything beforehand would be worth at most {plain(money(found.evpi, currency))}."
        )
        return
    first, value = worth[0]
    rest = f"; the next is worth up to {plain(money(worth[1][1], currency))}" if len(worth) > 1 else "; no other by itself is worth anything"
    stake = max(abs(end) for end in (found.difference.low, found.difference.median, found.difference.high))
    little = "" if matters("npv", value, stake) else "next to nothing, under a hundredth of what is at stake. The most would be "
    st.markdown(f"**Worth measuring first**: {little}{plain(INPUTS[first].label)}, up to {plain(money(value, currency))} to this decision{rest}.")
    rows = [{"Belief": INPUTS[name].label, "Knowing it is worth up to": money(value, currency), "Name in the model": name} for name, value in worth]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key="beliefs_table")
    st.caption(f"Knowing all beliefs beforehand would be worth at most {plain(money(found.evpi, currency))}.")
