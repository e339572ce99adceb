"""One lever: the widget that fits its declaration, what it means, and the ways back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation import INPUTS, Spec, usual
from ui.session.keys import CHARTS_KEY
from ui.session.number_field import number_field
from ui.session.state import ANSWER, OWN_FIGURES, RESULTS, Session, attempt, session
from ui.simulate.redraw import as_shown
from ui.text.lever_text import WORDS, shown, slider_format, step_of, unit_text
from ui.text.quantities import quantity_of
from ui.text.wording import plain, spoken


def lever(spec: Spec, current: Session, typed: bool = False) -> None:
    """Draw one lever; `typed` asks for a number field where a slider would be too coarse."""
    key = f"lever_{spec.name}"
    now = current.now.value(spec.name)
    typed = (typed or spec.name in OWN_FIGURES) and spec.type in (int, float)
    if not typed and st.session_state.get(key) != now:
        st.session_state[key] = now
    start = current.start_setting.value(spec.name)
    shared: dict[str, Any] = {"key": key, "help": explanation(spec, current)}
    label = _label(spec, current.currency, now != start)
    default = usual(spec.name, current.now.inputs.market, current.now.inputs.starting_customers)
    with st.container(gap=None, key=f"box_{spec.name}"):
        if typed:
            number_field(label, quantity_of(spec, current.currency), now, on_value=given, args=(spec.name,), **shared)
        else:
            _widget(spec, label, now, {**shared, "on_change": moved, "args": (spec.name,)})
        if now != start or now != default:
            ways_back(spec, now, start, default)


def _widget(spec: Spec, label: str, now: Any, shared: dict[str, Any]) -> None:
    low, high = (None, None) if spec.low is None else (spec.type(spec.low), spec.type(spec.high))
    if spec.type is bool:
        st.toggle(label, **shared)
    elif spec.choices:
        names = dict(zip(spec.choices, spec.choice_labels, strict=True))
        widget: Any = st.select_slider if spec.name == "ritual_cadence" else st.selectbox
        widget(label, spec.choices, format_func=names.__getitem__, **shared)
    else:
        st.slider(label, low, high, step=step_of(spec), format=slider_format(spec, now), **shared)


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
    # Without markup: the label is what the control is called for those who hear the page.
    said = not unit or unit.split(" per ")[0].split()[-1] in spec.label.lower()
    return ("● " if changed else "") + spoken(spec.label if said else f"{spec.label}, {unit}")


def ways_back(spec: Spec, now: Any, start: Any, default: Any) -> None:
    """Draw the ways back to the loaded scenario and to the default, where the value differs."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"back_{spec.name}"):
        ways = (
            ("start", "scenario", start, "the loaded scenario", now != start),
            ("default", "default", default, "its default", now != default != start),
        )
        for place, word, value, target, offered in ways:
            if offered:
                st.button(
                    f"↺ {word}: {shown(spec, value)}",
                    key=f"to_{place}_{spec.name}",
                    type="tertiary",
                    on_click=_put,
                    args=(spec.name, place),
                    help=f"Set {spec.label} back to {target}",
                )
        if now != start and spec.confidence == "low":
            st.caption("direction only", help="The evidence supports the direction of this lever's effect, not its size.")


def moved(name: str) -> None:
    """Take over what the reader did to a lever."""
    given(name, st.session_state.get(f"lever_{name}"))


def given(name: str, value: Any) -> None:
    """Take over a value of a lever."""
    change(name, value)
    current = session()
    if current.messages or CHARTS_KEY not in st.session_state:
        return
    current.behind = not as_shown(current)
    # Where the reader goes on with a lever that is marked already the controls are as they should be; otherwise the first curves come first.
    st.rerun([RESULTS] if current.behind else list(ANSWER))


def _put(name: str, target: str) -> None:
    current = session()
    change(
        name,
        current.start_setting.value(name) if target == "start" else usual(name, current.now.inputs.market, current.now.inputs.starting_customers),
    )


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
