"""Turn every loop of the model into machine code for this machine, once; later starts load it."""

from __future__ import annotations

from simulation.engine.ensemble import run_replicates
from simulation.kernels.compiled import LOOPS
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec

WEEKS = 17  # in which every step has had its turn, the tidying up of the tables included
MARKETS = ("prosumer", "enterprise")


def prepare_loops() -> None:
    """Run both markets so long that every step has had its turn: what has not been compiled yet is compiled and kept."""
    for market in MARKETS:
        run_replicates(RunSpec(inputs_from({"market": market}), weeks=WEEKS, runs=1))


def loops_ready() -> tuple[int, int]:
    """Return (how many loops this process has machine code for, how many there are)."""
    return sum(bool(getattr(loop, "signatures", True)) for loop in LOOPS), len(LOOPS)
