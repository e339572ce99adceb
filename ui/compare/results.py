"""The answer side of the Compare page: the decision first, then what differs, the figures, the charts, the report."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import StoreError
from simulation.engine.pool import EngineError
from simulation.outcomes.pillars import pillars, summary
from simulation.vocabulary.existing import beginnings
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import counted
from ui.charts.style import with_data
from ui.compare.choice import Choice
from ui.compare.report_panel import report
from ui.compare.tables import figures_table, inputs_table, pillars_table, years_table
from ui.compare.why_panel import take_apart, why
from ui.comparison.cohort_box import HOW_PILLARS, NOBODY, caused, cohort_table
from ui.comparison.comparison import Comparison, growing
from ui.comparison.figures import in_fewer_worlds
from ui.comparison.inputs import Row, differing, direction_only
from ui.comparison.options import adjustments, mixed_starts
from ui.comparison.recommendation import RULE, recommend
from ui.comparison.views import VIEWS, View, said
from ui.session.queue import queue_place
from ui.session.store import store
from ui.session.thumbnail import thumbnail
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain, why_failed

OWN_THEN_DIFFERENCE = (
    "Each option's own value (with the range that holds eight of ten worlds), then its difference to the baseline in the same worlds, the middle "
    "one of them, which is not the difference of the middle values, and how sure that is. “Every figure” counts the worlds."
)
YEARS_ADD_UP = "Means over the worlds, so that the years add up to the whole; unlike in the value, later years count in full."
PAUSE = 0.35  # [s] between two paints while worlds come in


@st.fragment(key="compare_results")
def answer(choice: Choice) -> None:
    """Draw the comparison, first on few worlds, then on all of them, in place."""
    queue_place("compare")
    currency = CURRENCIES[choice.currency]
    mixed = mixed_starts(choice.options)
    if mixed:
        st.warning("\n".join(["These options cannot be compared world by world:", *(f"- {plain(words, 500)}" for words in mixed)]))
        _differences(choice)
        return
    head = st.container(key="compare_verdict", gap="xsmall")  # what decides comes first, then what differs
    _differences(choice)
    for words in beginnings(choice.options[0].scenario.existing):  # all that can be compared begin alike
        st.caption(words)
    view = st.segmented_control(
        "View", list(VIEWS), default="Decision", required=True, key="compare_view", label_visibility="collapsed", persist_state="session"
    )
    page = Page(VIEWS.get(view) or VIEWS["Decision"], currency, head)
    painted = 0.0
    comparison = None
    try:
        for comparison in growing(choice.options, choice.runs, choice.beliefs):
            if comparison.done or time.monotonic() - painted > PAUSE:
                page.draw(comparison)
                painted = time.monotonic()
    except EngineError as error:
        st.error(f"The comparison could not be computed. {why_failed(error)}.")
        return
    if comparison is not None and comparison.done:
        splits = why(comparison, currency)
        members(comparison, currency)
        report(comparison, choice.currency, splits)
        keep_pictures(comparison)
        take_apart(comparison)


def members(comparison: Comparison, currency: str) -> None:
    """Draw, for every option with a community, its members against the others, naive beside caused, and its seven pillars."""
    with st.expander("Members against others, and what is caused", key="compare_cohorts"):
        st.caption(f"Naive: members minus others over the last year. {caused(comparison.results[0].spec.existing)}")
        for name, results in zip(comparison.names, comparison.results, strict=True):
            st.markdown(f"**{plain(name)}**")
            if results.inputs.community:
                cohort_table(results, currency)
            else:
                st.caption(NOBODY)
    if any(results.inputs.community for results in comparison.results):
        with st.expander("Seven pillars: where each programme gives and where it takes", key="compare_pillars"):
            st.table(pillars_table(comparison), border="horizontal", hide_index=True)
            for name, results in zip(comparison.names, comparison.results, strict=True):
                st.caption(f"{plain(name)}: {summary(pillars(results))}")
            st.caption(HOW_PILLARS)


class Page:
    """Remember the elements of one view, so that every later look overwrites them instead of adding more."""

    def __init__(self, view: View, currency: str, head: Any) -> None:
        self.view, self.currency, self.head = view, currency, head
        self.places: dict[str, Any] = {}

    def draw(self, comparison: Comparison) -> None:
        """Draw or overwrite everything with a comparison."""
        taken = recommend(comparison, self.currency)
        self._put("headline", self.head, "markdown", f"#### {plain(taken.headline)}")
        self._put("reasons", self.head, "markdown", "\n".join(f"- {plain(reason, 600)}" for reason in taken.reasons))
        self._put("progress", self.head, "caption", _progress(comparison), help=RULE)
        if "body" not in self.places:
            self.places["body"] = st.container(key="compare_body")
            self.places["grid"] = None
        body = self.places["body"]
        if self.view.figures:
            self._put(
                "figures",
                body,
                "table",
                figures_table(comparison, self.view.figures, self.currency, self.view.counts),
                border="horizontal",
                hide_index=True,
            )
            self._put("how", body, "caption", OWN_THEN_DIFFERENCE)
            if fewer := in_fewer_worlds(comparison, self.view.figures):
                self._put("fewer", body, "caption", plain(fewer, 1_000))
            if self.view.note:
                self._put("note", body, "caption", said(self.view.note, comparison))
        if self.view.years:
            self._put("years_title", body, "markdown", "##### What it costs and leaves by year")
            self._put("years", body, "table", years_table(comparison, self.currency), border="horizontal", hide_index=True)
            self._put("years_how", body, "caption", YEARS_ADD_UP)
        if self.places["grid"] is None:
            self.places["grid"] = body.container().grid(2, min_column_width=330, gap="medium") if self.view.panels else False
        for panel in self.view.panels:
            key = f"cell_{panel.key}"
            if key not in self.places:
                cell = self.places["grid"].cell(column_span="all") if panel.wide else self.places["grid"].cell()
                box = self.places[key] = cell.container(gap="xsmall", key=f"compare_{panel.key}")
                box.markdown(f"##### {panel.title}")
            self._put(f"look_{panel.key}", self.places[key], "caption", said(panel.look_for, comparison, [plain(name) for name in comparison.names]))
            spec = panel.spec(comparison.names, self.currency)
            self._put(
                f"chart_{panel.key}", self.places[key], "vega_lite_chart", with_data(spec, panel.frame(comparison)),
                width="stretch", height="content", alt=panel.alternative,
            )  # fmt: skip

    def _put(self, key: str, box: Any, kind: str, *details: Any, **more: Any) -> None:
        self.places[key] = getattr(self.places.get(key) or box, kind)(*details, **more)


def keep_pictures(comparison: Comparison) -> None:
    """Keep a small picture with saved versions that have none yet, where they were run as they were saved.

    A store that cannot be written now is no reason to spoil the comparison: the picture is kept another time.
    """
    first = comparison.results[0]
    if first.spec.beliefs:
        return  # a saved version is seen as it runs by itself
    for option, results in zip(comparison.options, comparison.results, strict=True):
        saved, scenario = option.version, option.scenario
        if saved is None or saved.thumbnail is not None or (scenario.seed, scenario.weeks) != (first.seed, first.weeks):
            continue
        if saved.model_version == MODEL_VERSION:
            with suppress(StoreError, ScenarioError):
                store().set_thumbnail(saved.identity, saved.number, thumbnail(results, scenario.currency))


def _differences(choice: Choice) -> None:
    rows: list[Row] = differing(choice.options, choice.currency)
    st.markdown("##### What differs in the inputs")
    if rows:
        st.table(inputs_table(rows, [option.name for option in choice.options]), border="horizontal", hide_index=True)
    else:
        st.info("These scenarios set everything the same: no difference can be expected.")
    if unsure := direction_only(rows):
        st.caption(plain(unsure, 600))
    for words in adjustments(choice.options):
        st.caption(f"{plain(words)}.")
    for option in choice.options:
        if option.version is not None and option.version.model_version != MODEL_VERSION:
            made = f"{option.name}: saved with model {option.version.model_version}, run here on today's ({MODEL_VERSION})."
            st.caption(plain(made))


def _progress(comparison: Comparison) -> str:
    wanted = counted(comparison.wanted, "world")
    worlds = wanted if comparison.done else f"{comparison.worlds} of {wanted}, a preview"
    dashed = f"Dashed grey: {plain(comparison.names[0])}, the baseline."
    drawn = " and in each the same beliefs, drawn within what is thought possible," if comparison.results[0].spec.beliefs else ""
    return f"{worlds}, the same random numbers{drawn} for every scenario. Lines are medians, bands hold eight of ten worlds. {dashed}"
