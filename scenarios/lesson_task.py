"""A lesson as what has to be computed for it."""

from __future__ import annotations

from dataclasses import asdict

from scenarios.lesson import Lesson
from scenarios.scenario import Scenario
from simulation.studies.lesson_proof import Task, mark_of
from simulation.vocabulary.run_spec import RunSpec


def spec_of(scenario: Scenario, runs: int) -> RunSpec:
    """Return one of a lesson's worlds as a run."""
    return RunSpec(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, runs)


def mark(lesson: Lesson) -> str:
    """Return a mark of everything in a lesson that its claims depend on."""
    before, after, predict, puzzle = (asdict(part) for part in (lesson.before, lesson.after, lesson.predict, lesson.puzzle))
    explained = [[asdict(claim) for claim in lesson.explained]] if lesson.explained else []  # none of it leaves older marks as they are
    return mark_of([before, after, predict, [asdict(claim) for claim in lesson.effect], lesson.switch_off, puzzle, *explained])


def task_of(lesson: Lesson, runs: int) -> Task:
    """Return what has to be computed to see whether a lesson's claims are so."""
    puzzle = lesson.puzzle
    return Task(
        name=lesson.name,
        mark=mark(lesson),
        before=spec_of(lesson.before, runs),
        after=spec_of(lesson.after, runs),
        before_off=spec_of(lesson.switched_off(lesson.before), runs),
        after_off=spec_of(lesson.switched_off(lesson.after), runs),
        effect=lesson.effect,
        explained=lesson.explained,
        options=tuple(claims for _, claims in lesson.predict.options),
        win=puzzle.win,
        share=puzzle.share,
        start=spec_of(puzzle.start, runs),
        winner=puzzle.winner,
        near_misses=puzzle.near_misses,
        levers=puzzle.levers,
    )
