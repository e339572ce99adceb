"""Every lesson has its kept picture, and it shows the lesson as it is now. `python tests/lesson_looks.py FOLDER --keep --only NAME` takes it anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from scenarios.lesson import lessons
from tests.lesson_looks import LOOKS
from tests.lesson_pictures import KEPT, LARGEST, SCALE, known, mark_of_sheet, taken_of

OWN = lessons()[0]


def test_there_is_one_for_every_lesson_and_no_other():
    assert {path.stem for path in KEPT.glob("*.webp")} == set(known()) == set(OWN)


@pytest.mark.parametrize("name", OWN)
def test_it_shows_the_lesson_as_it_is_now_in_all_looks(name):
    noted = known()[name]
    assert noted["of"] == taken_of(OWN[name]), f"the lesson has changed: take it anew with --keep --only {name}"
    assert noted["sheet"] == mark_of_sheet(name), "the picture is not the one that was taken"
    path = KEPT / f"{name}.webp"
    assert path.stat().st_size <= LARGEST
    with Image.open(path) as sheet:
        assert sheet.width > SCALE * sum(width for width, _, dark in LOOKS if not dark)
        assert sheet.height > SCALE * sum(height for width, height, _ in LOOKS if width < 500)


def test_another_claim_question_or_world_makes_it_stale_and_what_it_does_not_show_does_not():
    lesson = OWN["selling"]
    before = taken_of(lesson)
    for other in (
        replace(lesson, before=lesson.after),
        replace(lesson, claim="another claim"),
        replace(lesson, effect=lesson.effect[:1]),
        replace(lesson, predict=replace(lesson.predict, question="another question")),
        replace(lesson, title="another title"),
    ):
        assert taken_of(other) != before
    assert taken_of(replace(lesson, explain="told in other words", script=lesson.script[:5])) == before
