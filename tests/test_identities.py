"""Names are for people, identities tell things apart: equal, long and cut titles on every list, dead links, damaged records."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from scenarios.archive import import_scenarios, unpack
from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario
from scenarios.tables import VERSIONS
from scenarios.texts import as_seen
from tests.saving import opened, words
from ui.comparison.options import Option, told_apart
from ui.saved.browse import _archive
from ui.text.labels import LONGEST, Named, middle_cut
from ui.text.labels import told_apart as labels_of

LONG = "A plan for the community of our customers in the north and in the "
ZW = "\u200b"


@pytest.mark.parametrize(
    "things",
    [
        [Named("Plan"), Named("Plan"), Named("Plan (2)")],
        [Named("Plan (2)"), Named("Plan"), Named("Plan")],
        [Named("Plan"), Named("Plan" + ZW), Named(" Plan ")],
        [Named(LONG + "east of the country"), Named(LONG + "west of the country"), Named(LONG + "west of the city")],
        [Named("x" * 70 + "a" + "y" * 90 + "1"), Named("x" * 70 + "a" + "y" * 90 + "2"), Named("x" * 70 + "b" + "y" * 90 + "1")],
        [Named("Plan", ("by Ann", "version 1")), Named("Plan", ("by Ann", "version 2")), Named("Plan", ("by Bob", "version 1"))],
        [Named("Plan", ("by Ann",)), Named("Plan, by Ann"), Named("Plan", ("by Bob",))],
        [Named(""), Named(ZW), Named("Untitled plan")],
        [Named(f"Plan ({number})") for number in (2, 3)] + [Named("Plan")] * 4,
    ],
)
def test_no_two_labels_look_the_same(things):
    for order in itertools.permutations(things, len(things)) if len(things) < 4 else [things, things[::-1]]:
        labels = labels_of(order)
        assert len({as_seen(label) for label in labels}) == len(things), labels
        assert all(label.startswith(("Plan", "A plan", "xxx", "Untitled")) for label in labels)


def test_labels_say_first_what_people_know_each_other_by():
    assert labels_of([Named("Plan"), Named("Other")]) == ["Plan", "Other"]
    assert labels_of([Named("Plan", ("by Ann", "version 1")), Named("Plan", ("by Bob", "version 1"))]) == ["Plan, by Ann", "Plan, by Bob"]
    east, west = labels_of([Named(LONG + "east"), Named(LONG + "west")])
    assert (east[-4:], west[-4:]) == ("east", "west")
    assert max(len(east), len(west)) <= LONGEST
    assert middle_cut("Plan, version 1, by Ann", 12) == "Plan,…by Ann"


def test_options_of_one_title_are_named_by_version_author_and_time(kept):
    first, second = (kept.save(Scenario(title="Plan", differences={"founders": number}), by).version for number, by in ((3, "Ann"), (4, "Ann")))
    kept.save_version(second.identity, Scenario(title="Plan", differences={"founders": 5}), "Ann", expected=1)
    saved = [kept.load(identity) for identity in (first.identity, second.identity)]
    options = [Option(key=f"saved:{one.version.identity}", name="Plan", scenario=one.scenario, version=one.version) for one in saved]
    options.append(Option(key="library:default", name="Plan", scenario=Scenario(title="Plan")))
    names = [option.name for option in told_apart(options)]
    assert names[2] == "Plan, library"
    assert [name[-9:] for name in names[:2]] == ["version 1", "version 2"]
    of_one_name = [
        Option(key=f"saved:{name * 32}", name="Plan", scenario=Scenario(title="Plan"), version=_version(saved[0].version, name * 32)) for name in "ab"
    ]
    assert [option.name[-6:] for option in told_apart(of_one_name)] == ["aaaaaa", "bbbbbb"]


def _version(version, identity):
    from dataclasses import replace

    return replace(version, identity=identity, saved_at=datetime(2026, 5, 4, 12, tzinfo=UTC))


def damage(kept, identity: str, **columns: object) -> None:
    with kept.engine.begin() as connection:
        connection.execute(update(VERSIONS).where(VERSIONS.c.identity == identity).values(**columns))


BROKEN = (
    {"document": "{"},
    {"document": '{"schema": 1, "seed": "x"}'},
    {"document": "[" * 100_000},
    {"document": '{"schema": 999}'},
)


@pytest.mark.parametrize("columns", BROKEN)
def test_one_unreadable_record_stops_nothing_and_is_named(kept, columns):
    bad = kept.save(Scenario(title="Bad"), "Ann").version.identity
    good = kept.save(Scenario(title="Good"), "Bob").version.identity
    damage(kept, bad, **columns)
    assert {entry.latest.title for entry in kept.entries()} == {"Bad", "Good"}
    assert list(kept.unreadable([bad, good])) == [bad]
    with pytest.raises(ScenarioError, match="saved scenario 'Bad', version 1"):
        kept.load(bad)
    packed = _archive()
    assert [scenario.title for scenario in import_scenarios(packed, "all.zip")] == ["Good"]
    assert unpack(packed, "all.zip").passed_over == ("not-exported.txt",)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert b"'Bad'" in archive.read("not-exported.txt")


def test_a_damaged_picture_or_time_hides_no_list(kept):
    for number, columns in enumerate(({"thumbnail": "{"}, {"thumbnail": "[1]"}, {"saved_at": 10**17}, {"thumbnail": '{"cash": "x"}'})):
        damage(kept, kept.save(Scenario(title=f"Plan {number}")).version.identity, **columns)
    assert len(kept.entries()) == 4
    assert all(entry.latest.thumbnail is None for entry in kept.entries())


def test_the_list_marks_what_cannot_be_read_and_the_rest_is_compared(kept):
    bad = kept.save(Scenario(title="Bad", weeks=12), "Ann").version.identity
    good = kept.save(Scenario(title="Good", weeks=12), "Bob").version.identity
    damage(kept, bad, document="{")
    app = opened("saved")
    assert not app.exception
    assert "cannot be read" in words(app)
    app.button(key=f"open_{bad}").click().run()
    assert not app.exception
    assert "its record is damaged" in words(app)
    app = opened("compare", base="", **{"with": f"saved:{bad},saved:{good},library:default", "worlds": "10"})
    assert not app.exception
    assert "its record is damaged" in words(app)
    assert "What differs in the inputs" in words(app)


def test_a_shared_comparison_says_what_it_names_and_there_is_not(kept):
    trashed = kept.save(Scenario(title="Thrown away", weeks=12), "Ann").version.identity
    kept.delete(trashed)
    gone = "f" * 32
    asked = f"saved:{trashed},saved:{gone},library:nowhere,rubbish,library:default,library:ghost-town"
    app = opened("compare", base="", **{"with": asked, "worlds": "10"})
    assert not app.exception
    text = words(app).replace("\\", "")
    assert "“Thrown away”, which is in the trash" in text
    assert "it was deleted for good, or is kept in another place" in text
    assert "the library has no scenario of that name" in text
    assert "“rubbish”, which is nothing that can be compared" in text
    assert "What differs in the inputs" in text
    assert app.session_state["compare_options"] == ["library:default", "library:ghost-town"]


def test_a_compared_baseline_and_the_number_of_worlds_stand_in_the_address(kept):
    app = opened("compare", base="", **{"with": "library:default,library:ghost-town", "against": "library:ghost-town", "worlds": "10"})
    assert app.session_state["compare_baseline"] == "library:ghost-town"
    assert app.session_state["compare_runs"] == 10
    assert {name: app.query_params[name] for name in ("against", "worlds")} == {"against": "library:ghost-town", "worlds": "10"}


def test_explore_and_watch_tell_saved_scenarios_of_one_title_apart_and_take_the_one_that_is_meant(kept):
    """Wherever saved scenarios are offered, they go by their identity, and no two choices look the same."""
    mine = kept.save(Scenario(title="Plan", weeks=12, differences={"founders": 3}), "Ann").version.identity
    other = kept.save(Scenario(title="Plan", weeks=12, differences={"founders": 4}), "Bob").version.identity
    kept.save(Scenario(title="The starting point", weeks=12), "Ann")
    app = opened("explore")
    app.button_group(key="question").set_value("What would change our mind?").run()
    assert not app.exception
    box = app.selectbox(key="beliefs_against")
    assert len(set(map(as_seen, box.options))) == len(box.options)
    assert sorted(label for label in box.options if label.startswith("Plan,")) == ["Plan, by Ann · saved", "Plan, by Bob · saved"]
    assert box.options[0] == "The starting point"
    for identity in (mine, other):
        app.selectbox(key="beliefs_against").set_value(f"saved:{identity}").run()
        assert not app.exception
        assert app.selectbox(key="beliefs_against").value == f"saved:{identity}"
        assert "That is the present setting itself" not in words(app)
    watch = opened("watch")
    assert not watch.exception
    for key in ("watch_show", "watch_beside"):
        options = watch.selectbox(key=key).options
        assert len(set(map(as_seen, options))) == len(options)
        assert {"Plan, by Ann · saved", "Plan, by Bob · saved"} <= set(options)


def test_a_saved_scenario_that_went_away_while_explore_was_open_is_said(kept):
    mine = kept.save(Scenario(title="Plan", weeks=12, differences={"founders": 3}), "Ann").version.identity
    app = opened("explore")
    app.button_group(key="question").set_value("What would change our mind?").run()
    app.selectbox(key="beliefs_against").set_value(f"saved:{mine}").run()
    damage(kept, mine, document="{")
    app.run()
    assert not app.exception
    assert "its record is damaged" in words(app)
