"""Imported once by the process that all workers are forked from: every worker then starts with its loops compiled."""

from __future__ import annotations

import contextlib

from simulation.engine import worker  # noqa: F401 (imported for the workers)
from simulation.engine.ensemble import simulate
from simulation.vocabulary.inputs import inputs_from

WEEKS = 17  # in which every step has had its turn, the tidying up of the tables included

# Whatever is wrong is said by the first block, to whoever asked for it.
with contextlib.suppress(Exception):
    for market in ("prosumer", "enterprise"):
        simulate(inputs_from({"market": market}), weeks=WEEKS, replicates=[0])
