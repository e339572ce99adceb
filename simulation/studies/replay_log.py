"""The log of one world as bytes: a head in JSON and plain columns of numbers, deflated.

The browser reads the same layout (ui/watch/log.js): the mark, then deflated: the length of the head, the head, the
columns one behind the other, each at a multiple of four bytes. Columns of places are differences: within a week members
stand in the order of their places, and small numbers take less room.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

MARK = b"CLGW\x01"  # the layout's name and version
NEVER = 65_535  # week of somebody who did not leave
LARGE = 2**18  # [bytes] from which a log is packed a hundredth less tightly, in a third of the time
UNANSWERED, BY_MEMBER, BY_TEAM = range(3)  # what became of a post
KINDS = {"u1": np.uint8, "u2": np.uint16, "i2": np.int16, "u4": np.uint32}


class LogError(ValueError):
    """These bytes are no log of a world, or of another version."""


@dataclass(frozen=True)
class Log:
    """One world: what it is called and what happened (`head`), and its columns by name.

    Per member shown, in the order of joining: `key`, 32 bits made of the person's key, by which it is known in any scenario;
    `joined`, -9 for founders [week]; `left` [week, NEVER]; `traits`, persona + 4 * source + 64 * founder.
    Per week, how many entries follow in `visitors`; `posts` with `fates`; `repliers` with `answered`, whose post it was;
    `ties_low` with `ties_high` and `ties_state`: the tie of that pair binds the first (1), the second (2), both (3) or neither (0) from now on.
    """

    head: dict[str, Any]
    columns: dict[str, np.ndarray]


WEEKLY = {
    "visitors": ("visitors",),
    "posts": ("posts", "fates"),
    "replies": ("repliers", "answered"),
    "ties": ("ties_low", "ties_high", "ties_state"),
}
"""From what happens in a week to its columns; `n_` and the name is how many there are by week. The first one is kept as differences."""


def pack(log: Log) -> bytes:
    """Return the bytes of a log."""
    kinds = {np.dtype(kind): code for code, kind in KINDS.items()}
    layout = [[name, kinds[column.dtype], len(column)] for name, column in log.columns.items()]
    head = json.dumps({**log.head, "columns": layout}, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    head += b" " * (-len(head) % 4)
    parts = [struct.pack("<I", len(head)), head]
    for column in log.columns.values():
        raw = column.astype(column.dtype.newbyteorder("<")).tobytes()
        parts += [raw, b"\0" * (-len(raw) % 4)]
    raw = b"".join(parts)
    return MARK + zlib.compress(raw, 6 if len(raw) < LARGE else 4)


def unpack(content: bytes) -> Log:
    """Return the log in these bytes.

    Raises:
        LogError: they are none, or damaged.
    """
    if not content.startswith(MARK):
        raise LogError("this is no log of a world, or one of another version")
    try:
        raw = zlib.decompress(content[len(MARK) :])
        (length,) = struct.unpack_from("<I", raw)
        head = json.loads(raw[4 : 4 + length])
        place, columns = 4 + length, {}
        for name, kind, count in head.pop("columns"):
            columns[name] = np.frombuffer(raw, np.dtype(KINDS[kind]).newbyteorder("<"), count, place).astype(KINDS[kind])
            place += columns[name].nbytes + -columns[name].nbytes % 4
    except (zlib.error, struct.error, ValueError, KeyError) as error:
        raise LogError(f"the log is damaged ({error})") from None
    return Log(head, columns)


def places(log: Log, what: str) -> list[np.ndarray]:
    """Return, by week, the places of the members in the first column of something that happens, e.g. `visitors`, each (n,)."""
    column, counts = log.columns[WEEKLY[what][0]], log.columns[f"n_{what}"]
    return [np.cumsum(part.astype(np.int64)) for part in np.split(column, np.cumsum(counts)[:-1])]


def beside(log: Log, what: str, name: str) -> list[np.ndarray]:
    """Return, by week, another column of something that happens, as it stands."""
    return np.split(log.columns[name], np.cumsum(log.columns[f"n_{what}"])[:-1])


def columns_of(happened: Mapping[str, tuple[np.ndarray, ...]], weeks: int) -> dict[str, np.ndarray]:
    """Return the weekly columns of what happened: by name the week of each event, (n,) in order, and its columns, the first one sorted in a week."""
    columns: dict[str, np.ndarray] = {}
    for what, names in WEEKLY.items():
        week, first, *others = happened[what]
        counts = np.bincount(week, minlength=weeks)
        steps, begins = np.diff(first, prepend=0), np.diff(week, prepend=-1) > 0
        steps[begins] = first[begins]
        columns[f"n_{what}"] = counts.astype(np.uint32)
        for name, values in zip(names, (steps, *others), strict=True):
            columns[name] = values.astype(np.uint8 if name in ("fates", "ties_state") else np.uint16)
    return columns
