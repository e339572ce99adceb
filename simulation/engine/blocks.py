"""What the pool keeps in mind: answers in the making, their blocks, and the workers that simulate them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

OWNERS = 4_096  # readers whose turns are remembered
PATIENCE = 2.0  # [s] after which a waiting block counts as urgent: nobody is starved by somebody who never rests


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

    @property
    def parts(self) -> list[Block]:
        """Return what readers wait for among them, in the same order."""
        return [part for block in self.running for part in block.parts]


@dataclass(eq=False)
class Block:
    """Some replicates of one specification, to be simulated by one worker; or other work for one."""

    work: Callable[..., Any] | None  # a block of replicates by default
    arguments: tuple[Any, ...]
    job: Job
    order: int
    urgent: bool = False
    spare: bool = False
    heavy: bool = False
    future: Future[Any] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    sent: float = 0.0  # when it last got a process
    attempts: int = 0
    aboard: tuple[Block, ...] = ()  # the blocks of several readers that this one simulates together
    within: Block | None = None  # the block that simulates this one together with others
    alone: bool = False  # together with others it came to grief: from now on it goes by itself

    @property
    def parts(self) -> tuple[Block, ...]:
        """Return what readers wait for: the blocks that are simulated together, or this one."""
        return self.aboard or (self,)

    @property
    def impatient(self) -> bool:
        """Say whether it has waited for long."""
        return time.monotonic() - self.since > PATIENCE

    def drop(self, error: BaseException) -> None:
        """Let the block end with an error, unless it has ended or somebody cancelled it before."""
        if self.future.done():
            return
        if self.future.running() or self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


def turn_of(block: Block) -> tuple[Any, ...]:
    """Return what blocks that wait for a process are sorted by."""
    if block.impatient:
        return 0, block.order
    if block.urgent:
        return 1, block.job.owner_served, block.order
    return 2, block.job.running, block.job.served, block.order


def longest(block: Block, waiting: Iterable[Block]) -> bool:
    """Say whether a block has waited for long, and longer than every first answer that waits."""
    return block.impatient and all(block.since <= other.since for other in waiting if other.urgent)


class Turns:
    """When the last first answer of each reader was begun: the pool's count of blocks then."""

    def __init__(self) -> None:
        self._owners: OrderedDict[Hashable, int] = OrderedDict()

    def of(self, owner: Hashable) -> int:
        """Return a reader's turn, 0 for one who has had none."""
        return self._owners.get(owner, 0)

    def serve(self, block: Block, turn: int) -> None:
        """Note that a block is given a process."""
        block.job.running += 1
        block.job.served = turn
        if block.urgent and block.job.owner is not None:
            self._owners[block.job.owner] = turn
            self._owners.move_to_end(block.job.owner)
            if len(self._owners) > OWNERS:
                self._owners.popitem(last=False)
