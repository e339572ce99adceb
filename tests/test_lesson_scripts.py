"""Every number on every lesson's printable script is the model's: read anew from worlds that are simulated here, and found on both papers."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from scenarios.lesson import FOLDER, Lesson, load_lesson
from scenarios.lesson_task import spec_of
from simulation import MEASURES, MODEL_VERSION, Results, band
from simulation.engine.ensemble import run_replicates
from simulation.outcomes.reading import read
from simulation.studies.lesson_proof import load
from ui.learn import sheet
from ui.learn import worlds as learn_worlds
from ui.learn.script_sheet import Script
from ui.text.wording import amount

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
WORLDS = 2  # of a script here; a teacher's has thirty
SPACE, NUMBER = re.compile(r"\s+"), re.compile(r"\d[\d,]*(?:\.\d+)?")


class Simulated:
    """The worlds of one lesson, each simulated once for the script and for the check."""

    def __init__(self) -> None:
        self._known: dict[str, Results] = {}

    def __call__(self, scenario, tick=None) -> Results:
        spec = spec_of(scenario, WORLDS)
        if repr(spec) not in self._known:
            self._known[repr(spec)] = run_replicates(spec)
        return self._known[repr(spec)]


def in_how_many(claims, before: Results, after: Results) -> int:
    """Count the worlds in which all claims are so, world by world."""
    met = [claim.met(before, after) for claim in claims]
    return sum(all(one[world] for one in met) for world in range(WORLDS))


def of_worlds(count: int) -> str:
    return rf"\b{count} of {WORLDS} (paired )?worlds"


def checked(lesson: Lesson, script: Script, worlds: Simulated) -> None:
    """Hold every line with numbers against the worlds."""
    before, after = worlds(lesson.before), worlds(lesson.after)
    lines = list(script.expected)
    assert re.search(of_worlds(in_how_many(lesson.effect, before, after)), lines.pop(0).removeprefix(lesson.claim))
    if lesson.predict.measure:
        measure = lesson.predict.measure
        results = {"before": before, "after": after}[lesson.predict.of]
        told = dict(re.findall(r"month (\d+): ([^;]*?)(?=;|\.$)", lines[0]))
        wanted = {lesson.predict.month} if lesson.predict.kind == "number" else {lesson.predict.known_until, 12, 24, 36}
        assert {int(month) for month in told} == wanted
        assert lines[0].startswith(f"{MEASURES[measure].label}, {getattr(lesson, lesson.predict.of).title}:")
        for month, words in told.items():
            ends = band(read(results, measure, int(month)))
            numbers = [number for end in ends for number in NUMBER.findall(amount(measure, float(end)))]
            assert len(numbers) == 3
            assert set(NUMBER.findall(words)) == set(numbers), (month, words)
        lines.pop(0)
    for text, claims in lesson.predict.options:
        line = lines.pop(0)
        assert line.startswith(f"“{text}”: so in ")
        assert re.search(of_worlds(in_how_many(claims, before, after)), line)
    off = [worlds(lesson.switched_off(one)) for one in (lesson.before, lesson.after)]
    assert re.search(of_worlds(in_how_many(lesson.effect, *off)), lines.pop(0))
    assert lines == []
    won = worlds(lesson.puzzle.played(lesson.puzzle.winner))
    met = [condition.met_by(read(won, *condition.reading)) for condition in lesson.puzzle.win]
    assert re.search(of_worlds(sum(all(one[world] for one in met) for world in range(WORLDS))), script.answer[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_script_is_the_models_and_stands_on_both_papers(name, monkeypatch):
    lesson, worlds = load_lesson(FOLDER / f"{name}.toml"), Simulated()
    monkeypatch.setattr(sheet, "computed", worlds)
    script = sheet.made(lesson)
    checked(lesson, script, worlds)
    after = worlds(lesson.after)
    assert script.origin.startswith(f"Model {MODEL_VERSION}, seed {lesson.after.seed}, {WORLDS} worlds, {after.weeks} weeks")
    (paper,) = PdfReader(io.BytesIO(sheet.script_pdf(script))).pages
    drawn = SPACE.sub("", paper.extract_text())
    page = SPACE.sub("", re.sub(r"<[^>]+>", "", sheet.script_html(script)))
    for line in (*script.expected, script.origin, script.answer[0]):
        numbers = NUMBER.findall(line)
        assert numbers
        assert all(number in drawn and number in page for number in numbers), line
        assert SPACE.sub("", line.partition(":")[0]) in drawn, line


def test_a_script_of_other_worlds_is_found_out(monkeypatch):
    lesson, worlds = load_lesson(FOLDER / "reporting.toml"), Simulated()
    monkeypatch.setattr(sheet, "computed", lambda scenario, tick=None: worlds(lesson.before))
    with pytest.raises(AssertionError):
        checked(lesson, sheet.made(lesson), worlds)


def test_a_script_is_made_in_as_many_worlds_as_its_claims_were_proved_in():
    kept = load()
    assert {proof.of for proof in kept["lessons"]} == {learn_worlds.WORLDS} == {kept["runs"]}
    assert {load_lesson(FOLDER / f"{name}.toml").after.seed for name in NAMES} == {kept["seed"]}
