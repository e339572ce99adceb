"""Imported once by the process that all workers are forked from: every worker then starts with its loops compiled."""

from __future__ import annotations

import contextlib

from simulation.engine import worker  # noqa: F401 (imported for the workers)
from simulation.engine.preparation import note_all_prepared, prepare_loops

# Whatever is wrong is said by the first block, to whoever asked for it.
with contextlib.suppress(Exception):
    prepare_loops()
    note_all_prepared()
