"""Find the settings under which a past leads to what is known of a community today."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.failures import NoPastError
from simulation.engine.looking import TOLERANCE, Living, Look, Looking, sample_of
from simulation.vocabulary.existing import CLOSED, MEANS, Existing, Start, lived_inputs, with_lived
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.run_spec import RunSpec

NEAR = 1.25  # of the tolerance: from here on one more step by what was learnt of the slopes leads there, and needs no look
SURE = 0.22  # of the tolerance: the standard error of what the worlds of the search lead to, where they may be as many as that takes
PAIR = 2  # worlds that show the way
FEWEST, MOST = 4, 24  # worlds that are looked at once it has been shown; a pair, where one has enough active members
MOST_WHERE_UNSURE = 160
ENOUGH = 700  # active members in all worlds, by which their mean is known to within 3 %
WORK, WORK_WHERE_UNSURE = 5e6, 1e7  # person-weeks of one look, about, that more than the fewest worlds may take
LARGE = 3e6  # person-weeks of one world from which the way is looked for in a sample of the community first
SAMPLE = 3_000  # members of it
STEPS = 12
KEPT = 64  # starts
_kept: OrderedDict[tuple[Inputs, Existing, int], Start] = OrderedDict()
_lock = threading.Lock()
SURELY = 2.0  # standard errors by which something is off for sure
SHOWN_THE_WAY = 1.5  # tolerances from which on all worlds take over from the first pair
LOST = 2.5  # times as far off as the best: the search goes back there
STRIDE = {"intake": 1.6, "visit_base": 1.3, "company": 1.5, "growth": 1.5, "voice": 1.5}
# How targets move with settings in most communities [log per log, log per logit]; the search learns how they do in this one.
USUAL = {
    ("members", "intake"): 0.85, ("members", "growth"): -0.35, ("active", "intake"): 0.75, ("active", "visit_base"): 0.7,
    ("active", "growth"): -0.15, ("newcomers", "intake"): 0.95, ("posts", "intake"): 0.5, ("posts", "visit_base"): 0.6, ("posts", "voice"): 0.9,
    ("customers", "company"): 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """A start, and what it leads to today by target: the mean of the search's worlds, after a last step as it is expected."""

    start: Start
    values: dict[str, float]

    def misses(self, targets: dict[str, float]) -> list[str]:
        """Return the targets that are missed by more than is allowed."""
        return [name for name, wanted in targets.items() if abs(self.values[name] / wanted - 1) > TOLERANCE[name]]


def started(spec: RunSpec, tell: Callable[[float], None] | None = None) -> RunSpec:
    """Return the specification with the start of its past found, in this process; one without a past as it is.

    Args:
        tell: told how far the search is, 0-1; it may raise to stop it.

    Raises:
        NoPastError: no past leads there; names the nearest that one does.
    """
    known = with_known_start(spec)
    existing = known.existing
    if existing is None or existing.start is not None:
        return known
    keep(spec, find(lived_inputs(spec.inputs, existing), existing, spec.seed, tell or (lambda share: None)))
    return with_known_start(spec)


def keep(spec: RunSpec, found: Reached) -> None:
    """Remember the start of a past that was found."""
    with _lock:
        _kept[key_of(spec)] = found.start
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def common_start(spec: RunSpec, tell: Callable[[float], None] | None = None, seek: Callable[..., RunSpec] = started) -> Existing | None:
    """Return the community that other settings can start from as well: its start found, and the levers of its past said.

    Args:
        seek: finds the start, as `started` does.

    Raises:
        NoPastError: no past leads there.
    """
    return with_lived(seek(spec, tell).existing, spec.differences)


def with_known_start(spec: RunSpec) -> RunSpec:
    """Return the specification with the start of its past where this process has found it before, otherwise as it is."""
    existing = spec.existing
    if existing is None or existing.start is not None:
        return spec
    with _lock:
        start = _kept.get(key_of(spec))
    return spec if start is None else replace(spec, existing=replace(existing, start=start))


def key_of(spec: RunSpec) -> tuple[Inputs, Existing, int]:
    """Return what a start hangs on: what changes today, and what it is held against, have no say in it."""
    assert spec.existing is not None
    return lived_inputs(spec.inputs, spec.existing), replace(spec.existing, counterfactual=CLOSED, lived=None, start=None), spec.seed


def find(inputs: Inputs, existing: Existing, seed: int, tell: Callable[[float], None] = lambda share: None) -> Reached:
    """Return the start whose past leads to what is known of today, looked for in this process; see `search`.

    Raises:
        NoPastError: none does; names the nearest.
    """
    for state in search(inputs, existing, seed, lambda past, replicates: [past.lived(replicates)]):
        if isinstance(state, Reached):
            return state
        tell(state)
    raise AssertionError("a search ends with a start or an error")


def search(inputs: Inputs, existing: Existing, seed: int, live: Living) -> Iterator[float | Reached]:
    """Look for the start whose past leads to what is known of today, by a secant method with few worlds; where one is large, in a sample of it first.

    Yields how far the search is, 0-1, before each look at a setting, and in the end what was found.

    Raises:
        NoPastError: no past leads there; names the nearest that one does.
    """
    whole, began = Looking(inputs, existing, seed, live), 0.0
    here, slopes = whole.first, _usual_slopes(whole)
    if whole.work > LARGE and existing.members > 2 * SAMPLE:
        sample = Looking(*sample_of(inputs, existing, SAMPLE / existing.members), seed, live)
        here, _, slopes = yield from _walked(sample, sample.first, slopes, 0.0, 0.5, pair_alone=True)
        began = 0.5
    here, values, _ = yield from _walked(whole, here, slopes, began, 1.0)
    found = Reached(whole.start(here), values)
    missed = found.misses({name: wanted for name, wanted in whole.wanted.items() if name != "customers" or existing.customers})
    if missed:
        raise NoPastError([_refusal(existing, whole.wanted, found, missed)])
    yield 1.0
    yield found


def _walked(
    looking: Looking, here: np.ndarray, slopes: np.ndarray, began: float, ends: float, *, pair_alone: bool = False
) -> Generator[float, None, tuple[np.ndarray, dict[str, float], np.ndarray]]:
    """Walk from a point towards today's figures, with a pair of worlds alone or with as many as it takes; yield how far it is, `began` to `ends`.

    Returns the point, what it leads to by target, and how targets move with settings there.
    """
    stride = np.array([STRIDE[name] for name in looking.names])
    few, most = (PAIR, PAIR) if pair_alone else _worlds(looking)
    look = best = looking.look(here, PAIR)
    for turn in range(STEPS):
        yield began + (ends - began) * turn / STEPS
        more = _enough(look, few, most)
        if more > look.worlds:
            best = look = looking.look(here, more)
            continue
        step = np.linalg.lstsq(slopes, -look.errors, rcond=1e-3)[0]
        step *= min(1.0, float((stride / np.maximum(np.abs(step), 1e-9)).min()))
        there = looking.inside(here + step)
        moved = there - here
        if np.abs(moved).max() < 1e-4:
            break
        if look.off <= (max(SHOWN_THE_WAY, SURELY * look.doubt) if pair_alone else NEAR):  # a pair of a sample shows no more
            expected = np.exp(look.errors + slopes @ moved) * [*looking.wanted.values()]
            return there, look.values | dict(zip(looking.wanted, expected.tolist(), strict=True)), slopes
        after = looking.look(there, look.worlds)
        slopes = slopes + np.outer(after.errors - look.errors - slopes @ moved, moved) / (moved @ moved)  # Broyden 1965
        here, look = there, after
        if look.off < best.off:
            best = look
        elif look.off > LOST * best.off:  # what was learnt of the slopes does not hold here
            here, look, slopes, stride = best.point, best, _usual_slopes(looking), stride / 2
    if best.worlds < few:
        best = looking.look(best.point, few)
    return best.point, best.values, slopes


def _worlds(looking: Looking) -> tuple[int, int]:
    """Return in how many worlds a look is taken once the way has been shown, and in how many at most."""
    work = max(1.0, looking.work)
    fewest = PAIR if looking.existing.active >= ENOUGH else FEWEST
    few = max(fewest, min(MOST, WORK / work, ENOUGH / looking.existing.active))
    return 2 * math.ceil(few / 2), 2 * math.ceil(max(few, min(MOST_WHERE_UNSURE, WORK_WHERE_UNSURE / work)) / 2)


def _enough(look: Look, few: int, most: int) -> int:
    """Return in how many worlds a point is worth looking at: in a pair far off, in more the nearer it seems and the less sure that is."""
    if look.off > SHOWN_THE_WAY:
        return look.worlds
    if look.worlds < few:
        return few
    if look.off > NEAR or look.doubt <= SURE:
        return look.worlds
    return min(most, 2 * math.ceil(look.worlds * (look.doubt / SURE) ** 2 / 2))


def _usual_slopes(looking: Looking) -> np.ndarray:
    """Return how targets usually move with the settings, (targets, settings): where the search begins."""
    by = {"intake": looking.rise, "company": looking.memory}
    return np.array([[USUAL.get((target, name), 0.0) * by.get(name, 1.0) for name in looking.names] for target in looking.wanted])


def _refusal(existing: Existing, targets: dict[str, float], found: Reached, missed: Sequence[str]) -> str:
    words = {
        "members": "members",
        "active": f"who {MEANS[existing.active_means]}",
        "newcomers": "newcomers a month",
        "posts": "posts a month",
        "customers": "customers",
    }
    wanted, nearest = (", ".join(f"{values[name]:,.0f} {words[name]}" for name in targets) for values in (targets, found.values))
    return (
        f"existing: no past of {existing.age_weeks} weeks under these levers leads to {wanted}; the nearest that one does is {nearest}. "
        f"Change {' and '.join(missed)} towards it, or the levers under which the past was lived."
    )
