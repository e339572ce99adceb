"""Scenarios and their files: what is written is read back exactly, and what is wrong is refused in one clear message."""

import os
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import ScenarioError
from scenarios.scenario import MAX_PLANNED, MAX_SEED, Scenario, load
from scenarios.toml_text import MAX_FILE_BYTES
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import Change, Shock, Timeline
from simulation.vocabulary.version import MODEL_VERSION, SCHEMA_VERSION
from tests.strategies import scenarios, steady


def problem(content: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(content, "plan.toml")
    for line in str(caught.value).splitlines():
        assert line.startswith("plan.toml: ")
    return str(caught.value)


def outcome_of(read: Callable[[Any], Scenario], content: Any) -> Scenario | ScenarioError:
    """Return what reading gives; any other exception is a failure of the test."""
    try:
        return read(content)
    except ScenarioError as error:
        return error


# Round trips


@steady
@given(scenarios(longest_story=2_000))
def test_a_file_gives_back_exactly_what_was_written(scenario: Scenario) -> None:
    text = scenario.to_toml()
    assert Scenario.from_toml(text) == scenario
    assert Scenario.from_toml(text.encode()) == scenario
    assert Scenario.from_toml(text).to_toml() == text
    assert Scenario.from_toml(text).inputs == inputs_from(scenario.differences)


@steady
@given(scenarios())
def test_line_ends_of_other_systems_do_not_change_a_scenario(scenario: Scenario) -> None:
    assert Scenario.from_toml(scenario.to_toml().replace("\n", "\r\n")) == scenario


def test_the_longest_scenario_fits_into_a_file() -> None:
    planned = [
        (week, name) for week in range(100) for name in ("incentive", "incentive_targeting", "ritual_cadence", "recognition", "reporting_line")
    ]
    values = {"incentive": "subsidised_impact", "incentive_targeting": "tailored", "ritual_cadence": "four_times_weekly"}
    values |= {"recognition": "mass_badges", "reporting_line": "marketing"}
    timeline = Timeline(tuple(Change(week, name, values[name]) for week, name in planned))
    assert len(timeline.changes) == MAX_PLANNED
    wide = "\N{PILE OF POO}"
    longest = Scenario(title=wide * 200, author=wide * 200, reference=wide * 1_000, story=wide * 20_000, timeline=timeline)
    assert len(longest.to_toml().encode()) < MAX_FILE_BYTES
    assert Scenario.from_toml(longest.to_toml().encode()) == longest


def test_only_differences_are_held_in_the_order_of_the_declarations() -> None:
    scenario = Scenario(differences={"arpa": 100, "cac": 500, "batch_size": 50.0, "founders": 20})
    assert list(scenario.differences.items()) == [("batch_size", 50), ("cac", 500.0)]
    assert [type(value) for value in scenario.differences.values()] == [int, float]
    # A default of one market is a difference in the other.
    assert Scenario(differences={"market": "enterprise", "arpa": 100}).differences == {"market": "enterprise", "arpa": 100.0}


def test_a_file_is_readable_and_holds_no_empty_parts() -> None:
    scenario = Scenario(
        title="Calm", story="One\nTwo", differences={"cac": 500}, timeline=Timeline((Change(3, "batch_size", 5),), (Shock(4, "influx", 9),))
    )
    assert scenario.to_toml() == (
        f'schema = {SCHEMA_VERSION}\nmodel_version = "{MODEL_VERSION}"\ntitle = "Calm"\nstory = """\nOne\nTwo"""\nseed = 7\nweeks = 156\n'
        '\n[differences]\ncac = 500.0\n\n[[changes]]\nweek = 3\nname = "batch_size"\nvalue = 5\n\n[[shocks]]\nweek = 4\nkind = "influx"\nsize = 9\n'
    )


def test_the_timeline_is_put_in_order_and_checked_against_the_horizon() -> None:
    late, early = Change(60, "batch_size", 5), Change(3, "batch_size", 10)
    assert Scenario(timeline=Timeline((late, early))).changes == (early, late)
    with pytest.raises(ScenarioError, match="change of batch_size at week 60: the week must lie from 0 to 51"):
        Scenario(timeline=Timeline((late,)), weeks=52)


# Texts


@pytest.mark.parametrize("name", ["foo", "team", "weeks", "memebers"])
def test_a_name_that_is_near_to_none_is_not_taken_for_one(name):
    assert problem(f"schema = 1\n[differences]\n{name} = 3").endswith(f"differences: {name}: there is no input of that name")


@pytest.mark.parametrize(("name", "limit"), [("title", 200), ("author", 200), ("reference", 1_000), ("story", 20_000)])
def test_texts_have_limits_that_the_error_names(name: str, limit: int) -> None:
    assert getattr(Scenario(**{name: "x" * limit}), name) == "x" * limit
    with pytest.raises(ScenarioError, match=f"{name}: {limit + 1:,} characters are too many; at most {limit:,} are allowed"):
        Scenario(**{name: "x" * (limit + 1)})


@pytest.mark.parametrize("name", ["title", "author", "reference", "story"])
def test_control_characters_are_refused_except_line_breaks_and_tabs_in_stories(name: str) -> None:
    refused = []
    for code in (*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF):
        text = f"a{chr(code)}b"
        try:
            kept_text, message = getattr(Scenario(**{name: text}), name), ""
        except ScenarioError as error:
            kept_text, message = text, str(error)
            refused.append(code)
        assert kept_text == text
        assert not message or f"{name}: the character U+{code:04X} at position 2 is not allowed" in message
    kept = {0x09, 0x0A, 0x0D} if name == "story" else set()
    assert set(refused) == {*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF} - kept


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE clg_scenarios; --",
    "{{7*7}} ${HOME} $(reboot) `id`",
    "\u202eright to left\u202c \u0627\u0644\u0645\u062c\u062a\u0645\u0639 \u05e7\u05d4\u05d9\u05dc\u05d4",
    "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5} e\u0301",
    '"""\\u0041""" # [differences]',
    "../../etc/passwd",
    " ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_text(text: str) -> None:
    scenario = Scenario(title=text, author=text, reference=text, story=f"{text}\n{text}")
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert tomllib.loads(scenario.to_toml())["title"] == text


# What is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "plan.toml: this is not a scenario: it has no schema number (today's is schema = 1)"),
        ("[project]\nname = 'other'", "it has no schema number"),
        ("schema = 99", "schema 99 was written by a newer version of the simulator; this one reads up to 1"),
        ("schema = 0", "schema: 0 is not allowed; it must be a whole number from 1 to 1"),
        ("schema = true", "schema: true is not allowed"),
        ("schema = 1.0", "schema: 1.0 is not allowed"),
        ("schema = 1\ntitel = 'x'", "titel: a scenario has no such key; did you mean title?"),
        ("schema = 1\ntitle = 3", "title: 3 is not allowed; it must be text"),
        ("schema = 1\ntitle = ['x']", "title: a list is not allowed; it must be text"),
        ("schema = 1\nseed = -1", "seed: -1 is not allowed; it must be a whole number from 0 to 9,007,199,254,740,991"),
        ("schema = 1\nseed = 1.5", "seed: 1.5 is not allowed"),
        ("schema = 1\nseed = true", "seed: true is not allowed"),
        ("schema = 1\nweeks = 0", "weeks: 0 is not allowed; it must be a whole number from 1 to 520"),
        ("schema = 1\nweeks = 521", "weeks: 521 is not allowed"),
        ("schema = 1\nmodel_version = ''", "model_version:  is not allowed; it must be a version such as"),
        ("schema = 1\ndifferences = 3", "differences: 3 is not allowed; it must be a table"),
        ("schema = 1\n[differences]\nbatchsize = 3", "differences: batchsize: there is no input of that name; did you mean batch_size?"),
        ("schema = 1\n[differences]\nfounder = 3", "founder: there is no input of that name; did you mean founders?"),
        ("schema = 1\n[differences]\nfounders = 999", "founders: 999 is not allowed; it must be a whole number from 0 to 50"),
        ("schema = 1\n[differences]\narpa = nan", "arpa: nan is not allowed"),
        ("schema = 1\n[differences]\narpa = inf", "arpa: inf is not allowed"),
        ("schema = 1\n[differences]\narpa = '60'", "arpa: '60' is not allowed"),
        ("schema = 1\n[differences]\narpa = 1979-05-27", "differences.arpa: a date is not allowed; it must be true, false, a number or text"),
        ("schema = 1\n[differences]\nincentive = 'cosh'", "did you mean cash?"),
        ("schema = 1\n[differences]\narpa = [1]", "differences.arpa: a list is not allowed"),
        ("schema = 1\nchanges = 3", "changes: 3 is not allowed; write one [[changes]] with week, name, value for each"),
        ("schema = 1\nchanges = [3]", "changes, entry 1: it needs exactly week, name, value"),
        ("schema = 1\n[[changes]]\nweek = 1\nname = 'arpa'", "changes, entry 1: it needs exactly week, name, value"),
        ("schema = 1\n[[changes]]\nweek = 1\nname = 'arpa'\nvalue = 6\nmore = 1", "changes, entry 1: it needs exactly week, name, value"),
        ("schema = 1\n[[changes]]\nweek = 1\nname = 'arpa'\nvalue = 6", "arpa describes the start and cannot change later"),
        ("schema = 1\n[[changes]]\nweek = 1\nname = 'visit_base'\nvalue = -4.0", "only levers can change over time"),
        ("schema = 1\n[[changes]]\nweek = 156\nname = 'batch_size'\nvalue = 6", "the week must lie from 0 to 155, the last week of the run"),
        ("schema = 1\n[[changes]]\nweek = 1.0\nname = 'batch_size'\nvalue = 6", "the week must be a whole number"),
        ("schema = 1\n[[shocks]]\nweek = 1\nkind = 'flood'\nsize = 6", "flood: there is no such shock; choose one of influx"),
        ("schema = 1\n[[shocks]]\nweek = 1\nkind = 'influx'\nsize = '600'", "shocks, entry 1: size: '600' is not allowed; it must be a number"),
        ("schema = 1\n[[shocks]]\nweek = 1\nkind = 'influx'\nsize = 90000", "a whole number from 0 to 20,000"),
        ("schema = 1\n[[shocks]]\nweek = 1\nkind = 'migration'\nsize = 'moon'", "moon is not a platform"),
        ("schema = 1\nschema = 1", "is a key or table written twice?"),
        ("schema = 1\n[differences]\narpa = 5\narpa = 6", "is a key or table written twice?"),
        ("schema = 1\n[differences]\n[differences]", "is a key or table written twice?"),
        ("schema = ", "the file is not valid TOML: Invalid value (at end of document)"),
        ("just words", "the file is not valid TOML"),
        ("schema = 1\ntitle = 'a\x00b'", "the file is binary"),
        ('schema = 1\ntitle = "a\\u0000b"', "title: the character U+0000 at position 2 is not allowed"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "the file is binary"),
        (b"\x89PNG\r\n\x1a\n", "the file is not text in UTF-8 (byte 1 cannot be read)"),
        ("schema = 1\ntitle = 'ü'".encode("latin-1"), "the file is not text in UTF-8 (byte 21 cannot be read)"),
        ("schema = 1".encode("utf-16"), "the file is not text in UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(content: str | bytes, expected: str) -> None:
    assert expected in problem(content)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert Scenario.from_toml(b"\xef\xbb\xbfschema = 1\ntitle = 'x'").title == "x"


def test_every_wrong_value_is_named_at_once() -> None:
    lines = problem(
        "schema = 1\nseed = -1\ntitle = 3\n[differences]\nfounders = 99\nfounder = 1\n[[shocks]]\nweek = 900\nkind = 'influx'\nsize = 5"
    ).splitlines()
    assert len(lines) == 5
    for part in ("seed", "title", "founders", "founder:", "week 900"):
        assert any(part in line for line in lines)


@pytest.mark.parametrize(
    "content",
    [
        "schema = 1\n" + "a." * 100_000 + "a = 1",
        "[" + '"a" . ' * 40_000 + "a]",
        "a = " + "[" * 100_000,
        "a = " + "{a = " * 5_000,
        "schema = 1\n" + "[[changes]]\n" * 20_000,
        "".join(f"a{number} = 1\n" for number in range(20_000)),
        "schema = 1\nseed = 0x" + "f" * 100_000,
        "schema = 1\nseed = " + "9" * 100_000,
        'title = """' + '\\"""' * 50_000,
        "'''" * 80_000,
        "#" * (MAX_FILE_BYTES + 1),
    ],
    ids=[
        "deep key",
        "deep table",
        "deep lists",
        "deep tables",
        "many tables",
        "many keys",
        "huge hex",
        "huge number",
        "quotes",
        "openers",
        "too large",
    ],
)
def test_files_made_to_exhaust_the_machine_are_refused_quickly(content: str) -> None:
    start = time.process_time()
    assert len(problem(content)) < 3_000
    assert time.process_time() - start < 2


def test_dots_in_texts_and_comments_are_no_deep_keys() -> None:
    dots = "a.b.c.d.e.f.g.h.i.j.k"
    content = (
        f'# {dots}\nschema = 1\ntitle = "{dots} \\" {dots}"\nauthor = \'{dots}\'\nstory = """\n""{dots}"" {dots}"""""\nreference = \'\'\'{dots}\'\'\''
    )
    assert Scenario.from_toml(content).story == f'""{dots}"" {dots}""'


@steady
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: "schema = 1\n" + text)))
def test_whatever_is_read_gives_a_scenario_or_a_scenario_error(content: str | bytes) -> None:
    outcome = outcome_of(Scenario.from_toml, content)
    assert isinstance(outcome, Scenario) or str(outcome)


plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
nested = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8)
keys = ("title", "author", "story", "reference", "seed", "weeks", "model_version", "differences", "changes", "shocks")


@steady
@given(st.fixed_dictionaries({}, optional={**dict.fromkeys(keys, nested), "else": nested}))
def test_documents_of_any_shape_give_a_scenario_or_a_scenario_error(document: dict) -> None:
    outcome = outcome_of(Scenario.from_document, {"schema": 1, **document})
    assert isinstance(outcome, Scenario) or str(outcome)


def test_the_error_is_an_input_error_for_every_entry_point() -> None:
    with pytest.raises(InputError):
        Scenario(seed=MAX_SEED + 1)


# Paths


def test_a_file_is_loaded_by_its_path(tmp_path) -> None:
    scenario = Scenario(title="Ours", differences={"founders": 5})
    (tmp_path / "ours.toml").write_text(scenario.to_toml(), encoding="utf-8")
    assert load(tmp_path / "ours.toml") == scenario


def test_paths_that_are_no_scenario_files_are_refused(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    for path, expected in [
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "this is a folder"),
        (tmp_path / "pipe.toml", "this is not a plain file"),
        ("/dev/zero", "this is not a plain file"),
        (tmp_path / "large.toml", f"the file is too large; a scenario has at most {MAX_FILE_BYTES:,} bytes"),
        (tmp_path / "large.toml" / "x", "the file cannot be read (Not a directory)"),
        (tmp_path / ("x" * 5_000), "the file cannot be read (File name too long)"),
        ("a\x00b", "this is not a file name"),
    ]:
        with pytest.raises(ScenarioError, match=expected.replace("(", r"\(").replace(")", r"\)")):
            load(path)


# Schema versions


def test_the_model_version_a_scenario_was_made_with_is_kept() -> None:
    scenario = replace(Scenario(), model_version="0.9.1")
    assert Scenario.from_toml(scenario.to_toml()).model_version == "0.9.1"


def test_a_scenario_keeps_its_currency_and_refuses_an_unknown_one():
    assert Scenario.from_toml(Scenario(currency="EUR").to_toml()).currency == "EUR"
    assert "currency" not in Scenario().to_toml()
    with pytest.raises(ScenarioError, match=r"currency.*USD, EUR"):
        Scenario(currency="DOGE")
