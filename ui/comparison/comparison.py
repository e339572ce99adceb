"""Several results in the same worlds: the baseline, the others, and their paired differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation import Results, RunSpec
from simulation.studies.compare import Difference, compare, difference
from ui.comparison.options import Option, aligned
from ui.session.runs import give_way, grow


@dataclass(frozen=True)
class Comparison:
    """The options with their results so far, the baseline first; only worlds that all of them share are compared."""

    options: tuple[Option, ...]
    results: tuple[Results, ...]
    wanted: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the options, the baseline's first."""
        return tuple(option.name for option in self.options)

    @property
    def settings(self) -> list[RunSpec]:
        """Return what is run for each option once all worlds are in, the baseline's first."""
        return aligned(self.options, self.wanted, self.results[0].spec.beliefs)

    @property
    def done(self) -> bool:
        """Say whether all worlds of all options are in."""
        return all(len(results) >= self.wanted for results in self.results)

    @property
    def worlds(self) -> int:
        """Return how many worlds all options share."""
        return len(self._shared)

    @cached_property
    def _shared(self) -> np.ndarray:
        shared = self.results[0].replicates
        for results in self.results[1:]:
            shared = np.intersect1d(shared, results.replicates)
        return shared

    def final(self, place: int, name: str) -> np.ndarray:
        """Return one number per shared world of a measure of the option at `place`, shape (worlds,)."""
        results = self.results[place]
        return results.final(name)[np.isin(results.replicates, self._shared)]

    @cached_property
    def differences(self) -> tuple[dict[str, Difference], ...]:
        """Return the paired differences of every measure, for each option after the baseline."""
        return tuple(compare(self.results[0], other) for other in self.results[1:])

    def between(self, name: str, first: int, second: int) -> Difference:
        """Return the paired difference of one measure: the option at `first` minus the one at `second`."""
        return difference(name, self.final(second, name), self.final(first, name))


def growing(options: Sequence[Option], runs: int, beliefs: bool = False, tick: Callable[[], object] = give_way) -> Iterator[Comparison]:
    """Yield the comparison as its worlds are finished; all options advance together, so that an early look is fair."""
    work = [grow(setting, tick) for setting in aligned(options, runs, beliefs)]
    latest = [next(each) for each in work]
    while True:
        comparison = Comparison(tuple(options), tuple(latest), runs)
        if comparison.worlds:  # first blocks may hold different worlds
            yield comparison
        if comparison.done:
            return
        for place, each in enumerate(work):
            if len(latest[place]) < runs:
                latest[place] = next(each)
