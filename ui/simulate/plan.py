"""The plan over time: levers that change and shocks that hit at a month; on demand at a week."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation import LEVERS, SHOCKS, Change, Shock, Spec, check_shock
from simulation.vocabulary.timeline import MAX_INFLUX
from ui.session.counting import by_week, counting_choice
from ui.session.number_field import form_number, form_value, number_field
from ui.session.state import Session, attempt, session
from ui.simulate.plan_templates import templates
from ui.text.lever_text import shown, unit_text
from ui.text.months import in_months, moment, month_of, told, week_of
from ui.text.plan_text import SHOCK_WORDS, size_text
from ui.text.quantities import Quantity, quantity_of
from ui.text.wording import plain, spoken

PEOPLE = Quantity(label="People", low=0, high=MAX_INFLUX, whole=True, unit="people")
REACH = Quantity(label="Reach left", low=0, high=1, share=True)
SIZES = {"algorithm": (REACH, "plan_size_reach")}
CROWD = Shock(week_of(1), "influx", 5_000)
MOVABLE = tuple(name for name, spec in LEVERS.items() if not spec.initial)


def plan(current: Session) -> None:
    """Draw the planned entries and the form that adds one."""
    changes, shocks = current.now.timeline.changes, current.now.timeline.shocks
    if not (changes or shocks):
        st.caption(
            "Nothing is planned yet. Add a change of a lever, such as reporting to the CEO from month 12 on, "
            "or a shock, such as 5,000 people overnight."
        )
    for place, change in enumerate(changes):
        spec = LEVERS[change.name]
        _entry(f"change_{place}", change.week, f"{spec.label} → {shown(spec, change.value)}", ("change", place), current)
    for place, shock in enumerate(shocks):
        _entry(f"shock_{place}", shock.week, f"{SHOCK_WORDS[shock.kind]}: {size_text(shock)}", ("shock", place), current)
    templates(current)
    st.button(
        "5,000 people overnight",
        key="plan_crowd",
        on_click=_let_crowd_in,
        disabled=CROWD in shocks or current.now.weeks <= CROWD.week,
        help=f"Plans them for {told(CROWD.week)}, past the door: what would it do to let everybody in now?",
    )
    st.divider()
    counting_choice("plan")
    _adding(current)


def _entry(key: str, week: int, text: str, which: tuple[str, int], current: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        at, name = (week, f"week_{key}") if by_week() else (month_of(week), f"month_{key}")
        label = f"{'Week' if by_week() else 'Month'} of {spoken(text)}"
        number_field(label, _when(current), at, key=name, on_value=_move, args=which, width=130, label_visibility="collapsed")
        st.markdown(f"{plain(text)} :gray[{in_months(week) if by_week() else f'week {week}'}]", width="stretch")
        st.button("Remove", key=f"remove_{key}", on_click=_remove, args=which, type="tertiary", help=f"Remove {text}")


def _adding(current: Session) -> None:
    kind = st.segmented_control("Add", ["Change a lever", "A shock"], default="Change a lever", required=True, key="plan_kind")
    if kind == "A shock":
        name = st.selectbox(
            "What happens",
            list(SHOCKS),
            key="plan_shock",
            format_func=SHOCK_WORDS.__getitem__,
            help="; ".join(f"{SHOCK_WORDS[key]}: {text}" for key, text in SHOCKS.items()),
        )
        if name == "migration":
            labels = dict(zip(LEVERS["platform"].choices, LEVERS["platform"].choice_labels, strict=True))
            st.selectbox("To", list(labels), key="plan_size_platform", format_func=labels.__getitem__)
        elif name == "algorithm":
            form_number("Reach left", REACH, 0.4, key="plan_size_reach")
        else:
            form_number("People", PEOPLE, 5_000, key="plan_size_people")
    else:
        name = st.selectbox("Lever", MOVABLE, key="plan_lever", format_func=lambda lever: LEVERS[lever].label)
        _value(LEVERS[name if name in MOVABLE else MOVABLE[0]], current)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        usual = min(52, current.now.weeks - 1)
        if by_week():
            form_number("At week", _when(current), usual, key="plan_week", width=150, help="Week 0 is the start.")
        else:
            form_number("At month", _when(current), month_of(usual), key="plan_month", width=150, help="Month 0 is the start, 12 a year later.")
        st.button("Add to the plan", key="plan_add", on_click=_add)


def _value(spec: Spec, current: Session) -> None:
    key, now = f"plan_value_{spec.name}", current.now.value(spec.name)
    unit = unit_text(spec, current.currency)
    label = "To" + (f" ({unit})" if unit else "")
    if spec.type is bool:
        st.toggle("On", value=not now, key=key)
    elif spec.choices:
        st.selectbox(label, spec.choices, key=key, format_func=dict(zip(spec.choices, spec.choice_labels, strict=True)).__getitem__)
    else:
        form_number(spoken(label), quantity_of(spec, current.currency), now, key=key)


def _when(current: Session) -> Quantity:
    """Return how a time of the plan is typed: in months, or in weeks where the reader asked for them."""
    return moment(current.now.weeks, "Week" if by_week() else "Month", by_week())


def _as_week(typed: float) -> int:
    return int(typed) if by_week() else min(week_of(typed), session().now.weeks - 1)


def _put(changes: list[Change], shocks: list[Shock], label: str) -> None:
    current = session()
    attempt(lambda: current.move(label, current.now.with_timeline(changes, shocks)))


def _entries() -> tuple[list[Change], list[Shock]]:
    timeline = session().now.timeline
    return list(timeline.changes), list(timeline.shocks)


def _move(kind: str, place: int, typed: float) -> None:
    week = _as_week(typed)
    changes, shocks = _entries()
    chosen: list[Any] = changes if kind == "change" else shocks
    if place >= len(chosen):
        return
    entry = chosen[place]
    chosen[place] = Change(week, entry.name, entry.value) if kind == "change" else Shock(week, entry.kind, entry.size)
    _put(changes, shocks, f"plan: move an entry to {told(week)}")


def _remove(kind: str, place: int) -> None:
    changes, shocks = _entries()
    chosen: list[Any] = changes if kind == "change" else shocks
    if place < len(chosen):
        del chosen[place]
        _put(changes, shocks, "plan: remove an entry")


def _let_crowd_in() -> None:
    changes, shocks = _entries()
    _put(changes, [*shocks, CROWD], f"plan: {SHOCK_WORDS[CROWD.kind]} at {told(CROWD.week)}")


def _add() -> None:
    attempt(_added)


def _added() -> None:
    """Add what the form holds.

    Raises:
        InputError: something in it is not allowed.
    """
    values, current = st.session_state, session()
    changes, shocks = _entries()
    week = _as_week(form_value(_when(current), "plan_week" if by_week() else "plan_month"))
    if values.get("plan_kind") == "A shock":
        kind = values.get("plan_shock")
        size = values.get("plan_size_platform") if kind == "migration" else form_value(*SIZES.get(kind, (PEOPLE, "plan_size_people")))
        shock = Shock(week, kind, check_shock(kind, size))
        _put(changes, [*shocks, shock], f"plan: {SHOCK_WORDS[kind]} at {told(week)}")
        return
    name = values.get("plan_lever")
    spec, key = LEVERS.get(name), f"plan_value_{name}"
    numeric = spec is not None and spec.type in (int, float)
    value = form_value(quantity_of(spec, current.currency), key) if numeric else values.get(key)
    kept = [change for change in changes if (change.week, change.name) != (week, name)]
    _put([*kept, Change(week, name, value)], shocks, f"plan: {spec.label if spec else name} at {told(week)}")
