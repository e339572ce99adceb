"""A field for a number that shows what was typed: 0.0125, 49.90, 3.5 % or 1,200 stay as they were written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from simulation import InputError
from ui.session.state import session
from ui.text.quantities import LONGEST, Quantity
from ui.text.wording import plain

TYPED = "typed_numbers"  # session key: by field, the text that was typed last


def number_field(label: str, quantity: Quantity, value: float, *, key: str, on_value: Callable[..., None], args: tuple = (), **more: Any) -> None:
    """Draw a field that shows `value`; a number typed there is given to `on_value`, and anything else becomes a message.

    The text that was typed stays for as long as it says the value; after Undo, a reset or another start the value's own digits stand there.
    """
    typed = st.session_state.setdefault(TYPED, {})
    wanted = typed[key] if quantity.stands_for(typed.get(key), value) else quantity.write(value)
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    st.text_input(label, key=key, on_change=_typed, args=(key, quantity, on_value, args), max_chars=LONGEST, **more)


def form_number(label: str, quantity: Quantity, value: float, *, key: str, **more: Any) -> None:
    """Draw a field of a form that is read, with `form_value`, when the form is used; `value` stands in it at first."""
    if key not in st.session_state:
        st.session_state[key] = quantity.write(value)
    st.text_input(label, key=key, max_chars=LONGEST, **more)


def form_value(quantity: Quantity, key: str) -> float:
    """Return the number in a field of a form.

    Raises:
        InputError: what stands there is none, or not allowed.
    """
    return quantity.read(str(st.session_state.get(key) or ""))


def asked_number(label: str, quantity: Quantity, value: float, *, key: str, **more: Any) -> float:
    """Draw a field and return the number in it, which is `value` at first; what is not allowed is said beside it, and the last number stays."""
    form_number(label, quantity, value, key=key, **more)
    last = st.session_state.setdefault(TYPED, {})
    try:
        number = form_value(quantity, key)
    except InputError as error:
        st.error(plain("; ".join(error.problems)))
        return quantity.read(last.get(key, quantity.write(value)))
    last[key] = str(st.session_state[key]).strip()
    return number


def _typed(key: str, quantity: Quantity, on_value: Callable[..., None], args: tuple) -> None:
    text = str(st.session_state.get(key) or "")
    try:
        value = quantity.read(text)
    except InputError as error:
        session().say("error", "Not changed: " + plain("; ".join(error.problems)))
        return
    st.session_state.setdefault(TYPED, {})[key] = text.strip()
    on_value(*args, value)
