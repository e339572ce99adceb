"""A class of thirty on this machine: how long joining, answering and the reveal take, and what thirty settings cost.

    python tests/class_of_thirty.py [--students 30] [--patience 120] [--only class|puzzles|settings] [--format json]

Starts a server of its own; the students are sessions without browsers. Thirty settings are asked for on the pages of a
puzzle, and of the engine alone. Other work on the machine makes every figure
worse. It is a measurement, not a test: nothing fails for being slow. What does not come within its patience ends it with
exit code 1 and the seat that waits, what for, and what its page shows; nothing makes it wait for ever.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from class_sessions import Seat  # noqa: E402 (the script is started by its path)
from latency import Server  # noqa: E402

from scenarios.lesson import FOLDER, load_lesson  # noqa: E402
from simulation import RunSpec  # noqa: E402
from simulation.engine.pool import EngineError, EnginePool  # noqa: E402
from simulation.engine.result_cache import ResultCache  # noqa: E402
from simulation.engine.stream import stream  # noqa: E402
from simulation.studies.benchmark import Figure  # noqa: E402

LESSON = "selling"
# Puzzles whose first lever has a stop for each of thirty: one with as many people as usual, and one with a crowd. And that lever's step here.
PUZZLES = {"first-twenty": ("founders", 1), "auditorium": ("batch_size", 5)}
FIRST_WORLDS, ALL_WORLDS = "So far all at once in", "All at once in"  # how a puzzle's page begins to say how far a try is
CALM = 3.0  # [s] after which nothing of the drawing before is still on its way
STEPS = 8  # so many times in a row somebody may wait for something
SEATS: list[Seat] = []
SERVERS: list[Server] = []  # to be ended
Result = TypeVar("Result")


def together(work: Callable[[Any], Result], students: Sequence[Any], seats: Sequence[Seat] = ()) -> list[Result]:
    """Let all do something at once and return what each gives; where one fails, `seats` wait no longer.

    Raises:
        Exception: what failed first.
    """
    with ThreadPoolExecutor(len(students)) as hands:
        asked = [hands.submit(work, one) for one in students]
        done, _ = wait(asked, return_when=FIRST_EXCEPTION)
        failed = next((error for one in asked if one in done and (error := one.exception())), None)
        if failed is not None:
            for seat in seats:
                seat.give_up("another seat failed first")
            raise failed
        return [one.result() for one in asked]


def share(values: Sequence[float], part: float = 0.95) -> float:
    """Return the value below which so many of the values lie."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def answered(text: str) -> int:
    """Return how many have answered, by the teacher's words; -1 where they say something else."""
    found = re.match(r"\*\*(\d+) of \d+\*\*", text)
    return int(found[1]) if found else -1


def open_class(server: Server, lesson: str, patience: float, step: str) -> tuple[Seat, str]:
    """Open a class of a lesson; return its teacher, once the class can go to a step, and its code."""
    teacher = Seat(server.address, "the teacher", patience, lesson=lesson)
    SEATS.append(teacher)
    teacher.press("open_class")
    teacher.await_widget(step)
    return teacher, teacher.asked_for["class"]


def come_in(server: Server, code: str, students: int, patience: float) -> list[Seat]:
    """Return so many students on the first page of a class."""
    seats = [Seat(server.address, f"seat {nth} of {students}", patience, **{"class": code}) for nth in range(1, students + 1)]
    SEATS.extend(seats)
    return seats


def lesson_of_thirty(students: int, patience: float) -> list[Figure]:
    """Join, predict and reveal with so many students.

    Raises:
        TimeoutError, ConnectionError: something did not come; names the seat, and what.
    """
    options = [text for text, _ in load_lesson(FOLDER / f"{LESSON}.toml").predict.options]
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        SERVERS.append(server)
        seats = SEATS
        try:
            teacher, code = open_class(server, LESSON, patience, "to_predict")
            first = Seat(server.address, "who has seen the reveal alone before", patience, lesson=LESSON)
            seats.append(first)
            first.press("learn_next")
            first.choose(f"predict_{LESSON}_choice", options[0])
            first.press("learn_lock")
            first.await_chart(0.0)  # the lesson's worlds, computed since the class opened, are there
            class_of = come_in(server, code, students, patience)
            started = time.perf_counter()
            together(lambda seat: (seat.press("take_seat"), seat.await_text("you are"))[1], class_of, seats)
            joined = time.perf_counter() - started
            moved = time.perf_counter()
            teacher.press("to_predict")
            key = f"class_{code}_choice"
            together(lambda seat: seat.await_widget(key), class_of, seats)
            opened = time.perf_counter() - moved
            counted: list[float] = []
            taken, order = itertools.count(1), threading.Lock()

            def answer(item: tuple[int, Seat]) -> float:
                nth, seat = item
                time.sleep(nth * 0.4)  # people do not press in the same instant
                seat.choose(key, options[nth % len(options)])
                seat.await_widget("send_answer")
                pressed = time.perf_counter()
                seat.press("send_answer")
                acknowledged = seat.await_text("Your answer is in", pressed) - pressed
                with order:
                    place = next(taken)  # so many answers are in by now, and so many the teacher has to see
                counted.append(teacher.await_said(lambda text: answered(text) >= place, f"{place} answers", pressed) - pressed)
                return acknowledged

            acknowledged = together(answer, list(enumerate(class_of)), seats)
            teacher.await_text(f"**{students} of {students}**")
            revealed = time.perf_counter()
            teacher.press("to_reveal")
            shown = together(lambda seat: seat.await_chart(revealed) - revealed, class_of, seats)
        finally:
            for seat in seats:
                seat.close()
            seats.clear()
            SERVERS.remove(server)
            server.close()
    return [
        Figure("class", f"{students} join", joined, "s", 10),
        Figure("class", f"the prediction opens on {students} screens", opened, "s"),
        Figure("class", "answer acknowledged, 95 of 100", share(acknowledged), "s", 0.5),
        Figure("class", "the teacher's count, 95 of 100", share(counted), "s", 1.5),
        Figure("class", f"reveal on {students} screens, the last one", max(shown), "s", 3),
    ]


def puzzles_of_thirty(students: int, patience: float, name: str) -> list[Figure]:
    """Let so many students move a puzzle's lever in the same instant, each to another place, none of which was computed before.

    Raises:
        TimeoutError, ConnectionError: something did not come; names the seat, and what.
    """
    lever, step = PUZZLES[name]
    key = f"class_puzzle_{lever}"
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        SERVERS.append(server)
        try:
            teacher, code = open_class(server, name, patience, "to_puzzle")
            class_of = come_in(server, code, students, patience)
            together(lambda seat: (seat.press("take_seat"), seat.await_text("you are")), class_of, SEATS)
            moved = time.perf_counter()
            teacher.press("to_puzzle")
            together(lambda seat: seat.await_said(lambda text: text.startswith(ALL_WORLDS), "the puzzle as it starts", moved), class_of, SEATS)
            time.sleep(CALM)
            pressed = time.perf_counter()

            def move(item: tuple[int, Seat]) -> tuple[float, float]:
                nth, seat = item
                seat.slide(key, (nth + 1) * step)
                first = seat.await_said(lambda text: text.startswith((FIRST_WORLDS, ALL_WORLDS)), "the first worlds of a try", pressed)
                return first - pressed, seat.await_said(lambda text: text.startswith(ALL_WORLDS), "all worlds of a try", pressed) - pressed

            times = together(move, list(enumerate(class_of)), SEATS)
        finally:
            for seat in SEATS:
                seat.close()
            SEATS.clear()
            SERVERS.remove(server)
            server.close()
    group = f"{students} puzzle pages, each its own setting ({name})"
    return [
        Figure("class", f"{group}: first worlds, 95 of 100", share([first for first, _ in times]), "s", 5),
        Figure("class", f"{group}: all complete", max(complete for _, complete in times), "s", 30),
    ]


def settings_of_thirty(students: int) -> list[Figure]:
    """Compute the same new setting for everybody, then a different one for each."""
    with EnginePool() as pool:
        pool.warm()
        cache = ResultCache()
        for _ in stream(RunSpec(runs=4), pool=pool, cache=cache):
            pass

        def run(spec: RunSpec, owner: int) -> tuple[float, float]:
            started, first = time.perf_counter(), 0.0
            for _ in stream(spec, pool=pool, cache=cache, owner=owner):
                first = first or time.perf_counter() - started
            return first, time.perf_counter() - started

        base = RunSpec(runs=10)
        # Each with a seed of its own: nothing of either is known before.
        alone = _processor(lambda: run(replace(base, seed=101).with_value("batch_size", 35), 0))
        same = replace(base, seed=102).with_value("batch_size", 45)
        many = _processor(lambda: together(lambda owner: run(same, owner)[1], range(students)))
        different = [replace(base.with_value("batch_size", 50 + 5 * nth), runs=10) for nth in range(students)]
        started = time.perf_counter()
        times = together(lambda item: run(item[1], item[0]), list(enumerate(different)))
        complete = time.perf_counter() - started
    return [
        Figure("class", f"{students} the same new setting: processor time / one", many / alone, "", 1.5),
        Figure("class", f"{students} different settings: first curve, 95 of 100", share([first for first, _ in times]), "s", 5),
        Figure("class", f"{students} different settings: all complete", complete, "s", 30),
    ]


def _processor(work: Callable[[], Any]) -> float:
    """Return the processor time of this process and its workers while something is done [s]."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    me = os.getpid()
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    inside = {me}
    while more := {child for child, (parent, _) in parents.items() if parent in inside} - inside:
        inside |= more
    ticks = sum(parents[number][1] for number in inside if number in parents)
    return ticks / os.sysconf("SC_CLK_TCK")


def _too_long() -> None:
    """End everything, whatever still waits: threads that wait for an answer cannot be ended otherwise."""
    waiting = [f"{seat.name} waits for {seat.awaits}" for seat in SEATS if seat.awaits]
    print("No figures: the whole took too long;", "; ".join(waiting) or "no seat waits, so the workers did not answer", file=sys.stderr, flush=True)
    for server in SERVERS:
        server.close()
    os._exit(1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--patience", type=float, default=120.0, help="seconds that anybody waits for one thing (default 120)")
    parser.add_argument("--only", choices=("class", "puzzles", "settings"), action="append", default=[], help="this part alone; may be repeated")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # stopped from outside, the server ends too
    signal.signal(signal.SIGALRM, lambda number, frame: _too_long())
    parts = chosen.only or ["class", "puzzles", "settings"]
    signal.alarm(int(STEPS * chosen.patience))
    try:
        figures: list[Figure] = []
        if "class" in parts:
            figures += lesson_of_thirty(chosen.students, chosen.patience)
        if "puzzles" in parts:
            for name in PUZZLES:
                figures += puzzles_of_thirty(chosen.students, chosen.patience, name)
        if "settings" in parts:
            figures += settings_of_thirty(chosen.students)
    except (TimeoutError, ConnectionError, EngineError) as error:
        sys.exit(f"No figures: {error}")
    signal.alarm(0)
    if chosen.format == "json":
        print(json.dumps([vars(figure) for figure in figures], indent=1))
        return
    for figure in figures:
        wanted = "" if figure.most is None else f"at most {figure.most:g}: {figure.verdict}"
        print(f"{figure.name:78s} {figure.value:8.2f} {figure.unit:3s} {wanted}")


if __name__ == "__main__":
    assert threading.current_thread() is threading.main_thread()
    main()
