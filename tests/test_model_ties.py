"""Ties grow towards one, fade a little every week, and a full pair of slots keeps the stronger one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.state.population import MEMBER, new_members
from simulation.state.ties import SLOTS, Scale, places, strength, strengthen

PEOPLE = 40


class PlainTies:
    """The same rules member by member: two possible slots each, the weaker one gives way to a stronger tie."""

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self.slots: list[dict[int, tuple[int, float]]] = [{} for _ in range(PEOPLE)]  # slot -> (other, strength)

    def meet(self, i: int, j: int, gain: float) -> None:
        for one, other in ((i, j), (j, i)):
            mine = self.slots[one]
            first, second = places(other)
            known = [slot for slot in (first, second) if slot in mine and mine[slot][0] == other]
            slot = known[0] if known else min((first, second), key=lambda place: mine.get(place, (-1, 0.0))[1])
            old = mine[slot][1] if known else 0.0
            new = old + gain * (1 - old)
            if known or new > mine.get(slot, (-1, 0.0))[1]:
                mine[slot] = (other, new)

    def wait(self) -> None:
        for mine in self.slots:
            for slot, (other, kept) in mine.items():
                mine[slot] = (other, kept * (1 - self.decay))

    def strength(self, i: int, j: int) -> float:
        return sum(kept for other, kept in self.slots[i].values() if other == j)


def members():
    table = new_members(1)
    table.append(np.zeros(PEOPLE, dtype=np.int64))
    table.status[:PEOPLE] = MEMBER
    return table


def true_strength(table, i: int, j: int, scale: Scale) -> float:
    return strength(table.tie_to, table.tie_strength, i, j) * scale.now[0]


MEETING = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1), st.floats(0.01, 0.9)).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(weeks=st.lists(st.lists(MEETING, max_size=40), min_size=1, max_size=8), decay=st.sampled_from([0.01, 0.04, 0.1]))
def test_ties_follow_the_plain_rules(weeks, decay):
    table, plain = members(), PlainTies(decay)
    scale = Scale([decay], 0)
    for week, meetings in enumerate(weeks):
        scale = Scale([decay], week)
        if week:
            plain.wait()
        for i, j, gain in meetings:
            strengthen(table, np.array([i]), np.array([j]), np.array([gain], dtype=np.float32), scale)
            plain.meet(i, j, gain)
    everybody = range(PEOPLE)
    for i in everybody:
        mine = [true_strength(table, i, j, scale) for j in everybody]
        np.testing.assert_allclose(mine, [plain.strength(i, j) for j in everybody], rtol=2e-5, atol=1e-6)


def test_a_tie_grows_and_fades_as_the_formula_says():
    table = members()
    for week in range(10):
        strengthen(table, np.array([3]), np.array([7]), np.array([0.12], dtype=np.float32), Scale([0.04], week))
    expected = 0.0
    for week in range(10):
        expected = expected * (0.96 if week else 1) + 0.12 * (1 - expected * (0.96 if week else 1))
    assert true_strength(table, 3, 7, Scale([0.04], 9)) == pytest.approx(expected, rel=1e-5)
    assert true_strength(table, 7, 3, Scale([0.04], 9)) == pytest.approx(expected, rel=1e-5)
    assert true_strength(table, 7, 3, Scale([0.04], 61)) == pytest.approx(expected * 0.96**52, rel=1e-5)


def test_many_meetings_at_once_equal_the_same_one_by_one():
    pairs = np.array([(i, i + 20) for i in range(20)])
    gain = np.linspace(0.1, 0.5, 20, dtype=np.float32)
    together, single = members(), members()
    strengthen(together, pairs[:, 0], pairs[:, 1], gain, Scale([0.04], 3))
    for (i, j), g in zip(pairs, gain, strict=True):
        strengthen(single, np.array([i]), np.array([j]), np.array([g]), Scale([0.04], 3))
    np.testing.assert_array_equal(together.tie_to, single.tie_to)
    np.testing.assert_array_equal(together.tie_strength, single.tie_strength)


def test_slots_are_two_different_ones_spread_evenly():
    first, second = np.array([places(other) for other in range(12_000)]).T
    assert (first != second).all()
    for place in (first, second):
        counts = np.bincount(place, minlength=SLOTS)
        assert counts.min() > 800
        assert counts.max() < 1200
