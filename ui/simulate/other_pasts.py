"""Where the past of a community leads, and how far the answer hangs on the reading of the evidence: its past under every structural variant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from simulation import RunSpec, band
from simulation.engine.quiet_pool import Seat
from simulation.studies.pasts import TODAY, Reading, read, spread, today
from simulation.vocabulary.existing import MEANS
from simulation.vocabulary.inputs import VARIANTS
from simulation.vocabulary.words import beside, counted
from ui.session.background import Tick, studies
from ui.session.exploring import quiet
from ui.session.look_again import look_again
from ui.session.runs import known, owner
from ui.session.state import Session
from ui.text.currencies import CURRENCIES
from ui.text.wording import amount, plain

WORLDS = 10  # of each reading: it is held against others, not against chance


def led_to(current: Session) -> None:
    """Say where the past of the present setting leads today, once its worlds are in."""
    results = known(current.now)
    existing = current.now.existing
    if results is None or existing is None:
        return
    there = today(results)
    low, _, high = band(results.series[existing.measure][:, :TODAY].mean(axis=1))
    st.caption(
        f"Its past leads to {there['members']:,.0f} members, {there['active']:,.0f} who {MEANS[existing.active_means]}, "
        f"and {there['customers']:,.0f} customers, of whom {there['customers_members']:.0%} are members (means of {counted(len(results), 'world')}; "
        f"in eight of ten worlds {low:,.0f} to {high:,.0f} are active: the smaller a community, the more its worlds differ). "
        "How many customers are members comes of the past that was lived; it cannot be said."
    )


def other_pasts(current: Session) -> None:
    """Draw the button that lives the past under every variant, and what came of it."""
    spec = replace(current.now, runs=WORLDS, beliefs=False)
    mark = "pasts " + hashlib.sha256(repr(spec).encode()).hexdigest()
    study = studies().get(mark)
    running = study is not None and study.running
    st.fragment(_look)(spec, mark, CURRENCIES[current.currency], running)


def _look(spec: RunSpec, mark: str, currency: str, running: bool) -> None:
    study = studies().get(mark)
    found: tuple[Reading, ...] = study.state if study is not None and study.state is not None else ()
    now = study is not None and study.running
    if now != running:
        st.rerun()  # it has begun or ended: the page is drawn once more, and looks again and again, or no longer
    if running:
        look_again("other_pasts_again")
        st.progress(len(found) / len(VARIANTS), f"{len(found)} of {counted(len(VARIANTS), 'past')} lived, in the background")
    elif study is None or not study.done:
        if study is not None and study.problem:
            st.error(f"This could not be worked out: {plain(study.problem, 500)}")
        told = "Lives the past under other plausible readings of the same evidence: what they differ in, no number of worlds removes"
        st.button("Under other readings of the evidence", key="other_pasts", on_click=_begin, args=(spec, mark), help=told)
    if found:
        st.dataframe(table(found, currency), hide_index=True, key="pasts_table")
        if not running or len(found) > 1:
            st.caption(said(found, currency, "So far, under" if running else "Under"))


def table(found: Sequence[Reading], currency: str) -> pd.DataFrame:
    """Return one row per reading: what stands there today, and what the setting is worth."""
    rows = []
    for one in found:
        name = one.variant.replace("_", " ")
        if one.value is None:
            rows.append([name, "no past leads there", "", "", ""])
            continue
        median, low, high = (amount("npv", end, currency, signed=True) for end in one.value)
        rows.append([name, *(f"{one.today[key]:,.0f}" for key in ("members", "active", "customers")), beside(median, low, high)])
    return pd.DataFrame(rows, columns=["Reading", "Members", "Active", "Customers", "Value"])


def said(found: Sequence[Reading], currency: str, under: str = "Under") -> str:
    """Say how far the readings lie apart; `under` begins the sentence."""
    whole = spread(found)
    if whole is None:
        return "Under none of these readings a past leads there."
    low, high = (amount("npv", end, currency, signed=True) for end in (whole.low, whole.high))
    same = "it has one sign in all of them" if whole.agree else "it changes its sign between them, and no decision should hang on it"
    return plain(f"{under} {counted(whole.of, 'reading')} the median value lies between {low} and {high}; {same}.", 400)


def _begin(spec: RunSpec, mark: str) -> None:
    reader = owner()
    processes = quiet()

    def states(tick: Tick) -> Iterator[Any]:
        return lived(spec, processes.seat(reader), tick)

    studies().ask(mark, reader, states, lambda state: False)


def lived(spec: RunSpec, seat: Seat, tick: Tick) -> Iterator[tuple[Reading, ...]]:
    """Yield growing readings, in the order of the variants, each lived by a worker."""
    found: tuple[Reading, ...] = ()
    for one in seat.each(read, [(spec, variant) for variant in VARIANTS], tick):
        found = (*found, one)
        yield found
