"""Why the options differ: each difference in value by mechanism, and, when asked for, by the input that carries it."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from simulation.engine.pool import EngineError
from simulation.studies.by_input import MOST, alone, sentence, weightiest_first
from simulation.studies.why import Why, explain
from simulation.vocabulary.amounts import money
from simulation.vocabulary.words import counted
from ui.charts.style import with_data
from ui.charts.waterfall import rows, waterfall
from ui.comparison.by_input import taken_apart
from ui.comparison.comparison import Comparison
from ui.text.wording import plain, why_failed

ASKED, KNOWN = "asked_inputs", "known_inputs"  # session keys: the comparison whose inputs are to be taken apart; (comparison, {place: split})


def why(comparison: Comparison, currency: str) -> dict[int, Why]:
    """Draw why each option differs from the baseline; return what is known by input, by the option's place."""
    subject = _subject(comparison)
    known = _known(subject)
    with st.container(key="why_differs"):
        st.markdown("##### Why")
        for place in range(1, len(comparison.options)):
            found = explain(comparison.results[0], comparison.results[place])
            name, against = plain(comparison.names[place]), plain(comparison.names[0])
            st.markdown(f"- **{name}**: {plain(found.sentence('the baseline', currency), 500)}")
            split = known.get(place)
            if split is not None:
                told = carried(split, currency)
                st.markdown(f"  - {plain(told, 700)}")
                with st.expander(f"{name} against {against}, in parts"):
                    for title, one in (("By mechanism", found), ("By input", split)):
                        st.markdown(f"**{title}**")
                        st.vega_lite_chart(
                            with_data(waterfall(currency), rows(one, currency)), width="stretch", alt=f"{title}: {spoken(one, currency)}."
                        )
        _offer(comparison, subject, known)
    return known


def carried(split: Why, currency: str) -> str:
    """Say which input carries the difference, the weightiest first; all are named."""
    return f"By input: {sentence(split, lambda value: money(value, currency, signed=True))}."


def spoken(split: Why, currency: str) -> str:
    """Return the parts of a difference as one line, the largest first."""
    return ", ".join(f"{part.name} {money(part.amount, currency, signed=True)}" for part in weightiest_first(split))


def take_apart(comparison: Comparison) -> None:
    """Go on with what was asked for; whatever the reader does meanwhile interrupts it, and what was found stays."""
    subject = _subject(comparison)
    if st.session_state.get(ASKED) != subject:
        return
    base, *others = comparison.settings
    bar = st.empty()
    try:
        for place, other in enumerate(others, 1):
            settings = alone(base, other)
            if place in _known(subject) or not 1 <= len(settings) <= MOST:
                continue
            for count, split in taken_apart(settings, comparison.results[0], comparison.results[place]):
                bar.progress(count / len(settings), f"{plain(comparison.names[place])}: {counted(count, 'input')} of {len(settings)} taken alone")
                if split is not None:
                    st.session_state[KNOWN] = (subject, {**_known(subject), place: split})
    except EngineError as error:
        st.error(f"The inputs could not be taken apart: {why_failed(error)}.")
    st.session_state[ASKED] = None
    st.rerun()


def _offer(comparison: Comparison, subject: Hashable, known: dict[int, Why]) -> None:
    base, *others = comparison.settings
    counts = {place: len(alone(base, other)) for place, other in enumerate(others, 1)}
    for place, count in counts.items():
        if count > MOST:
            st.caption(f"{plain(comparison.names[place])} differs in {counted(count, 'input')}; at most {MOST} are taken apart.")
    open_ones = [place for place, count in counts.items() if 1 <= count <= MOST and place not in known]
    if not open_ones:
        return
    asked = st.session_state.get(ASKED) == subject
    label = "Stop" if asked else "Which input carries it"
    about = "Simulates each input that differs alone, in the same worlds"
    st.button(label, key="split_inputs", on_click=_ask, args=(None if asked else subject,), help=about)


def _ask(subject: Hashable) -> None:
    st.session_state[ASKED] = subject


def _known(subject: Hashable) -> dict[int, Why]:
    known = st.session_state.get(KNOWN)
    return known[1] if known is not None and known[0] == subject else {}


def _subject(comparison: Comparison) -> Hashable:
    return tuple(option.scenario.to_toml() for option in comparison.options), comparison.wanted, comparison.results[0].spec.beliefs
