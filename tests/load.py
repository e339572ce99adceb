"""How readers fare beside one another, and how much memory the dearest question takes.

    python tests/load.py [--sessions 1,5,20,50] [--rounds 4] [--format text|json]
    python tests/load.py --memory

Sessions without browsers, as if each reader had a machine of their own, press in the same instant, every one at another
setting, and wait for their first new curve. One session alone is measured before and after: the figures are multiples of it.
With `--memory` the dearest question that the budget lets through is answered, and the most that its processes took is read.
Other work on the machine makes every figure worse. It is a measurement, not a test: nothing fails on a slow machine.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from serving import serving  # noqa: E402 (the script is started by its path)
from sessions import Visitor, at_once  # noqa: E402

from simulation import RunSpec, timeline_from  # noqa: E402
from simulation.engine.budget import OverBudgetError, check, person_weeks  # noqa: E402
from simulation.engine.memory import allowance  # noqa: E402
from simulation.engine.pool import EngineError, EnginePool  # noqa: E402
from simulation.engine.result_cache import ResultCache  # noqa: E402
from simulation.engine.stream import FIRST, stream  # noqa: E402
from simulation.studies.benchmark import Figure  # noqa: E402

MEDIAN, WORST = 5.0, 12.0  # times one alone, at twenty sessions
MANY = 20
WEEKS, CROWD, MOST_SHOCKS = 26, 20_000, 400  # of the dearest question
FOUNDERS = [float(many) for many in range(2, 50) if many != 20]  # by which settings of a group differ, the default left out
THREADS = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 35.0, 40.0)  # seed threads, by which groups do
APART = (50.0, 55.0)  # those of the session that is alone, before and after
WEEKS_BETWEEN = (1.0, 9.0, 5.0, 12.0, 7.0, 2.0, 10.0, 6.0, 13.0, 3.0, 11.0, 8.0)  # batches; far apart, so that no value was begun ahead


def sessions(counts: list[int], rounds: int) -> list[Figure]:
    """Measure first curves with one session and with several at once."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home), "--server.headless=true") as served:
        single = Visitor(served.address)
        alone = _alone(single, APART[0], rounds)
        times, threads = {}, iter(THREADS)
        for count in (count for count in counts if count > 1):
            times[count] = _together(served.address, _settings(count, threads), rounds)
        alone += _alone(single, APART[1], rounds)
        single.close()
    usual = statistics.median(alone)
    figures = [
        Figure("1 session", "release to first curve sent, median", usual, "s"),
        Figure("1 session", "worst / median", max(alone) / usual, "times"),
    ]
    for count, found in times.items():
        group, asked = f"{count} sessions at once", count == MANY
        figures += [
            Figure(group, "median / one alone", statistics.median(found) / usual, "times", most=MEDIAN if asked else None),
            Figure(group, "worst / one alone", max(found) / usual, "times", most=WORST if asked else None),
        ]
    return figures


def _alone(single: Visitor, threads: float, rounds: int) -> list[float]:
    single.press("seed_threads", threads)
    return [single.press("batch_interval", value) for value in WEEKS_BETWEEN[: 2 * rounds]]


def _settings(count: int, threads: Iterator[float]) -> list[tuple[float, float]]:
    """Return seed threads and founders for each of so many sessions: no two the same, and none that another group has."""
    found: list[tuple[float, float]] = []
    while len(found) < count:
        sown = next(threads)
        found += [(sown, many) for many in FOUNDERS[: count - len(found)]]
    return found


def _together(address: str, settings: list[tuple[float, float]], rounds: int) -> list[float]:
    visitors = [Visitor(address) for _ in settings]
    for visitor, (sown, many) in zip(visitors, settings, strict=True):
        visitor.press("seed_threads", sown)
        visitor.press("founders", many)
    found = [
        one for times in at_once(visitors, WEEKS_BETWEEN[:rounds], lambda visitor, value: visitor.press("batch_interval", value)) for one in times
    ]
    for visitor in visitors:
        visitor.close()
    return found


def dearest() -> RunSpec:
    """Return the question with the most people that the budget lets through: crowds come week after week, in as many worlds as a first answer has."""
    crowds = 0
    while _allowed(_question(crowds + 1)):
        crowds += 1
    return _question(crowds)


def _question(crowds: int) -> RunSpec:
    return RunSpec(timeline=timeline_from([], [(place % WEEKS, "influx", CROWD) for place in range(crowds)]), weeks=WEEKS, runs=FIRST)


def _allowed(spec: RunSpec) -> bool:
    try:
        check(spec)
    except OverBudgetError:
        return False
    return len(spec.timeline.shocks) < MOST_SHOCKS


def memory() -> list[Figure]:
    """Answer the dearest question and read the most that its processes took."""
    spec = dearest()
    with EnginePool() as pool:
        pool.warm()
        list(stream(RunSpec(weeks=2), pool=pool, cache=ResultCache()))
        before, started = _peaks(pool), time.perf_counter()
        try:
            *_, results = stream(spec, pool=pool, cache=ResultCache())
            answered = f"{len(results)} worlds"
        except EngineError as error:
            answered = str(error)
        took, peaks, own = time.perf_counter() - started, _peaks(pool), _peak(os.getpid())
        limit = allowance(pool.workers) / 2**20
    group = f"{person_weeks(spec)[1]:,.0f} people at once in each of {spec.runs} worlds"
    print(f"{group}: {answered}")
    return [
        Figure(group, "until then", took, "s"),
        Figure(
            group, "the largest worker's peak beyond its start", max(now - then for now, then in zip(peaks, before, strict=True)), "MB", most=limit
        ),
        Figure(group, "all workers' peaks and the server's", sum(peaks) + own, "MB"),
    ]


def _peaks(pool: EnginePool) -> list[float]:
    return [_peak(number) for number in pool.processes()]


def _peak(number: int) -> float:
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", default="1,5,20,50", help="how many at once (default 1,5,20,50)")
    parser.add_argument("--rounds", type=int, default=4, help="moves of every session (default 4)")
    parser.add_argument("--memory", action="store_true", help="measure memory instead")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # stopped from outside, the server ends too
    busy = os.getloadavg()[0]
    figures = memory() if arguments.memory else sessions([int(one) for one in arguments.sessions.split(",")], arguments.rounds)
    if arguments.format == "json":
        print(json.dumps([figure.as_row() for figure in figures], indent=1))
        return
    for figure in figures:
        goal = f"asked for at most {figure.most:g}: {figure.verdict}" if figure.most is not None else ""
        print(f"{figure.group:44s} {figure.name:44s} {figure.value:9.2f} {figure.unit:6s} {goal}".rstrip())
    print(f"The machine's load was {busy:.1f} before, with {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
