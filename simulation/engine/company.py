"""First answers that wait at the same moment are simulated together: a week of eight settings takes half as long as eight weeks of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulation.engine.blocks import Block, Job, turn_of
from simulation.engine.budget import person_weeks
from simulation.engine.ensemble import Cancelled
from simulation.engine.worker import run_together
from simulation.outcomes.results import Results

TOGETHER = 8  # settings in one block: more save little, and let the first of them wait for the others
LIGHT = 1.5e7  # person-weeks of such a block, half a second on one core: of larger ones nothing is saved, their people are what takes the time


def company(block: Block, waiting: Sequence[Block], workers: int) -> list[Block]:
    """Return those of the waiting blocks that are simulated together with one which gets a process now, in their turn.

    They are needed first answers of other questions with the same seed and weeks, as many as each process has to do anyway.
    """
    if not _joins(block):
        return []
    spec, _, _ = block.arguments[:3]
    alike = [one for one in waiting if _joins(one) and (one.arguments[0].seed, one.arguments[0].weeks) == (spec.seed, spec.weeks)]
    share = -(-(1 + len(alike)) // workers)
    return list(_fitting(block, sorted(alike, key=turn_of), min(TOGETHER, share) - 1))


def joined(parts: Sequence[Block], order: int) -> Block:
    """Return one block that simulates several together, under a number of its own."""
    asked = [part.arguments[:2] for part in parts]
    whole = Block(run_together, (asked, order), Job(), order, urgent=True, aboard=tuple(parts))
    for part in parts:
        part.within = whole
    return whole


def parted(whole: Block, results: Sequence[Results] | None, error: BaseException | None) -> list[Block]:
    """Give each of several readers their own results; return those who have to wait again, each by itself: nobody pays for another."""
    again = []
    for place, part in enumerate(whole.aboard):
        part.within, part.alone = None, True
        if part.future.done():
            continue
        if error is None and results is not None:
            part.future.set_result(results[place])
        elif part.job.stopped:
            part.drop(Cancelled())
        else:
            again.append(part)
    return again


def _joins(block: Block) -> bool:
    if not block.urgent or block.spare or block.alone or block.work is not None:
        return False
    spec, _, members = block.arguments[:3]
    return not members and spec.existing is None and not block.job.guess


def _fitting(block: Block, others: Sequence[Block], most: int) -> Iterator[Block]:
    jobs, left = {block.job}, LIGHT - _work(block)
    for other in others:
        if len(jobs) > most:
            return
        if other.job not in jobs and _work(other) <= left:  # blocks of one answer are for several processes
            jobs.add(other.job)
            left -= _work(other)
            yield other


def _work(block: Block) -> float:
    spec, replicates = block.arguments[:2]
    return person_weeks(spec)[0] * len(replicates)
