"""Dialogs about one saved scenario: its name, its notes, its versions, and how it fares on today's model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from scenarios.archive import file_name
from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, StoreError
from scenarios.saved import Saved, Version
from scenarios.texts import MAX_STORY, MAX_TITLE
from simulation import MEASURES, Results, band
from simulation.outcomes.arrival import payback_of
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import beside, in_worlds
from ui.comparison.inputs import differing
from ui.comparison.options import Option
from ui.session.asking import answered
from ui.session.reader_name import keep_name, name_field
from ui.session.runs import grow
from ui.session.saved_scenario import open_saved
from ui.session.state import session, setting_of
from ui.session.store import attempted, message, store
from ui.session.thumbnail import FIGURES, described, payback_kept, picture, thumbnail
from ui.text.currencies import CURRENCIES
from ui.text.wording import amount, plain

SIMULATE = "ui/simulate/page.py"
PAYBACK = "payback_month"
SHOWN_TEXT = 5_000  # characters of a file that are shown


@st.dialog("Rename", on_dismiss=answered)
def rename(latest: Version) -> None:
    """Ask for another title."""
    title = st.text_input("Title", value=latest.title, max_chars=MAX_TITLE, key=f"rename_title_{latest.identity}_{latest.number}")
    by = name_field(f"rename_by_{latest.identity}")
    if st.button("Rename", key="rename_confirm"):
        _change(latest, lambda: store().rename(latest.identity, title.strip(), by, expected=latest.number), by)


@st.dialog("Notes", width="large", on_dismiss=answered)
def notes(latest: Version) -> None:
    """Ask for other notes."""
    found = attempted(lambda: store().load(latest.identity, latest.number))
    if not found:
        return
    story = st.text_area(
        "Notes", value=found.scenario.story, max_chars=MAX_STORY, height=260, key=f"notes_story_{latest.identity}_{latest.number}",
        help="What this scenario is about, and what you learned from it.",
    )  # fmt: skip
    by = name_field(f"notes_by_{latest.identity}")
    if st.button("Keep the notes", key="notes_confirm"):
        _change(latest, lambda: store().annotate(latest.identity, story, by, expected=latest.number), by)


@st.dialog("Take along", width="large", on_dismiss=answered)
def take_along(latest: Version) -> None:
    """Show the scenario as the text of a file, and hand the file out."""
    found = attempted(lambda: store().load(latest.identity, latest.number))
    if not found:
        return
    text = found.scenario.to_toml()
    st.caption("The same format as the library, the command line and Import.")
    st.download_button("Download the file", text, file_name(found.scenario), "application/toml", key="file_download", on_click="ignore")
    st.code(text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT] + "\n…", language="toml", height=300)


@st.dialog("Versions", width="large", on_dismiss=answered)
def history(latest: Version) -> None:
    """List every version with who saved it, when, and what it changed; any of them can be restored."""
    from ui.text.dates import when

    versions = attempted(lambda: store().history(latest.identity)) or []
    by = name_field(f"history_by_{latest.identity}")
    loaded = {version.number: attempted(lambda n=version.number: store().load(latest.identity, n)) for version in versions[:50]}
    for version in versions[:50]:
        with st.container(border=True, key=f"version_{version.number}"):
            drawing, words, actions = st.columns([1.4, 5, 2], vertical_alignment="center")
            svg = picture(version.thumbnail)
            if svg:
                drawing.image(svg, width=150, alt=described(version.thumbnail))
            who = f" by {plain(version.saved_by, 60)}" if version.saved_by else ""
            words.markdown(f"**Version {version.number}**, {plain(version.action)} {when(version.saved_at)}{who}")
            words.caption(_changes(loaded.get(version.number), loaded.get(version.number - 1)))
            if version.number == versions[0].number:
                actions.caption("the newest")
            elif actions.button("Restore", key=f"restore_{version.number}", help="Save this version again as the newest; nothing is lost"):
                _change(latest, lambda n=version.number: store().restore(latest.identity, n, by, expected=versions[0].number), by)
            saved = loaded.get(version.number)
            if saved and actions.button("Open", key=f"open_version_{version.number}", type="tertiary"):
                open_saved(saved)
                answered()
                st.switch_page(SIMULATE)
    if len(versions) > 50:
        st.caption(f"The newest 50 of {len(versions)} versions are shown.")


@st.dialog("Then and now", width="large", on_dismiss=answered)
def rerun_on_today(latest: Version) -> None:
    """Run a scenario of an older model version on today's and show how its figures drift."""
    found = attempted(lambda: store().load(latest.identity, latest.number))
    if not found:
        return
    st.caption(f"Kept with model {plain(latest.model_version)}; today's model is {MODEL_VERSION}. The same setting, seed and horizon.")
    bar = st.progress(0.0, "Simulating on today's model")
    setting = setting_of(found.scenario)
    results = None
    for results in grow(setting):
        bar.progress(len(results) / setting.runs, f"{in_worlds(len(results), setting.runs)}")
    if results is None:
        return
    bar.empty()
    fresh = thumbnail(results, found.scenario.currency)
    then, now = st.columns(2)
    for column, kept, heading in (
        (then, latest.thumbnail, f"Model {latest.model_version}"),
        (now, fresh, f"Model {MODEL_VERSION}"),
    ):
        column.markdown(f"**{plain(heading)}**")
        svg = picture(kept)
        if svg:
            column.image(svg, width=220, alt=described(kept))
        else:
            column.caption("No result was kept")
    st.table(drift(latest, results, CURRENCIES[session().currency]), border="horizontal", hide_index=True)
    by = name_field(f"rerun_by_{latest.identity}")
    if st.button("Keep as a new version on today's model", key="rerun_confirm"):
        today = replace(found.scenario, model_version=MODEL_VERSION)
        _change(
            latest,
            lambda: store().save_version(
                latest.identity,
                today,
                by,
                expected=latest.number,
                action=f"re-run on model {MODEL_VERSION}",
                thumbnail=fresh,
            ),
            by,
        )


def drift(version: Version, results: Results, currency: str) -> pd.DataFrame:
    """Return the kept figures beside today's: median and range, and the drift of the median."""
    rows = []
    for name in FIGURES:
        kept = (version.thumbnail or {}).get(f"figure {name}") or [None, None, None]
        before = [float("nan") if value is None else value for value in kept]
        today = [float(end) for end in band(results.final(name))]
        if name == PAYBACK:
            rows.append(_payback_drift(version, results, currency))
            continue
        rows.append(
            {
                "Figure": plain(MEASURES[name].label),
                "Then": plain(_ends(name, before, currency)) if any(value is not None for value in kept) else "not kept",
                "Now": plain(_ends(name, today, currency)),
                "Drift": plain(amount(name, today[1] - before[1], currency, signed=True)) if today[1] - before[1] == today[1] - before[1] else "–",
            }
        )
    return pd.DataFrame(rows)


def _payback_drift(version: Version, results: Results, currency: str) -> dict[str, str]:
    """Return payback then and now, over all worlds."""
    then, now = payback_kept(version.thumbnail or {}), payback_of(results)
    change = now.median - then.median if then is not None and then.in_time and now.in_time else None
    return {
        "Figure": plain(MEASURES[PAYBACK].label),
        "Then": plain(then.told) if then is not None else "not kept",
        "Now": plain(now.told),
        "Drift": plain(amount(PAYBACK, change, currency, signed=True)) if change is not None else "–",
    }


def _ends(name: str, ends: list[float], currency: str) -> str:
    low, median, high = (amount(name, value, currency) for value in ends)
    return beside(median, low, high)


def _changes(saved: Saved | None, before: Saved | None) -> str:
    if saved is None:
        return "This version cannot be read."
    if before is None:
        return "The first version."
    options = [Option(key=str(place), name=str(place), scenario=each.scenario) for place, each in enumerate((before, saved))]
    words = [f"{row.label}: {row.values[0]} → {row.values[1]}" for row in differing(options)]
    if before.scenario.title != saved.scenario.title:
        words.append(f"Title: {before.scenario.title} → {saved.scenario.title}")
    if before.scenario.story != saved.scenario.story:
        words.append("Notes changed")
    for name in ("seed", "weeks"):
        if getattr(before.scenario, name) != getattr(saved.scenario, name):
            words.append(f"{name.capitalize()}: {getattr(before.scenario, name)} → {getattr(saved.scenario, name)}")
    return plain("; ".join(words) or "Sets the same as the version before.", 500)


def carry_picture(before: Version, saved: Saved) -> None:
    """Keep the picture of a version with one that sets the same: another name or notes change no result."""
    if saved.version.thumbnail is None and before.thumbnail is not None:
        store().set_thumbnail(saved.version.identity, saved.version.number, before.thumbnail)


def _change(latest: Version, action: Callable[[], Saved], by: str) -> None:
    keep_name(by)
    try:
        carry_picture(latest, action())
    except Conflict as error:
        st.warning(f"{message(error)} Close this to see theirs.")
    except (StoreError, ScenarioError) as error:
        st.error(message(error))
    else:
        answered()
        st.rerun()
