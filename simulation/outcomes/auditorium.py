"""The auditorium index: many present, nobody speaks to anybody. Pure functions of recorded series.

Five components over four-week means, each 0 (healthy) to 1: silence, neglect, disconnection, concentration,
broadcast. Where a component has no data the weights of the others are renormalised, never zero-filled.
"""

from __future__ import annotations

import numpy as np

WEIGHTS = {"silence": 0.30, "neglect": 0.20, "disconnection": 0.25, "concentration": 0.15, "broadcast": 0.10}  # of the five signs, A
HEALTHY, AUDITORIUM = 0.20, 0.45  # below which a community is healthy, and from which it is an auditorium, A
SPELL = 3  # [weeks] an index must last to be called an auditorium
WINDOW = 4  # [weeks]
SETTLING = WINDOW  # [weeks] at the start in which the window is not yet full


def trailing_sum(values: np.ndarray, window: int = WINDOW) -> np.ndarray:
    """Return sums over the last `window` weeks, shape as given (R, weeks); NaN counts as nothing."""
    total = np.cumsum(np.where(np.isnan(values), 0.0, values), axis=1)
    total[:, window:] -= total[:, :-window]
    return total


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return above / below, NaN where there is nothing below."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)


def components(
    *,
    speakers: np.ndarray,
    members: np.ndarray,
    newcomer_answered: np.ndarray,
    newcomer_posts: np.ndarray,
    ties: np.ndarray,
    visits: np.ndarray,
    voices: np.ndarray,
    active: np.ndarray,
    replies: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the five components from weekly counts, each (R, weeks)."""
    four = trailing_sum
    speaking = ratio(four(speakers), four(members))
    # Nobody answers where nobody posts: neglect and broadcast need posts to be known.
    answered = ratio(four(newcomer_answered), four(newcomer_posts))
    return {
        "silence": 1 - np.clip((speaking - 0.03) / 0.07, 0, 1),
        "neglect": 1 - np.clip((answered - 0.20) / 0.40, 0, 1),
        "disconnection": 1 - np.clip(ratio(four(ties), four(visits)) / 2.5, 0, 1),
        "concentration": 1 - np.clip(ratio(four(voices), four(members)) / 0.08, 0, 1),
        "broadcast": 1 - np.clip(ratio(four(replies), four(active)), 0, 1),
    }


def index(parts: dict[str, np.ndarray]) -> np.ndarray:
    """Return the weighted mean of the known components, NaN where none is known."""
    weights = np.array([WEIGHTS[name] for name in WEIGHTS])[:, None, None]
    values = np.stack([parts[name] for name in WEIGHTS])
    known = np.isfinite(values)
    total = np.where(known, values * weights, 0).sum(axis=0)
    return ratio(total, (known * weights).sum(axis=0))


def settled(index: np.ndarray) -> np.ndarray:
    """Return an index (R, weeks) without its first weeks, in which its own window is not yet full: NaN there."""
    return np.where(np.arange(index.shape[1]) < SETTLING, np.nan, index)


def spells(series: np.ndarray, level: float = AUDITORIUM, length: int = SPELL) -> np.ndarray:
    """Return where `series` is in a spell of at least `length` weeks at or above `level`, shape (R, weeks) bool."""
    above = np.nan_to_num(series) >= level
    weeks = above.shape[1]
    full = above[:, length - 1 :].copy()  # by the last week of each run of `length` weeks
    for back in range(1, length):
        full &= above[:, length - 1 - back : weeks - back]
    inside = np.zeros_like(above)
    for back in range(length):
        inside[:, length - 1 - back : weeks - back] |= full
    return inside
