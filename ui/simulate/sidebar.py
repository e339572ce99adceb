"""All controls: the main levers, what differs from the start, the search, and the levers in their groups."""

from __future__ import annotations

import streamlit as st

from simulation import ASSUMPTIONS, GROUPS, INPUTS, LEVERS, Spec
from ui.session.saved_scenario import named, opened
from ui.session.state import OWN_FIGURES, Session, changed_from_start, session
from ui.simulate.lever import change, lever
from ui.simulate.main_levers import main_levers, pinned
from ui.text.currencies import CURRENCIES
from ui.text.lever_text import shown
from ui.text.synonyms import choices_meant, synonyms_of
from ui.text.wording import plain, some_of

OPEN_AT_FIRST = ("Door",)
FOUND_LIMIT = 12
OFFERED_LIMIT = 4


def panel(current: Session) -> None:
    """Draw every control."""
    main_levers(current)
    _changed(current)
    wanted = st.text_input(
        "Find a lever",
        key="find",
        type="search",
        placeholder="Find a lever: waitlist, Slack, salary …",
        label_visibility="collapsed",
        max_chars=60,
        live=True,
    )
    if wanted and wanted.strip():
        with st.container(key="found"):
            _found(wanted.strip()[:60], current)
        return
    above = pinned()
    for group, about in GROUPS.items():
        specs = [spec for spec in LEVERS.values() if spec.group == group and spec.name not in above]
        if specs:
            _group(group, about, specs, current)
    _assumptions(current)


def _changed(current: Session) -> None:
    """Say what differs from the start, and offer the ways back."""
    moved = current.now != current.start_setting
    found = opened(current)
    saved = f"{plain(named(current, found))}. " if found else ""
    with st.container(key="changed", gap=None):
        st.caption(saved + _differing(changed_from_start(current), current))
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Reset all",
                key="reset_all",
                type="tertiary",
                help="Set everything back to the loaded scenario",
                disabled=not moved,
                on_click=_reset_all,
            )
            st.button(
                "Replay",
                key="replay",
                type="tertiary",
                help="Show the last change again: before, then after",
                disabled=current.last is None,
                on_click=_replay,
            )
            _baseline(current)


def _baseline(current: Session) -> None:
    """Draw the way to hold everything against the present setting instead of the start, and back."""
    held = current.place.pinned is not None
    here = held and current.baseline == current.now
    if held or current.now != current.start_setting:
        st.button(
            "Unpin the baseline" if here else "Pin as baseline",
            key="pin",
            type="tertiary",
            on_click=_pin,
            help="Hold everything against the starting point again" if here else "Hold everything against the present setting from now on",
        )


def _pin() -> None:
    session().pin()


def _differing(changed: list[str], current: Session) -> str:
    now, start = current.now, current.start_setting
    pairs = {
        "plan": (now.timeline, start.timeline),
        "horizon": (now.weeks, start.weeks),
        "seed": (now.seed, start.seed),
        "worlds": (now.runs, start.runs),
        "kind of bands": (now.beliefs, start.beliefs),
    }
    beside = ", ".join(name for name, (one, other) in pairs.items() if one != other)
    if not changed:
        return f":blue[●] Inputs as the starting point, but another {beside}" if beside else "As the starting point."
    named = some_of([plain(INPUTS[name].label) for name in changed])
    differ = f"{len(changed)} {'input differs' if len(changed) == 1 else 'inputs differ'}"
    return f":blue[●] {differ} from the start: {named}" + (f"; another {beside}" if beside else "")


def _group(group: str, about: str, specs: list[Spec], current: Session) -> None:
    # The label never changes: another label would be another expander, closed, with the reader's slider gone.
    box = st.expander(group, expanded=group in OPEN_AT_FIRST, key=f"group_{group}", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(about)
        if group == "Business":
            _currency(current)
        for spec in (spec for spec in specs if not spec.advanced):
            lever(spec, current, typed=group == "Business")
        if group == "Business":
            st.caption("Costs per role")
            for name in OWN_FIGURES:
                if INPUTS[name].group != "Business":
                    lever(INPUTS[name], current, typed=True)


def _currency(current: Session) -> None:
    if st.session_state.get("currency") != current.currency:
        st.session_state.currency = current.currency
    st.selectbox(
        "Currency",
        list(CURRENCIES),
        key="currency",
        on_change=_set_currency,
        help="All amounts are read and shown in this currency. Nothing is converted: give your own figures.",
    )


def _assumptions(current: Session) -> None:
    box = st.expander("Assumptions", key="group_assumptions", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("What the model believes about people. You choose levers; you doubt assumptions.")
        groups = [group for group in GROUPS if any(spec.group == group for spec in ASSUMPTIONS.values())]
        chosen = st.selectbox("About", groups, key="assumption_group", format_func=lambda group: f"{group}: {GROUPS[group].lower()}")
        for spec in ASSUMPTIONS.values():
            if spec.group == chosen and spec.name not in OWN_FIGURES:
                lever(spec, current)


def _found(wanted: str, current: Session) -> None:
    words = wanted.lower().split()
    found = [spec for spec in INPUTS.values() if all(word in _searched(spec) for word in words)]
    found.sort(key=lambda spec: (spec.kind != "lever", words[0] not in spec.label.lower()))
    _offered(words, current)
    if not found:
        st.info(
            "No lever or assumption matches. Try a shorter word, such as batch, trust or cost. Events, say 5,000 people overnight, are under Plan."
        )
        return
    st.caption(f"{len(found)} found" + (f", the first {FOUND_LIMIT} shown" if len(found) > FOUND_LIMIT else ""))
    above = pinned()
    on_top = [plain(spec.label) for spec in found[:FOUND_LIMIT] if spec.name in above]
    if on_top:
        st.caption(f"{', '.join(on_top)}: above, among the main levers.")
    for spec in [spec for spec in found[:FOUND_LIMIT] if spec.name not in above]:
        lever(spec, current, typed=spec.group == "Business")


def _offered(words: list[str], current: Session) -> None:
    """Offer the choices that were meant, each one click: who looks for Slack need not look for it again in a list."""
    meant = [(spec, choice) for spec in LEVERS.values() for choice in choices_meant(spec, " ".join(words))]
    meant = [(spec, choice) for spec, choice in meant if choice != current.now.value(spec.name)][:OFFERED_LIMIT]
    if not meant:
        return
    with st.container(horizontal=True, gap="xsmall", key="offered"):
        for spec, choice in meant:
            told = f"{plain(spec.label)}: {plain(shown(spec, choice))}"
            st.button(told, key=f"set_{spec.name}_{choice}", on_click=change, args=(spec.name, choice), help=f"Set {spec.label.lower()} at once")


def _searched(spec: Spec) -> str:
    """Return the words under which an input is found."""
    own = f"{spec.name} {spec.label} {spec.unit} {spec.group} {spec.help} {' '.join(spec.choice_labels)}"
    return f"{own} {synonyms_of(spec.name)}".lower()


def _replay() -> None:
    session().replaying = True


def _reset_all() -> None:
    current = session()
    current.move("reset all", current.start_setting)


def _set_currency() -> None:
    if st.session_state.currency in CURRENCIES:
        session().currency = st.session_state.currency
