"""Before the first reader is let in the workers' loops are being loaded; what comes after the first page waits for first curves."""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from simulation.engine.start_method import FORKSERVER, start_method
from ui.server import warmup
from ui.server.first_curve_priority import FirstCurve

BEGUN = """
import asyncio
from multiprocessing import forkserver
from ui.server import warmup

warmup.forget_those_who_left = lambda: None  # it needs a running server
warmup._warm = lambda later, views: None
seen = []
warmup.prepare = lambda first, views: seen.append(forkserver._forkserver._forkserver_pid)

async def let_in():
    async with warmup.warming((), (), "")(None):
        seen.append(forkserver._forkserver._forkserver_pid)

asyncio.run(let_in())
from simulation import RunSpec
from simulation.engine.pool import EnginePool

with EnginePool(workers=1) as pool:
    worlds = pool.submit_block(RunSpec(weeks=2), [0], pool.job()).result()
seen.append(forkserver._forkserver._forkserver_pid)
print(len(worlds), len(set(seen)), None in seen, forkserver._forkserver._preload_modules)
"""


@pytest.mark.skipif(start_method() != FORKSERVER, reason="no fork server on this system")
def test_the_process_that_workers_are_forked_from_loads_while_the_pages_are_imported():
    done = subprocess.run([sys.executable, "-c", BEGUN], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "1 1 False ['simulation.engine.preload']"


def test_what_comes_after_the_first_page_waits_until_readers_rest_but_the_workers_do_not(monkeypatch):
    warm, imported = threading.Event(), []
    monkeypatch.setattr(warmup, "PAUSE", 0.0)
    monkeypatch.setattr("ui.session.runs.engine", lambda: SimpleNamespace(warm=warm.set))
    monkeypatch.setattr(warmup, "_settle", lambda: None)
    usual = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", lambda name, *more: imported.append(name) or usual(name, *more))
    with FirstCurve():
        rest = threading.Thread(target=warmup._warm, args=(("ui.text.bands",), "ui.simulate.views"))
        rest.start()
        assert warm.wait(timeout=60)
        time.sleep(3 * warmup.LOOK)
        assert "ui.text.bands" not in imported
    time.sleep(3 * warmup.LOOK)
    assert "ui.text.bands" not in imported  # whoever had a first curve goes on with a lever
    rest.join(timeout=60)
    assert "ui.text.bands" in imported
    monkeypatch.setattr(warmup, "PATIENCE", 0.2)
    with FirstCurve():
        warmup._in_calm()  # it ends although somebody waits
