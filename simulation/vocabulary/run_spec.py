"""Everything one answer depends on, as one value: what is simulated, over which weeks, from which seed, how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulation.vocabulary.beliefs import believed
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import INPUTS, Inputs, differences_of, inputs_from
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import MAX_WEEKS, Timeline, timeline_from
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS, MAX_RUNS, MAX_SEED

_LIMITS = {"seed": MAX_SEED, "weeks": MAX_WEEKS, "runs": MAX_RUNS}


@dataclass(frozen=True)
class RunSpec:
    """Specify one run of an ensemble; equal specifications give the same numbers bit for bit.

    It is what pages show, what the command line builds, what workers are sent and what the cache of results is keyed by.
    A further field needs a default that leaves every number as it is.

    Args:
        inputs: every lever and assumption, checked.
        timeline: planned changes and shocks.
        seed: chooses the stochastic variation; specifications that are compared share it.
        weeks: the horizon [weeks].
        runs: how many replicates, 0 to `runs` - 1.
        beliefs: whether each replicate draws its own assumptions (see `vocabulary.beliefs`), or all share those of `inputs`.
        existing: the community that is there already, where weeks count from today; by default it is founded in week 0.

    Raises:
        InputError: names every number that is not a whole one or out of range.
    """

    inputs: Inputs = field(default_factory=inputs_from)
    timeline: Timeline = field(default_factory=Timeline)
    seed: int = DEFAULT_SEED
    weeks: int = DEFAULT_WEEKS
    runs: int = DEFAULT_RUNS
    beliefs: bool = False
    existing: Existing | None = None

    def __post_init__(self) -> None:
        wrong = [
            f"{name}: {value!r:.60} is not allowed; it must be a whole number from 0 to {limit:,}"
            for name, limit in _LIMITS.items()
            if not isinstance(value := getattr(self, name), int) or isinstance(value, bool) or not 0 <= value <= limit
        ]
        if not isinstance(self.beliefs, bool):
            wrong.append(f"beliefs: {self.beliefs!r:.60} is not allowed; it must be true or false")
        elif self.beliefs and self.existing is not None:
            wrong.append("beliefs: they cannot be drawn for a community that is there already: each of them would need a past of its own")
        if wrong:
            raise InputError(wrong)

    @property
    def differences(self) -> dict[str, Any]:
        """Return only the inputs that differ from the defaults of their market."""
        return differences_of(self.inputs)

    def value(self, name: str) -> Any:
        """Return the value of one input."""
        return getattr(self.inputs, name)

    def with_value(self, name: str, value: Any) -> RunSpec:
        """Return the specification with one checked value; another market brings its own usual figures.

        Raises:
            InputError: there is no such input, or the value is not allowed.
        """
        return self.with_values({name: value})

    def with_values(self, values: Mapping[str, Any]) -> RunSpec:
        """Return the specification with several checked values.

        Raises:
            InputError: names every unknown input and every value that is not allowed.
        """
        inputs = inputs_from({**self.differences, **values})
        if problems := launch_problems(inputs, self.weeks, self.existing):
            raise InputError(problems)
        return replace(self, inputs=inputs)

    def with_timeline(self, changes: Iterable[Any], shocks: Iterable[Any]) -> RunSpec:
        """Return the specification with another plan.

        Raises:
            InputError: names every wrong entry.
        """
        return replace(self, timeline=timeline_from(changes, shocks, self.weeks))

    def run_like(self, other: RunSpec) -> RunSpec:
        """Return the specification with the other's seed, horizon, number of runs and choice of beliefs: so they can be compared by replicate.

        What is planned beyond the horizon is left out.
        """
        plan = Timeline(
            tuple(change for change in self.timeline.changes if change.week < other.weeks),
            tuple(shock for shock in self.timeline.shocks if shock.week < other.weeks),
        )
        return replace(self, timeline=plan, seed=other.seed, weeks=other.weeks, runs=other.runs, beliefs=other.beliefs)

    def in_worlds_of(self, other: RunSpec) -> RunSpec:
        """Return the specification run as often as the other, and with beliefs drawn where the other draws them and it can."""
        return replace(self, runs=other.runs, beliefs=other.beliefs and self.existing is None)

    def inputs_of(self, replicate: int) -> Inputs:
        """Return what one replicate is simulated with."""
        return believed(self.inputs, self.seed, replicate) if self.beliefs else self.inputs


def launch_problems(inputs: Inputs, weeks: int, existing: Existing | None = None) -> list[str]:
    """Say what is wrong with a launch at or beyond the end of a run of so many weeks, or of a community that is there already."""
    month = inputs.launch_month
    if month and existing is not None:
        return [f"launch_month: {month} is not allowed; it must be 0 where the community is there already"]
    if not month or month * 52 < weeks * 12:
        return []
    return [f"launch_month: {month} is not allowed; it must lie before the end of the run ({weeks} weeks): launch earlier or run longer"]


def changed_names(before: RunSpec, after: RunSpec) -> list[str]:
    """Return the inputs whose values differ, in the order of their declaration."""
    return [name for name in INPUTS if before.value(name) != after.value(name)]
