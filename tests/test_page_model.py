"""The model page without a browser: what it says is what the code declares and what was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simulation import ASSUMPTIONS, LEVERS, MEASURES, MODEL_VERSION, VARIANTS
from simulation.documentation import findings, tables
from simulation.schedule import WEEK
from simulation.studies import robustness as headlines
from simulation.studies.robustness import Standing
from simulation.studies.saved_study import beliefs
from simulation.studies.validation import Finding
from ui.model import evidence as view
from ui.model import limits
from ui.model.catalogue import found
from ui.model.limits import prose
from ui.model.week import spoken, written

PAGE = Path(__file__).parent.parent / "ui/model/page.py"


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def part(page: AppTest, name: str) -> AppTest:
    page.segmented_control(key="model_view").set_value(name).run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.info, *page.warning))


def one(**changes: object) -> Finding:
    usual = {"name": "replies", "group": "target", "source": "S3", "accepted": "0.4 to 0.6", "low": 0.4, "high": 0.6, "median": 0.5, "seen_low": 0.45}
    rest = {"seen_high": 0.55, "verdict": "holds", "gated": True, "fitted": False, "reason": "", "format": ".2f"}
    return Finding(**{**usual, **rest, **changes})


def save(place: Path, found_ones: list[Finding], version: str = MODEL_VERSION) -> None:
    place.write_text(
        json.dumps({"model_version": version, "beliefs": beliefs(), "runs": 4, "seed": 9, "findings": [each.as_row() for each in found_ones]})
    )


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return a function that makes the page show other findings."""

    def show(*arguments: object) -> None:
        if arguments:
            save(tmp_path / "validation.json", *arguments)
        monkeypatch.setattr(view, "saved", lambda: findings.saved(tmp_path / "validation.json"))

    return show


def test_the_week_is_read_aloud_in_order(page):
    said = [element.value for element in page.markdown if " · " in element.value]
    assert [text.partition("**  \n")[0].lstrip("*") for text in said] == [
        f"{place} · {spoken(step.name)}" for place, step in enumerate(WEEK, start=1)
    ]
    assert "Answer posts" in said[[step.name for step in WEEK].index("reply")]
    assert "May write" not in texts(page)
    page.toggle(key="model_writes").set_value(True).run()
    assert texts(page).count("May write") == sum(any(not name.startswith("world.") for name in step.writes) for step in WEEK)


def test_a_step_that_writes_no_column_says_what_it_sets():
    trust = next(row for row in tables.schedule() if row["Process"] == "build_trust")
    assert written(trust).startswith("Writes no column of people or members; sets neglect")
    assert written(trust).endswith("Has nothing to do without a community.")
    assert "without a community" not in written(next(row for row in tables.schedule() if row["Process"] == "trade"))


@pytest.mark.parametrize(("name", "declared"), [("Assumptions", ASSUMPTIONS), ("Levers", LEVERS), ("Measures", MEASURES)])
def test_everything_declared_can_be_looked_up(page, name, declared):
    part(page, name)
    assert list(page.dataframe[0].value["Name"]) == list(declared)
    assert f"{len(declared)} of {len(declared)}" in texts(page)


def test_searching_narrows_by_every_word_group_and_confidence(page):
    part(page, "Assumptions")
    page.text_input(key="model_find_assumptions").set_value("inhibition EXPONENT").run()
    assert list(page.dataframe[0].value["Name"]) == ["inhibition_exponent", "question_inhibition"]
    page.text_input(key="model_find_assumptions").set_value("").run()
    page.selectbox(key="model_group_assumptions").set_value("Bonds").run()
    everything = len(page.dataframe[0].value)
    page.pills(key="model_confidence_assumptions").set_value(["high"]).run()
    assert list(page.dataframe[0].value["Name"]) == ["first_reply_effect"]
    assert everything == sum(spec.group == "Bonds" for spec in ASSUMPTIONS.values())


def test_a_search_without_a_hit_says_so_and_shows_the_words_as_text(page):
    part(page, "Levers")
    page.text_input(key="model_find_levers").set_value("<b>**$x$**</b>").run()
    assert not page.exception
    assert [element.value for element in page.info] == ["Nothing matches \\<b\\>\\*\\*\\$x\\$\\*\\*\\</b\\>. Try another word, or all groups."]


def test_every_word_of_a_search_has_to_occur():
    rows = [{"Group": "A", "Name": "one two", "Confidence": "low"}, {"Group": "B", "Name": "two", "Confidence": "high"}]
    assert found(rows, "two") == rows
    assert found(rows, "TWO one") == rows[:1]
    assert found(rows, None, "B") == rows[1:]
    assert found(rows, "", "All", ["low"]) == rows[:1]
    assert found(rows, "three") == []


def test_the_findings_saved_with_the_model_are_shown(page):
    part(page, "Evidence")
    stored = findings.saved()
    outside = [each for each in stored.findings if not each.low <= each.median <= each.high]
    said = texts(page)
    assert (
        f"Of {len(stored.findings)} rows {len(stored.findings) - len(outside)} lie inside the accepted band, {len(outside)} outside it, "
        f"each explained below; 0 of the {sum(each.gated for each in stored.findings)} gated rows fail."
    ) in said
    assert not page.metric, "no bare number of failures stands for what lies outside"
    tabled = [name for table in page.dataframe for name in table.value["Pattern"]]
    assert tabled == [each.name for group in findings.GROUPS for each in stored.of(group)]
    for each in stored.findings:
        if each.verdict != "holds":
            assert each.name in texts(page).replace("\\", "")


def test_what_does_not_hold_gives_its_reason(kept, page):
    kept(
        [
            one(),
            one(name="surges", verdict="open", gated=False, median=0.9, seen_high=1.0, reason="Surges are *rare*."),
            one(name="odd", verdict="fails"),
        ]
    )
    part(page, "Evidence")
    said = texts(page)
    assert ":orange-badge[outside] **surges**: 0.90 \\(0.45 to 1.00\\), accepted 0.4 to 0.6. Surges are \\*rare\\*." in said
    assert "**odd**" in said
    assert "There is no explanation yet." in said
    assert "**replies**" not in said
    assert "Of 3 rows 1 lie inside the accepted band, 2 outside it, 1 of them explained below; 1 of the 2 gated rows fail." in said
    assert ":orange-badge[outside, fails] **odd**" in said


def test_findings_of_another_version_are_shown_with_a_warning(kept, page):
    kept([one()], "0.0.1")
    part(page, "Evidence")
    assert "model version 0.0.1" in page.warning[0].value
    assert MODEL_VERSION in page.warning[0].value


def test_without_findings_the_page_says_how_to_make_them(kept, page):
    kept()
    part(page, "Evidence")
    assert "validate --save" in page.info[0].value
    assert not page.dataframe


def test_a_finding_is_placed_on_an_axis_that_holds_all_its_numbers():
    row = view.frame([one(low=0.0, high=10.0, median=5.0, seen_low=-10.0, seen_high=10.0)]).iloc[0]
    assert row["low"] == pytest.approx(0.12 / 1.24)
    assert row["median"] == pytest.approx((0.75 + 0.12) / 1.24)
    assert (row["from"], row["to"]) == (pytest.approx((0.5 + 0.12) / 1.24), pytest.approx(1.12 / 1.24))
    flat = view.frame([one(low=1.0, high=1.0, median=1.0, seen_low=1.0, seen_high=1.0)]).iloc[0]
    assert flat["median"] == pytest.approx(0.5)


def test_a_finding_without_a_number_has_no_dot():
    nothing = one(median=float("nan"), seen_low=float("nan"), seen_high=float("nan"), verdict="fails")
    row = view.frame([nothing]).iloc[0]
    assert row["median"] is None
    assert row["now"] == "nothing to measure"


def test_the_variants_and_limits_are_those_of_the_document(page):
    part(page, "Variants")
    assert set(page.dataframe[0].value["Name"]) == {name for changes in VARIANTS.values() for name in changes}
    part(page, "Limits")
    said = texts(page)
    assert prose("Limits") in said
    assert "generated" not in said
    assert len(page.dataframe[0].value) == len(tables.confidence())
    assert page.get("download_button")


def test_the_conclusions_saved_with_the_model_are_shown_by_variant(page, monkeypatch, tmp_path):
    place = tmp_path / "headlines.json"
    headlines.save([Standing("Cash *pays*", name, 30 if name == "balanced" else 12, 30) for name in VARIANTS], 30, 9, place)
    monkeypatch.setattr(limits, "stood", lambda: findings.stood(place))
    part(page, "Variants")
    said = texts(page)
    assert "**Cash \\*pays\\***" in said
    assert ":green-badge[Balanced: stands, 30 of 30] :orange-badge[Inhibition-led: falls, 12 of 30]" in said
    assert "0 of 1 conclusions stand in every variant" in said
    assert not page.warning
    place.write_text(place.read_text().replace(beliefs(), "0" * 16))
    part(page, "Limits")
    part(page, "Variants")
    assert "other assumptions" in page.warning[0].value
    place.unlink()
    part(page, "Limits")
    part(page, "Variants")
    assert "variants --save" in page.info[0].value


def test_prose_leaves_out_tables_and_what_leads_to_them():
    assert "Equifinality" in prose("Limits")
    assert "How well founded" not in prose("Limits")
    assert "|---" not in prose("Deviations from the reference specification")
