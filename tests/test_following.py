"""How a page of a class keeps up with it, whatever became of single drawings, and what a second tab of a seat sees."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from scenarios.classes import PREDICT, REVEAL, STEPS, Class, Classes
from scenarios.lesson_answer import answer_text, months_asked
from scenarios.store import Store
from tests.saving import lesson, words
from ui.learn import class_page, following
from ui.learn import student as student_page
from ui.learn.classes import Seen, forget

PUZZLE = STEPS.index("Puzzle")


pytestmark = pytest.mark.usefixtures("few_worlds")


def drawing(page: class_page.Page, seen: Seen | None) -> int:
    turn = page.begins()
    page.stands(seen)
    page.ends(turn)
    return turn


def a_class(step: int, answers: dict[int, str] | None = None) -> Seen:
    return Seen(Class("ABCDE", "selling", step, 2, len(answers or {})), answers or {}, time.monotonic())


def test_a_page_is_behind_where_its_browser_holds_another_drawing_than_the_last_or_the_class_has_moved():
    page = class_page.Page("ABCDE", seat=1)
    first = drawing(page, a_class(PREDICT))
    now, later = page.ended + 0.1, page.ended + class_page.ON_ITS_WAY + 0.1
    there = page.standing(a_class(PREDICT))
    assert not page.behind(first, there, later)
    assert page.behind(first, page.standing(a_class(REVEAL)), now)
    assert page.behind(first, page.standing(a_class(PREDICT, {1: "2"})), now)  # sent from another tab of this seat
    assert not page.behind(first, page.standing(a_class(PREDICT, {2: "2"})), now)
    assert page.behind(first, page.standing(None), now)
    second = drawing(page, a_class(PREDICT))
    now, later = page.ended + 0.1, page.ended + class_page.ON_ITS_WAY + 0.1
    assert not page.behind(first, there, now)  # it may be on its way
    assert page.behind(first, there, later)  # it has not come
    assert not page.behind(second, there, later)


def test_a_drawing_that_goes_on_is_waited_for_unless_it_is_of_a_step_that_is_over():
    page = class_page.Page("ABCDE", seat=1)
    first = drawing(page, a_class(PREDICT))
    page.begins()
    assert not page.behind(first, page.standing(a_class(REVEAL)), page.ended + 99)  # what it draws is not known yet
    page.stands(a_class(REVEAL))
    assert not page.behind(first, page.standing(a_class(REVEAL)), page.ended + 99)
    assert page.behind(first, page.standing(a_class(PUZZLE)), page.ended)
    page.ends(first)  # one that was overtaken says nothing
    assert page.busy


def test_a_drawing_that_breaks_is_tried_again_and_less_and_less_often():
    page = class_page.Page("ABCDE", seat=1)
    pauses = []
    for _ in range(8):
        turn = page.begins()
        page.stands(a_class(PREDICT))
        page.broken = True
        page.ends(turn)
        there = page.standing(a_class(PREDICT))
        pauses.append(next(pause for pause in np.arange(0.5, 60.0, 0.5) if page.behind(turn, there, page.ended + pause)))
    assert pauses[0] <= 3
    assert pauses == sorted(pauses)
    assert pauses[-1] <= class_page.LONGEST + 1
    assert not page.behind(drawing(page, a_class(PREDICT)), page.standing(a_class(PREDICT)), page.ended + 99)


def program_of(app) -> dict:
    """Return what a page's program was told last."""
    (told,) = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name.endswith("clg_follow")]
    return told


def asks(app) -> dict:
    return following.asked({name: program_of(app)[name] for name in ("page", "turn")})


def test_a_page_that_broke_asks_on_and_comes_to_the_present_step(open_page, place, monkeypatch):
    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    app = open_page("learn", **{"class": code, "seat": token})
    assert asks(app) == {"behind": False, "words": None}
    kept.move(code, key, PREDICT)
    forget(code)
    assert asks(app)["behind"]
    with monkeypatch.context() as broken:
        broken.setattr(student_page, "prediction", lambda *given: 1 / 0)
        app.run()
        assert app.exception
        assert not asks(app)["behind"]  # not at once
        broken.setattr(class_page, "ON_ITS_WAY", 0.0)
        assert asks(app)["behind"]
    app.run()
    assert not app.exception
    assert asks(app) == {"behind": False, "words": None}
    kept.delete(code, key)
    forget(code)
    assert asks(app)["behind"]
    told = program_of(app)
    app.run()
    assert "There is no class" in words(app)
    assert not [one for one in app.get("bidi_component") if one.proto.component_name.endswith("clg_follow")]  # nothing is left to ask for
    assert following.asked({"page": "guessed", "turn": told["turn"]}) is None


def test_the_teachers_page_hears_how_many_have_answered(open_page, place):
    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    kept.move(code, key, PREDICT)
    app = open_page("learn", **{"class": code, "key": key})
    assert asks(app) == {"behind": False, "words": ("0 of 1", "has answered.")}
    kept.answer(code, token, "1")
    kept.join(code)
    forget(code)
    assert asks(app) == {"behind": False, "words": ("1 of 2", "have answered.")}


def test_two_tabs_of_one_seat_are_one_seat(open_page, place):
    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    kept.move(code, key, PREDICT)
    first, second = (open_page("learn", **{"class": code, "seat": token}) for _ in range(2))
    assert all("you are **Blue 1**" in words(tab) for tab in (first, second))
    radio = f"class_{code}_choice"
    first.radio(key=radio).set_value(1).run()
    first.button(key="send_answer").click().run()
    assert asks(second)["behind"]
    second.run()
    assert not second.exception
    assert second.radio(key=radio).value == 1
    assert any("Your answer is in" in one.value for one in second.success)
    second.radio(key=radio).set_value(2).run()
    assert second.button(key="send_answer").label == "Change my answer"
    first.run()
    assert any("Your answer is in" in one.value for one in first.success)
    second.button(key="send_answer").click().run()
    assert kept.answers(code) == {1: "2"}  # one seat, one answer, the last one
    assert asks(first)["behind"]
    first.run()
    assert first.radio(key=radio).value == 2
    assert any("Your answer is in" in one.value for one in first.success)
    first.radio(key=radio).set_value(0).run()  # not sent yet
    second.radio(key=radio).set_value(1).run()
    second.button(key="send_answer").click().run()
    first.run()
    assert first.radio(key=radio).value == 0  # what somebody is about to send stays
    assert first.button(key="send_answer").label == "Change my answer"
    again = open_page("learn", **{"class": code, "seat": token})  # a reload
    assert again.radio(key=radio).value == 1
    assert any("Your answer is in" in one.value for one in again.success)
    assert kept.find(code).seats == 1
    assert not any(tab.exception for tab in (first, second, again))


@pytest.mark.parametrize("name", ["moving-house", "first-twenty", "one-nine-ninety"])
def test_an_answer_that_another_tab_sent_is_taken_over(open_page, place, name):
    told = lesson(name)
    kept = Classes(Store(place))
    code, key = kept.open(name)
    _, token = kept.join(code)
    kept.move(code, key, PREDICT)
    tab = open_page("learn", **{"class": code, "seat": token})
    assert not tab.success
    for nth in (1, 2):
        answer = [float(nth)] * len(months_asked(told)) if told.predict.kind == "curve" else nth * told.predict.top / 4
        kept.answer(code, token, answer_text(told, answer))
        forget(code)
        tab.run()
        assert not tab.exception
        assert any("Your answer is in" in one.value for one in tab.success), nth
