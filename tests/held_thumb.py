"""What follows a held thumb: how often the curves do, how soon the release is answered, and how fair it is among five. Called by latency.py."""

from __future__ import annotations

import statistics

from sessions import Visitor, at_once
from watching import Reader

from simulation.studies.benchmark import Figure

READERS = 5
HELD = 4.0  # [s] that a thumb is held


def held(reader: Reader, rounds: int) -> list[Figure]:
    """Hold a thumb and move it; then see whether what it was released at is what stands there."""
    updates, first, won = [], [], True
    for turn in range(rounds):
        lever = ("batch_size", "batch_interval")[turn % 2]
        handle = reader.page.locator(f".st-key-lever_{lever}").get_by_role("slider")
        updates.append(reader.hold(HELD, lever, turn // 2))
        released = handle.get_attribute("aria-valuetext")
        first.append(reader.first())
        reader.settle()
        preview = "Preview" in reader.page.inner_text(".st-key-verdict")
        won = won and not preview and handle.get_attribute("aria-valuetext") == released
    group = "a held thumb"
    return [
        Figure(group, "updates of the three curves a second, median", statistics.median(updates), "a second", least=4),
        Figure(group, "the same, the slowest hold", min(updates), "a second"),
        Figure(group, "release to first new curve, median", statistics.median(first), "s", most=0.25),
        Figure(group, "the last value won, every time", float(won), "(1 is yes)", least=1),
    ]


def dragging(address: str, rounds: int) -> list[Figure]:
    """Compare one session that drags levers with five that do so at once; they draw nothing, as if each had a machine of its own."""
    single, *visitors = [Visitor(address) for _ in range(1 + READERS)]
    for place, visitor in enumerate((single, *visitors)):
        visitor.press("founders", 20 + place)
        for lever, places in _drags_of(0):
            visitor.press(lever, places[2])
    alone = [single.drag(lever, places) for turn in range(rounds) for lever, places in _drags_of(turn)]
    together = at_once(visitors, [drag for turn in range(rounds) for drag in _drags_of(turn)], lambda visitor, drag: visitor.drag(*drag))
    for visitor in (single, *visitors):
        visitor.close()
    usual, medians = (statistics.median(first for _, first in alone), [statistics.median(first for _, first in drags) for drags in together])
    group = "five sessions drag at once"
    return [
        Figure(group, "one session alone, release to first curve sent", usual, "s"),
        Figure(group, "one session alone, updates a second while held", statistics.median(pace for pace, _ in alone), "a second"),
        Figure(group, "each of five, updates a second while held", statistics.median(pace for drags in together for pace, _ in drags), "a second"),
        Figure(group, "all five, release to first curve, median", statistics.median(first for drags in together for _, first in drags), "s"),
        Figure(group, "the worst served one's median / alone", max(medians) / usual, "times", most=2.5),
    ]


def _drags_of(turn: int) -> list[tuple[str, tuple[float, ...]]]:
    """Return the places over which levers are dragged: each released at one that was not under the thumb long enough to be known whole."""
    return [
        ("batch_size", tuple(float((turn * 3 + step) % 12) for step in (1, 4, 6, 9))),
        ("batch_interval", tuple(float(1 + (turn * 5 + step) % 13) for step in (1, 4, 6, 9))),
        ("seed_threads", tuple(float(5 * ((turn * 5 + step) % 12)) for step in (1, 4, 6, 9))),
    ]
