"""The edge: from which batch on the community becomes an auditorium in most worlds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from simulation import INPUTS, RunSpec
from simulation.outcomes.verdict import AUDITORIUM, onset
from ui.session.runs import give_way, grow

WORLDS = 8  # enough to tell most from few
NEAR = 10  # [people] the edge is a region: closer than this would be luck
MOST_STEPS = 2 + math.ceil(math.log2(INPUTS["batch_size"].high / NEAR))  # both ends, and halving what lies between


@dataclass(frozen=True)
class Edge:
    """The largest batch found that is no auditorium in most worlds and the smallest that is one, None where there is none on that side."""

    safe: int | None
    silent: int | None
    steps: int

    @property
    def found(self) -> bool:
        """Say whether both sides are known closely enough."""
        return self.safe is None or self.silent is None or self.silent - self.safe <= NEAR

    def words(self) -> str:
        """Say where the edge lies, or how far the search has come."""
        if not self.found:
            return f"Step {self.steps} of at most {MOST_STEPS}: the edge lies between batches of {self.safe} and {self.silent}."
        if self.silent is None:
            return f"No batch up to {int(INPUTS['batch_size'].high)} turns this community into an auditorium in most worlds."
        if self.safe is None:
            return f"Even a batch of {self.silent} turns this community into an auditorium in most worlds: the edge is not in the door."
        middle = round((self.safe + self.silent) / 20) * 10
        ends = f"{self.silent} ends in an auditorium in at least half of {WORLDS} worlds, {self.safe} in fewer"
        return f"The edge lies somewhere near a batch of {middle}: {ends}."


def silent_in_most(setting: RunSpec, batch: int, tick: Callable[[], object]) -> bool:
    """Say whether a batch of this size ends in an auditorium in at least half of the worlds."""
    *_, results = grow(replace(setting.with_value("batch_size", batch), runs=WORLDS), tick)
    return int((onset(results.series["auditorium_index"], AUDITORIUM) >= 0).sum()) * 2 >= len(results)


def further(setting: RunSpec, edge: Edge | None, tick: Callable[[], object] = give_way) -> Edge:
    """Return an answer one step closer than `edge`, None at the start; every lever but the batch size stays as it is."""
    spec = INPUTS["batch_size"]
    low, high = int(spec.step), int(spec.high)
    if edge is None:
        return Edge(0, high, 1) if silent_in_most(setting, high, tick) else Edge(high, None, 1)
    if not edge.safe:  # one end is known, now the other
        return Edge(None, low, 2) if silent_in_most(setting, low, tick) else Edge(low, high, 2)
    middle = round((edge.safe + edge.silent) / 2 / spec.step) * int(spec.step)
    if silent_in_most(setting, middle, tick):
        return Edge(edge.safe, middle, edge.steps + 1)
    return Edge(middle, edge.silent, edge.steps + 1)
