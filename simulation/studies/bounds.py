"""Loops stay within their arrays: whole companies run once with machine code that checks every index.

Such machine code is made for this one run, which takes a minute and a half. What was found is kept with a mark of the sources of the loops.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from simulation.kernels.compiled import HERE, SOURCES
from simulation.studies.saved_study import write

PLACE = HERE / "bounds.json"
PATIENCE = 1_800  # [s]
EVERY_STEP = """
from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
plan = timeline_from((), [(6, "influx", 300), (9, "influx_low_intent", 200), (12, "algorithm", 0.3), (15, "migration", "chat")])
everything = {
    "platform": "rented", "mentorship": True, "recognition": "public", "incentive": "cash", "events_budget": 3_000.0, "expert_sessions": 2,
    "developer_advocates": 1.0, "operations": 1.0, "roi_review_month": 3, "astroturf_share": 0.1, "selling_pressure": 0.2,
    "reporting_line": "marketing", "community_model": "interest", "pmf_stage": "exploring", "application_filter": True, "in_product": "surfaced",
    "education": "academy", "feedback_loop": "roadmap", "consultant_support": True, "guidelines": True, "launch_month": 1,
}
# The longest table of tenures, the smallest world, accounts, mentors, seats, and every switch.
for setting in (
    {}, everything, {"market": "enterprise", "pmf_stage": "exploring", "mentorship": True}, {"founders": 0, "starting_customers": 0},
):
    simulate(inputs_from(setting), plan, weeks=30, replicates=range(2), seed=3)
"""


def sources() -> str:
    """Return a mark of everything the loops are compiled from."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in HERE.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def checked(program: str, folder: Path) -> str:
    """Run a program whose loops check every index, and return what went wrong: nothing where all stay within their arrays."""
    path = folder / "program.py"  # loops are compiled from files
    path.write_text(program, encoding="utf-8")
    # What is run once is neither made fast nor kept, which would take as long again.
    once = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "0", "NUMBA_CACHE_DIR": str(path), "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run([sys.executable, "-W", "error", str(path)], env=os.environ | once, capture_output=True, text=True, timeout=PATIENCE)
    return done.stderr if done.returncode else ""


def check_bounds() -> str:
    """Run every step with checks and return what went wrong, if anything."""
    with tempfile.TemporaryDirectory() as folder:
        return checked(EVERY_STEP, Path(folder))


def save(left: str, place: Path = PLACE) -> None:
    """Keep what was found with the sources it belongs to; whole or not at all."""
    write(place, {"sources": sources(), "left_its_arrays": left})


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {sources, left_its_arrays}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return json.loads(place.read_text(encoding="utf-8"))
