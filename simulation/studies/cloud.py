"""Evaluate many settings in few worlds each: the common core of sensitivity, map, seek, discover and sweep.

Worlds run in blocks on any `concurrent.futures.Executor`; only a line of numbers per world comes back. Lines arrive
progressively, are kept, and are the same bit for bit wherever and in whatever company their worlds run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from simulation.engine.budget import fitting
from simulation.outcomes.results import band
from simulation.outcomes.zones import disagree, zone_of
from simulation.studies.cloud_block import EVERY_MEASURE, Reading, Row, evaluate_block
from simulation.studies.conditions import Condition
from simulation.studies.row_cache import RowCache
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline

FIRST_ROWS = 4  # rows in the first blocks: something to show soon
MOST_ROWS = 24  # a world of the default scenario was cheapest in blocks of 16 to 32, in one of 48 a sixth dearer than here
BLOCK = 1.0  # [s of a core] a block usually takes: long enough that calls cost little beside worlds, short enough to see something come
AHEAD = 2  # blocks under way or waiting per worker
TICK = 0.1  # [s] between two looks at whether somebody wants to stop


@dataclass(frozen=True)
class Point:
    """One setting with its plan."""

    inputs: Inputs
    timeline: Timeline = field(default_factory=Timeline)

    def __hash__(self) -> int:
        return self._mark

    @cached_property
    def _mark(self) -> int:
        return hash((self.inputs, self.timeline))  # more than a hundred inputs: looked up far more often than made


@dataclass(frozen=True, eq=False)
class Sample:
    """What some worlds of one setting came to: one line per world."""

    replicates: np.ndarray
    lines: np.ndarray
    places: dict[Reading, int]

    def __len__(self) -> int:
        return len(self.replicates)

    def first(self, count: int) -> Sample:
        """Return the first so many of the worlds."""
        return Sample(self.replicates[:count], self.lines[:count], self.places)

    def final(self, name: str, month: int | None = None) -> np.ndarray:
        """Return one number per world for a measure, shape (R,); at the end of a month where one is given and was asked for."""
        return self.lines[:, self.places[name, month]]

    def middle(self, name: str) -> float:
        """Return a measure's number in the median world."""
        return float(band(self.final(name))[1])

    @property
    def zones(self) -> np.ndarray:
        """Return the zone of each world, (R,) places in `ZONES` or `UNKNOWN`."""
        return self.lines[:, -1].astype(np.int8)

    @property
    def health(self) -> str | None:
        """Return the zone of the setting."""
        return zone_of(self.zones)

    @property
    def torn(self) -> bool:
        """Say whether the worlds disagree about health."""
        return disagree(self.zones)

    def met(self, conditions: Iterable[Condition]) -> np.ndarray:
        """Return which worlds meet every condition, (R,) bool."""
        met = np.ones(len(self), dtype=bool)
        for condition in conditions:
            met &= condition.met_by(self.final(*condition.reading))
        return met


Wanted = Sequence[tuple[Point, Iterable[int]]]
Task = tuple[Point, int]  # one world of a setting


class Cloud:
    """Evaluate worlds of settings under one seed and horizon; what was evaluated once is not evaluated again.

    Args:
        executor: where blocks run; it stays the caller's to shut down. Its attribute `workers`, where it has one, says how
            many blocks it runs at once; `number()` and `end(number)`, how a running block is stopped; `check()` raises when
            it is no longer there, and `gone()` says so.
        conditions: whatever they read at a month is kept as well.
        cache: lines kept beyond this cloud, say by other readers' questions.
        tick: called about every tenth of a second while waiting; it may raise to stop the work.
        existing: the community that all settings start from (see `starting.common_start`); by default each founds one.
        block: how long a block should take [s of a core].
    """

    def __init__(
        self,
        executor: Executor,
        *,
        seed: int,
        weeks: int,
        conditions: Iterable[Condition] = (),
        cache: RowCache | None = None,
        tick: Callable[[], object] | None = None,
        existing: Existing | None = None,
        block: float = BLOCK,
    ) -> None:
        self.executor, self.seed, self.weeks = executor, seed, weeks
        self.dated = tuple(sorted({condition.reading for condition in conditions if condition.month is not None}))
        self.places = {reading: place for place, reading in enumerate((*EVERY_MEASURE, *self.dated))}
        self.cache = cache if cache is not None else RowCache()
        self.tick = tick
        self.existing = existing
        self.evaluated = 0  # worlds simulated here
        self.blocks, self.seconds = 0, 0.0  # in so many blocks, which took so long where they ran
        self.block = block
        self._pace = block / FIRST_ROWS  # [s of a core] a row takes, as seen last

    @property
    def workers(self) -> int:
        """Return how many blocks run at once."""
        return getattr(self.executor, "workers", 1)

    def sample(self, point: Point, replicates: Iterable[int]) -> Sample | None:
        """Return the lines of some worlds of a setting, or None while one of them is missing."""
        wanted = np.fromiter(replicates, dtype=np.int64)
        lines = self.cache.get(self._key(point))
        if any(int(replicate) not in lines for replicate in wanted):
            return None
        width = len(self.places) + 1
        return Sample(wanted, np.array([lines[int(replicate)] for replicate in wanted]).reshape(len(wanted), width), self.places)

    def known(self, point: Point, replicates: Iterable[int]) -> Sample:
        """Return the lines of some worlds that were gathered.

        Raises:
            LookupError: one of them was not.
        """
        sample = self.sample(point, replicates)
        if sample is None:
            raise LookupError("these worlds have not been evaluated")
        return sample

    def gather(self, wanted: Wanted) -> Iterator[float]:
        """Evaluate what is missing of `wanted`, the first first, and yield the share of it that is known after each block.

        Abandoning the iterator stops the work: blocks that wait are dropped, running ones end within a simulated week where
        the executor can tell them, and otherwise with their block.

        Raises:
            EngineError: worker processes died repeatedly.
        """
        queue = deque(self._missing(wanted))
        total = len(queue)
        if not total:
            yield 1.0
            return
        flying: dict[Future, tuple[list[Task], int]] = {}
        done = 0
        try:
            while queue or flying:
                while queue and len(flying) < AHEAD * self.workers:
                    self._submit(queue, flying)
                finished, _ = wait(flying, timeout=TICK, return_when=FIRST_COMPLETED)
                if self.tick:
                    self.tick()
                if not finished and hasattr(self.executor, "check"):
                    self.executor.check()
                for future in finished:
                    rows, _ = flying.pop(future)
                    self._keep(rows, *self._result(future))
                    done += len(rows)
                if finished:
                    yield done / total
        finally:
            self._abandon(flying)

    def run(self, wanted: Wanted, progress: Callable[[float], object] = lambda share: None) -> list[Sample]:
        """Evaluate everything and return the samples in the order of `wanted`."""
        wanted = [(point, tuple(replicates)) for point, replicates in wanted]
        for share in self.gather(wanted):
            progress(share)
        return [self.known(point, replicates) for point, replicates in wanted]

    def _key(self, point: Point) -> tuple[Point, int, int, tuple[Reading, ...], Existing | None]:
        return point, self.seed, self.weeks, self.dated, self.existing

    def _missing(self, wanted: Wanted) -> Iterator[Task]:
        seen: set[tuple[Point, int]] = set()
        for point, replicates in wanted:
            known = self.cache.get(self._key(point))
            for replicate in map(int, replicates):
                if replicate not in known and (point, replicate) not in seen:
                    seen.add((point, replicate))
                    yield point, replicate

    def _submit(self, queue: deque[Task], flying: dict[Future, tuple[list[Task], int]]) -> None:
        room = max(1, min(MOST_ROWS, round(self.block / self._pace)))
        fair = -(-len(queue) // self.workers)  # the last blocks are shared out among all
        tasks: list[Task] = []
        fits = max(1, min(room, fair))
        while queue and len(tasks) < (fits := min(fits, self._fitting(queue[0]))):
            tasks.append(queue.popleft())
        rows: list[Row] = [(point.inputs, point.timeline, replicate) for point, replicate in tasks]
        number = self.executor.number() if hasattr(self.executor, "number") else 0
        start = () if self.existing is None else (self.existing,)
        flying[self.executor.submit(evaluate_block, rows, self.seed, self.weeks, self.dated, number, *start)] = tasks, number

    def _fitting(self, task: Task) -> int:
        """Return how many worlds like one a worker can hold; any number where nobody says what it may take."""
        memory = getattr(self.executor, "memory", None)
        point, _ = task
        return MOST_ROWS if memory is None else fitting(RunSpec(point.inputs, point.timeline, 0, self.weeks, existing=self.existing), memory)

    def _keep(self, rows: list[Task], lines: np.ndarray, seconds: float) -> None:
        self.evaluated += len(rows)
        self.blocks, self.seconds = self.blocks + 1, self.seconds + seconds
        self._pace = max(1e-4, 0.5 * self._pace + 0.5 * seconds / len(rows))
        for (point, replicate), line in zip(rows, lines, strict=True):
            self.cache.put(self._key(point), replicate, line)

    def _result(self, future: Future) -> tuple[np.ndarray, float]:
        try:
            return future.result()
        except CancelledError:
            if hasattr(self.executor, "gone"):  # nobody here cancels a block that is waited for: whoever had it is no more
                raise self.executor.gone() from None
            raise

    def _abandon(self, flying: dict[Future, tuple[list[Task], int]]) -> None:
        for future, (_, number) in flying.items():
            if not future.cancel() and hasattr(self.executor, "end"):
                self.executor.end(number)


class Here(Executor):
    """Run every call at once in this process."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Call and return the finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future
