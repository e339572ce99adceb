"""People and members as columns over rows (one per world) x slots.

People exist from their signup or invitation on and carry the commercial side; members carry the social
side of those who were admitted. A flat index is row * capacity + slot; links between tables are slots,
which survive a growth of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.ties import SLOTS

# Commercial stages and memberships of a person.
EMPTY, OUTSIDER, TRIAL, CUSTOMER, COLLEAGUE, LAPSED, CHURNED = range(7)
NOT_MEMBER, QUEUED, MEMBER, LEFT = range(4)
SOURCES = ("starting", "founder", "paid", "organic", "search", "word_of_mouth", "influx", "colleague", "waiting")

# Flags of a member, one bit each.
FOUNDER, ONBOARDED, MENTORED, NOTIFIED, AWARDED, TOP, LOW_INTENT, VALUED = (1 << bit for bit in range(8))

NEVER_BOUGHT = -999  # [week]


class Column(NamedTuple):
    """Declare one column: the type and default of its values, their unit and meaning, and how many there are per slot."""

    dtype: type
    default: float
    unit: str
    meaning: str
    width: int = 1

    @property
    def tail(self) -> tuple[int, ...]:
        """Return the shape of what stands in one slot."""
        return (self.width,) if self.width > 1 else ()


PEOPLE_COLUMNS: dict[str, Column] = {
    "key": Column(np.uint64, 0, "", "identity from which all of a person's random numbers come"),
    "stage": Column(np.uint8, EMPTY, "", "commercial stage, outsider to churned"),
    "membership": Column(np.uint8, NOT_MEMBER, "", "none, queued, member or left"),
    "source": Column(np.uint8, 0, "", "the true channel, as in SOURCES"),
    "activated": Column(np.uint8, 0, "", "came to use the product"),
    "touched": Column(np.uint8, 0, "", "met the community before buying"),
    "learned": Column(np.uint8, 0, "", "the product: 0 nothing, 1 from guides, 2 in an academy"),
    "phase": Column(np.uint8, 0, "", "billing day, in thirteenths of a month"),
    "signup": Column(np.int16, 0, "week", "signed up"),
    "since": Column(np.int16, 0, "week", "customer since"),
    "ticket": Column(np.int16, 0, "week", "waits since"),
    "seats": Column(np.int16, 0, "", "enterprise: persons in the account"),
    "member": Column(np.int32, -1, "", "slot among the members"),
    "account": Column(np.int32, -1, "", "enterprise: slot of the account's buyer"),
    "affinity": Column(np.float32, 0.0, "SD", "drawn to communities"),
    "frailty": Column(np.float32, 0.0, "SD", "loyal by nature"),
    "exposure": Column(np.float32, 0.0, "", "community touches"),
    "interest": Column(np.float32, np.inf, "", "asks to come in when the interest clock gets here"),
    "mrr": Column(np.float32, 0.0, "$ per month", "pays"),
}

MEMBER_COLUMNS: dict[str, Column] = {
    "key": Column(np.uint64, 0, "", "as the person's"),
    "status": Column(np.uint8, NOT_MEMBER, "", "member or left"),
    "flags": Column(np.uint8, 0, "", "founder, onboarded, mentored, notified, awarded, top, low intent, valued"),
    "persona": Column(np.uint8, 0, "", "status, learner, helper, consultant"),
    "source": Column(np.uint8, 0, "", "as the person's"),
    "posted": Column(np.uint8, 0, "", "one bit per week of the last four"),
    "replied": Column(np.uint8, 0, "", "one bit per week of the last four"),
    "bound": Column(np.uint8, 0, "", "binding ties to recent visitors"),
    "mentees": Column(np.uint8, 0, "", "newcomers under this member's wing"),
    "joined": Column(np.int16, 0, "week", "admitted, with all others of that week"),
    "last_visit": Column(np.int16, -99, "week", "came last"),
    "left": Column(np.int16, -99, "week", "left for good"),
    "let_down": Column(np.int16, -99, "week", "asked in vain, or found to have met nobody, and not helped since"),
    "bought": Column(np.int16, NEVER_BOUGHT, "week", "customer since; the first buyers were there before week 0"),
    "churned": Column(np.int16, -99, "week", "when this member's customer left"),
    "first_post": Column(np.int16, -1, "", "twice the week of the very first post, one more where it was answered; -1 none yet"),
    "posts": Column(np.uint16, 0, "", "ever"),
    "replies": Column(np.uint16, 0, "", "ever"),
    "weeks_visited": Column(np.uint16, 0, "", "ever"),
    "contributed_weeks": Column(np.uint16, 0, "", "weeks with a post or a reply, ever"),
    "mentor": Column(np.int32, -1, "", "slot of the mentor, -1 none"),
    "person": Column(np.int32, -1, "", "slot among the people"),
    "attention": Column(np.float32, 1.0, "posts per week", "can be taken in"),
    "expertise": Column(np.uint16, 0, "", "of what is to know, in parts of EXPERT; grows with visits"),
    "share_propensity": Column(np.float32, 0.0, "threads per week", "ready to share"),
    "reply_propensity": Column(np.float32, 0.0, "replies per week", "ready to answer"),
    "frailty": Column(np.float32, 0.0, "logit", "drawn to visit"),
    "habit": Column(np.float32, 0.0, "", "of visiting, 0-1"),
    "identity": Column(np.float32, 0.0, "", "feeling part of it, 0-1"),
    "value": Column(np.float32, 0.0, "", "found lately, 0-1"),
    "burnout": Column(np.float32, 0.0, "", "of helping, 0-1"),
    "contact": Column(np.float32, 0.0, "logit", "memory of first contacts"),
    "crowding": Column(np.float32, 0.0, "", "crowded out by cash"),
    "bonds": Column(np.float32, 0.0, "", "saturated bond stock, 1 - exp(-S / s0)"),
}
EXPERT = 65_535  # knows all there is to know
NEWCOMER_WEEKS = 8  # a member counts as a newcomer this long
COUNTED = 250  # contributions a week that the count of 28 days can hold
SAID_WEEKS = 4  # contributions are kept for 28 days by week
YEAR_QUARTERS = 4  # and for a year by quarter

WIDE_COLUMNS: dict[str, Column] = {
    "tie_to": Column(np.int32, -1, "", "slots of the others, -1 empty", SLOTS),
    "tie_strength": Column(np.float32, 0.0, "", "0-1, stored divided by (1 - decay)^week", SLOTS),
    "said": Column(np.uint8, 0, "", "contributions by week", SAID_WEEKS),
    "year": Column(np.uint16, 0, "", "contributions by quarter", YEAR_QUARTERS),
}
"""Columns of members with several values per slot."""


GROWTH = 1.25  # of a full table
SPARE = 100  # slots more: to grow takes the longer the more columns there are, and a small table would grow often
LINE = 64  # [bytes] that the processor fetches at once: each column starts with one
SLACK = 1.5  # times the room needed, from which a table shrinks


class Table:
    """Columns of one kind of thing, rows x capacity, growing when a row is full."""

    def __init__(self, rows: int, columns: dict[str, Column]) -> None:
        self.rows = rows
        self.capacity = 8
        self.counts = np.zeros(rows, dtype=np.int64)
        self._added = np.zeros(rows, dtype=np.int64)  # since the last compaction
        self._columns = columns
        for name, column in self._lay_out(self.capacity).items():
            column[:] = self._columns[name].default
            setattr(self, name, column)

    if TYPE_CHECKING:  # columns are attributes

        def __getattr__(self, name: str) -> Any: ...

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns."""
        return tuple(self._columns)

    def row_of(self, flat: np.ndarray) -> np.ndarray:
        """Return the row of each flat index."""
        return flat // self.capacity

    def slot_of(self, flat: np.ndarray) -> np.ndarray:
        """Return the slot of each flat index."""
        return flat - flat // self.capacity * self.capacity  # several times faster than %

    def flat(self, rows: np.ndarray, slots: np.ndarray) -> np.ndarray:
        """Return flat indices of slots in rows."""
        return rows * self.capacity + slots

    def by_row(self, values: np.ndarray) -> np.ndarray:
        """View one column as (rows, capacity)."""
        return values.reshape(self.rows, self.capacity)

    def append(self, rows: np.ndarray) -> np.ndarray:
        """Open one slot for each entry of `rows` (sorted) and return the flat indices."""
        new, needed = _open_slots(rows, self.counts, self._added, self.capacity)
        if needed > self.capacity:
            self._resize(max(needed, int(self.capacity * GROWTH) + SPARE))
            new, _ = _open_slots(rows, self.counts, self._added, self.capacity)
        return new

    def _resize(self, capacity: int) -> None:
        kept = min(self.capacity, capacity)
        for name, column in self._lay_out(capacity).items():
            declared = self._columns[name]
            new = column.reshape(self.rows, capacity, *declared.tail)
            new[:, :kept] = getattr(self, name).reshape(self.rows, self.capacity, *declared.tail)[:, :kept]
            if kept < capacity:
                new[:, kept:] = declared.default
            setattr(self, name, column)
        self.capacity = capacity

    def _lay_out(self, capacity: int) -> dict[str, np.ndarray]:
        """Return room for every column, all in one piece: the system gives large pieces in large pages, which are found faster."""
        sizes = {name: self.rows * capacity * np.dtype(column.dtype).itemsize * column.width for name, column in self._columns.items()}
        room = np.empty(sum(sizes.values()) + LINE * len(sizes), dtype=np.uint8)
        place = -room.ctypes.data % LINE
        columns: dict[str, np.ndarray] = {}
        for name, column in self._columns.items():
            columns[name] = room[place : place + sizes[name]].view(column.dtype).reshape(self.rows * capacity, *column.tail)
            place += -(-sizes[name] // LINE) * LINE
        return columns

    def slots_after(self, keep: np.ndarray) -> np.ndarray:
        """Return the slot each flat index will have once only `keep` remains (-1: dropped)."""
        return _slots_after(keep, self.capacity)

    def compact(self, keep: np.ndarray) -> None:
        """Drop the slots where `keep` is false; the others move up and keep their order."""
        counts, old_flat, new_flat = _moves(keep, self.capacity)
        for name, declared in self._columns.items():
            column = getattr(self, name)
            # As plain bits: one loop for all columns of a size.
            bits = np.dtype(f"u{column.itemsize}")
            _move(column.view(bits), old_flat, new_flat, counts, self.counts, np.array([declared.default], column.dtype).view(bits)[0])
        # Room for as many as came since the last time; much more would have to be looked through every week.
        needed = int((counts + GROWTH * self._added).max(initial=0)) + 8
        self.counts = counts
        self._added = np.zeros(self.rows, dtype=np.int64)
        if self.capacity > SLACK * needed:
            self._resize(needed)

    def bytes_per_slot(self) -> int:
        """Return the memory of one slot [bytes]."""
        return sum(getattr(self, name)[:1].nbytes for name in self.names)


@compiled
def _open_slots(rows, counts, added, capacity):
    """Return a slot for each entry of `rows` (flat) and how many the fullest row needs; where they are too few, none is opened."""
    new = np.empty(rows.size, dtype=np.int64)
    needed = counts.copy()
    for i in range(rows.size):
        row = rows[i]
        new[i] = row * capacity + needed[row]
        needed[row] += 1
    fullest = needed.max()
    if fullest <= capacity:
        for row in range(counts.size):
            added[row] += needed[row] - counts[row]
            counts[row] = needed[row]
    return new, fullest


@compiled
def _slots_after(keep, capacity):
    """Return the slot of each flat index once only `keep` remains, -1 for who is dropped."""
    slots = np.empty(keep.size, dtype=np.int32)
    for first in range(0, keep.size, capacity):
        slot = 0
        for flat in range(first, first + capacity):
            slots[flat] = slot if keep[flat] else -1
            slot += keep[flat]
    return slots


@compiled
def _moves(keep, capacity):
    """Return how many stay in each row, and where those who move come from and go to (flat)."""
    counts = np.zeros(keep.size // capacity, dtype=np.int64)
    # Without a sign: a place that cannot be counted from the end needs no look at where it is counted from.
    old = np.empty(keep.size + 1, dtype=np.uint64)
    new = np.empty(keep.size + 1, dtype=np.uint64)
    moves = 0
    for row in range(counts.size):
        place = row * capacity
        for flat in range(row * capacity, (row + 1) * capacity):
            old[moves], new[moves] = flat, place  # written over unless it counts
            moves += keep[flat] and place != flat
            place += keep[flat]
        counts[row] = place - row * capacity
    return counts, old[:moves], new[:moves]


@compiled
def _move(column, old, new, counts, counts_before, default):
    """Move up those who stay and leave the slots behind them empty."""
    for i in range(old.size):  # from the first on: nobody is put where somebody else still stands
        column[new[i]] = column[old[i]]
    capacity = column.shape[0] // counts.size
    for row in range(counts.size):
        column[row * capacity + counts[row] : row * capacity + counts_before[row]] = default


@compiled
def first_was_answered(first_post):
    """Return whether a member's very first post was answered, from its column (in compiled loops)."""
    return first_post > 0 and first_post % 2 == 1


@compiled
def contribute(said, year, i, week, count):
    """Count what member `i` posted or replied in the 28 days and in the year (in compiled loops)."""
    said[i, week % SAID_WEEKS] = min(said[i, week % SAID_WEEKS] + count, COUNTED)
    year[i, week // 13 % YEAR_QUARTERS] += count


def new_people(rows: int) -> Table:
    """Return an empty table of people."""
    return Table(rows, PEOPLE_COLUMNS)


def new_members(rows: int) -> Table:
    """Return an empty table of members with their ties and recent contributions."""
    return Table(rows, {**MEMBER_COLUMNS, **WIDE_COLUMNS})
