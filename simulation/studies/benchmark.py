"""How fast the engine is, as ratios within one run: against its own floor, against agent-by-agent Mesa, by size.

Every figure is the best of a few attempts, because a busy machine only ever adds time; measured several times over, it is
told as the median with the range of all. Work in one process is measured in the processor time of that process.
"""

from __future__ import annotations

import gc
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from simulation.engine.cores import usable_cores
from simulation.engine.ensemble import run_replicates
from simulation.engine.other_arm import SHELF
from simulation.engine.pool import EnginePool
from simulation.engine.stream import blocks, stream
from simulation.kernels.process import Process
from simulation.outcomes.results import Results
from simulation.schedule import CORE, WEEK, new_world
from simulation.state.world import World
from simulation.vocabulary.inputs import Inputs, inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Shock, Timeline
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS
from simulation.vocabulary.words import counted

SETTLING = 4  # [weeks] before measuring: the first weeks after a crowd came are unlike the others
# A community alone: everybody in it is a member, nobody signs up or pays.
NO_PRODUCT = {"starting_customers": 0, "waiting_list": 0, "paid_spend": 0, "organic_signups": 0}


@dataclass(frozen=True)
class Size:
    """How much is measured; the tests use a small one."""

    members: int = 5_000
    replicates: int = 32
    weeks: int = 16
    agents: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    together: int = 160_000  # agents simulated at once where communities are smaller
    plain_members: int = 5_000
    plain_replicates: int = 32
    plain_weeks: int = 16
    runs: int = DEFAULT_RUNS
    answer_weeks: int = DEFAULT_WEEKS
    attempts: int = 3


SMALL = Size(200, 2, 4, (100, 400), 400, 40, 2, 3, 4, 12, 1)


@dataclass(frozen=True)
class Figure:
    """One measured number; `most` and `least` are what the project asks for, None where it asks for nothing.

    `low` and `high` are the ends of what was found where it was measured several times: then the value is the median.
    """

    group: str
    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """Say whether the number is as good as asked for; empty where nothing is asked."""
        if self.most is None and self.least is None:
            return ""
        kept = (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)
        return "yes" if kept else "no"

    def as_row(self) -> dict[str, str | float | None]:
        """Return the figure as plain values by name."""
        return {**{name: getattr(self, name) for name in ("group", "name", "value", "unit", "most", "least", "low", "high")}, "kept": self.verdict}


def repeated(size: Size, repeats: int, progress: Callable[[float, str], object] = lambda share, stage: None) -> list[Figure]:
    """Measure everything several times, and return the median of each figure with its range."""
    found = [measure(size, lambda share, stage, turn=turn: progress((turn + share) / repeats, stage)) for turn in range(repeats)]  # type: ignore[misc]
    return together(found)


def together(found: Sequence[Sequence[Figure]]) -> list[Figure]:
    """Return one list of figures for several of the same: the median of each, and the range of all."""
    values: dict[tuple[str, str], list[float]] = {}
    for figure in (figure for figures in found for figure in figures):
        values.setdefault((figure.group, figure.name), []).append(figure.value)
    return [
        replace(figure, value=float(np.median(every)), low=min(every), high=max(every))
        for figure in found[0]
        for every in [values[figure.group, figure.name]]
    ]


def processor() -> str:
    """Return what this machine calls its processor, and how many of its cores are used."""
    named = ""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{named or platform.processor() or platform.machine() or 'unknown processor'}, {counted(usable_cores(), 'core')}"


def measure(size: Size, progress: Callable[[float, str], object] = lambda share, stage: None) -> list[Figure]:
    """Measure everything once; `progress` is told the share done and what comes next."""
    stages: tuple[tuple[str, Callable[[Size], list[Figure]]], ...] = (
        ("the answer to one setting", answers),
        ("the floor", floor),
        ("agent by agent", against_mesa),
        ("from small to large", sizes),
    )
    figures: list[Figure] = []
    for place, (stage, part) in enumerate(stages):
        progress(place / len(stages), stage)
        figures += part(size)
    progress(1.0, "done")
    return figures


def answers(size: Size) -> list[Figure]:
    """Time the default scenario on all cores and in one process, and share one process's time out by weekly step."""
    spec = RunSpec(weeks=size.answer_weeks, runs=size.runs)
    first, complete = [], []
    with EnginePool() as pool:
        for _ in stream(RunSpec(weeks=2, runs=pool.workers), pool=pool):  # wakes the workers
            pass
        for attempt in range(size.attempts):  # each in worlds of its own: their arms without a community are not known yet
            started = time.perf_counter()
            marks = [time.perf_counter() - started for _ in stream(replace(spec, seed=spec.seed + attempt), pool=pool)]
            first.append(marks[0])
            complete.append(marks[-1])
    # What one of two cores does for an answer, in its own time: this does not wait for others who use the machine.
    mine = blocks(size.runs, 2)[::2]
    spent = [_best(partial(_anew, spec, block), size.attempts) for block in mine]
    alone = _best(partial(_anew, spec, range(spec.runs)), size.attempts)
    known = _best(lambda: run_replicates(spec), size.attempts)
    world = new_world(spec, range(max(1, size.runs // 2)))
    seconds = _live(world, WEEK, range(size.answer_weeks))
    group = f"default scenario, {size.runs} worlds with both arms, {size.answer_weeks} weeks"
    return [
        Figure(group, "first worlds, all cores", float(np.median(first)), "s", most=0.07),
        Figure(group, "all worlds, all cores", float(np.median(complete)), "s", most=0.35),
        Figure(group, "first worlds, processor time of a core", spent[0], "s"),
        Figure(group, "all worlds, processor time of each core", sum(spent), "s"),
        Figure(group, "all worlds, one process", alone, "s"),
        Figure(group, "the same, the arms without a community being known", known, "s"),
        *_shares(f"where the time goes: default scenario, {world.count} worlds", seconds),
    ]


def _anew(spec: RunSpec, block: range) -> Results:
    SHELF.clear()
    return run_replicates(spec, block)


def floor(size: Size) -> list[Figure]:
    """Hold the cost of an ensemble against drawing its random numbers and reading its columns once a week."""
    world = _crowd(inputs_from(), size.members, size.replicates, size.weeks + SETTLING)
    _live(world, WEEK, range(SETTLING))
    before = world.draws.count, world.agent_weeks.sum()
    seconds = _live(world, WEEK, range(SETTLING, SETTLING + size.weeks))
    draws, agent_weeks = world.draws.count - before[0], world.agent_weeks.sum() - before[1]
    per_draw = _best(lambda: world.draws.uniform(world.members.key, "bench", 0), 3 * size.attempts) / world.members.key.size
    one_pass = _best(lambda: _read(world), 3 * size.attempts)
    least = draws * per_draw + size.weeks * one_pass
    total = sum(seconds.values())
    group = f"ensemble of {size.members:,} members in each of {size.replicates} worlds"
    return [
        Figure(group, "cost / floor", total / least, "times", most=4),
        Figure(group, "cost per member and week", 1e9 * total / agent_weeks, "ns"),
        Figure(group, "floor per member and week", 1e9 * least / agent_weeks, "ns"),
        Figure(group, "random numbers per member and week", draws / agent_weeks, "numbers"),
        Figure(group, "memory of a member with ties", world.members.bytes_per_slot(), "bytes", most=180),
        Figure(group, "memory of a person", world.people.bytes_per_slot(), "bytes"),
        *_shares(f"where the time goes: {size.members:,} members in each of {size.replicates} worlds", seconds),
    ]


def against_mesa(size: Size) -> list[Figure]:
    """Hold the agent-by-agent Mesa version of the community core against the same steps of the engine."""
    engine, plain = zip(*(_both(size) for _ in range(size.attempts)), strict=True)
    group = f"the community core, {size.plain_members:,} members"
    return [
        Figure(group, "agent by agent / engine", min(plain) / min(engine), "times", least=150),
        Figure(group, "agent by agent in Mesa", 1e6 * min(plain), "us per member and week"),
        Figure(group, "engine", 1e6 * min(engine), "us per member and week"),
    ]


def _both(size: Size) -> tuple[float, float]:
    """Return the processor time of the community core per member and week [s]: the engine's, and agent by agent."""
    world = _crowd(inputs_from(NO_PRODUCT), size.plain_members, size.plain_replicates, size.plain_weeks + 1)
    _live(world, WEEK, range(1))
    from simulation.reference_model import plain_copy  # brings Mesa along

    plain = plain_copy(world, 0, seed=DEFAULT_SEED)
    before = world.agent_weeks.sum()
    engine = sum(_live(world, CORE, range(1, 1 + size.plain_weeks)).values()) / (world.agent_weeks.sum() - before)
    gc.collect()
    gc.freeze()  # collecting garbage among what does not belong to the model is nobody's cost
    started, member_weeks = time.process_time(), 0
    for _ in range(size.plain_weeks):
        plain.step()
        member_weeks += len(plain.members)
    one_by_one = (time.process_time() - started) / member_weeks
    gc.unfreeze()
    return engine, one_by_one


def sizes(size: Size) -> list[Figure]:
    """Measure the cost per agent and week of communities of very different size; small ones run many worlds at once."""
    group = "cost by size of the community"
    figures = []
    for agents in size.agents:
        replicates = max(1, size.together // agents)
        cost = min(crowd_cost(agents, replicates, size.weeks) for _ in range(size.attempts))
        figures.append(Figure(group, f"{agents:,} agents, {replicates} worlds at once", 1e9 * cost, "ns per agent and week"))
    costs = [figure.value for figure in figures]
    return [*figures, Figure(group, "dearest / cheapest", max(costs) / min(costs), "times", most=1.8)]


def crowd_cost(agents: int, replicates: int, weeks: int) -> float:
    """Return the processor time of a week per agent, once a crowd has settled [s]."""
    world = _crowd(inputs_from(NO_PRODUCT), agents, replicates, weeks + SETTLING)
    _live(world, WEEK, range(SETTLING))
    before = world.agent_weeks.sum()
    return sum(_live(world, WEEK, range(SETTLING, SETTLING + weeks)).values()) / (world.agent_weeks.sum() - before)


def _crowd(inputs: Inputs, members: int, replicates: int, weeks: int) -> World:
    """Return worlds into which `members` people come at once in week 0."""
    return new_world(RunSpec(inputs, Timeline(shocks=(Shock(0, "influx", members),)), weeks=weeks), range(replicates))


def _live(world: World, processes: tuple[Process, ...], weeks: range) -> dict[str, float]:
    """Live through weeks and return the processor time of each step [s]."""
    seconds = dict.fromkeys((process.name for process in processes), 0.0)
    for week in weeks:
        world.begin(week)
        for process in processes:
            started = time.process_time()
            process(world)
            seconds[process.name] += time.process_time() - started
    return seconds


def _read(world: World) -> None:
    """Read every byte of the columns once, as fast as memory gives them."""
    for table in (world.members, world.people):
        for name in table.names:
            whole = getattr(table, name).reshape(-1).view(np.uint8)
            whole[: len(whole) // 8 * 8].view(np.uint64).sum()


def _best(work: Callable[[], object], attempts: int) -> float:
    """Return the least processor time of some attempts [s]."""
    times = []
    for _ in range(attempts):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _shares(group: str, seconds: dict[str, float]) -> list[Figure]:
    total = sum(seconds.values())
    return [Figure(group, name, 100 * spent / total, "%") for name, spent in sorted(seconds.items(), key=lambda item: -item[1])]
