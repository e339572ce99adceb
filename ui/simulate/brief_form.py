"""Is this for you? Eight answers set the starting point; opened by a button or by ?brief=1, skippable, and kept with the scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from scenarios.brief import scenario_of
from simulation import INPUTS
from simulation.vocabulary.brief import FIGURES, QUESTIONS, Question, answers_from
from ui.session.address import Address
from ui.session.keys import BRIEF_KEY
from ui.session.number_field import form_number, form_value
from ui.session.state import Session, attempt, begin, session
from ui.text.quantities import quantity_of

ADDRESS = "brief"  # name in the address that opens the questions
DELIVERED = 3.0  # [s] after which a browser has the address and has been answered whatever it asked before with the older one


@dataclass
class Shown:
    """Whether the questions stand on the page: as their buttons say, and as the address says where the reader went to another one.

    An address that a browser sends with something else may be older than the button.
    """

    open: bool = False
    address: Address = field(default_factory=lambda: Address((ADDRESS,), delivered=DELIVERED))

    def look(self) -> bool:
        """Say so, and have the address say it, too."""
        wish = self.address.wish()
        if wish is not None:
            self.open = wish.get(ADDRESS) == "1"
        self.address.write({ADDRESS: "1"} if self.open else {})
        return self.open


def brief_button() -> None:
    """Draw the way to the questions."""
    st.button("Is this for you?", key="brief_open", on_click=_open, help="Eight questions about your company set a starting point")


def brief_form(current: Session) -> None:
    """Draw the questions while they are asked for."""
    if not _shown().look():
        return
    with st.container(border=True, key="brief"):
        st.markdown("##### Is this for you? Eight questions about your company")
        st.caption("Your answers set the levers, your figures, and what is believed about your buyers. The model then says whether it pays.")
        kept = answers_from(current.start.brief)
        columns = st.columns(2)
        for place, question in enumerate(QUESTIONS):
            with columns[place % 2]:
                _ask(question, kept[question.name], current)
        with st.container(horizontal=True, gap="small"):
            st.button("Set the starting point", key="brief_set", type="primary", on_click=_set)
            st.button("Skip", key="brief_skip", on_click=_close)


def _ask(question: Question, kept: Any, current: Session) -> None:
    if question.choices:
        names = list(question.choices)
        st.selectbox(question.label, names, index=names.index(kept), key=_key(question), format_func=question.choices.__getitem__)
    else:
        form_number(question.label, quantity_of(INPUTS[FIGURES[question.name]], current.currency), kept, key=_key(question))


def _key(question: Question) -> str:
    return f"brief_{question.name}"


def _shown() -> Shown:
    found: Shown = st.session_state.setdefault(BRIEF_KEY, Shown())
    return found


def _open() -> None:
    _shown().open = True


def _close() -> None:
    _shown().open = False


def _set() -> None:
    attempt(_answered)


def _answered() -> None:
    """Begin from what the questions hold.

    Raises:
        InputError: an answer is not allowed.
    """
    current = session()
    given = {
        question.name: st.session_state.get(_key(question))
        if question.choices
        else form_value(quantity_of(INPUTS[FIGURES[question.name]], current.currency), _key(question))
        for question in QUESTIONS
    }
    begin(scenario_of(answers_from(given)))
    _close()
