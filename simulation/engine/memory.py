"""How much memory a worker may take: one reader's block that is too large fails by itself, before the machine runs out."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

SETTING = "CLG_WORKER_MEMORY"  # [MB] that a worker may take beyond what it starts with
LEAST = 512 * 2**20  # [bytes]
UNKNOWN = 2 * 2**30  # [bytes] where the system does not tell how much it has
SHARE = 0.6  # of the machine's memory that all busy workers may take together
LANES = 3  # urgent work, the rest of it, and quiet work: so many workers for each core

TOO_LARGE = "a part of the simulation needs more memory than one worker may take ({limit:,.0f} MB); ask for fewer people, or for fewer weeks"


def allowance(workers: int) -> int:
    """Return the bytes that each of so many workers may take: as whoever runs the program says, or a share of the machine's memory."""
    said = os.environ.get(SETTING, "")
    if said.isdecimal():
        return max(64, int(said)) * 2**20
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        total = UNKNOWN
    return max(LEAST, int(total * SHARE / (LANES * workers)))


def bound(limit: int) -> None:
    """Let this process take `limit` more bytes of address space than it has now; where the system knows no such bound, nothing is done."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
