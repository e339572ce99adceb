"""How worker processes are started on this system, and in which versions of Python that was looked at."""

from __future__ import annotations

import multiprocessing
import sys

FORKSERVER, SPAWN = "forkserver", "spawn"
KNOWN = ((3, 11), (3, 13))  # the first and the last version of Python whose way of starting processes was looked at


def start_method() -> str:
    """Return the fork server where there is one, which starts a worker in milliseconds, else a fresh interpreter per worker."""
    return FORKSERVER if FORKSERVER in multiprocessing.get_all_start_methods() else SPAWN


def known_python() -> bool:
    """Say whether this version of Python starts processes in the way that `process_launcher` changes."""
    return KNOWN[0] <= sys.version_info[:2] <= KNOWN[1]
