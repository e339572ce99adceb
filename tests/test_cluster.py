"""A real Dask scheduler with two workers: the same numbers, a killed worker, a scheduler that goes away, and a sweep that resumes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scenarios.scenario import library_names, load_library
from simulation import inputs_from
from simulation.studies import cluster as place
from simulation.studies.cloud import Cloud, Here, Point
from simulation.studies.cluster import Cluster, ClusterError
from simulation.studies.sweep import RESULTS, Sweep, run
from simulation.vocabulary.timeline import Timeline

ROOT = Path(__file__).parents[1]
SEED, WEEKS = 5, 8


class Machines:
    """A scheduler and two workers of one thread each, as processes of this test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._said(self.scheduler, r"Scheduler at:\s+(tcp://\S+)")
        self.workers = [self.worker() for _ in range(2)]

    def worker(self) -> subprocess.Popen[str]:
        started = self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder))
        self._said(started, r"Registered to:\s+(tcp://\S+)")
        return started

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
            process.stderr.close()

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def _said(self, process: subprocess.Popen[str], pattern: str) -> str:
        for line in process.stderr:
            found = re.search(pattern, line)
            if found:
                threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would hold the process up
                return found[1]
        raise AssertionError("the process ended without a word")


@pytest.fixture
def machines(tmp_path) -> Iterator[Machines]:
    started = Machines(tmp_path)
    yield started
    started.end()


@pytest.mark.filterwarnings("ignore")  # Dask's own farewells when its other side was killed
def test_a_cluster_gives_the_same_numbers_and_survives_what_happens_to_machines(machines, command, tmp_path, monkeypatch):
    points = []
    for name in library_names():
        scenario = load_library(name)
        plan = Timeline(
            tuple(change for change in scenario.changes if change.week < WEEKS), tuple(shock for shock in scenario.shocks if shock.week < WEEKS)
        )
        points.append(Point(scenario.inputs, plan))
    wanted = [(point, range(2)) for point in points]
    here = Cloud(Here(), seed=SEED, weeks=WEEKS).run(wanted)
    there = Cluster(machines.address, connect=30)
    assert there.workers == 2
    for name, one, other in zip(library_names(), here, Cloud(there, seed=SEED, weeks=WEEKS).run(wanted), strict=True):
        np.testing.assert_array_equal(one.lines, other.lines, err_msg=name)

    code, output, _ = command("bench", "--cluster", machines.address, "--small", "--format", "json")
    assert code == 0
    share, block, same = json.loads(output)
    assert same["value"] == 2
    assert same["kept"] == "yes"
    assert 0 < share["value"] <= 1
    assert 0 < block["value"] < 1

    # A killed worker: its blocks run on the other one.
    cloud = Cloud(there, seed=SEED + 1, weeks=WEEKS)
    states = cloud.gather([(Point(inputs_from({"founders": nth})), range(4)) for nth in range(12)])
    next(states)
    machines.workers[0].send_signal(signal.SIGKILL)
    assert list(states)[-1] == 1

    # The scheduler goes away in the middle of a sweep: it is said, what is finished stays, and the rest is done elsewhere later.
    monkeypatch.setattr(place, "GONE", 2.0)
    sweep = Sweep({}, Timeline(), tuple({"batch_size": nth} for nth in range(128)), SEED, WEEKS, 4)
    broken = tmp_path / "broken"
    states = run(Cloud(there, seed=SEED, weeks=WEEKS), sweep, broken)
    began = time.monotonic()
    next(done for done, _ in states if done)
    machines.scheduler.kill()
    with pytest.raises(ClusterError, match="went away; what was finished is kept"):
        list(states)
    assert time.monotonic() - began < 120
    kept = len(list(broken.glob("shard-*.csv")))
    assert 0 < kept < sweep.shards
    there.shutdown()
    again = Cloud(Here(), seed=SEED, weeks=WEEKS)
    list(run(again, sweep, broken))
    assert again.evaluated == (sweep.shards - kept) * sweep.per_shard * sweep.runs
    assert (broken / RESULTS).stat().st_size > 0


def test_nobody_there_and_no_worker_are_said(command):
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:1", connect=1)
    code, output, errors = command("bench", "--cluster", "tcp://127.0.0.1:1")
    assert (code, output) == (1, "")
    assert "no Dask scheduler answers" in errors
