"""Tables of people grow and shrink without losing or mixing up anybody."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, new_members, new_people

ROWS = 3
ROUND = st.tuples(st.lists(st.integers(0, ROWS - 1), max_size=60), st.randoms(use_true_random=False), st.booleans())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(rounds=st.lists(ROUND, min_size=1, max_size=6))
def test_growth_and_compaction_keep_everybody(rounds):
    table = new_people(ROWS)
    plain: list[list[int]] = [[] for _ in range(ROWS)]
    number = 0
    for added, random, compacts in rounds:
        rows = np.array(sorted(added), dtype=np.int64)
        new = table.append(rows)
        assert (table.row_of(new) == rows).all()
        for flat, row in zip(new, rows, strict=True):
            number += 1
            table.key[flat], table.mrr[flat], table.stage[flat] = number, number / 2, 1
            plain[row].append(number)
        if compacts:
            keep = table.stage > 0
            for flat in np.flatnonzero(keep):
                if random.random() < 0.4:
                    keep[flat] = False
                    plain[flat // table.capacity].remove(int(table.key[flat]))
            moved = table.slots_after(keep)
            before = {int(table.key[flat]): int(moved[flat]) for flat in np.flatnonzero(keep)}
            table.compact(keep)
            after = {int(table.key[flat]): int(table.slot_of(flat)) for flat in np.flatnonzero(table.stage > 0)}
            assert after == before
        for row in range(ROWS):
            here = slice(row * table.capacity, row * table.capacity + int(table.counts[row]))
            assert table.key[here].tolist() == plain[row]
            assert table.mrr[here].tolist() == [key / 2 for key in plain[row]]
        empty = np.ones(ROWS * table.capacity, dtype=bool)
        for row in range(ROWS):
            empty[row * table.capacity : row * table.capacity + int(table.counts[row])] = False
        for name, column in PEOPLE_COLUMNS.items():
            assert (getattr(table, name)[empty] == column.default).all(), name


def test_wide_columns_move_with_their_members():
    table = new_members(2)
    first = table.append(np.array([0, 1, 1]))
    table.tie_to[first] = np.arange(36).reshape(3, 12)
    table.key[first] = [1, 2, 3]
    table.append(np.zeros(50, dtype=np.int64))
    assert table.tie_to[table.key == 3].tolist() == [list(range(24, 36))]
    assert (table.tie_to[table.key == 0] == -1).all()
    assert set(MEMBER_COLUMNS) < set(table.names)


def test_memory_of_a_person_stays_small():
    assert new_members(1).bytes_per_slot() <= 200
