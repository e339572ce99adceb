"""What happens within one week, and is forgotten after it."""

from __future__ import annotations

import numpy as np

from simulation.state.ties import Scale

EMPTY_INDEX = np.zeros(0, dtype=np.int64)
EMPTY_KEYS = np.zeros(0, dtype=np.uint64)


class Week:
    """What happens in one week, handed from process to process.

    Flat indices of members stay valid from `visit` on: nobody is admitted after it.
    """

    number: int
    tie_scale: Scale
    # Nothing has happened yet: all weeks begin with the same empty lists, which nobody writes into.
    visitors: np.ndarray = EMPTY_INDEX
    visitor_rows: np.ndarray = EMPTY_INDEX
    visitor_keys: np.ndarray = EMPTY_KEYS
    tenure: np.ndarray = EMPTY_INDEX  # of visitors [weeks]
    motivation: np.ndarray = EMPTY_INDEX  # of visitors
    active: np.ndarray | None = None  # (R,) weekly active members
    newcomers: np.ndarray | None = None  # (R,) active newcomers
    authors: np.ndarray = EMPTY_INDEX
    author_visitors: np.ndarray = EMPTY_INDEX  # positions among the visitors
    author_rows: np.ndarray = EMPTY_INDEX
    post_keys: np.ndarray = EMPTY_KEYS  # from which a post's random numbers come
    questions: np.ndarray = EMPTY_INDEX
    by_newcomer: np.ndarray = EMPTY_INDEX
    hard: np.ndarray = EMPTY_INDEX
    posts: np.ndarray | None = None  # (R,)
    repliers: np.ndarray = EMPTY_INDEX  # one entry per reply
    replied_posts: np.ndarray = EMPTY_INDEX
    peer_answers: np.ndarray = EMPTY_INDEX  # per post
    newcomer_posts: np.ndarray | None = None  # (R,)
    staff_answered: np.ndarray = EMPTY_INDEX  # per post, bool
    given: np.ndarray = EMPTY_INDEX  # replies by visitor
    replies: np.ndarray | None = None  # (R,) by members
    attended: np.ndarray = EMPTY_INDEX  # per visitor, bool
    due: np.ndarray = EMPTY_INDEX  # customers (people, flat) whose billing day falls into this week

    def __init__(self, number: int, tie_scale: Scale) -> None:
        self.number = number
        self.tie_scale = tie_scale
