"""A cloud whose worlds follow a formula instead of the model: what a search finds can then be checked against the truth."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future

import numpy as np

from simulation import MEASURES, Inputs
from simulation.outcomes.zones import ZONES
from simulation.studies.cloud import Cloud

World = Callable[[Inputs, int], Mapping[str, float | str]]


class Planted(Executor):
    """Answer every row by a formula: measures by name, and under "zone" the word of a zone."""

    def __init__(self, world: World, workers: int = 2) -> None:
        self.world = world
        self.workers = workers
        self.asked: list[tuple[Inputs, int]] = []

    def seat(self, owner: object = None) -> Planted:
        """Return itself: nobody else asks."""
        return self

    def ahead(self) -> int:
        """Return how many questions of others come first."""
        return 0

    def submit(self, work: Callable, /, rows, seed, weeks, dated, number) -> Future:
        future: Future = Future()
        lines = np.zeros((len(rows), len(MEASURES) + len(dated) + 1))
        for line, (inputs, _, replicate) in zip(lines, rows, strict=True):
            self.asked.append((inputs, replicate))
            values = self.world(inputs, replicate)
            for place, name in enumerate(MEASURES):
                line[place] = values.get(name, 0.0)
            line[-1] = ZONES.index(values.get("zone", "healthy"))
        future.set_result((lines, 0.001 * len(rows)))
        return future


def planted(world: World, seed: int = 1, **more) -> Cloud:
    """Return a cloud of planted worlds."""
    return Cloud(Planted(world), seed=seed, weeks=156, **more)


def noise(replicate: int, *marks: object) -> float:
    """Return a number of mean 0 and standard deviation 1 that belongs to a replicate and some marks."""
    digest = hashlib.blake2b(f"{replicate} {marks}".encode(), digest_size=16).digest()
    return (sum(struct.unpack("<4I", digest)) / 2**32 - 2) * 3**0.5
