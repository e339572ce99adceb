"""Each lever of the further practices with its mechanism switched off: what is left of what it does.

A lever is pulled and not pulled in the same worlds, once as everything is and once with the assumptions that carry its mechanism set to
nothing. Who may enter acts through who asks, the month of the launch through what a community does to the business until then, and a
function of its own through what the reporting line means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results, nanmean
from simulation.studies.fingerprint import fingerprint
from simulation.studies.saved_study import keep, recall
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_SEED

PLACE = Path(__file__).resolve().parent.parent / "levers_off.json"
RUNS = 30  # worlds per setting
WEEKS = 78
NEGLIGIBLE = 1e-9  # relative: less is rounding

# Nobody is paid here and what is kept up is kept up by members: hours of staff, which a practice takes even where it does nothing, cost nothing.
UNPAID = {
    "community_managers": 0.0, "empowerment": 1.0, "batch_size": 0, "incentive": "access", "incentive_targeting": "tailored",
    "starting_customers": 4_000,
}  # fmt: skip
UNRULY = UNPAID | {"empowerment": 0.3}  # where hardly anybody keeps order
LARGE = {"starting_customers": 10_000, "batch_size": 0}
# Nothing that customers or trials do hangs on the community: nobody stays, buys, expands, recommends, warns or asks less because of it.
DEAF = {
    "social_proof": 0.0, "recommendation": 0.0, "bad_word": 0.0, "disappointment": 0.0, "churn_ratio": 1.0, "expansion_effect": 0.0, "readers": 0.0,
    "let_down": 1.0, "churn_contagion": 0.0, "reporting_strength": 0.0, "search_conversion": 0.0, "deflection_limit": 0.0, "applicant_share": 0.0,
}  # fmt: skip
UNSEEN = {"public_content": False, "waiting_list": 0}  # so that trials do not meet it either


@dataclass(frozen=True)
class Case:
    """A lever at a value, against its value in `where`; `off` are the assumptions that switch its mechanism off."""

    lever: str
    value: Any
    measure: str
    off: dict[str, Any]
    where: dict[str, Any]
    weeks: int = WEEKS

    @property
    def name(self) -> str:
        """Return the lever at its value, with what switches it off."""
        return f"{self.lever}={self.value}, {', '.join(self.off)}"


CASES = (
    Case("in_product", "surfaced", "customers_following", {"in_product_effect": 0.0}, {}),
    Case("education", "academy", "knowledge", {"education_effect": 0.0}, {}),
    Case("feedback_loop", "roadmap", "trust", {"feedback_effect": 0.0}, UNPAID),
    Case("consultant_support", True, "activation_touched", {"consultant_effect": 0.0}, UNPAID),
    Case("guidelines", True, "visible_life", {"guidelines_effect": 0.0}, UNRULY),
    Case("open_to", "customers", "members", {"applicant_share": 0.0, "waiting_list": 0}, {"batch_size": 0}),
    Case("open_to", "prospects", "customers_members", {"invitation_rate": 0.0, "launch_interest": 0.0}, {}),
    Case("launch_month", 6, "mrr", DEAF | UNSEEN, {}),
    Case("reporting_line", "own_function", "trust", {"reporting_strength": 0.0}, {"reporting_line": "ceo"}),
    Case("reporting_line", "own_function", "trust", {"own_function_size": 2_000.0}, {"reporting_line": "ceo", **LARGE}, 130),
)


@dataclass(frozen=True)
class Left:
    """What a lever moves with its mechanism and without it: medians over the worlds, and in how many of `of` worlds it moves at all."""

    lever: str
    value: Any
    measure: str
    off: dict[str, Any]
    where: dict[str, Any]
    weeks: int
    moved: float
    moved_in: int
    moved_up: int
    left: float
    left_in: int
    left_up: int
    npv: float  # [$]
    npv_left: float  # [$]
    of: int


def levers_off(
    *,
    runs: int = RUNS,
    seed: int = DEFAULT_SEED,
    cases: Iterable[Case] = CASES,
    progress: Callable[[float, str], object] = lambda share, stage: None,
) -> list[Left]:
    """Pull every lever with its mechanism and without it, in the same worlds."""
    chosen, found = list(cases), []
    for place, case in enumerate(chosen):
        progress(place / len(chosen), case.name)
        found.append(_left(case, runs, seed))
    progress(1.0, "done")
    return found


def _left(case: Case, runs: int, seed: int) -> Left:
    changes = {}
    for kind, off in (("moved", {}), ("left", case.off)):
        with_it, without = (_run(case, {**off, **pulled}, runs, seed) for pulled in ({case.lever: case.value}, {}))
        changes[kind] = _change(_seen(without, case), _seen(with_it, case))
        changes[f"npv_{kind}"] = with_it.runs["npv"] - without.runs["npv"]
    moved, left = changes["moved"], changes["left"]
    return Left(
        case.lever, case.value, case.measure, case.off, case.where, case.weeks,
        float(np.median(moved)), int(np.count_nonzero(moved)), int((moved > 0).sum()),
        float(np.median(left)), int(np.count_nonzero(left)), int((left > 0).sum()),
        float(np.median(changes["npv_moved"])), float(np.median(changes["npv_left"])), runs,
    )  # fmt: skip


def _run(case: Case, given: dict[str, Any], runs: int, seed: int) -> Results:
    return run_replicates(RunSpec(inputs_from({**case.where, **given}), seed=seed, weeks=case.weeks, runs=runs))


def _seen(results: Results, case: Case) -> np.ndarray:
    """Return the mean of the measure over the last half year of each world, (R,)."""
    return nanmean(results.series[case.measure][:, -26:])


def _change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    change = after - before
    return np.where(np.abs(change) <= NEGLIGIBLE * np.abs(before), 0.0, change)


def save(rows: Iterable[Left], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the rows with the model they belong to, runs and seed; whole or not at all."""
    keep(place, "levers", rows, runs, seed, mark=mark())


def mark() -> str:
    """Return a mark of what the model does in the settings of the cases, with each lever pulled, with its mechanism and without it."""
    return fingerprint([{**case.where, **off, case.lever: case.value} for case in CASES for off in ({}, case.off)])


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, levers: [Left], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "levers", Left)
