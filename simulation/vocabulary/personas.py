"""Four kinds of motive, and what moves each. Shares and gains: S0; sizes are assumptions."""

from __future__ import annotations

import numpy as np

PERSONAS = ("status", "learner", "helper", "consultant")
SHARES = (0.25, 0.40, 0.25, 0.10)
CUMULATIVE = np.cumsum(SHARES)[:-1].astype(np.float32)
STATUS, LEARNER, HELPER, CONSULTANT = range(4)

# Relative gain in contributions by incentive and persona.
GAINS: dict[str, tuple[float, float, float, float]] = {
    "none": (0.0, 0.0, 0.0, 0.0),
    "access": (0.30, 0.15, 0.15, 0.10),
    "spotlight": (0.35, 0.05, 0.10, 0.30),
    "subsidised_impact": (0.15, 0.10, 0.30, 0.30),
    "cash": (0.50, 0.90, 0.30, 1.00),
}
CROWDING = (0.75, 0.60, 0.85, 0.20)  # how far cash crowds out each persona's own reasons

TAILORED = 2.0  # how much more an incentive moves somebody for whom it was meant, S0: one size for all is why few take part; size A
OTHERWISE = 0.8  # of its best that a persona gets where the programme is built around another incentive, A


def gains_of(incentive: str, targeting: str) -> np.ndarray:
    """Return the gain of each persona, shape (4,): its own best non-cash type when tailored."""
    if incentive not in ("none", "cash") and targeting == "tailored":
        best = np.max([gain for name, gain in GAINS.items() if name != "cash"], axis=0)
        return (TAILORED * np.maximum(GAINS[incentive], OTHERWISE * best)).astype(np.float32)
    return np.asarray(GAINS[incentive], dtype=np.float32)
