"""Labels that tell things apart: names are for people and may be the same, so what differs is said beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.texts import as_seen, is_visible

LONGEST = 60  # characters of a title that tables, legends and reports show
HEAD = 24  # characters of a long title that are always kept
UNTITLED = "Untitled"


@dataclass(frozen=True)
class Named:
    """Something with a title and what else is known of it, the most telling first: who made it, which version, when."""

    title: str
    details: tuple[str, ...] = ()


def shortened(title: str, longest: int = LONGEST) -> str:
    """Return a title on one line, of bounded length; one that cannot be seen is called Untitled."""
    words = " ".join(title.split()) if is_visible(title) else UNTITLED
    return words if len(words) <= longest else words[: longest - 1] + "…"


def middle_cut(label: str, room: int) -> str:
    """Return a label in so much room: a long one loses its middle, for what tells labels apart stands at their ends."""
    tail = room // 2
    return label if len(label) <= room else f"{label[: room - 1 - tail]}…{label[-tail:]}"


def told_apart(things: Sequence[Named], longest: int = LONGEST) -> list[str]:
    """Return a label for each thing, no two of which look the same.

    A title alone where it is the only one of its kind. Long ones that differ behind the cut show where. Others get the
    first details that differ, and where nothing does a number, which never makes a title of somebody else's.
    """
    labels = [shortened(thing.title, longest) for thing in things]
    labels = _where_they_differ(labels, things, longest)
    for depth in range(1, 1 + max((len(thing.details) for thing in things), default=0)):
        for places in _alike(labels):
            told = [_detailed(things[place], labels[place], depth) for place in places]
            if len(set(told)) > 1:
                for place, label in zip(places, told, strict=True):
                    labels[place] = label
    return _numbered(labels)


def _alike(labels: Sequence[str]) -> list[list[int]]:
    places: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(as_seen(label), []).append(place)
    return [found for found in places.values() if len(found) > 1]


def _where_they_differ(labels: list[str], things: Sequence[Named], longest: int) -> list[str]:
    labels = list(labels)
    for places in _alike(labels):
        titles = [" ".join(things[place].title.split()) for place in places]
        if len({as_seen(title) for title in titles}) == 1 or max(map(len, titles)) <= longest:
            continue
        same = next(at for at in range(max(map(len, titles)) + 1) if len({title[: at + 1] for title in titles}) > 1)
        begin = max(HEAD, same - 8)
        for place, title in zip(places, titles, strict=True):
            rest = title[begin:]
            room = longest - HEAD - 1
            labels[place] = f"{title[:HEAD].rstrip()}…{rest if len(rest) <= room else rest[: room - 1] + '…'}"
    return labels


def _detailed(thing: Named, label: str, depth: int) -> str:
    detail = thing.details[depth - 1] if depth <= len(thing.details) else ""
    return f"{label}, {shortened(detail, 40)}" if detail else label


def _numbered(labels: Sequence[str]) -> list[str]:
    taken = Counter(as_seen(label) for label in labels)
    used: set[str] = set()
    numbered = []
    for label in labels:
        wanted, number = label, 1
        while as_seen(wanted) in used or (number > 1 and as_seen(wanted) in taken):
            number += 1
            wanted = f"{label} ({number})"
        used.add(as_seen(wanted))
        numbered.append(wanted)
    return numbered
