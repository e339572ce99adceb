"""The arm without a community, simulated once for all settings that differ in their community alone.

Moving a lever of the community leaves the company without one as it was. Its arm is kept, so that only what is new is simulated:
within a block of rows, and in this process from one block to the next. Results are the same bit for bit either way.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.state.founding import found
from simulation.state.world import Row, World
from simulation.vocabulary.inputs import INPUTS, LEVERS
from simulation.vocabulary.run_spec import RunSpec

LIMIT = 16 * 2**20  # [bytes] of kept arms in one process: some 500 worlds of three years

# Groups of levers which nobody without a community has, what kind of community it is, and figures that only books read.
COMMUNITY_GROUPS = ("Door", "Programme", "Organisation", "Place")
NEVER_READ = ("community_model", "gross_margin", "ticket_cost", "discount_rate")
READ = tuple(name for name in INPUTS if name not in NEVER_READ and not (name in LEVERS and LEVERS[name].group in COMMUNITY_GROUPS))
"""What the arm without a community is simulated from; assumptions are all taken for read."""


@dataclass(frozen=True)
class Arm:
    """What is left of a simulated arm: its raw series by name, each (weeks,), without those that are zero; and its people."""

    series: dict[str, np.ndarray]
    present: float
    remaining: float

    @property
    def size(self) -> int:
        """Return its bytes."""
        return sum(values.nbytes for values in self.series.values())


class Shelf:
    """Keep the arms used last, at most `limit` bytes of them. All methods may be called from any thread."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Hashable, Arm] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Arm | None:
        """Return what is kept under a key, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, arm: Arm) -> None:
        """Keep an arm; those not used for longest make room. One above the limit is not kept."""
        with self._lock:
            if key in self._kept or arm.size > self.limit:
                return
            self._kept[key] = arm
            self.size += arm.size
            while self.size > self.limit:
                self.size -= self._kept.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0


SHELF = Shelf()


class Others:
    """The arms without a community of one block of rows: which are known already, and which are simulated.

    Args:
        world: the block, as it began, but before anybody is in it.
        shelf: where known arms are looked up and new ones are kept.
    """

    def __init__(self, world: World, shelf: Shelf) -> None:
        self.shelf = shelf
        self.keys = keys_of(world.rows, world.seed, world.weeks)
        self.first = {key: row for row, key in reversed([*enumerate(self.keys)])}  # of rows with the same one, the first is simulated
        self.known = {key: arm for key in self.first if (arm := shelf.get(key)) is not None}
        left_out = [row for row, key in enumerate(self.keys) if key in self.known or self.first[key] != row]
        self.empty = world.count + np.array(left_out, dtype=np.int64)

    def complete(self, world: World) -> None:
        """Write known arms into a world that has been lived through, and keep those that are new."""
        for key in self.first.keys() - self.known.keys():
            self.known[key] = _taken(world, self.first[key])
            self.shelf.put(key, self.known[key])
        for place in self.empty:
            _put_back(world, int(place), self.known[self.keys[place - world.count]])


def keys_of(rows: Sequence[Row], seed: int, weeks: int) -> list[Hashable]:
    """Return everything that the arm without a community of each row depends on."""
    settings: dict[tuple[int, int], Hashable] = {}  # many rows share one setting
    keys: list[Hashable] = []
    for inputs, timeline, replicate in rows:
        mark = id(inputs), id(timeline)
        if mark not in settings:
            planned = tuple(change for change in timeline.changes if change.name in READ)
            settings[mark] = (tuple(getattr(inputs, name) for name in READ), planned)
        keys.append((settings[mark], seed, weeks, replicate))
    return keys


def new_block(rows: Sequence[Row], seed: int, weeks: int, spec: RunSpec | None = None, shelf: Shelf = SHELF) -> tuple[World, Others]:
    """Return a block of rows at the start of week 0, without a soul in the arms that are known, and what completes it."""
    world = World(rows, seed, weeks, spec)
    others = Others(world, shelf)
    _found(world, others.empty)
    return world, others


def communities_alone(rows: Sequence[Row], seed: int, weeks: int, spec: RunSpec | None = None) -> World:
    """Return a block of rows at the start of week 0 without a soul in any arm without a community.

    Its communities live as ever; what is held against the other arm, above all money, cannot be read from it.
    """
    world = World(rows, seed, weeks, spec)
    _found(world, world.count + np.arange(world.count))
    return world


def _found(world: World, empty: np.ndarray) -> None:
    """Let those who are there from the start come in, in all arms but the empty ones."""
    customers = world.numbers["starting_customers"].copy()
    world.numbers["starting_customers"][empty] = 0
    world.remaining[empty] = 0
    found(world)
    world.numbers["starting_customers"] = customers


def _taken(world: World, row: int) -> Arm:
    place = world.count + row
    series = {name: values[place].copy() for name, values in world.record.items() if len(values) == 2 * world.count and values[place].any()}
    people = world.people
    present = np.count_nonzero(people.by_row(people.stage)[place]) + world.departed[place]
    return Arm(series, float(present), float(world.remaining[place]))


def _put_back(world: World, place: int, arm: Arm) -> None:
    for name, values in world.record.items():
        if len(values) == 2 * world.count:
            values[place] = arm.series.get(name, 0.0)
    for name in arm.series.keys() - world.record.keys():
        world.record[name] = np.zeros((2 * world.count, world.weeks))
        world.record[name][place] = arm.series[name]
    world.departed[place] = arm.present  # nobody is in it
    world.remaining[place] = arm.remaining
