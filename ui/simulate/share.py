"""What can be taken away from the page, and what can be brought to it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.file_names import file_stem
from scenarios.scenario import Scenario
from scenarios.toml_text import MAX_FILE_BYTES
from ui.report.exports import chart_file, command, complete, needs_file, per_run_csv, summary_csv
from ui.session.heading import titled
from ui.session.keys import REFUSED_KEY
from ui.session.link import LinkError, query_of
from ui.session.runs import Pair
from ui.session.state import Session, begin, scenario_of, session
from ui.simulate.copy_link import copy_link
from ui.simulate.one_page import one_page
from ui.simulate.view_choice import open_view
from ui.simulate.views import VIEWS
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain


def share(current: Session) -> None:
    """Draw the downloads, the link and the command line."""
    now, base = current.now, current.baseline.run_like(current.now)
    setting, refusal = st.session_state.get(REFUSED_KEY, (None, ""))
    none = setting == now
    if none:  # a file that cannot be made fails without a word of ours: what the page says about its worlds is said here
        st.warning(refusal)
    name = file_stem(titled(current))
    st.markdown("##### One page")
    with st.container(horizontal=True, gap="small"):
        one_page(current, titled(current), none)
    st.markdown("##### Figures")
    with st.container(horizontal=True, gap="small"):
        _file("Summary (CSV)", lambda: summary_csv(complete(now)), f"{name}-summary.csv", "text/csv", "Median and range by measure and week", none)
        _file("Every world (CSV)", lambda: per_run_csv(complete(now)), f"{name}-worlds.csv", "text/csv", "One row per world and week", none)
        _file(
            "Scenario (TOML)",
            lambda: scenario_of(current).to_toml().encode(),
            f"{name}.toml",
            "application/toml",
            "Opens here, on the command line and elsewhere",
        )
    st.markdown("##### Charts")
    panels = {panel.title: panel for panel in VIEWS[open_view(current)](CURRENCIES[current.currency])}
    title = st.selectbox("Chart", list(panels), key="export_chart", help="The charts of the view that is open")
    panel = panels.get(title) or next(iter(panels.values()))
    with st.container(horizontal=True, gap="small"):
        for form, mime in (("png", "image/png"), ("svg", "image/svg+xml")):

            def make(form: str = form) -> bytes:
                results = complete(now)
                return chart_file(panel, Pair(results, results if now == base else complete(base), now.runs), form, titled(current), now)

            _file(form.upper(), make, f"{name}-{file_stem(panel.title)}.{form}", mime, f"{panel.title} as {form.upper()}", none)
    st.markdown("##### The same numbers on the command line")
    if needs_file(now):
        st.caption(f"No flags say where this setting begins: save the scenario (TOML) above as {name}.toml, and run it where it lies.")
    st.code(command(current.start_name, current.start, now, f"{name}.toml"), language=None, wrap_lines=True)
    st.markdown("##### Link")
    try:
        query_of(current.place)
        query = "?" + urlencode(query_of(current.place), quote_via=quote)  # where one's own saves go is not for others
        st.caption("This part of the page's address holds everything you see: put it behind the address of the page and send it.")
        copy_link(query)
        st.code(query, language=None, wrap_lines=True)
    except LinkError as error:
        st.warning(plain(str(error)))


def bring(current: Session) -> None:
    """Draw the upload of a scenario file."""
    st.file_uploader(
        "Open a scenario file (TOML)",
        type=["toml"],
        key="upload",
        on_change=_uploaded,
        help=f"At most {MAX_FILE_BYTES // 1024} KiB; it becomes the starting point.",
    )


def _file(label: str, make, name: str, mime: str, about: str, none: bool = False) -> None:
    """Draw a button that gives a file; with `none` there are no worlds to make it from."""
    st.download_button(label, make, name, mime, key=f"file_{label}", help=about, on_click="ignore", disabled=none)


def _uploaded() -> None:
    given = st.session_state.get("upload")
    if given is None:
        return
    current = session()
    content = given.getvalue()
    try:
        scenario = Scenario.from_toml(content, given.name[:80])
    except ScenarioError as error:
        current.say("error", "This file was not opened, and nothing was changed. " + plain(str(error), 800))
        return
    begin(scenario)
    current.say("info", f"Opened {plain(scenario.title or given.name, 80)}.")
