"""How do I get there: from where one stands to a goal, by moves one could really make, checked in worlds the search has not seen.

Rounds of: every move from here in one world, the hopeful ones in a second one, then the best moves together, one more at a time,
and the best of those in four. What cannot become the best is not looked at again. The best of many settings looks better than it
is, so what is told is what it does in fresh worlds: as soon as a setting meets the goal in all worlds of the search, and again
where the search goes on to one that is worth more.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from simulation.studies.cloud import Cloud, Point, Sample, Wanted
from simulation.studies.moves import NEVER_SUGGESTED, Move, moves_from
from simulation.studies.route import REACHED, Goal, Route, Tried, rank_of

LOOK, SECOND, TRIAL = 1, 2, 4  # worlds for every move, for hopeful ones and for combinations, and for the best of these
HOPEFUL = 16  # moves that are looked at in a second world
TOGETHER = 8  # moves that are combined in a round
BEST = 4  # combinations that are tried in all worlds of the search
ROUNDS = 4
REACH = 2  # stops a lever may move at once: one may lie in a hollow
FINALISTS, SELECTION, UNSEEN = 3, 8, 30  # settings compared at the end, in how many fresh worlds, and the winner in how many others
WORTH = 0.02  # of the value: a round that adds less is the last


def seek(cloud: Cloud, base: Point, goal: Goal, *, keep: Iterable[str] = (), rounds: int = ROUNDS) -> Iterator[Route]:
    """Yield routes that come closer to a goal; the last one is checked in worlds the search has not seen.

    The cloud must have been made with the goal's conditions. Abandoning the iterator stops the work.
    """
    search = _Search(cloud, base, goal, frozenset({*keep, *NEVER_SUGGESTED}))
    for _ in cloud.gather([(base, range(TRIAL))]):
        pass
    present = search.note(base, TRIAL)
    levers: frozenset[str] | None = None
    for nth in range(rounds):
        part = 0.8 / rounds
        search.begun, search.part, search.named = part * nth, part, f"round {nth + 1}"
        best, levers = yield from search.round(present, levers)
        if best.shortfall == 0 and search.told is None:
            yield from search.early(best)
        if best.point == present.point:
            break
        gained = best.value - present.value
        little = best.shortfall == present.shortfall and gained < WORTH * abs(best.value)
        present = best
        if little:
            break
    search.begun, search.part, search.named = 0.8, 0.08, ""
    chosen = yield from search.chosen()
    search.begun, search.part = 0.88, 0.12
    yield from search.finish(chosen)


@dataclass(eq=False)
class _Search:
    """One search: what was tried, and the route told meanwhile."""

    cloud: Cloud
    base: Point
    goal: Goal
    keep: frozenset[str]
    seen: dict[Point, Tried] = field(default_factory=dict)
    told: tuple[Tried, Sample] | None = None  # a setting that meets the goal in enough unseen worlds, and what it does there
    judged: int = 0  # settings judged so far, each in unseen worlds of its own: none is picked by the worlds that judge it
    begun: float = 0.0
    part: float = 0.0
    named: str = ""

    def note(self, point: Point, runs: int) -> Tried:
        """Return a setting as it is known in the first so many worlds, and remember it where nothing better is known."""
        tried = self._known(point, range(runs))
        if point not in self.seen or len(self.seen[point].sample) <= runs:
            self.seen[point] = tried
        return tried

    def trials(self) -> list[Tried]:
        """Return the settings known in all worlds of the search, the best first."""
        return sorted((tried for tried in self.seen.values() if len(tried.sample) >= TRIAL), key=rank_of)

    def round(self, present: Tried, levers: frozenset[str] | None) -> Generator[Route, None, tuple[Tried, frozenset[str]]]:
        """Try moves of some levers, of all by default, from the present setting, then the best together.

        Returns (by `yield from`):
            the best setting, and the levers that are worth a look in the next round.
        """
        here = present.point
        moves = [move for move in moves_from(here, "levers", self.keep, REACH, self.cloud.existing) if levers is None or move.name in levers]
        yield from self._gather([here, *(move.point for move in moves)], LOOK, 0.0, 0.5, f"{len(moves)} moves")
        start = self.note(here, LOOK)
        looked = sorted(((self.note(move.point, LOOK), move) for move in moves), key=lambda pair: rank_of(pair[0]))
        hopeful = [move for tried, move in looked if rank_of(tried) < rank_of(start)][:HOPEFUL]
        yield from self._gather([here, *(move.point for move in hopeful)], SECOND, 0.5, 0.6, f"{len(hopeful)} hopeful moves in another world")
        better = _improving(self.note(here, SECOND), [(move, self.note(move.point, SECOND)) for move in hopeful])
        together = combined(here, better)
        yield from self._gather(together, SECOND, 0.6, 0.8, f"{len(together)} combinations")
        best = sorted((self.note(point, SECOND) for point in together), key=rank_of)[:BEST]
        yield from self._gather([tried.point for tried in best], TRIAL, 0.8, 1.0, f"the best {len(best)} of them")
        found = min((self.note(point, TRIAL) for point in (here, *(tried.point for tried in best))), key=rank_of)
        return found, _hopeful_levers([(tried, move) for tried, move in looked], start)

    def early(self, tried: Tried) -> Iterator[Route]:
        """Judge a setting before the search ends, until it cannot hold in enough worlds any more; it is told where it does."""
        unseen = self._unseen()
        for share in self.cloud.gather([(tried.point, unseen)]):
            yield self._state(1.0, f"a first way in {UNSEEN} worlds it was not chosen in, {share:.0%}", found=tried)
            known = [one for replicate in unseen if (one := self.cloud.sample(tried.point, [replicate])) is not None]
            if sum(not self.goal.met(one).all() for one in known) > UNSEEN * (1 - REACHED):
                return
        self.told = tried, self.cloud.known(tried.point, unseen)
        yield self._state(1.0, "a first way is found; looking for what is worth more")

    def chosen(self) -> Generator[Route, None, Tried]:
        """Choose among the best settings in worlds the search has not seen, which are none of those that judge the winner.

        Returns (by `yield from`):
            the best one.
        """
        finalists = self.trials()[:FINALISTS]
        fresh = range(TRIAL, TRIAL + SELECTION)
        if self.told is not None and finalists[0].point == self.told[0].point:
            return finalists[0]  # it is judged already
        for share in self.cloud.gather([(tried.point, fresh) for tried in finalists]):
            yield self._state(share, f"{len(finalists)} settings in other worlds")
        return min((self._known(tried.point, fresh) for tried in finalists), key=rank_of)

    def finish(self, chosen: Tried) -> Iterator[Route]:
        """Judge the chosen setting, and where one starts, in unseen worlds; one told before stands in where it fails."""
        route = yield from self._judge(chosen)
        if not route.reached and self.told is not None and self.told[0].point != chosen.point:
            route = yield from self._judge(self.told[0], again=True)
        yield route

    def _judge(self, tried: Tried, again: bool = False) -> Generator[Route, None, Route]:
        before = self.told is not None and self.told[0].point == tried.point and not again
        unseen: Sequence[int] = [int(one) for one in self.told[1].replicates] if before and self.told else self._unseen()
        for share in self.cloud.gather([(tried.point, unseen), (self.base, unseen)]):
            if share < 1:
                yield self._state(share, f"the best in {UNSEEN} worlds it was not chosen in", found=tried)
        known, base = self.cloud.known(tried.point, unseen), self.cloud.known(self.base, unseen)
        return Route(self.goal, self.base, tried, known, base, tuple(self.trials()), len(self.seen), 1.0, "done")

    def _unseen(self) -> range:
        """Return worlds that nobody was chosen or judged in."""
        first = TRIAL + SELECTION + UNSEEN * self.judged
        self.judged += 1
        return range(first, first + UNSEEN)

    def _gather(self, points: Sequence[Point], runs: int, begun: float, ended: float, what: str) -> Iterator[Route]:
        wanted: Wanted = [(point, range(runs)) for point in points]
        for share in self.cloud.gather(wanted):
            yield self._state(begun + share * (ended - begun), what)

    def _known(self, point: Point, worlds: range) -> Tried:
        sample = self.cloud.known(point, worlds)
        return Tried(point, sample, self.goal.shortfall(sample))

    def _state(self, share: float, what: str, found: Tried | None = None) -> Route:
        trials = self.trials()
        found, unseen = self.told or (found or next(iter(trials), None), None)
        stage = f"{self.named}: {what}" if self.named else what
        return Route(self.goal, self.base, found, unseen, None, tuple(trials), len(self.seen), self.begun + self.part * share, stage)


def combined(present: Point, better: Sequence[Move]) -> list[Point]:
    """Return settings with the best moves together, one more at a time, and each of the best alone."""
    points, together = [], present.inputs
    for move in better[:TOGETHER]:
        together = type(together)(**{**vars(together), move.name: move.value})
        points.append(Point(together, present.timeline))
    return list(dict.fromkeys([*(move.point for move in better[:FINALISTS]), *points]))


def _improving(start: Tried, moves: Iterable[tuple[Move, Tried]]) -> list[Move]:
    """Return the best move of every lever that comes closer to the goal, or is worth more at the same distance; the best first."""
    found: dict[str, tuple[tuple[float, float, float], Move]] = {}
    for move, tried in moves:
        rank = rank_of(tried)
        if rank < rank_of(start) and (move.name not in found or rank < found[move.name][0]):
            found[move.name] = rank, move
    return [move for _, move in sorted(found.values(), key=lambda item: item[0])]


def _hopeful_levers(looked: Sequence[tuple[Tried, Move]], start: Tried) -> frozenset[str]:
    """Return the levers that are looked at again from the next setting: whose best move helped, or was in the better half of those that did not."""
    order = list(dict.fromkeys(move.name for _, move in looked))  # by the best move of each
    helped = {move.name for tried, move in looked if rank_of(tried) < rank_of(start)}
    return frozenset({*helped, *order[: -(-len(order) // 2)]})
