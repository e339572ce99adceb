"""One lever: the widget that fits its declaration, what it means, and the ways back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation import INPUTS, Spec, usual
from ui.session.state import ANSWER, Session, attempt, session
from ui.simulate.redraw import as_shown
from ui.text.lever_text import WORDS, is_share, shown, step_of, unit_text
from ui.text.wording import plain


def lever(spec: Spec, current: Session, typed: bool = False) -> None:
    """Draw one lever; `typed` asks for a number field where a slider would be too coarse."""
    key = f"lever_{spec.name}"
    now = current.now.value(spec.name)
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    start = current.start_setting.value(spec.name)
    shared: dict[str, Any] = {"key": key, "help": explanation(spec, current), "on_change": moved, "args": (spec.name,)}
    label = _label(spec, current.currency, now != start)
    default = usual(spec.name, current.now.inputs.market)
    with st.container(gap=None, key=f"box_{spec.name}"):
        _widget(spec, label, typed, shared)
        if now != start or now != default:
            ways_back(spec, now, start, default)


def _widget(spec: Spec, label: str, typed: bool, shared: dict[str, Any]) -> None:
    low, high = (None, None) if spec.low is None else (spec.type(spec.low), spec.type(spec.high))
    if spec.type is bool:
        st.toggle(label, **shared)
    elif spec.choices:
        names = dict(zip(spec.choices, spec.choice_labels, strict=True))
        widget = st.select_slider if spec.name == "ritual_cadence" else st.selectbox
        widget(label, spec.choices, format_func=names.__getitem__, **shared)
    elif typed:
        st.number_input(label, low, high, step=step_of(spec), format=_number_format(spec), **shared)
    else:
        st.slider(label, low, high, step=step_of(spec), format=_slider_format(spec), **shared)


def explanation(spec: Spec, current: Session) -> str:
    """Return the help of a lever: what it is, its range, where the number comes from and how sure it is."""
    unit = unit_text(spec, current.currency)
    allowed = (
        ""
        if spec.type is bool or spec.choices
        else f"  \nFrom {shown(spec, spec.type(spec.low))} to {shown(spec, spec.type(spec.high))}" + (f" {unit}." if unit else ".")
    )
    source = f"**Source:** {plain(spec.source)}  \n**Confidence:** {spec.confidence}, {WORDS[spec.confidence]}"
    return f"{plain(spec.help)}{allowed}  \n{source}  \n`{spec.name}`"


def _label(spec: Spec, currency: str, changed: bool) -> str:
    unit = unit_text(spec, currency)
    return f"{':blue[●] ' if changed else ''}{plain(spec.label)}" + (f" :gray[{plain(unit)}]" if unit else "")


def ways_back(spec: Spec, now: Any, start: Any, default: Any) -> None:
    """Draw the ways back to the loaded scenario and to the default, where the value differs."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"back_{spec.name}"):
        if now != start:
            st.button(
                f"↺ scenario: {shown(spec, start)}",
                key=f"to_start_{spec.name}",
                type="tertiary",
                on_click=_put,
                args=(spec.name, "start"),
                help=f"Set {spec.label} back to the loaded scenario",
            )
        if now != default and default != start:
            st.button(
                f"↺ default: {shown(spec, default)}",
                key=f"to_default_{spec.name}",
                type="tertiary",
                on_click=_put,
                args=(spec.name, "default"),
                help=f"Set {spec.label} back to its default",
            )
        if now != start and spec.confidence == "low":
            st.caption("direction only", help="The evidence supports the direction of this lever's effect, not its size.")


def moved(name: str) -> None:
    """Take over what the reader did to a lever."""
    change(name, st.session_state.get(f"lever_{name}"))
    current = session()
    if as_shown(current) and not current.messages:
        st.rerun(list(ANSWER))  # the reader goes on with a lever that is marked already: the controls are as they should be


def _put(name: str, target: str) -> None:
    current = session()
    change(name, current.start_setting.value(name) if target == "start" else usual(name, current.now.inputs.market))


def change(name: str, value: Any) -> None:
    """Give a lever a value that came from the browser; whatever is not allowed becomes a message."""
    current = session()
    spec = INPUTS[name]
    if spec.type is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        value = round(float(value), 10)  # sliders count in binary fractions: .30000000000000004 is .3
    attempt(
        lambda: current.move(
            f"{spec.label}: {shown(spec, current.now.value(name))} → {shown(spec, spec.check(value))}", current.now.with_value(name, value)
        )
    )


def _slider_format(spec: Spec) -> str | None:
    if is_share(spec):
        return "percent"
    return "%d" if spec.type is int else "%.1f" if spec.step and spec.step >= 0.5 and spec.high < 100 else "localized" if spec.high >= 1000 else None


def _number_format(spec: Spec) -> str | None:
    if spec.type is int:
        return "%d"
    return "%.3f" if spec.high <= 1 else "%.0f" if spec.step and spec.step >= 1 else None
