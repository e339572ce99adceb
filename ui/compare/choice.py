"""Choosing what is compared: the scenarios, the baseline among them, and the number of worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from scenarios.scenario import Scenario
from simulation.vocabulary.version import DEFAULT_RUNS
from simulation.vocabulary.words import counted
from ui.comparison.carried import address_of, carries_all, read, sent_offers
from ui.comparison.offers import Offer
from ui.comparison.offers import labels as labels_of
from ui.comparison.offers import offered as offers_of
from ui.comparison.options import FEWEST, MOST, Option, can_draw, told_apart
from ui.session.address import Address
from ui.session.keys import HISTORY_KEY, SENT_KEY
from ui.session.state import RUN_CHOICES, Session
from ui.session.store import attempted, fate
from ui.text.bands import BANDS, BANDS_HELP
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain

# Session keys: what is known of the address, and what was shown when it was written.
ADDRESS, SEEN = "compare_address", "compare_seen"
FIRST_CHOICE = ("library:default", "library:ambassadors", "library:roi-in-month-one")


@dataclass(frozen=True)
class Choice:
    """What is compared, the baseline first, in how many worlds, in which currency."""

    options: tuple[Option, ...]
    runs: int
    currency: str
    beliefs: bool = False  # whether each world draws its own


def choose(current: Session) -> Choice | None:
    """Draw the choice; return it when there are enough scenarios, or say what is missing."""
    address = st.session_state.setdefault(ADDRESS, Address(("with", "against", "worlds", "beliefs", "currency")))
    sent: dict[str, Scenario] = st.session_state.setdefault(SENT_KEY, {})
    offered = {**offers_of(current, st.warning), **sent_offers(sent)}
    wish = address.wish(changed=st.session_state.get(SEEN) not in (None, _shown()))
    if wish is not None or st.session_state.get("compare_options") is None:
        _go_to(wish or {}, offered, sent)
        if wish and wish.get("currency", "USD") in CURRENCIES and wish.get("currency", "USD") != current.currency:
            current.currency = wish.get("currency", "USD")
        offered |= sent_offers(sent)
    st.session_state.compare_options = [key for key in st.session_state.compare_options if key in offered]
    labels = labels_of(offered)
    st.multiselect(  # a list of its whole width: it shows one line of what is chosen, and three names are long already
        "Scenarios",
        list(offered),
        key="compare_options",
        format_func=labels.__getitem__,
        max_selections=MOST,
        placeholder="Choose two to six",
        help="The present setting of the Simulate page, your saved scenarios, and the library.",
    )
    chosen = [key for key in st.session_state.compare_options if key in offered][:MOST]
    st.session_state[HISTORY_KEY] = chosen
    if not chosen:
        st.info("Choose two to six scenarios. The library has examples; save your own on the Simulate page.")
        return None
    if st.session_state.get("compare_baseline") not in chosen:
        st.session_state.compare_baseline = chosen[0]
    left, middle, right = st.columns([3, 1, 1.4], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Baseline",
            chosen,
            key="compare_baseline",
            format_func=labels.__getitem__,
            help="Every difference is a scenario minus this one, in the same worlds.",
        )
    if st.session_state.get("compare_runs") not in RUN_CHOICES:
        st.session_state.compare_runs = DEFAULT_RUNS
    with middle:
        runs = st.selectbox(
            "Worlds",
            RUN_CHOICES,
            key="compare_runs",
            persist_state="session",
            help="Each scenario is simulated in this many worlds: the same random numbers for all of them.",
        )
    loaded = {key: offered[key].load() for key in sorted(chosen, key=lambda key: key != st.session_state.compare_baseline)}
    with right:
        beliefs = _bands([option for option in loaded.values() if option])
    baseline = st.session_state.compare_baseline
    runs = runs if runs in RUN_CHOICES else DEFAULT_RUNS
    against = baseline if baseline != chosen[0] else ""
    named = address_of(chosen, loaded)
    if not carries_all(named) and None not in loaded.values():
        st.caption("These settings are too long for an address: it works where they are saved, and nowhere else.")
    address.write(
        {
            "with": named,
            "against": against,
            "worlds": str(runs) if runs != DEFAULT_RUNS else "",
            "beliefs": "1" if beliefs else "",
            "currency": current.currency if current.currency != "USD" else "",
        }
    )
    st.session_state[SEEN] = _shown()
    if len(chosen) < FEWEST:
        st.info("Choose at least one more scenario to compare with.")
        return None
    readable = [option for option in loaded.values() if option]  # what cannot be read has said so, and the rest is compared
    return Choice(tuple(told_apart(readable)), runs, current.currency, beliefs) if len(readable) >= FEWEST else None


def _bands(options: list[Option]) -> bool:
    """Ask what the bands show, and return whether each world draws its own beliefs."""
    if not can_draw(options):
        st.session_state.compare_bands = False
    return bool(
        st.selectbox(
            "Bands show",
            (False, True),
            key="compare_bands",
            format_func=BANDS.__getitem__,
            persist_state="session",
            disabled=not can_draw(options),
            help=f"{BANDS_HELP} A community that is there already keeps one set of beliefs: it has lived its past with them.",
        )
    )


def _shown() -> tuple[object, ...]:
    """Return what the controls of the choice show."""
    return tuple(str(st.session_state.get(key)) for key in ("compare_options", "compare_baseline", "compare_runs", "compare_bands"))


def _go_to(wish: Mapping[str, str], offered: Mapping[str, Offer], sent: dict[str, Scenario]) -> None:
    """Choose what an address names, else what was chosen last; what it names and there is not is said, one by one."""
    meant = read(wish.get("with", ""), wish.get("against", ""), offered, sent)
    for note in meant.notes:
        st.info(plain(note, 500))
    offered, named = {**offered, **sent_offers(sent)}, list(meant.keys)
    asked = named or st.session_state.get(HISTORY_KEY) or FIRST_CHOICE
    lacking = [key for key in (*named, *([meant.baseline] if meant.baseline else [])) if key not in offered]
    for key in dict.fromkeys(lacking):
        st.warning(plain(lacking_words(key), 300))
    found = [key for key in asked if key in offered]
    if len(found) > MOST:
        st.warning(f"The address names {counted(len(found), 'scenario')}; the first {MOST} are compared.")
    st.session_state.compare_options = found[:MOST]
    baseline = meant.baseline
    if baseline in found[:MOST]:
        st.session_state.compare_baseline = baseline
    elif named:
        st.session_state.pop("compare_baseline", None)
    if wish:
        st.session_state.compare_bands = wish.get("beliefs") == "1"
        st.session_state.compare_runs = next((runs for runs in RUN_CHOICES if str(runs) == wish.get("worlds")), DEFAULT_RUNS)


def lacking_words(key: str) -> str:
    """Say of something an address names and that cannot be compared what became of it."""
    kind, _, name = key.partition(":")
    if kind == "library":
        return f"The address names “{name[:60]}”, and the library has no scenario of that name."
    if kind != "saved":
        return f"The address names “{key[:60]}”, which is nothing that can be compared."
    found = attempted(lambda: fate(name), st.warning)
    if found is None:
        return "The address names a saved scenario that cannot be read just now."
    return f"The address names {found}"
