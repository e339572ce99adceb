"""The paper and the view ROI say which way the naive cohort view errs as the figures above the sentence do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from simulation.outcomes.naive_view import which_prevails
from tests.comparisons import compared
from ui.report.content import report_of
from ui.session.runs import Pair
from ui.simulate.views.roi import panels

NAMES = ("default", "ghost-town", "batched-twenty")
BOTH = "it credits the community with those who would have stayed or bought anyway, and misses what it does to people outside"


def valued(naive: float, causal: float, place: int = 0):
    """Return results of three options' settings whose views add up to these amounts [$] in every world."""
    one = compared(*NAMES).results[place]
    months = one.views["causal"].shape[1]
    even = {name: np.full((len(one), months), amount / months) for name, amount in (("naive", naive), ("causal", causal))}
    return replace(one, views={**one.views, **even})


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(9e5, 8e5)], "Here it counts too much, by the medians."),
        ([(1.05e6, 1.08e6), (1.82e6, 2.02e6)], "Here it counts too little for each option, by the medians."),
        ([(1.05e6, 1.08e6), (9e5, 8e5), (1.82e6, 2.02e6)], "Here it counts too little for A and C, too much for B, by the medians."),
        ([(1.001e6, 1.002e6)], "Here it counts about as much as is caused, by the medians."),
        ([(-2e5, -1e5)], "Here it counts too little, by the medians."),
    ],
)
def test_which_way_prevails_is_computed_from_the_figures(pairs, expected):
    assert which_prevails(zip("ABC", (valued(*pair) for pair in pairs), strict=False)) == expected


def test_without_a_community_nothing_is_said_of_it():
    assert which_prevails([]) == ""


def test_paper_and_page_say_that_it_errs_both_ways_and_which_prevails():
    """The paper said that the naive view credits too much below a table in which it counted less than is caused."""
    comparison = compared(*NAMES)
    figures = [(1.05e6, 1.08e6), (9e5, 8e5), (1.82e6, 2.02e6)]
    comparison = replace(comparison, results=tuple(valued(*pair, place=place) for place, pair in enumerate(figures)))
    report = report_of(comparison, question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))
    rows = dict(report.views)
    assert [rows["Naive cohort"][0], rows["Causal"][0]] == ["$1.05M", "$1.08M"]
    assert BOTH in report.why_views
    assert "Here it counts too little for A and C, too much for B, by the medians. A survey misses" in report.why_views
    panel = next(panel for panel in panels() if panel.key == "roi_views")
    assert BOTH in panel.look_for
    for naive, causal, way in ((9e5, 8e5, "too much"), (8e5, 9e5, "too little")):
        shown = valued(naive, causal)
        assert panel.words(Pair(shown, shown, len(shown)), "$").endswith(f"Over the horizon the naive cohort view counts {way}, by the medians.")
