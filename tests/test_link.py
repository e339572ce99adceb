"""Links: short, safe in a URL, exact, and refused when damaged, foreign, newer or made to do harm."""

import base64
import json
import re
import time
import zlib
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scenarios import link as link_module
from scenarios.errors import ScenarioError
from scenarios.link import MAX_LINK, MAX_UNPACKED, LinkError, from_link, to_link
from scenarios.scenario import Scenario, library_names, load_library
from simulation.vocabulary.timeline import Change, Shock, Timeline
from tests.strategies import scenarios, steady


def packed(content: bytes) -> str:
    """Return a link of any content, with a right checksum."""
    packer = zlib.compressobj(9, wbits=-15, zdict=link_module._WORDS)
    data = packer.compress(content) + packer.flush()
    return "1." + base64.urlsafe_b64encode(zlib.crc32(data).to_bytes(4, "big") + data).rstrip(b"=").decode()


@steady
@given(scenarios())
def test_a_link_gives_back_exactly_what_went_in(scenario: Scenario) -> None:
    text = to_link(scenario)
    assert from_link(text) == scenario
    assert re.fullmatch(r"[0-9A-Za-z._-]+", text)
    assert len(text) <= MAX_LINK


@steady
@given(scenarios())
def test_a_link_without_texts_keeps_everything_that_is_run(scenario: Scenario) -> None:
    assert from_link(to_link(scenario, texts=False)) == replace(scenario, author="", story="", reference="")


@pytest.mark.parametrize("name", library_names())
def test_links_of_the_library_are_short(name: str) -> None:
    scenario = load_library(name)
    assert from_link(to_link(scenario)) == scenario
    assert len(to_link(scenario)) < 700
    assert len(to_link(scenario, texts=False)) < 250


def test_a_link_once_given_out_stays_readable() -> None:
    # Written by link version 1. It must never be written anew: people have such links in their mail.
    assert from_link(GIVEN_OUT) == Scenario(
        title="A plan",
        differences={"market": "enterprise", "batch_size": 5, "community_managers": 2.5},
        timeline=Timeline((Change(48, "community_managers", 4.0), Change(74, "community_managers", 1.0)), (Shock(52, "influx", 2_000),)),
        seed=11,
        weeks=104,
        model_version="1.0.0",
    )


GIVEN_OUT = "1.lMyUpSNKH8wSR1Ag5cENMjREmGRgooPdsxC_meooYYaUkpWRHlACksyAxiMyj1KtDnIQmFhg1a5jomcQqxNtboJdFuj62FgdpFA1NdJRguQ3JR0jAwOgbC0A"


def test_a_scenario_too_long_for_a_link_is_refused_with_the_limit() -> None:
    words = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(12_000))
    with pytest.raises(LinkError, match=r"too long for a link .* of at most 8,000 characters"):
        to_link(Scenario(story=words))
    assert from_link(to_link(Scenario(story=words), texts=False)) == Scenario()


@steady
@given(scenarios(longest_story=50), st.data())
def test_any_changed_cut_or_added_character_is_noticed(scenario: Scenario, data: st.DataObject) -> None:
    text = to_link(scenario)
    position = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.sampled_from("0123456789AZaz-_."))
    assume(character != text[position])
    for broken in (
        text[:position] + character + text[position + 1 :],
        text[:position],
        text[:position] + character + text[position:],
        text + character,
    ):
        if broken != text:
            with pytest.raises(LinkError):
                from_link(broken)


@pytest.mark.parametrize("name", library_names())
def test_there_is_only_one_way_to_write_a_link(name: str) -> None:
    text = to_link(load_library(name))
    for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_":
        if character != text[-1]:
            with pytest.raises(LinkError, match="it is damaged"):
                from_link(text[:-1] + character)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "'' is not a link to a scenario"),
        ("hello", "'hello' is not a link to a scenario"),
        ("<script>alert(1)</script>", "is not a link to a scenario"),
        ("0.abcd", "is not a link"),
        ("1.", "is not a link"),
        ("1.äöü", "is not a link"),
        ("1.abcd=", "is not a link"),
        ("2.abcdefgh", "it was made by a newer version of the simulator (link version 2, this one reads 1)"),
        ("1.a", "it is damaged"),
        ("1.abcdefgh", "it is damaged"),
        ("1." + "a" * MAX_LINK, "it is too long; a link has at most 8,000 characters"),
        (packed(b""), "it does not hold a scenario"),
        (packed(b"\xff\xfe"), "it does not hold a scenario"),
        (packed(b"[" * 100_000), "it does not hold a scenario"),
        (packed(b'{"schema":1,"schema":1}'), "it does not hold a scenario"),
        (packed(b'{"schema":1,"seed":NaN}'), "it does not hold a scenario"),
        (packed(b"[1]"), "a scenario is a table of named values, not a list"),
        (packed(b"{}"), "this is not a scenario"),
        (packed(b'{"schema":7}'), "schema 7 was written by a newer version"),
        (packed(b'{"schema":1,"title":null}'), "title: None is not allowed"),
        (packed(b'{"schema":1,"title":"\\ud800"}'), "title: the character U+D800"),
        (packed(b'{"schema":1,"title":"\\u0000"}'), "title: the character U+0000"),
        (packed(b'{"schema":1,"seed":1e999}'), "seed: inf is not allowed"),
        (packed(b'{"schema":1,"seed":' + b"9" * 3_000 + b"}"), "seed: a number beyond 64 bits is not allowed"),
        (
            packed(b'{"schema":1,"differences":{"founders":99}}'),
            "link: differences: founders: 99 is not allowed; it must be a whole number from 0 to 50",
        ),
        (packed(b'{"schema":1,"changes":[[1,"batch_size"]]}'), "link: changes, entry 1: it needs exactly week, name, value"),
        (packed(b'{"schema":1,"shocks":[[1,"influx",[5]]]}'), "link: shocks, entry 1: size: a list is not allowed"),
        (packed(json.dumps({"schema": 1, "story": "x" * 20_001}).encode()), "story: 20,001 characters are too many"),
    ],
)
def test_what_is_no_scenario_is_refused_with_the_reason(text: str, expected: str) -> None:
    with pytest.raises(LinkError) as caught:
        from_link(text)
    assert str(caught.value).startswith("link: ")
    assert expected in str(caught.value)
    assert isinstance(caught.value, ScenarioError)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(b'{"schema":1,"story":"' + b"x" * 4_000_000)
    assert len(bomb) < MAX_LINK
    start = time.process_time()
    with pytest.raises(LinkError, match=f"or more than {MAX_UNPACKED:,} bytes"):
        from_link(bomb)
    assert time.process_time() - start < 0.5


@steady
@given(st.text(max_size=80).map(lambda text: text if len(text) % 2 else "1." + text))
def test_any_text_gives_a_link_error_at_most(text: str) -> None:
    with pytest.raises(LinkError):
        from_link(text)
