"""What was learnt: how the forecasts did, what each setting was thought and is thought now, and the way to start from there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from simulation import INPUTS, InputError
from simulation.studies.history.calibration import Calibration
from simulation.studies.history.cautions import CHANGE
from simulation.studies.history.refinement import FURTHER
from simulation.vocabulary.existing import RANGES
from ui.charts.style import DATA
from ui.data.pictures import history_picture
from ui.session.community import begin_today
from ui.session.state import Session
from ui.text.wording import plain

SIMULATE = "ui/simulate/page.py"
WORDS = {"naive": "Last value", "theta": "Theta", "engine": "This model"}
UNITS = {"logit": "logit: 1 more is 2.7 times the odds", "log change a year": "log change a year: 0.1 is about 10 % more"}
ERRORS = (
    "How far each forecast was off in the months held back, on average in active people a month: lower is better. Last value repeats the last "
    "month known; Theta is a statistical trend; this model's is the middle of what came in the simulated "
    "communities most like yours."
)
GUESSED = 8  # members for each who is active in a month, where a file does not say
FURTHER_SAYS = (
    "By further communities: the same, learnt from {many} communities that were simulated anew around what is thought now. Where the two are far "
    "apart, the first one hangs on gaps between the communities kept; the start below takes what is thought now."
)


def learnt(found: Calibration, current: Session) -> None:
    """Draw everything a fit led to."""
    _forecasts(found)
    _settings(found)
    _begin(found, current)


def _forecasts(found: Calibration) -> None:
    st.markdown("### How forecasts would have done")
    test = found.backtest
    if test is None:
        st.caption("Nothing was held back: at least twelve months must be left to learn from.")
    else:
        worse = test.off["engine"] > test.off["naive"]
        with st.container(horizontal=True):
            for name, off in test.off.items():
                st.metric(WORDS[name], f"{off:.1f} people", help="Mean error a month; lower is better", border=True)
        st.caption(ERRORS)
        if worse:
            st.caption("On these months this model's forecast was worse than the last value. It is shown, and not used.")
    rows = _rows(found)
    end = f"{found.level.median[-1]:.0f} at its end"
    told = f"Active people by month, with the forecasts of the months held back and the level of the year to come, {end}."
    st.vega_lite_chart({**history_picture(), "datasets": {DATA: rows}}, alt=told, key="history_picture")
    st.caption(
        "The level is a forecast of the past's kind: it says what comes if nothing is decided anew, in the range in which other communities' "
        "errors lay (eight of ten). What a decision changes comes from the model."
    )


def _rows(found: Calibration) -> pd.DataFrame:
    history, rows = found.history, []

    def add(what: str, months: Any, values: Any, low: Any = None, high: Any = None) -> None:
        ends = zip(low, high, strict=True) if low is not None else ((None, None) for _ in months)
        rows.extend((f"{month}-15", what, float(value), *range_) for month, value, range_ in zip(months, values, ends, strict=True))

    add("Your community", history.months, history.active)
    if found.backtest is not None:
        for name, values in found.backtest.said.items():
            add(WORDS[name], found.backtest.months, values)
    add("Level to come", found.level_months, found.level.median, found.level.low, found.level.high)
    return pd.DataFrame(rows, columns=["month", "what", "value", "low", "high"])


def _settings(found: Calibration) -> None:
    st.markdown("### What your data teach")
    rows = []
    for name, one in found.fitted.items():
        spec = INPUTS.get(name)
        label = spec.label if spec else CHANGE.capitalize()
        unit = spec.unit if spec else "log change a year"
        now = f"{one.median:.3g} ({one.low:.3g} to {one.high:.3g})" if one.taught else "your data say nothing"
        rows.append((label, now, *_by_further(found, name), f"{one.prior_low:.3g} to {one.prior_high:.3g}", UNITS.get(unit, unit)))
    if found.cautions:
        st.warning("\n".join(f"- {plain(why)}." for why in found.cautions))
    heads = ["Setting", "Thought now (80 %)", *(["By further communities"] if found.by_further else []), "Thought before (80 %)", "Unit"]
    st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True, key="learnt_table")
    if found.by_further:
        st.caption(FURTHER_SAYS.format(many=FURTHER))
    st.caption(f"Your data say nothing about {', '.join(_label(name) for name in found.silent)}: there the model's own beliefs stay.")
    for note in found.notes[len(found.reading.notes) :]:
        st.caption(plain(f"{note[:1].upper()}{note[1:]}."))


def _by_further(found: Calibration, name: str) -> tuple[str, ...]:
    if not found.by_further:
        return ()
    one = found.by_further[name]
    return (f"{one.median:.3g} ({one.low:.3g} to {one.high:.3g})" if one.taught else "says nothing",)


def _label(name: str) -> str:
    return INPUTS[name].label.lower() if name in INPUTS else CHANGE if name == "intake_change" else name


def _begin(found: Calibration, current: Session) -> None:
    st.markdown("### Use it as starting point")
    known, guess = found.existing(), max(10, round(GUESSED * float(found.history.active[-1])))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        members = st.number_input(
            "Members today", *RANGES["members"], value=known.members if known else guess, key="data_members",
            help="Accounts that are not given up. Your file does not say, so this is a guess." if known is None else "From your file",
        )  # fmt: skip
        age = st.number_input("Weeks since the launch", *RANGES["age_weeks"], value=min(1_040, len(found.history) * 52 // 12), key="data_age")
        customers = found.last("customers")
        if customers is not None:
            customers = st.number_input("Customers today", *RANGES["customers"], value=customers, key="data_customers", help="From your file")
        posts = found.written
        if posts is not None:
            posts = st.number_input("Posts a month", 0, RANGES["posts"][1], value=posts, key="data_posts", help="From your file; 0: need not be met")
        go = st.button("Use as starting point", type="primary", key="use_fit")
    st.caption("The model lives the past until your community stands where it does today; then move a lever, and see what changes from here.")
    if not go:
        return
    try:
        existing = found.existing(members, age, customers=customers, posts=posts or None)
    except InputError as error:
        st.error(plain("; ".join(error.problems)))
        return
    changes = {**found.differences(), "batch_size": 0, **({} if customers is None else {"starting_customers": customers})}
    months = f"{found.history.months[0]} to {found.history.months[-1]}"
    if existing is not None and begin_today(existing, changes, "My community", f"Fitted to its history, {months}."):
        st.switch_page(SIMULATE)
