"""What the lessons claim, computed: the effect, its absence without the mechanism, and the puzzle's winner and losers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results
from simulation.studies.claims import Claim, all_hold
from simulation.studies.conditions import Condition, all_met
from simulation.studies.saved_study import beliefs, keep, recall
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.version import MODEL_VERSION

PLACE = Path(__file__).resolve().parent.parent / "lessons.json"
HOLDS, VANISHED = 0.9, 0.5  # shares of worlds from which an effect holds, and up to which it counts as gone
Compute = Callable[[RunSpec], Results]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One lesson as runs and conditions; `mark` tells one text of the lesson from another."""

    name: str
    mark: str
    before: RunSpec
    after: RunSpec
    before_off: RunSpec
    after_off: RunSpec
    effect: tuple[Claim, ...]
    explained: tuple[Claim, ...]
    options: tuple[tuple[Claim, ...], ...]  # of a choice
    win: tuple[Condition, ...]
    share: float
    start: RunSpec
    winner: Mapping[str, Any]
    near_misses: tuple[Mapping[str, Any], ...]
    levers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was found of one lesson, in worlds of `of`."""

    name: str
    mark: str
    of: int
    effect_in: int
    off_in: int
    right_in: list[int]  # by option of a choice
    winner_in: int
    near_in: list[int]
    first_slider_in: dict[str, int]  # by single move of a lever: to one of its ends, and to where the winner has it
    needed: int
    explained_in: list[int] = field(default_factory=list)  # by claim of the explanation

    @property
    def problems(self) -> list[str]:
        """Return what is not as the lesson says."""
        found = []
        if self.effect_in < HOLDS * self.of:
            found.append(f"the effect holds in {self.effect_in} of {self.of} worlds only")
        few = [(nth, count) for nth, count in enumerate(self.explained_in, 1) if count < HOLDS * self.of]
        found += [f"what is explained holds in {count} of {self.of} worlds only: claim {nth}" for nth, count in few]
        if self.off_in > VANISHED * self.of:
            found.append(f"with the mechanism off the effect still holds in {self.off_in} of {self.of} worlds")
        right = sum(count >= HOLDS * self.of for count in self.right_in)
        if self.right_in and right != 1:
            found.append(f"{right} options are right in nine of ten worlds, not one: {self.right_in}")
        if self.winner_in < self.needed:
            found.append(f"the winner wins in {self.winner_in} of {self.of} worlds only; {self.needed} are needed")
        found += [f"near miss {nth} wins in {count} of {self.of} worlds" for nth, count in enumerate(self.near_in, 1) if count >= self.needed]
        found += [f"one slider is enough: {move} wins in {count}" for move, count in self.first_slider_in.items() if count >= self.needed]
        return found


def prove(task: Task, compute: Compute = run_replicates) -> Proof:
    """Compute what one lesson claims."""
    before, after = compute(task.before), compute(task.after)
    of = len(after)

    def wins(moves: Mapping[str, Any]) -> int:
        return int(all_met(task.win, compute(task.start.with_values(moves))).sum())

    return Proof(
        name=task.name,
        mark=task.mark,
        of=of,
        effect_in=int(all_hold(task.effect, before, after).sum()),
        off_in=int(all_hold(task.effect, compute(task.before_off), compute(task.after_off)).sum()),
        right_in=[int(all_hold(claims, before, after).sum()) for claims in task.options],
        winner_in=wins(task.winner),
        near_in=[wins(moves) for moves in task.near_misses],
        first_slider_in={f"{name}={value}": wins({name: value}) for name in task.levers for value in alone(task, name)},
        needed=needed(task.share, of),
        explained_in=[int(claim.met(before, after).sum()) for claim in task.explained],
    )


def alone(task: Task, name: str) -> list[Any]:
    """Return where a lever is put when it is moved alone: to its ends or choices, and to where the winner has it."""
    reached = (_reached(task.start, name, value) for value in ends(name))
    values = dict.fromkeys((*reached, *([task.winner[name]] if name in task.winner else [])))
    return [value for value in values if value != task.start.value(name)]


def _reached(start: RunSpec, name: str, end: Any) -> Any:
    """Return the end of a lever, or how far towards it a run may start: a launch after the run may not be."""
    if _allowed(start, name, end):
        return end
    here = start.value(name)
    return next((value for value in range(end, here, -1 if end > here else 1) if _allowed(start, name, value)), here)


def _allowed(start: RunSpec, name: str, value: Any) -> bool:
    try:
        start.with_value(name, value)
    except InputError:
        return False
    return True


def ends(name: str) -> tuple[Any, ...]:
    """Return the ends of a lever's range, or all its choices."""
    spec = INPUTS[name]
    return spec.choices or ((False, True) if spec.type is bool else (spec.low, spec.high))


def needed(share: float, worlds: int) -> int:
    """Return in how many worlds a puzzle's conditions have to be met."""
    return int(np.ceil(share * worlds - 1e-9))


def mark_of(document: Any) -> str:
    """Return a mark of a lesson's content: another text or number makes another one."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:16]


def shortened(task: Task, runs: int) -> Task:
    """Return the task in fewer worlds."""
    names = ("before", "after", "before_off", "after_off", "start")
    return replace(task, **{name: replace(getattr(task, name), runs=runs) for name in names})


def save(proofs: Iterable[Proof], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the proofs with the model version, beliefs, worlds and seed they belong to; whole or not at all.

    What was kept of other lessons stays, where it belongs to the same model, beliefs, worlds and seed.
    """
    found = {proof.name: proof for proof in proofs}
    try:
        kept = load(place)
    except FileNotFoundError:
        kept = {}
    if (kept.get("model_version"), kept.get("beliefs"), kept.get("runs"), kept.get("seed")) == (MODEL_VERSION, beliefs(), runs, seed):
        found = {proof.name: proof for proof in kept["lessons"]} | found
    keep(place, "lessons", [found[name] for name in sorted(found)], runs, seed)


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, beliefs, runs, seed, lessons: [Proof]}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "lessons", Proof)


def standing(name: str, mark: str, place: Path = PLACE) -> list[str] | None:
    """Return what is not as a lesson says by its kept proof; None where none was made of this lesson on this version of the model."""
    try:
        kept = load(place)
    except FileNotFoundError:
        return None
    if (kept["model_version"], kept["beliefs"]) != (MODEL_VERSION, beliefs()):
        return None
    proof = next((proof for proof in kept["lessons"] if (proof.name, proof.mark) == (name, mark)), None)
    return None if proof is None else proof.problems


def rows(proofs: Iterable[Proof]) -> list[dict[str, Any]]:
    """Return the proofs as plain rows with their problems."""
    return [{**asdict(proof), "problems": proof.problems, "model_version": MODEL_VERSION} for proof in proofs]
