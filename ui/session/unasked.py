"""What this server works out that nobody has asked for: nothing that takes long, where whoever runs it says so."""

from __future__ import annotations

import os

UNASKED = "CLG_UNASKED"  # "no": nothing that takes long is worked out unasked


def by_itself() -> bool:
    """Say whether this server works out unasked what takes seconds to minutes of processor time."""
    return os.environ.get(UNASKED, "").lower() not in ("no", "0", "false")
