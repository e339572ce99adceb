"""What can go wrong while something is worked out: every page shows it in words and keeps what was set."""

from __future__ import annotations

from simulation.vocabulary.specification import InputError


class EngineError(RuntimeError):
    """Worker processes died repeatedly on the same block, say because memory ran out."""


class NoPastError(InputError, EngineError):
    """No past leads to what is known of a community today: what was told is wrong, and it shows only while it is worked out."""
