"""What the pool keeps in mind: answers in the making, their blocks, and the workers that simulate them."""

from __future__ import annotations

import time
from collections.abc import Hashable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

from simulation.outcomes.results import Results


@dataclass(eq=False)
class Job:
    """One answer in the making. Its blocks are stopped together and take turns with other jobs' blocks."""

    owner: Hashable = None  # who asked
    owner_served: int = 0  # when a first answer of the same owner was begun last: the pool's count of blocks then, 0 for never
    stopped: bool = False
    running: int = 0
    served: int = 0  # when it last got a worker: the pool's count of blocks sent
    guess: bool = False  # work nobody has asked for yet: it is dropped as soon as somebody asks for anything


@dataclass(eq=False)
class Worker:
    """One process, or a seat on somebody's own executor, and the block it has."""

    executor: Executor
    niceness: int
    place: int = 0  # of its signs of life
    block: Block | None = None
    since: int = 0  # when it got its last block: the pool's count of blocks then


@dataclass(eq=False)
class Lane:
    """Workers for one kind of block."""

    workers: list[Worker]

    @property
    def running(self) -> list[Block]:
        """Return the blocks under way, in the order in which they were begun."""
        return [worker.block for worker in sorted(self.workers, key=lambda worker: worker.since) if worker.block is not None]


@dataclass(eq=False)
class Block:
    """Some replicates of one specification, to be simulated by one worker."""

    arguments: tuple[Any, ...]
    job: Job
    urgent: bool
    spare: bool
    order: int
    future: Future[Results] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    sent: float = 0.0  # when it last got a process
    attempts: int = 0
