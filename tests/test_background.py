"""Work in the background goes on without its reader, once for all who wait for it, and ends when nobody does."""

from __future__ import annotations

import threading

from patience import until

from simulation.engine.pool import EngineError
from ui.session.background import Studies


class Slow:
    """Work that takes a step whenever it is let."""

    def __init__(self, steps: int = 3) -> None:
        self.steps, self.begun, self.ended = steps, 0, 0
        self.gate = threading.Event()

    def __call__(self, tick):
        self.begun += 1
        try:
            for step in range(self.steps):
                while not self.gate.wait(0.01):
                    tick()
                tick()
                yield step
        finally:
            self.ended += 1


def never(state: object) -> bool:
    return False


def test_it_goes_on_to_its_end_while_nobody_looks_and_the_answer_is_kept():
    studies, work, kept = Studies(), Slow(), []
    study = studies.ask("a", "Ann", work, lambda state: kept.append(state) or True)
    work.gate.set()
    assert until(lambda: study.kept)
    assert (study.state, study.done, study.running, kept) == (2, True, False, [2])
    assert studies.ask("a", "Ben", work, never) is study
    assert work.begun == 1, "it is known"


def test_readers_who_ask_the_same_share_it_and_it_ends_when_the_last_has_gone():
    studies, work = Studies(), Slow()
    study = studies.ask("a", "Ann", work, never)
    assert studies.ask("a", "Ben", work, never) is study
    studies.leave("a", "Ann")
    assert study.running
    studies.leave("a", "Ben")
    assert until(lambda: work.ended == 1)
    assert (study.running, study.done, work.begun) == (False, False, 1)
    studies.ask("a", "Ann", work, never)
    work.gate.set()
    assert until(lambda: study.done), "it goes on when somebody asks again"


def test_a_reader_has_one_question_at_a_time():
    studies, first, second = Studies(), Slow(), Slow()
    one = studies.ask("a", "Ann", first, never)
    studies.ask("b", "Ann", second, never)
    assert until(lambda: first.ended == 1)
    assert until(lambda: not one.running), "it is told as ended a moment after the work has"
    assert not one.done
    second.gate.set()
    assert until(lambda: studies.get("b").done)


def test_no_more_than_some_go_on_at_once():
    studies, works = Studies(at_once=1), [Slow(), Slow()]
    for name, work in zip("ab", works, strict=True):
        studies.ask(name, name, work, never)
    assert until(lambda: works[0].begun == 1)
    assert works[1].begun == 0
    for work in works:
        work.gate.set()
    assert until(lambda: all(studies.get(name).done for name in "ab"))


def test_what_goes_wrong_is_said_and_can_be_tried_again():
    studies, work = Studies(), Slow()
    work.gate.set()

    def failing(tick):
        raise EngineError("no worker could be given the work")
        yield

    study = studies.ask("a", "Ann", failing, never)
    assert until(lambda: study.problem)
    assert not study.running
    studies.ask("a", "Ann", work, never)
    assert until(lambda: study.done)
    assert study.problem == ""


def test_answers_asked_longest_ago_are_forgotten_and_kept_ones_taken_over():
    studies, work = Studies(kept=2), Slow()
    for name in "abc":
        assert studies.remember(name, name.upper()).state == name.upper()
    assert studies.get("a") is None
    study = studies.ask("d", "Ann", work, never)
    for name in "ef":
        studies.remember(name, name)
    assert studies.get("d") is study, "what goes on stays"
    assert studies.remember("d", "kept elsewhere") is study
    studies.leave("d", "Ann")
    assert until(lambda: work.ended == 1)
