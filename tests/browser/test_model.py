"""A reader who wants to know what the model rests on: the week, one parameter, the evidence, the limits."""

from __future__ import annotations

from playwright.sync_api import expect

from simulation import ASSUMPTIONS
from simulation.documentation import tables

TALL = 2400  # [px] everything is in sight: what is drawn only then is drawn
PARTS = ("The week", "Assumptions", "Levers", "Measures", "Evidence", "Variants", "Limits")


def open_part(journey, name: str) -> None:
    journey.key("model_view").get_by_text(name, exact=True).click()
    journey.settled()


def test_a_reader_finds_what_the_model_rests_on(visit, tmp_path):
    journey = visit("model")
    assert "2 · Apply plans" in journey.text("model_week")
    open_part(journey, "Assumptions")
    journey.key("model_find_assumptions").get_by_role("textbox").fill("inhibition")
    journey.page.keyboard.press("Enter")
    journey.settled()
    matching = sum("inhibition" in " ".join(row.values()).casefold() for row in tables.parameters())
    expect(journey.page.get_by_text(f"{matching} of {len(ASSUMPTIONS)}", exact=True)).to_be_visible()
    open_part(journey, "Evidence")
    expect(journey.page.locator("[data-testid=stVegaLiteChart]").nth(1)).to_be_visible()  # a browser loads what draws charts when the first one comes
    open_part(journey, "Limits")
    assert "Equifinality" in journey.page.locator("[data-testid=stMain]").inner_text()
    with journey.page.expect_download() as waiting:
        journey.key("model_document").get_by_role("button").click()
    kept = tmp_path / "model.md"
    waiting.value.save_as(kept)
    assert kept.read_text(encoding="utf-8").startswith("# The model document")
    # Another page and back: the part stays where it was.
    journey.page.get_by_role("link", name="Scenarios").click()
    journey.settled()
    journey.page.get_by_role("link", name="Model", exact=True).click()
    journey.settled()
    assert "Equifinality" in journey.page.locator("[data-testid=stMain]").inner_text()
    assert journey.errors == []
    assert journey.foreign() == []


def test_it_fits_and_axe_finds_nothing_serious(visit, pictures):
    journey = visit("model")
    for name in PARTS:
        open_part(journey, name)
        for width, dark in ((1280, False), (1280, True), (390, False)):
            look = journey.look(width, TALL, dark)
            journey.keep(pictures / f"model-{name.lower().replace(' ', '-')}-{look}.png")
            assert journey.barriers(contrast_alone=dark) == [], f"{name}, {look}"
    assert journey.errors == []
