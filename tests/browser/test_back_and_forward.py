"""Six steps of every kind, back and forth by the browser and by Undo: each step is one entry and brings back everything together."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.journey import SHORT
from tests.patience import until

WAIT = 20  # [s] a busy machine may take long


def look(journey) -> dict[str, str]:
    """Return what a reader sees of the place they are at."""
    view = journey.key("view").locator("[aria-checked=true], [aria-pressed=true], [data-testid=stBaseButton-segmented_controlActive]").first
    return {
        "batch": journey.value("batch_size"),
        "start": journey.key("start").get_by_role("combobox").input_value() or journey.text("start"),
        "money": journey.figure("Value"),
        "pin": journey.key("pin").inner_text() if journey.key("pin").count() else "",
        "view": view.inner_text(),
    }


def sees(journey, place: dict[str, str]) -> bool:
    return until(lambda: look(journey) == place, WAIT)


def pick(journey, name: str, words: str) -> None:
    """Choose from a list by typing, once it shows what was meant."""
    journey.settled()
    journey.key(name).get_by_role("combobox").click()
    journey.choose(words)


def six_steps(journey, tmp_path) -> list[dict[str, str]]:
    """Take six steps of six kinds and return what was seen before them and after each."""
    seen = [look(journey)]

    def taken() -> None:
        journey.settled()
        seen.append(look(journey))
        assert seen[-1] != seen[-2]

    journey.slide("batch_size", "End")
    taken()
    pick(journey, "start", "ghost")
    taken()
    file = tmp_path / "mine.toml"
    file.write_text('schema = 1\ntitle = "Mine"\nstory = "Ours"\n\n[differences]\nbatch_size = 100\n')
    journey.drawer("open")
    journey.page.locator("input[type=file]").set_input_files(file)
    expect(journey.key("start").get_by_role("combobox")).to_have_value("Mine")
    journey.settled()
    journey.close_drawer()
    taken()
    journey.open_group("Business")
    pick(journey, "currency", "EUR")
    taken()
    journey.slide("batch_size", "Home")
    journey.press("pin")
    taken()
    journey.view("Health")
    taken()
    return seen


def test_back_and_forward_undo_and_redo_go_through_six_kinds_of_steps_one_by_one(visit, tmp_path):
    journey = visit(SHORT)
    entries = journey.page.evaluate("history.length")
    seen = six_steps(journey, tmp_path)
    steps = len(seen)  # the lever before the pin is one more
    assert journey.page.evaluate("history.length") - entries == steps
    address = journey.link()
    for place in reversed([*seen[:5], None, seen[5]]):
        journey.page.go_back()
        journey.settled()
        if place is not None:
            assert sees(journey, place), (look(journey), place)
    for place in (seen[1], seen[2], seen[3], seen[4], None, seen[5], seen[6]):
        journey.page.go_forward()
        journey.settled()
        if place is not None:
            assert sees(journey, place), (look(journey), place)
    assert journey.link() == address
    undo_goes_through_the_same_steps_and_redo_comes_back(journey, seen)
    other = visit(address)
    assert sees(other, seen[-1]), "the address alone says it all"
    assert journey.errors == other.errors == []


def undo_goes_through_the_same_steps_and_redo_comes_back(journey, seen: list[dict[str, str]]) -> None:
    for place in reversed([*seen[:5], None, seen[5]]):
        journey.press("undo")
        if place is not None:
            assert sees(journey, place), (look(journey), place)
    expect(journey.key("undo").get_by_role("button")).to_be_disabled()
    for place in (seen[1], seen[2], seen[3], seen[4], None, seen[5], seen[6]):
        journey.press("redo")
        if place is not None:
            assert sees(journey, place), (look(journey), place)
