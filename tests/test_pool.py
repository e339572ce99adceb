"""The pool: quick to stop, whole again after a crash, and gone when closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import wait
from pathlib import Path

import numpy as np
import pytest
from patience import until

from simulation import RunSpec
from simulation.engine import pool as pool_module
from simulation.engine.ensemble import Cancelled, simulate
from simulation.engine.pool import EngineError, EnginePool
from simulation.engine.worker import EAGER, NICENESS, run_block

DEADLY = 666  # a seed whose blocks kill their worker, see `deadly_block`
ROOT = Path(__file__).parent.parent


def deadly_block(spec, replicates, members, number):
    if spec.seed == DEADLY:
        os._exit(1)
    return run_block(spec, replicates, members, number)


def same(one, other) -> bool:
    return all(np.array_equal(one.series[name], other.series[name], equal_nan=True) for name in one.series)


def workers_of(pool: EnginePool) -> list[int]:
    return [pid for pid in pool.processes() if not gone(pid)]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_block_is_what_simulate_returns(pool, defaults):
    block = pool.submit_block(RunSpec(seed=3, weeks=20), [2, 5], pool.job()).result()
    assert block.replicates.tolist() == [2, 5]
    assert same(block, simulate(defaults, seed=3, weeks=20, replicates=[2, 5]))


def test_workers_are_polite(pool):
    for urgent in (True, False):
        pool.submit_block(RunSpec(seed=3, weeks=2), [0], pool.job(), urgent=urgent).result()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert 0 < EAGER < NICENESS
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers_of(pool)} == {min(own + EAGER, 19), min(own + NICENESS, 19)}


def test_every_process_is_started_before_anybody_comes():
    with EnginePool(workers=2) as own:
        own.warm()
        assert until(lambda: len(workers_of(own)) == 4 and not own._blocks_inside())


def test_a_stopped_job_ends_within_weeks_and_its_waiting_blocks_never_run(pool):
    job = pool.job()
    # About half a minute of work for two cores: that it ends within seconds shows that it was stopped inside the run.
    futures = [pool.submit_block(RunSpec(seed=1, weeks=520), range(first, first + 60), job) for first in range(0, 240, 60)]
    assert until(lambda: job.running == 2)
    time.sleep(0.2)
    pool.stop(job)
    started = time.monotonic()
    wait(futures, timeout=60)
    assert time.monotonic() - started < 5
    assert all(isinstance(future.exception(), Cancelled) for future in futures)
    late = pool.submit_block(RunSpec(seed=1, weeks=5), [0], job)
    assert isinstance(late.exception(timeout=5), Cancelled)


def test_stopping_one_job_leaves_the_others_alone(pool, defaults):
    one, other = pool.job(), pool.job()
    stopped = pool.submit_block(RunSpec(seed=1, weeks=520), range(60), one)
    kept = pool.submit_block(RunSpec(seed=1, weeks=30), range(3), other)
    pool.stop(one)
    assert same(kept.result(timeout=60), simulate(defaults, seed=1, weeks=30, replicates=range(3)))
    assert isinstance(stopped.exception(timeout=60), Cancelled)


def test_a_killed_worker_is_replaced_and_its_block_done_again(pool, defaults):
    job = pool.job()
    future = pool.submit_block(RunSpec(seed=2, weeks=100), range(20), job)
    assert until(lambda: job.running == 1 and workers_of(pool))
    time.sleep(0.1)
    for pid in workers_of(pool):
        os.kill(pid, signal.SIGKILL)
    assert same(future.result(timeout=60), simulate(defaults, seed=2, weeks=100, replicates=range(20)))


@pytest.mark.parametrize("urgent", [False, True])
def test_workers_killed_while_idle_are_noticed(pool, urgent):
    pool.submit_block(RunSpec(seed=2, weeks=2), [0], pool.job(), urgent=urgent).result(timeout=60)
    for pid in workers_of(pool):
        os.kill(pid, signal.SIGKILL)
    assert len(pool.submit_block(RunSpec(seed=2, weeks=2), [0], pool.job(), urgent=urgent).result(timeout=60)) == 1
    for _ in range(pool.workers):
        assert pool.submit_block(RunSpec(seed=2, weeks=2), [0], pool.job(), urgent=urgent).result(timeout=60)
    assert until(lambda: len(workers_of(pool)) >= pool.workers), "all of them are replaced"


def test_a_block_that_kills_every_worker_is_given_up_and_hurts_nobody_else(monkeypatch):
    monkeypatch.setattr(pool_module, "run_block", deadly_block)
    with EnginePool(workers=2) as own:
        deadly = own.submit_block(RunSpec(seed=DEADLY, weeks=5), [0], own.job())
        innocent = [own.submit_block(RunSpec(seed=1, weeks=30), [number], own.job()) for number in range(6)]
        with pytest.raises(EngineError, match="3 times"):
            deadly.result(timeout=60)
        assert [len(future.result(timeout=60)) for future in innocent] == [1] * 6


def test_where_the_system_has_no_files_left_the_block_fails_and_the_next_one_is_done(monkeypatch):
    with EnginePool(workers=1) as own:
        lane = own._lanes[-1]
        executor = lane.workers[0].executor
        usual = executor.submit

        def full(*_arguments):
            raise OSError(24, "Too many open files")

        monkeypatch.setattr(executor, "submit", full)
        with pytest.raises(EngineError, match="Too many open files"):
            own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60)
        monkeypatch.setattr(executor, "submit", usual)
        assert not lane.running
        assert len(own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60)) == 1


def test_where_no_processes_can_replace_the_dead_ones_the_block_fails_and_later_ones_try_again(monkeypatch):
    with EnginePool(workers=1) as own:
        assert own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60)

        def none_left(*_arguments):
            raise OSError(11, "Resource temporarily unavailable")

        monkeypatch.setattr(pool_module, "launch", none_left)
        for pid in workers_of(own):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="3 times"):
            own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60)
        monkeypatch.undo()
        assert len(own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60)) == 1


def test_a_stopped_block_whose_worker_dies_was_stopped():
    with EnginePool(workers=1) as own:
        job = own.job()
        future = own.submit_block(RunSpec(seed=1, weeks=520), range(60), job)
        assert until(lambda: job.running == 1 and workers_of(own))
        job.stopped = True  # as if the sign had not been seen yet
        for pid in workers_of(own):
            os.kill(pid, signal.SIGKILL)
        assert isinstance(future.exception(timeout=60), Cancelled)


def test_closing_ends_every_process_and_stops_what_runs():
    own = EnginePool(workers=2)
    future = own.submit_block(RunSpec(seed=1, weeks=520), range(60), own.job())
    assert until(lambda: workers_of(own))
    pids = workers_of(own)
    own.close()
    assert isinstance(future.exception(timeout=5), Cancelled)
    assert until(lambda: all(gone(pid) for pid in pids))
    own.close()  # closing twice is allowed
    with pytest.raises(RuntimeError, match="closed"):
        own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job())


UNGUARDED = """
import os, sys
with open({marker!r}, "a") as file:
    file.write("drawn\\n")
from simulation import RunSpec
from simulation.engine.pool import EnginePool
own = EnginePool(workers=2)
own.submit_block(RunSpec(seed=1, weeks=3), [0], own.job()).result()
print(*own.processes(), flush=True)
{rest}
"""


def start_page(folder: Path, rest: str) -> tuple[subprocess.Popen, list[int], Path]:
    """Start a program without a main guard, as a page is, and return it with its workers."""
    page, marker = folder / "page.py", folder / "marker"
    page.write_text(UNGUARDED.format(marker=str(marker), rest=rest))
    process = subprocess.Popen(
        [sys.executable, str(page)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    return process, [int(pid) for pid in process.stdout.readline().split()], marker


def test_a_page_that_starts_a_pool_is_not_drawn_again_in_its_workers(tmp_path):
    process, pids, marker = start_page(tmp_path, "own.close()")
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, "", "")
    assert pids
    assert marker.read_text() == "drawn\n"
    assert all(gone(pid) for pid in pids)


def test_workers_leave_when_their_program_is_killed(tmp_path):
    process, pids, _ = start_page(tmp_path, "import time; time.sleep(60)")
    assert pids
    assert not any(gone(pid) for pid in pids)
    process.kill()
    process.communicate()
    assert until(lambda: all(gone(pid) for pid in pids))
