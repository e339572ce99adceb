"""The page Watch without a browser: its choices, its address, and what it refuses."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import RunSpec, timeline_from
from simulation.engine.ensemble import run_replicates
from simulation.state.population import SOURCES
from simulation.studies.replay_log import unpack
from tests.saving import words
from ui.watch.component import CAME, piece
from ui.watch.show import _logs


def test_the_address_chooses_and_is_kept(open_page):
    app = open_page("watch", show="library:batched-twenty", world="4")
    assert not app.exception
    assert app.selectbox(key="watch_show").value == "library:batched-twenty"
    assert app.number_input(key="watch_world").value == 4
    assert "World 4 of" in words(app)
    app.button(key="watch_pair").click().run()
    assert app.selectbox(key="watch_beside").value == "library:auditorium-overnight"
    assert app.query_params["beside"] == "library:auditorium-overnight"


def test_without_a_world_the_usual_one_is_shown(open_page):
    app = open_page("watch")
    assert not app.exception
    assert "the one closest to the median" in words(app)
    app.number_input(key="watch_world").set_value(2).run()
    assert "World 2 of" in words(app)


def test_with_beliefs_on_the_world_shown_is_the_one_of_the_page(open_page):
    def shown(**address):
        app = open_page("watch", show="now", world="3", runs="4", base=to_link(Scenario(title="Short", weeks=20)), **address)
        assert not app.exception
        return words(app)

    assert "with the beliefs drawn for this world" in shown(beliefs="1")
    setting = RunSpec(weeks=20, runs=1, beliefs=True)  # with the seed of a scenario that says none
    visitors = unpack(_logs[setting, 2]).columns["n_visitors"]
    np.testing.assert_array_equal(visitors, run_replicates(replace(setting, runs=4)).series["weekly_active"][2])
    assert "beliefs" not in shown()


def test_two_communities_side_by_side_have_one_axis(open_page):
    app = open_page("watch", show="library:batched-twenty", beside="library:auditorium-overnight", runs="4")
    assert not app.exception
    tops = []
    for chart in app.get("vega_lite_chart"):
        frame = convert_arrow_bytes_to_pandas_df(chart.proto.datasets[0].data.data)
        tops.append((frame["top"].iloc[0], float(frame[["high", "world"]].max().max())))
    assert len(tops) == 2
    assert {top for top, _ in tops} == {max(own for _, own in tops)}
    assert tops[0][1] < tops[1][1] / 2, "the test sees two that differ"


def test_a_lesson_is_watched_as_it_was_made(open_page):
    app = open_page("watch", show="lesson:reporting:before", world="1", beliefs="1")
    assert not app.exception
    assert "World 1 of" in words(app)
    assert "beliefs" not in words(app)


def test_a_refused_size_says_why(open_page):
    crowd = timeline_from((), [(week, "influx", 20_000) for week in (1, 1, 2, 2)])
    app = open_page("watch", base=to_link(Scenario(title="Too many", weeks=4, timeline=crowd, differences={"market_size": 500_000})), runs="10")
    assert not app.exception
    assert any("more than 65,535 members" in error.value for error in app.error)


def test_logs_travel_as_one_piece():
    content = piece([b"one", b"another"], ["A", "B"])
    (length,) = struct.unpack_from("<I", content)
    head = json.loads(content[4 : 4 + length])
    assert head["titles"] == ["A", "B"]
    assert set(head["sources"]) == set(CAME) == set(SOURCES)
    assert content[4 + length :] == struct.pack("<I", 3) + b"one" + struct.pack("<I", 7) + b"another"
