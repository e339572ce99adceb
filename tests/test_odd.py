"""The model document: complete by its protocol, current with the code, and naming only what exists."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, replace

import pytest

from simulation import ASSUMPTIONS, INPUTS, LEVERS, MEASURES, MODEL_VERSION, VARIANTS
from simulation.documentation import ablated, document, findings, source, tables
from simulation.documentation.document import BLOCK, PLACE, DocumentError, markdown, rewrite, section
from simulation.kernels.process import process
from simulation.schedule import WEEK
from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, WIDE_COLUMNS
from simulation.studies import validation
from simulation.studies.validation import OPEN_MONEY, OPEN_REASONS
from simulation.vocabulary.effects import Effects

TEXT = PLACE.read_text(encoding="utf-8")
WRITTEN = BLOCK.sub("", TEXT)  # by hand
CODE = re.compile(r"```\n(.*?)```|`([^`\n]+)`", re.DOTALL)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction", "Stochasticity",
    "Collectives", "Observation",
)  # fmt: skip
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling", "Design concepts",
    "Initialisation, input data", "Submodels", "Parameters, levers and what their levels do", "Evidence", "Ablations", "Structural variants",
    "Deviations from the reference specification", "Limits", "Bibliography",
)  # fmt: skip
LOCAL = {"new_twin", "z_share", "z_reply"}  # what equations introduce beside the model's own names


def known_names() -> set[str]:
    """Return every name of the model that the document may set as code."""
    world = {name for variables in source.world_variables().values() for name, _ in variables} | {name for name, _ in source.week_variables()}
    columns = {*PEOPLE_COLUMNS, *MEMBER_COLUMNS, *WIDE_COLUMNS}
    constants = {name for one in source.constants() for name in one.name.split(", ")}
    effects = {each.name for each in fields(Effects)}
    return {*INPUTS, *MEASURES, *VARIANTS, *world, *columns, *constants, *effects, *(step.name for step in WEEK)}


def names_in(code: str) -> set[str]:
    """Return what looks like a name of the model rather than like a word: with an underscore, or in capitals."""
    return set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[A-Z]{3,}(?:_[A-Z]+)*\b", code))


def test_the_document_is_current():
    assert rewrite(TEXT) == TEXT, "run python -m simulation document"


@pytest.mark.parametrize("heading", ELEMENTS)
def test_every_part_of_the_protocol_is_there_and_says_something(heading):
    assert len(section(heading, TEXT).split()) > 30


def test_all_eleven_design_concepts_are_discussed():
    found = re.findall(r"^\*\*(.+?)\.\*\* ", section("Design concepts", TEXT), re.MULTILINE)
    assert tuple(found) == CONCEPTS


def test_submodels_cover_every_step_of_the_week():
    headings = "\n".join(re.findall(r"^### .*$", section("Submodels", TEXT), re.MULTILINE))
    steps = set(re.findall(r"`(\w+)`", headings))
    assert steps == {step.name for step in WEEK}


def test_every_assumption_stands_in_an_equation_or_a_sentence():
    missing = [name for name in ASSUMPTIONS if not re.search(rf"\b{name}\b", WRITTEN)]
    assert missing == []


def strange_names(text: str) -> set[str]:
    allowed = known_names() | LOCAL
    return {name for block, inline in CODE.findall(text) for name in names_in(block or inline)} - allowed


def test_no_name_is_set_as_code_that_the_model_does_not_have():
    assert strange_names(WRITTEN) == set()
    assert strange_names("`inhibition_power` and `GREETINGS`, but `MENTEES` and\n```\na_b\n```") == {"inhibition_power", "GREETINGS", "a_b"}


def test_a_changed_declaration_makes_the_document_stale(monkeypatch):
    changed = replace(INPUTS["inhibition_exponent"], default=0.61)
    for declared in (INPUTS, ASSUMPTIONS):
        monkeypatch.setitem(declared, "inhibition_exponent", changed)
    after = rewrite(TEXT)
    assert after != TEXT
    assert "| Inhibition before strangers | `inhibition_exponent` | 0.61 |" in after


def test_what_is_written_by_hand_survives_a_rewrite():
    torn = BLOCK.sub(lambda match: f"{match[1]}old\n{match[4]}", TEXT)
    assert torn != TEXT
    assert rewrite(torn) == rewrite(TEXT)


def test_a_missing_an_unknown_and_a_double_block_are_named():
    with pytest.raises(DocumentError, match="the block schedule exactly once"):
        rewrite(TEXT.replace("generated: schedule", "generated: timetable").replace("end: schedule", "end: timetable"))
    with pytest.raises(DocumentError, match="nothing to generate for the block timetable"):
        rewrite(TEXT.replace("generated: schedule", "generated: timetable").replace("end: schedule", "end: timetable"))
    with pytest.raises(DocumentError, match="the block scales exactly once"):
        rewrite(TEXT + "<!-- generated: scales -->\n<!-- end: scales -->\n")
    with pytest.raises(DocumentError, match="no section Weather"):
        section("Weather", TEXT)


def test_the_command_checks_and_writes(command, monkeypatch, tmp_path):
    place = tmp_path / "ODD.md"
    place.write_text(BLOCK.sub(lambda match: f"{match[1]}old\n{match[4]}", TEXT), encoding="utf-8")
    monkeypatch.setattr(document, "PLACE", place)
    code, _, errors = command("document", "--check")
    assert (code, "is stale" in errors, "old\n" in place.read_text()) == (1, True, True)
    assert command("document")[0] == 0
    assert place.read_text(encoding="utf-8") == rewrite(TEXT)
    assert command("document", "--check") == (0, "", "")
    place.write_text("nothing here", encoding="utf-8")
    code, _, errors = command("document")
    assert code == 2
    assert "exactly once" in errors
    place.unlink()
    code, _, errors = command("document")
    assert (code, "cannot be read" in errors) == (2, True)


def test_every_column_says_what_it_holds_and_who_writes_it():
    rows = tables.columns()
    assert {(row["Table"], row["Column"]) for row in rows} >= {("people", name) for name in PEOPLE_COLUMNS} | {
        ("members", name) for name in MEMBER_COLUMNS
    }
    assert [row["Column"] for row in rows if not row["Meaning"] or not row["Written by"]] == []


def test_tables_hold_everything_declared():
    assert [row["Name"] for row in tables.parameters()] == list(ASSUMPTIONS)
    assert [row["Name"] for row in tables.levers()] == list(LEVERS)
    assert [row["Name"] for row in tables.measures()] == list(MEASURES)
    assert [row["Process"] for row in tables.schedule()] == [step.name for step in WEEK]
    counts = [sum(int(row[name]) for row in tables.confidence()) for name in ("Assumptions", "high", "medium", "low")]
    assert counts[0] == len(ASSUMPTIONS) == sum(counts[1:])


def test_what_a_step_sets_is_read_from_all_the_functions_it_uses():
    by_name = {row["Process"]: row for row in tables.schedule()}
    assert "sham_trust_loss" in by_name["build_trust"]["Variables it sets"]  # set in a helper of build_trust
    assert "recommended" in by_name["recommend"]["Variables it sets"]
    assert "recommended" not in by_name["leave"]["Variables it sets"]  # its neighbour in the same file
    assert "now.visitors" in by_name["visit"]["Variables it sets"]


def test_a_process_of_another_module_can_be_read_too():
    assert source.sets(idle) == ([], [])
    assert inspect.getmodule(idle.run).__name__ == __name__


@process()
def idle(world) -> None:
    """Do nothing."""


def test_tables_cannot_be_broken_by_what_stands_in_them():
    text = markdown([{"A": "one | two", "B": "<b>*x*</b>\nnext"}], code=())
    assert text.splitlines() == ["| A | B |", "|---|---|", "| one \\| two | &lt;b>\\*x\\*&lt;/b> next |"]
    assert markdown([]) == "None."


def test_saved_findings_are_of_this_version_of_the_model():
    kept = findings.saved()
    assert kept is not None, "run python -m simulation validate --save"
    assert kept.version == MODEL_VERSION, "run python -m simulation validate --save"
    assert {one.group for one in kept.findings} <= set(findings.GROUPS)
    assert {one.verdict for one in kept.findings} <= set(findings.VERDICTS)


def test_every_row_outside_its_band_is_called_so_and_explained():
    kept = findings.saved()
    outside = [one for one in kept.findings if not one.low <= one.median <= one.high]
    assert outside
    assert [one.name for one in kept.findings if one.verdict != "holds"] == [one.name for one in outside]
    assert [one.name for one in outside if len(one.reason) < 60] == [], "a reason says what makes the difference"
    assert [one.name for one in outside if one.gated] == []
    assert {row["Verdict"] for row in findings.rows(outside)} == {"outside"}
    reasons = {**OPEN_REASONS, **OPEN_MONEY}
    assert {one.name: one.reason for one in outside} == {one.name: reasons[one.name] for one in outside}, "reasons are kept as the code has them"
    assert f"Of {len(kept.findings)} rows {len(kept.findings) - len(outside)} lie inside the accepted band, {len(outside)} outside it" in TEXT


def test_validate_counts_what_lies_outside_before_it_lists_it(command, monkeypatch):
    kept = findings.saved()
    monkeypatch.setattr(validation, "validate", lambda **asked: list(kept.findings))
    code, text, errors = command("validate")
    assert (code, errors) == (0, "")
    outside = sum(one.verdict == "open" for one in kept.findings)
    assert text.splitlines()[0] == validation.tally(kept.findings)
    assert f" {outside} outside it, each explained below; 0 of the " in text
    assert sum(re.search(r" outside(, not fitted)?$", line) is not None for line in text.splitlines()) == outside
    wrong = replace(next(one for one in kept.findings if one.gated), verdict="fails")
    monkeypatch.setattr(validation, "validate", lambda **asked: [wrong])
    code, text, errors = command("validate")
    assert code == 1
    assert text.startswith("Of 1 rows 0 lie inside the accepted band, 1 outside it, 0 of them explained below; 1 of the 1 gated rows fail.")


def test_without_proof_or_word_of_mouth_acquisition_s_share_lies_in_its_band():
    name = "share of value by acquisition [%]"
    held = {one.mechanism: one.holds for one in ablated.kept()["ablations"] if one.target == name}
    assert {mechanism for mechanism, holds in held.items() if holds} == {"no proof", "no word of mouth"}
    assert "proof" in OPEN_MONEY[name]
    assert "word of mouth" in OPEN_MONEY[name]
    shares = {one.name: (one.median, one.low) for one in findings.saved().findings if one.name.startswith("share of value by")}
    assert shares["share of value by retention and expansion [%]"][0] >= shares["share of value by retention and expansion [%]"][1]
    assert shares["share of value by deflection [%]"][0] < shares["share of value by deflection [%]"][1]


def test_without_saved_findings_the_document_says_how_to_get_them(monkeypatch, tmp_path):
    assert findings.saved(tmp_path / "none.json") is None
    monkeypatch.setattr(findings, "saved", lambda: None)
    assert "validate --save" in document.blocks()["findings"]()
