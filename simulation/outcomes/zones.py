"""Healthy, at risk or an auditorium: one rule for slider, map, verdict and health.

A world is in the worst zone in which its auditorium index lasted for a spell, its first weeks aside. A setting is in the
worst zone that at least half of its worlds reach: the tie goes to the worse one.
"""

from __future__ import annotations

import numpy as np

from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY, settled, spells

ZONES = ("healthy", "at risk", "auditorium")
UNKNOWN = -1  # the code of a world in which nobody can be judged: there is no community, or it is too small
FLOORS = (HEALTHY, AUDITORIUM)  # index from which a spell is at risk, and from which it is an auditorium


def onset(index: np.ndarray, threshold: float) -> np.ndarray:
    """Return the first week of the first lasting spell at or above a threshold.

    Args:
        index: (R, weeks) auditorium index; NaN breaks a spell.
        threshold: [0-1].

    Returns:
        (R,) week, counted from 0, or -1 where there is no such spell after settling.
    """
    inside = spells(settled(index), threshold)
    return np.where(inside.any(axis=1), inside.argmax(axis=1), -1)


def zones_of_worlds(index: np.ndarray) -> np.ndarray:
    """Return the zone of each world from its auditorium index (R, weeks): (R,) places in `ZONES`, or `UNKNOWN`."""
    codes = sum((onset(index, floor) >= 0).astype(np.int8) for floor in FLOORS)
    return np.where(np.isfinite(settled(index)).any(axis=1), codes, np.int8(UNKNOWN))


def disagree(codes: np.ndarray) -> bool:
    """Say whether worlds (R,) are in different zones: of so few as are looked at first, that says little of more of them."""
    return len(set(codes.tolist())) > 1


def zone_of(codes: np.ndarray) -> str | None:
    """Return the zone of a setting from those of its worlds (R,); None where no world can be judged.

    >>> zone_of(np.array([0, 0, 0, 1])), zone_of(np.array([0, 0, 1, 2])), zone_of(np.array([0, 2, 1, 2]))
    ('healthy', 'at risk', 'auditorium')
    """
    judged = codes[codes != UNKNOWN]
    if not len(judged):
        return None
    return next(ZONES[code] for code in (2, 1, 0) if 2 * np.count_nonzero(judged >= code) >= len(judged))


def healthy(codes: np.ndarray) -> np.ndarray:
    """Return which worlds stay healthy, (R,) bool; one that cannot be judged does not count as healthy."""
    return codes == 0


def counts_of(codes: np.ndarray) -> dict[str, int]:
    """Return in how many worlds a setting is in each zone."""
    return {zone: int(np.count_nonzero(codes == code)) for code, zone in enumerate(ZONES)}


def worlds_in_zone(codes: np.ndarray) -> int:
    """Return in how many worlds (R,) the zone of the setting is reached; of a healthy setting, how many stay healthy."""
    zone = zone_of(codes)
    return 0 if zone is None else int(np.count_nonzero(codes == 0 if zone == "healthy" else codes >= ZONES.index(zone)))


def zone_words(codes: np.ndarray) -> str:
    """Say in which zone a setting is and in how many worlds.

    >>> zone_words(np.array([0, 0, 0, 1])), zone_words(np.array([2, 2, 2])), zone_words(np.array([0, 0, 1, 1, 2]))
    ('healthy in 3 of 4 worlds', 'auditorium in all 3 worlds', 'at risk or worse in 3 of 5 worlds')
    """
    zone = zone_of(codes)
    if zone is None:
        return "not to be judged: there is no community, or it is too small"
    code, worlds, count = ZONES.index(zone), len(codes), worlds_in_zone(codes)
    name = f"{zone} or worse" if zone == "at risk" and (codes > code).any() else zone
    if worlds == 1:
        return f"{name} in the one world simulated"
    return f"{name} in {f'all {worlds}' if count == worlds else f'{count} of {worlds}'} worlds"


def zone_told(index: np.ndarray) -> str:
    """Say in which zone a setting is and in how many worlds, from its auditorium index (R, weeks)."""
    return zone_words(zones_of_worlds(index))
