"""One lesson: what is told, predicted, revealed, explained and puzzled over, read from a TOML file and checked whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.lesson_fields import Fields
from scenarios.scenario import Scenario, load_library
from scenarios.texts import shown
from scenarios.toml_text import MAX_FILE_BYTES, read_toml
from simulation.studies.claims import Claim, claim_from
from simulation.studies.conditions import Condition, condition_from
from simulation.vocabulary.inputs import ASSUMPTIONS, INPUTS, LEVERS
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.specification import InputError

SCHEMA = 1
FOLDER = Path(__file__).parent / "lessons"
ENVIRONMENT = "CLG_LESSONS"  # a teacher's own folder
KINDS = ("curve", "number", "choice")
NEAR_MISSES = 5
WEEKS, SEED = 156, 7
DECIDED = ("founders", "launch_month")  # of what describes the start, what somebody decides: a puzzle may ask for it


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What is asked before the result is shown.

    A curve is asked of `measure` in the world `of` from `known_until` [month] to the horizon, on an axis up to `top`; a
    number at `month`; a choice among `options`, each of which is right where its claims hold.
    """

    kind: str
    question: str
    measure: str = ""
    of: str = "after"
    known_until: int = 0
    month: int = 0
    top: float = 1.0
    options: tuple[tuple[str, tuple[Claim, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Puzzle:
    """Few levers, and conditions to be met in at least `share` of the worlds. `winner` meets them, `near_misses` do not."""

    text: str
    start: Scenario
    levers: tuple[str, ...]
    win: tuple[Condition, ...]
    share: float
    winner: dict[str, Any]
    near_misses: tuple[dict[str, Any], ...]

    def played(self, moves: Mapping[str, Any]) -> Scenario:
        """Return the start with some levers moved.

        Raises:
            InputError: a lever is not among those that may be moved, or a value is not allowed.
        """
        wrong = [f"{name}: this lever cannot be moved here; those that can are {', '.join(self.levers)}" for name in moves if name not in self.levers]
        if wrong:
            raise InputError(wrong)
        return replace(self.start, differences={**self.start.differences, **moves})


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One checked lesson. `effect` should hold in at least nine of ten paired worlds and vanish with `switch_off`; `lesson_proof` says whether."""

    name: str
    title: str
    minutes: int
    order: int
    information: str
    before: Scenario
    after: Scenario
    predict: Prediction
    claim: str
    effect: tuple[Claim, ...]
    explain: str
    explained: tuple[Claim, ...]  # what the explanation says besides the effect; each holds in nine of ten paired worlds
    switch_off: dict[str, Any]
    puzzle: Puzzle
    take_home: str
    script: tuple[tuple[int, str], ...]

    def switched_off(self, scenario: Scenario) -> Scenario:
        """Return one of the worlds without the mechanism that makes the effect."""
        return replace(scenario, differences={**scenario.differences, **self.switch_off})


def lesson_from(content: str | bytes, name: str = "lesson") -> Lesson:
    """Read a lesson from the content of a TOML file.

    Raises:
        ScenarioError: names every mistake with the place in the file.
    """
    fields = Fields(read_toml(content, name), name)
    seed, weeks = fields.whole("seed", 0, 2**53 - 1, SEED), fields.whole("weeks", 26, 260, WEEKS)
    fields.equal("schema", SCHEMA)
    worlds = fields.table("worlds")
    before, after = (_world(worlds, side, seed, weeks) for side in ("before", "after"))
    title, minutes, order = fields.text("title", 120), fields.whole("minutes", 5, 240, 30), fields.whole("order", 0, 999, 500)
    information, take_home = fields.text("information", 4_000, lines=True), fields.text("take_home", 2_000, lines=True)
    predict = _prediction(fields.table("predict"), weeks)
    effect = fields.table("effect")
    claim, claims = effect.text("text", 400), _claims(effect, "claims", weeks)
    explain = fields.table("explain")
    text, off = explain.text("text", 4_000, lines=True), _values(explain, "switch_off", ASSUMPTIONS)
    explained = _claims(explain, "claims", weeks, optional=True)
    puzzle = _puzzle(fields.table("puzzle"), seed, weeks)
    script = tuple(_script(fields))
    for part in (worlds, effect, explain, fields):
        part.nothing_else()
    fields.raise_problems()
    assert before is not None
    assert after is not None
    assert puzzle is not None
    return Lesson(
        name=name,
        title=title,
        minutes=minutes,
        order=order,
        information=information,
        before=before,
        after=after,
        predict=predict,
        claim=claim,
        effect=claims,
        explain=text,
        explained=explained,
        switch_off=off,
        puzzle=puzzle,
        take_home=take_home,
        script=script,
    )


def _world(worlds: Fields, side: str, seed: int, weeks: int) -> Scenario | None:
    part = worlds.table(side)
    start = part.text("scenario", 80, "default")
    name = part.text("name", 60)
    try:
        base = load_library(start)
    except InputError as error:
        part.wrong(*error.problems)
        return None
    document = base.to_document()
    own = part.take("differences", {})
    if isinstance(own, Mapping):
        document["differences"] = {**document["differences"], **own}
    else:
        part.wrong(f"differences: {shown(own)} is not allowed; it must be a table")
    for key in ("changes", "shocks"):
        more = part.take(key, [])
        if isinstance(more, list):
            document[key] = [*document[key], *more]
        else:
            part.wrong(f"{key}: {shown(more)} is not allowed; it must be a list of tables")
    part.nothing_else()
    try:
        return Scenario.from_document({**document, "title": name, "seed": seed, "weeks": weeks})
    except InputError as error:
        part.wrong(*error.problems)
        return None


def _prediction(part: Fields, weeks: int) -> Prediction:
    kind = part.choice("kind", KINDS)
    found = Prediction(kind=kind, question=part.text("question", 400), of=part.choice("of", ("before", "after"), "after"))
    last = weeks * 12 // 52
    if kind in ("curve", "number"):
        measure = part.choice("measure", tuple(MEASURES))
        if MEASURES.get(measure) and MEASURES[measure].summary == "run":
            part.wrong(f"measure: {measure} is one number for a whole run; choose one that has a value every week")
        found = replace(found, measure=measure, top=part.number("top", 1e-9, 1e12))
    if kind == "curve":
        found = replace(found, known_until=part.whole("known_until", 1, last - 6))
    if kind == "number":
        found = replace(found, month=part.whole("month", 1, last))
    if kind == "choice":
        found = replace(found, options=tuple(_options(part, weeks)))
    part.nothing_else()
    return found


def _options(part: Fields, weeks: int) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    options = part.tables("options")
    if not 2 <= len(options) <= 6:
        part.wrong(f"options: {len(options)} are not allowed; write two to six [[predict.options]] with text and when")
    for option in options:
        yield option.text("text", 120), _claims(option, "when", weeks)
        option.nothing_else()


def _puzzle(part: Fields, seed: int, weeks: int) -> Puzzle | None:
    text = part.text("text", 2_000, lines=True)
    start = _world(part, "start", seed, weeks)
    levers = tuple(part.texts("levers"))
    for name in levers:
        if name not in LEVERS:
            part.wrong(f"levers: {shown(name)} is no lever")
        elif LEVERS[name].initial and name not in DECIDED:
            part.wrong(f"levers: {shown(name)} describes the start and cannot be moved in a puzzle")
    if not 2 <= len(levers) <= 6:
        part.wrong(f"levers: {len(levers)} are not allowed; name two to six")
    win = []
    for condition in part.texts("win"):
        try:
            win.append(condition_from(condition))
            win[-1].check_horizon(weeks)
        except InputError as error:
            part.wrong(*(f"win: {problem}" for problem in error.problems))
    if not win:
        part.wrong("win: at least one condition is needed")
    share = part.number("share", 0.5, 1.0, 0.8)
    allowed = {name: INPUTS[name] for name in levers if name in INPUTS}
    winner = _values(part, "winner", allowed)
    misses = [_checked(part, f"near_misses, entry {nth}", values, allowed) for nth, values in enumerate(part.take("near_misses", []), 1)]
    if len(misses) != NEAR_MISSES:
        part.wrong(f"near_misses: {len(misses)} are not allowed; write {NEAR_MISSES} tables of lever = value")
    part.nothing_else()
    if start is None:
        return None
    return Puzzle(text=text, start=start, levers=levers, win=tuple(win), share=share, winner=winner, near_misses=tuple(misses))


def _claims(part: Fields, key: str, weeks: int, optional: bool = False) -> tuple[Claim, ...]:
    found = []
    texts = part.texts(key, []) if optional else part.texts(key)
    for text in texts:
        try:
            found.append(claim_from(text, weeks))
        except InputError as error:
            part.wrong(*(f"{key}: {problem}" for problem in error.problems))
    if not texts and not optional:
        part.wrong(f"{key}: at least one claim is needed")
    return tuple(found)


def _values(part: Fields, key: str, allowed: Mapping[str, Any]) -> dict[str, Any]:
    values = part.take(key, {})
    if not values:
        part.wrong(f"{key}: it is missing; write a table of name = value")
    return _checked(part, key, values, allowed)


def _checked(part: Fields, key: str, values: Any, allowed: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        part.wrong(f"{key}: {shown(values)} is not allowed; it must be a table of name = value")
        return {}
    good = {}
    for name, value in values.items():
        if name not in allowed:
            part.wrong(f"{key}: {shown(name)} cannot be set here" + (f"; allowed are {', '.join(allowed)}" if len(allowed) < 9 else ""))
            continue
        try:
            good[name] = allowed[name].check(value)
        except InputError as error:
            part.wrong(*(f"{key}: {problem}" for problem in error.problems))
    return good


def _script(fields: Fields) -> Iterator[tuple[int, str]]:
    last = -1
    for step in fields.tables("script"):
        minute = step.whole("minute", 0, 240)
        if minute <= last:
            step.wrong(f"minute: {minute} comes after {last}; write the steps in their order")
        last = minute
        yield minute, step.text("text", 600)
        step.nothing_else()


def own_folder() -> Path | None:
    """Return the teacher's own folder of lessons, if one is set."""
    return Path(os.environ[ENVIRONMENT]).expanduser() if os.environ.get(ENVIRONMENT) else None


def lesson_files() -> dict[str, Path]:
    """Return the files of all lessons by name; one in the teacher's own folder stands in for a built-in one of the same name.

    Raises:
        ScenarioError: the teacher's own folder cannot be read.
    """
    files = {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}
    own = own_folder()
    if own is not None:
        if not own.is_dir():
            raise ScenarioError([f"{ENVIRONMENT}: there is no folder {own}"])
        files |= {path.stem: path for path in sorted(own.glob("*.toml"))}
    return files


def load_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raises:
        ScenarioError: the file cannot be read, or names every mistake in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ScenarioError([f"the file cannot be read ({error.strerror})"], str(path)) from None
    try:
        return lesson_from(content, path.stem)
    except ScenarioError as error:
        raise ScenarioError([problem.removeprefix(f"{path.stem}: ") for problem in error.problems], str(path)) from None


def lessons() -> tuple[dict[str, Lesson], list[str]]:
    """Return all lessons by name in their order, and what is wrong with those that cannot be read."""
    found: list[Lesson] = []
    problems: list[str] = []
    try:
        files = lesson_files()
    except ScenarioError as error:
        files = {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}
        problems += error.problems
    for path in files.values():
        try:
            found.append(_read_once(path, _stamp(path)))
        except ScenarioError as error:
            problems += error.problems
    return {lesson.name: lesson for lesson in sorted(found, key=lambda lesson: (lesson.order, lesson.name))}, problems


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes with a file's content; of one that is gone, nothing."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=200)
def _read_once(path: Path, _stamp: tuple[int, int]) -> Lesson:
    """Read a lesson again only when its file is another one: every page of every student asks for it."""
    return load_lesson(path)
