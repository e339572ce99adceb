"""Lessons in a real browser: predicted by pointer and by keyboard; a class of a teacher and two students."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scenarios.classes import LETTERS
from scenarios.lesson import FOLDER, load_lesson
from scenarios.lesson_task import spec_of
from simulation.engine.ensemble import run_replicates
from simulation.outcomes.reading import read
from tests.browser.conftest import served
from tests.browser.journey import Journey
from tests.class_sessions import Seat
from tests.lesson_looks import LOOKS, STEPS, walk
from ui.learn.classes import FRESH, STUDENTS_ASK

HIDDEN = """is => {
  Object.defineProperty(document, 'hidden', { value: is, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
LONG = 180_000  # [ms] that thirty worlds may take on a busy machine


def test_a_curve_is_drawn_by_the_pointer_and_typed_by_the_keyboard(visit):
    journey = visit("learn?lesson=moving-house", height=720)
    journey.press("learn_next")
    page = journey.page
    drawing = page.locator("svg[viewBox='0 0 640 300']")
    expect(drawing).to_be_visible(timeout=LONG)
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    for nth in range(8):
        page.mouse.move(box["x"] + box["width"] * (0.35 + 0.08 * nth), box["y"] + box["height"] * (0.5 - 0.03 * nth))
    page.mouse.up()
    journey.settled()
    lock = journey.key("learn_lock").get_by_role("button")
    expect(lock).to_be_enabled()
    expect(lock).to_be_in_viewport(ratio=1)  # on a projector nobody scrolls for it
    drawn = drawing.locator(".mine").get_attribute("points")
    page.get_by_text("By numbers, one per half-year").click()
    for month in (12, 18, 24, 30, 36):
        field = journey.key(f"predict_moving-house_typed_{month}").get_by_role("spinbutton")
        field.fill("40")
        field.press("Tab")
        journey.settled()
    journey.key("predict_moving-house_draw").get_by_role("button").press("Enter")
    journey.settled()
    assert drawing.locator(".mine").get_attribute("points") != drawn
    journey.key("learn_lock").get_by_role("button").press("Enter")
    expect(page.get_by_text("Your curve lies inside the band")).to_be_visible(timeout=LONG)
    assert journey.errors == []


def test_a_class_from_the_code_to_the_deletion(visit, tmp_path):
    teacher = visit("learn?lesson=selling", height=720)
    teacher.page.get_by_role("button", name="For teachers").click()
    teacher.page.get_by_role("button", name="Open a class").click()
    expect(teacher.key("teacher_bar")).to_be_visible(timeout=LONG)
    address = teacher.link()
    code = teacher.page.url.partition("class=")[2][:5]
    assert set(code) <= set(LETTERS)
    expect(teacher.page.get_by_text("works on this machine only")).to_be_visible()
    expect(teacher.page.locator("[data-testid=stImageContainer] img")).to_have_count(1)

    first = visit(f"learn?class={code}", width=390, height=844)
    first.press("take_seat")
    expect(first.page.get_by_text("you are Blue 1")).to_be_visible()
    second = visit("learn")
    second.page.get_by_label("Join a class with its code").fill(code.lower())
    second.page.keyboard.press("Enter")
    second.press("join")
    second.press("take_seat")
    expect(second.page.get_by_text("you are Green 1")).to_be_visible()
    teacher.press("to_predict")
    expect(first.page.get_by_text("Signups by word of mouth where the team sells")).to_be_visible(timeout=30_000)
    first.page.get_by_text("More at first, fewer after three years").click()
    first.settled()
    first.press("send_answer")
    expect(first.page.get_by_text("Your answer is in")).to_be_visible()
    expect(teacher.page.get_by_text("1 of 2 have answered")).to_be_visible(timeout=15_000)

    first.page.reload()  # the same seat, the same answer
    expect(first.page.get_by_text("you are Blue 1")).to_be_visible(timeout=30_000)
    expect(first.page.get_by_text("Your answer is in")).to_be_visible()
    forged = visit(f"learn?class={code}&key=nonsense")
    expect(forged.key("take_seat")).to_be_visible()
    assert forged.key("teacher_bar").count() == 0

    teacher.press("to_reveal")
    expect(teacher.page.get_by_text("paired worlds")).to_be_visible(timeout=LONG)
    for student in (first, second):
        expect(student.page.get_by_text("paired worlds")).to_be_visible(timeout=LONG)
    forged.press("take_seat")  # late, at the present step
    expect(forged.page.get_by_text("paired worlds")).to_be_visible(timeout=LONG)
    teacher.press("to_puzzle")
    expect(first.page.get_by_text("You win when")).to_be_visible(timeout=LONG)

    teacher.page.get_by_role("button", name="Take away, delete").click()
    with teacher.page.expect_download() as waiting:
        teacher.page.get_by_role("button", name="Answers (CSV)").click()
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert rows == [["seat", "choice"], ["Blue 1", "More at first, fewer after three years"]]
    teacher.page.get_by_role("button", name="Delete the class").click()
    expect(first.page.get_by_text("There is no class")).to_be_visible(timeout=30_000)
    again = visit(f"learn{address}")
    expect(again.page.get_by_text("There is no class")).to_be_visible()
    assert first.errors == teacher.errors == []


def test_before_the_reveal_no_byte_of_the_result_reaches_a_student(server):
    lesson = load_lesson(FOLDER / "moving-house.toml")
    teacher = Seat(server, lesson=lesson.name)
    teacher.press("open_class")
    teacher.await_widget("to_predict")
    code = teacher.asked_for["class"]
    student = Seat(server, **{"class": code})
    student.press("take_seat")
    student.await_text("you are")
    teacher.press("to_predict")
    student.await_text(lesson.predict.question[:30])
    student.await_widget(f"class_{code}_draw")
    before = student.received()
    assert lesson.information[:40].encode() in before
    results = run_replicates(spec_of(lesson.after, 30))
    months = range(1, 37)
    medians = [float(np.nanmedian(read(results, lesson.predict.measure, month))) for month in months]
    known, hidden = medians[: lesson.predict.known_until], medians[lesson.predict.known_until :]
    assert all(json.dumps(value).encode() in before for value in known)  # the known part does come, written so
    assert not [value for value in hidden if value not in known and value != int(value) and json.dumps(value).encode() in before]
    for text in (lesson.claim, lesson.explain[:60], lesson.take_home[:40], "paired worlds", "vegaLiteChart"):
        assert text.encode() not in before, text
    assert student.charts == []
    teacher.press("to_reveal")
    student.await_text("paired worlds")
    assert lesson.claim[:40].encode() in student.received()
    for seat in (student, teacher):
        seat.close()


def test_a_class_page_says_that_the_store_is_away_and_comes_back_by_itself(tmp_path):
    with served(tmp_path) as address:
        teacher = Seat(address, "the teacher", 60, lesson="selling")
        teacher.press("open_class")
        teacher.await_widget("to_predict")
        code, key = (teacher.asked_for[name] for name in ("class", "key"))
        student = Seat(address, "the student", 60, **{"class": code})
        student.press("take_seat")
        student.await_text("you are")
        kept, away = tmp_path / "store.sqlite", tmp_path / "away"
        went = time.perf_counter()
        kept.rename(away)
        time.sleep(2 * FRESH)  # what was read before is good for so long
        late = Seat(address, "a late student", 60, **{"class": code})
        again = Seat(address, "the teacher on another machine", 60, **{"class": code, "key": key})
        for seat in (late, again, teacher, student):
            said = seat.await_said(lambda text: "cannot be reached just now" in text, "that the store is away", went)
            assert str(tmp_path).encode() not in seat.received(), seat.name  # nothing of the server's folders
        away.rename(kept)
        back = time.perf_counter()
        late.await_text("No name is asked", said)
        again.await_text("answered.", back)
        student.await_text("you are", back)
        teacher.press("to_predict")
        student.await_text("Signups by word of mouth", back)
        for seat in (late, again, teacher, student):
            seat.close()


@pytest.fixture
def losing(browser) -> Iterator[Callable[[str, str, list[int]], Journey]]:
    """Return a function that opens a page on whose way so many drawings are lost, once each has begun: all but their first message."""
    contexts = []

    def opened(server: str, query: str, lose: list[int]) -> Journey:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        contexts.append(context)
        page = context.new_page()

        def between(line: WebSocketRoute) -> None:
            passing = [True]

            def came(raw: str | bytes) -> None:
                message = ForwardMsg.FromString(raw)
                if message.WhichOneof("type") == "new_session":
                    passing[0] = not lose[0]
                    lose[0] -= lose[0] > 0
                    line.send(raw)
                elif passing[0]:
                    line.send(raw)

            line.connect_to_server().on_message(came)

        page.route_web_socket(re.compile("_stcore/stream"), between)
        return Journey(page, server, query)

    yield opened
    for context in contexts:
        context.close()


def test_a_student_comes_to_the_present_step_though_drawings_are_lost(losing, server):
    lesson, lose = load_lesson(FOLDER / "selling.toml"), [0]
    teacher = Seat(server, "the teacher", 60, lesson=lesson.name)
    teacher.press("open_class")
    teacher.await_widget("to_predict")
    student = losing(server, f"learn?class={teacher.asked_for['class']}", lose)
    student.press("take_seat")
    expect(student.page.get_by_text("you are")).to_be_visible()
    student.settled()
    lose[0] = 2
    teacher.press("to_predict")
    expect(student.page.get_by_text(lesson.predict.question[:40])).to_be_visible(timeout=20_000)
    assert lose == [0]

    asked: list[str] = []
    student.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/asides/class") else None)
    student.page.evaluate(HIDDEN, True)
    student.page.wait_for_timeout(500)  # what was asked before is answered
    asked.clear()
    teacher.press("to_reveal")
    student.page.wait_for_timeout(1000 * (STUDENTS_ASK + 1))
    assert asked == [], "nobody sees this page"
    student.page.evaluate(HIDDEN, False)
    expect(student.page.get_by_text("paired worlds")).to_be_visible(timeout=LONG)
    teacher.close()


def test_who_waits_in_vain_is_named(server):
    seat = Seat(server, "seat 3 of 30", patience=1.5, lesson="selling")
    with pytest.raises(TimeoutError, match=r"seat 3 of 30: nothing of the kind did not come within 2 s; the page shows .*"):
        seat.await_text("nothing of the kind")
    seat.give_up("another seat failed first")
    with pytest.raises(ConnectionError, match="seat 3 of 30: a widget nowhere did not come: another seat failed first"):
        seat.await_widget("nowhere")
    seat.close()


@pytest.mark.parametrize(("width", "height", "dark"), LOOKS, ids=["projector", "projector-dark", "phone", "phone-dark"])
def test_a_lesson_is_looked_at_on_a_projector_and_on_a_phone(visit, pictures, width, height, dark):
    journey = visit("learn?lesson=selling", width=width, height=height, dark=dark)
    assert list(walk(journey, load_lesson(FOLDER / "selling.toml"), pictures)) == []
    kept = sorted(pictures.glob(f"lesson-selling-?-*-{width}{'-dark' if dark else ''}.png"))
    assert len(kept) == len(STEPS)
