"""The page Learn without a browser: a lesson gone through alone, and what it does not send before the reveal."""

from __future__ import annotations

import json
import re
import threading
import time
from itertools import pairwise

import numpy as np
import pytest

from scenarios.classes import PREDICT, REVEAL, STEPS, Classes
from scenarios.failures import StoreUnavailable
from scenarios.lesson import lessons
from scenarios.lesson_task import spec_of
from scenarios.store import Store
from simulation import INPUTS, MEASURES
from simulation.outcomes.reading import read
from tests.saving import lesson, words
from ui.learn import charts
from ui.learn.classes import forget, look
from ui.learn.curve import knots, through
from ui.learn.texts import safe
from ui.learn.worlds import computed, known_course, known_part

PUZZLE = STEPS.index("Puzzle")


pytestmark = pytest.mark.usefixtures("few_worlds")


def test_every_lesson_is_offered(open_page):
    app = open_page("learn")
    assert not app.exception
    for name in lessons()[0]:
        assert app.button(key=f"begin_{name}")
    app.text_input(key="join_code").set_value("nope!").run()
    app.button(key="join").click().run()
    assert any("no class" in error.value for error in app.error)


def test_a_choice_is_predicted_revealed_explained_and_puzzled(open_page):
    told = lesson("selling")
    app = open_page("learn", lesson="selling")
    assert "Every thread is a chance to sell" in words(app)
    app.button(key="learn_next").click().run()
    app.segmented_control(key="steps_selling").set_value("Reveal").run()  # not yet
    assert app.button(key="learn_lock").disabled
    assert told.claim[:30] not in words(app)
    app.radio(key="predict_selling_choice").set_value(1).run()
    app.button(key="learn_lock").click().run()
    assert not app.exception
    assert "so in **4 of 4 worlds**" in words(app)
    app.button(key="learn_next").click().run()
    assert not app.exception
    app.toggle(key="explain_off").set_value(True).run()
    assert "in 0 of 4 paired worlds" in words(app)
    app.button(key="learn_next").click().run()
    assert not app.exception
    assert "All at once in **0 of 10 worlds**" in words(app)
    for name, value in told.puzzle.winner.items():
        widget = next(one for kind in ("slider", "selectbox", "toggle") for one in app.get(kind) if one.key == f"puzzle_selling_{name}")
        widget.set_value(value)
    app.run()
    assert app.button(key="puzzle_selling_confirm")
    app.button(key="learn_next").click().run()
    assert "prove nothing about trust" in words(app)


def test_the_crowd_that_a_month_hides_is_drawn_before_the_prediction_and_told_after(open_page):
    told = lesson("auditorium")
    series = computed(told.after).series["weekly_active"]
    medians = np.median(series[:, :13], axis=0)
    assert medians.argmax() == 4
    assert medians[4] > 3 * known_part(told)[0], "the month's mean hides it"
    when, known, weekly = known_course(told)
    assert weekly
    assert np.array_equal(known, series[:, :13]), "the known months and no week more"
    assert when[[0, -1]] == pytest.approx([12 / 52, 3.0])
    other = lesson("moving-house")
    when, known, weekly = known_course(other)
    assert (weekly, list(when)) == (False, [1, 2, 3, 4, 5, 6]), "where no week stands out the months say it"
    assert np.median(known, axis=0) == pytest.approx(known_part(other))
    app = open_page("learn", lesson="auditorium")
    app.session_state["learn_auditorium"] = {"step": "Reveal", "locked": [500.0] * 33}
    app.run()
    assert not app.exception
    assert (
        f"The first 3 months are drawn week by week: the most in week 4, median {medians[4]:,.0f}, after {medians[3]:,.0f} the week before. "
        "Then there is one number a month, the mean of its last four weeks."
    ) in words(app).replace("\\", "")


def test_with_the_mechanism_off_each_half_of_a_claim_says_how_much_of_it_is_left(open_page):
    told = lesson("auditorium")
    app = open_page("learn", lesson="auditorium")
    app.session_state["learn_auditorium"] = {"step": "Explain", "locked": [500.0] * 33}
    app.run()
    assert not app.exception
    assert "Claim by claim" not in words(app)
    app.toggle(key="explain_off").set_value(True).run()
    assert not app.exception
    on, off = ([computed(one) for one in pair] for pair in ((told.before, told.after), [told.switched_off(one) for one in (told.before, told.after)]))
    weeks, share = told.effect
    assert (weeks.met(*on).sum(), weeks.met(*off).sum()) == (len(on[0]), 0)
    assert (share.met(*on).sum(), share.met(*off).sum()) == (len(on[0]),) * 2
    apart = [float(np.median(share.values(*pair))) for pair in (off, on)]
    said = words(app).replace("\\", "")
    assert f"Claim by claim: weeks as an auditorium in 0 instead of {len(on[0])}" in said
    assert f"speaking share in {len(on[0])} instead of {len(on[0])} (second divided by first: {apart[0]:.2f} instead of {apart[1]:.2f})" in said


def test_a_number_and_its_sign_of_per_cent_stay_on_one_line(open_page):
    app = open_page("learn", lesson="one-nine-ninety")
    app.session_state["learn_one-nine-ninety"] = {"step": "Reveal", "locked": 0.4}
    app.run()
    assert not app.exception
    told = [one.value for one in app.markdown if "%" in one.value and "median" in one.value]
    assert len(told) == 2
    assert all(re.search(r"\d\u00a0%", one) and not re.search(r"\d %", one) for one in told)
    assert re.search(r"eight of ten lie at \d+ to \d+\u00a0%\.", told[0])


def test_no_result_is_sent_before_the_reveal(open_page):
    told = lesson("moving-house")
    app = open_page("learn", lesson="moving-house")
    app.button(key="learn_next").click().run()
    assert not app.exception
    sent = json.dumps([str(app.main), [getattr(one, "proto", None) and str(one.proto) for one in app.get("bidi_component")]])
    results = computed(told.after)
    later = [float(np.nanmedian(read(results, told.predict.measure, month))) for month in range(told.predict.known_until + 1, 37)]
    pairs = [f"{one}{comma}{other}" for one, other in pairwise(later) for comma in (", ", ",")]  # one alone may be a number of the scale
    assert [pair for pair in pairs if pair in sent] == []
    known = [float(value) for value in known_part(told)]
    assert any(f"{one}{comma}{other}" in sent for one, other in pairwise(known) for comma in (", ", ",")), "what may be known is sent like this"
    assert told.claim not in sent
    assert len(known_part(told)) == told.predict.known_until


def test_numbers_typed_per_half_year_are_a_curve():
    assert knots(3, 36) == [6, 12, 18, 24, 30, 36], "half-years, as months are named everywhere"
    assert knots(4, 38) == [12, 18, 24, 30, 38]
    assert knots(6, 36) == [12, 18, 24, 30, 36]
    curve = through(10.0, 6, [12, 36], [16.0, 40.0], 36)
    assert curve[:3] == [11.0, 12.0, 13.0]
    assert curve[-1] == 40.0
    assert len(curve) == 30


def test_a_lessons_text_is_text():
    assert "<b>" not in safe("<b>x</b> $y$ :red[z] `code`").replace("\\<", "")
    assert safe("**bold**\n\n- list") == "**bold**\n\n- list"
    assert "](" not in safe("[a](javascript:alert(1)) ![b](http://x)")


def test_an_unknown_lesson_is_said(open_page):
    app = open_page("learn", lesson="nothing")
    assert any("no such lesson" in error.value for error in app.error)
    assert spec_of(lesson("selling").after, 3).runs == 3


@pytest.mark.parametrize("problems", [["the effect holds in 12 of 30 worlds only"], None, []])
def test_a_lesson_that_does_not_hold_says_so_on_its_page(open_page, monkeypatch, problems):
    from ui.learn import home

    monkeypatch.setattr(home, "standing", lambda name, mark: problems)
    app = open_page("learn", lesson="selling")
    assert not app.exception
    said = [one.value for one in app.caption if "version of the model" in one.value]
    assert said == ([home.caution(problems)] if problems != [] else [])


def test_a_class_says_that_its_lesson_does_not_hold_to_the_teacher_at_once_and_to_students_from_the_reveal(open_page, place, monkeypatch):
    from ui.learn import home

    monkeypatch.setattr(home, "standing", lambda name, mark: ["the effect holds in 12 of 30 worlds only"])
    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    told = "the effect holds in 12 of 30 worlds only"
    for step in (PREDICT, REVEAL):
        kept.move(code, key, step)
        forget(code)
        assert told in words(open_page("learn", **{"class": code, "key": key}))
        assert (told in words(open_page("learn", **{"class": code, "seat": token}))) == (step >= REVEAL)


def test_a_class_that_cannot_be_joined_says_why(open_page, place, monkeypatch):
    from scenarios import classes as module

    kept = Classes(Store(place))
    code, _ = kept.open("selling")
    assert "There is no class with the code AAAAA" in words(open_page("learn", **{"class": "AAAAA"}))
    assert "There is no class with this code" in words(open_page("learn", **{"class": "<b>O0</b>"}))
    assert "This seat is not one of the class" in words(open_page("learn", **{"class": code, "seat": "x" * 24}))
    monkeypatch.setattr(module, "SEATS", 1)
    kept.join(code)
    full = open_page("learn", **{"class": code})
    full.button(key="take_seat").click().run()
    assert "You have no seat yet. Reason: this class is full" in words(full)
    assert "seat" not in full.query_params
    later = module._milliseconds() + (module.DAYS + 1) * 86_400_000
    monkeypatch.setattr(module, "_milliseconds", lambda: later)
    forget(code)
    assert f"There is no class with the code {code}" in words(open_page("learn", **{"class": code}))


def test_the_teacher_sees_what_wins_and_what_may_be_moved(open_page, place):
    kept = Classes(Store(place))
    code, key = kept.open("selling")
    kept.move(code, key, PUZZLE)
    forget(code)
    app = open_page("learn", **{"class": code, "key": key})
    assert not app.exception
    told, puzzle = words(app), lesson("selling").puzzle
    assert "You win when in" in told
    for condition in puzzle.win:
        assert MEASURES[condition.measure].label in told
    for name in puzzle.levers:
        assert INPUTS[name].label.lower() in told


def test_a_puzzle_writes_shares_in_per_cent_and_says_what_a_number_with_a_meaning_means(open_page, place):
    kept = Classes(Store(place))
    told = {}
    for name in ("auditorium", "selling"):
        code, key = kept.open(name)
        _, token = kept.join(code)
        kept.move(code, key, PUZZLE)
        forget(code)
        app = told[name] = open_page("learn", **{"class": code, "seat": token})
        assert not app.exception
    assert "0 means: open door." in words(told["auditorium"])
    assert told["selling"].slider(key="class_puzzle_selling_pressure").proto.format == "percent"
    told["auditorium"].slider(key="class_puzzle_batch_size").set_value(50).run()
    assert "means: open door" not in words(told["auditorium"])


def test_a_class_on_this_machine_alone_is_told_how_others_reach_it(open_page, place):
    code, key = Classes(Store(place)).open("selling")
    told = words(open_page("learn", **{"class": code, "key": key}))
    assert "--browser.serverAddress NAME" in told
    assert "NAME is what students type to reach this machine" in told


def test_a_reveal_names_what_is_in_it_and_a_class_reads_it_from_afar():
    alone, of_a_class, projector = (charts.curve("~s", several, "", own) for several, own in ((False, True), (True, True), (True, False)))

    def named(spec):
        return spec["layer"][0]["encoding"]["color"]["legend"]["values"]

    assert named(alone) == [charts.WORLDS, charts.MINE]
    assert named(of_a_class) == [charts.WORLDS, charts.MINE, charts.CLASS]
    assert named(projector) == [charts.WORLDS, charts.CLASS]
    assert projector["config"]["legend"]["labelFontSize"] >= 18 > alone["config"]["legend"]["labelFontSize"]
    assert charts.curve("~s", True)["layer"][1]["mark"]["strokeWidth"] >= 2


@pytest.mark.parametrize("forged", ["nonsense", "x" * 24, "' OR 1=1 --"])
def test_with_a_forged_key_a_class_is_the_students(open_page, place, forged):
    code, key = Classes(Store(place)).open("selling")
    app = open_page("learn", **{"class": code, "key": forged})
    assert app.button(key="take_seat")
    assert "key" not in app.query_params
    assert not [one for one in app.button if (one.key or "").startswith("to_")]
    assert [one for one in open_page("learn", **{"class": code, "key": key}).button if one.key == "to_reveal"]


def test_an_answer_after_the_reveal_is_refused_with_the_reason(open_page, place, monkeypatch):
    from ui.learn import classes as seen

    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    kept.move(code, key, PREDICT)
    monkeypatch.setattr(seen, "FRESH", 60.0)  # this page has not heard of the reveal yet
    app = open_page("learn", **{"class": code, "seat": token})
    app.radio(key=f"class_{code}_choice").set_value(1).run()
    kept.move(code, key, REVEAL)
    app.button(key="send_answer").click().run()
    assert not app.exception
    assert kept.given(code, token) is None
    assert "paired worlds" in words(app)  # the page has followed
    assert "Your answer was not taken: answers are closed since the reveal." in words(app)


def test_where_a_class_cannot_be_read_one_tries_for_all(monkeypatch):
    from ui.learn import classes as seen

    tries: list[float] = []

    def slow():
        tries.append(time.monotonic())
        time.sleep(0.3)
        raise StoreUnavailable("somewhere", "it is away")

    monkeypatch.setattr(seen, "classes", slow)
    forget("AAAAA")
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(StoreUnavailable, match="it is away"):
            look("AAAAA")
        told.append("told")

    threads = [threading.Thread(target=ask) for _ in range(30)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 30
    assert len(tries) == 1
    assert time.monotonic() - began < 30 * 0.3
    forget("AAAAA")


def test_an_answer_waits_on_the_page_while_the_store_is_away(open_page, place, monkeypatch):
    from ui.learn import classes as seen
    from ui.session import store as access

    kept = Classes(Store(place))
    code, key = kept.open("selling")
    _, token = kept.join(code)
    kept.move(code, key, PREDICT)
    app = open_page("learn", **{"class": code, "seat": token})
    app.radio(key=f"class_{code}_choice").set_value(1).run()
    away = place.with_suffix(".away")
    kept._database.engine.dispose()
    access._opened.clear()
    place.rename(away)
    place.mkdir()
    monkeypatch.setattr(seen, "FRESH", -1.0)  # nothing read before is good enough
    app.button(key="send_answer").click().run()
    assert not app.exception
    assert "was not sent; it is still here" in words(app)
    assert app.radio(key=f"class_{code}_choice").value == 1
    assert app.button(key="send_answer").label == "Send again"
    place.rmdir()
    away.rename(place)
    access._opened.clear()
    app.button(key="send_answer").click().run()
    assert any("Your answer is in" in one.value for one in app.success)
    assert kept.given(code, token) == "1"
