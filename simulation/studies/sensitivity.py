"""Which lever first: every move one could really make from a setting, in the same worlds as the setting itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.outcomes.zones import ZONES
from simulation.studies.cloud import Cloud, Point, Sample
from simulation.studies.compare import Difference, difference
from simulation.studies.moves import NEVER_SUGGESTED, Move
from simulation.studies.silence import because
from simulation.vocabulary.measures import MEASURES

RUNS = 4  # matched worlds per move: paired differences vary little between worlds
THOROUGH = 6  # of those whose order is to be as that of thirty worlds: two, four and six agree with it to about .91, .94 and .95
FIRST = 2  # worlds in which every move is seen before any is seen in more
CLOSE = 10  # worlds where the first ones disagree about health: of two of four at risk three of thirty may be
MAIN_PART = 0.7  # share of the work that is done before some are looked at more closely, about
UNSEEN = 10  # further worlds in which a suggestion is checked: the best of many looks better than it is


@dataclass(frozen=True, eq=False)
class Effect:
    """What one move changes, world by world."""

    move: Move
    before: Sample
    after: Sample

    def difference(self, name: str) -> Difference:
        """Return the paired difference of a measure: after the move minus before it."""
        return difference(name, self.before.final(name), self.after.final(name))

    @property
    def cost_per_month(self) -> float:
        """Return what the programme costs after the move [$ per month], in the median world."""
        return self.after.middle("cost_per_month")

    @property
    def health(self) -> str | None:
        """Return the zone after the move."""
        return self.after.health

    @property
    def silent(self) -> bool:
        """Say whether the move changes no number in any world."""
        return np.array_equal(self.before.lines, self.after.lines, equal_nan=True)

    def gain(self, name: str) -> float:
        """Return how much better the median world is for a measure, in its unit; infinite where one side has no number."""
        found = self.difference(name)
        if math.isnan(found.median):
            return math.inf * np.sign(found.better_in - found.worse_in) if found.better_in != found.worse_in else 0.0
        return -found.median if MEASURES[name].better == "down" else found.median


@dataclass(frozen=True, eq=False)
class Tornado:
    """The effects known so far, the best for `measure` first, and the inputs that do nothing here with the reason."""

    measure: str
    base: Sample
    effects: tuple[Effect, ...]
    silent: tuple[tuple[str, str], ...]
    share: float
    stage: str


def sensitivity(cloud: Cloud, base: Point, moves: Sequence[Move], *, runs: int = RUNS, measure: str = "npv", close: int = 0) -> Iterator[Tornado]:
    """Yield growing tornados: every move in a few worlds first, then in all `runs`; the last one is complete.

    Abandoning the iterator stops the work.

    Args:
        close: worlds in which moves are looked at in the end whose worlds disagree about health, and the setting itself; fewer than `runs`
            are none.
    """
    passes = [range(min(FIRST, runs)), range(runs)] if runs > FIRST else [range(runs)]
    total = runs * (len(moves) + 1) / (1.0 if close <= runs else MAIN_PART)
    before = 0
    for worlds in passes:
        wanted = [(base, worlds), *((move.point, worlds) for move in moves)]
        part = len(worlds) * len(wanted) - before
        for share in cloud.gather(wanted):
            found = _tornado(cloud, base, moves, passes, measure, (before + share * part) / total)
            if found is not None:
                yield found
        before = len(worlds) * len(wanted)
    if close > runs:
        yield from _closer(cloud, base, moves, passes, measure, close)


def _closer(cloud: Cloud, base: Point, moves: Sequence[Move], passes: Sequence[range], measure: str, close: int) -> Iterator[Tornado]:
    """Yield tornados in which those whose worlds disagree about health are known in more worlds; what does nothing is as the setting itself."""
    worlds, here = range(close), cloud.known(base, passes[-1])
    torn = [move.point for move in moves if (there := cloud.known(move.point, passes[-1])).torn and not Effect(move, here, there).silent]
    wanted = [(point, worlds) for point in ([base] if torn or here.torn else []) + torn]
    for share in cloud.gather(wanted):
        found = _tornado(cloud, base, moves, [*passes, worlds], measure, MAIN_PART + (1 - MAIN_PART) * share)
        if found is not None:
            yield replace(found, stage=f"{close} worlds where worlds disagree about health")


def suggestions(tornado: Tornado, most: int = 3) -> list[Effect]:
    """Return the best moves that can be suggested from a tornado: better in every world, and no worse for health.

    Each is the best of its lever; what deceives members is never suggested.
    """
    return _hopeful(tornado, most, lambda effect: not worse_health(tornado.base.health, effect.health))


def _hopeful(tornado: Tornado, most: int, sound: Callable[[Effect], bool]) -> list[Effect]:
    """Return the best moves, one of each lever, that are better in every world and `sound`, and deceive nobody."""
    found: list[Effect] = []
    for effect in tornado.effects:
        change = effect.difference(tornado.measure)
        if change.better_in < change.of or effect.move.name in NEVER_SUGGESTED:
            continue
        if sound(effect) and effect.move.name not in {one.move.name for one in found}:
            found.append(effect)
    return found[:most]


def next_moves(cloud: Cloud, base: Point, moves: Sequence[Move], *, measure: str = "npv", most: int = 3) -> Iterator[tuple[float, list[Effect]]]:
    """Yield (share done, the best single moves from here); the last ones hold figures from worlds the choice has not seen.

    Until then the list is empty: the best of many moves in few worlds looks better than it is.
    """
    tornado = None
    for tornado in sensitivity(cloud, base, moves, runs=FIRST, measure=measure):
        yield tornado.share * 0.7, []
    # Two worlds that disagree about health say little of it: such moves are judged in the unseen ones, beside those that seem sound.
    candidates = [*suggestions(tornado, 2 * most), *_hopeful(tornado, most, lambda effect: effect.after.torn)] if tornado else []
    candidates = list({effect.move: effect for effect in candidates}.values())
    unseen = range(FIRST, FIRST + UNSEEN)
    wanted = [(base, unseen), *((effect.move.point, unseen) for effect in candidates)]
    for share in cloud.gather(wanted):
        yield 0.7 + share * 0.29, []
    before = cloud.known(base, unseen)
    checked = [Effect(effect.move, before, cloud.known(effect.move.point, unseen)) for effect in candidates]
    kept = [
        effect for effect in checked if effect.difference(measure).certainty.endswith("better") and not worse_health(before.health, effect.health)
    ]
    best: dict[str, Effect] = {}
    for effect in sorted(kept, key=lambda effect: -effect.gain(measure)):
        best.setdefault(effect.move.name, effect)
    yield 1.0, list(best.values())[:most]


def worse_health(before: str | None, after: str | None) -> bool:
    """Say whether a zone is worse than another; what cannot be judged is worse than anything that can."""
    order = [*ZONES, None]
    return order.index(after) > order.index(before)


def _tornado(cloud: Cloud, base: Point, moves: Sequence[Move], passes: Sequence[range], measure: str, share: float) -> Tornado | None:
    effects: list[Effect] = []
    silent: dict[str, str] = {}
    loud = set()
    for move in moves:
        effect = next((one for worlds in reversed(passes) if (one := _effect(cloud, base, move, worlds))), None)
        if effect is None:
            continue
        if effect.silent:
            silent.setdefault(move.name, because(move.name, base.inputs, move.point.inputs, cloud.weeks))
        else:
            loud.add(move.name)
            effects.append(effect)
    before = next((sample for worlds in reversed(passes) if (sample := cloud.sample(base, worlds))), None)
    if before is None:
        return None
    effects.sort(key=lambda effect: (-effect.gain(measure), effect.move.name))
    quiet = tuple((name, reason) for name, reason in silent.items() if name not in loud)
    stage = f"{len(effects) + len(silent)} of {len(moves)} moves"
    return Tornado(measure, before, tuple(effects), quiet, share, stage)


def _effect(cloud: Cloud, base: Point, move: Move, worlds: range) -> Effect | None:
    before, after = cloud.sample(base, worlds), cloud.sample(move.point, worlds)
    return None if before is None or after is None else Effect(move, before, after)
