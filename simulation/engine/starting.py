"""Find the settings under which a past leads to what is known of a community today."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.failures import NoPastError
from simulation.engine.past import TURNOVER, Life, begun, open_door
from simulation.vocabulary.existing import CLOSED, MEANS, Existing, Start, lived_inputs, with_lived
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline

TOLERANCE = {"members": 0.05, "active": 0.10, "newcomers": 0.10, "posts": 0.20, "customers": 0.10}
CLOSE_ENOUGH = 0.4  # of the tolerance: the worlds of the answer are others than those of the search
FEWEST, MOST = 4, 24  # replicates of the search
ENOUGH = 700  # active members in all replicates, by which their mean is known to within 3 %
WORK = 5e6  # person-weeks of one look at a setting, about, that more than the fewest replicates may take
SEEN = 4  # [weeks] around today over which active members are averaged
QUARTER = 13  # [weeks] over which newcomers and posts are
FURTHER = {"growth": "newcomers", "voice": "posts"}  # settings that are looked for only where something is known of what they move
STEPS = 12
KEPT = 64  # starts
_kept: OrderedDict[tuple[Inputs, Existing, int], Start] = OrderedDict()
_lock = threading.Lock()
SHOWN_THE_WAY = 1.5  # tolerances from which on all replicates take over from the first pair
LOST = 2.5  # times as far off as the best: the search goes back there
FOLLOWS, FARTHEST = 0.9, 1.2  # customers at the launch, in logs: how they follow what is missing today, and how far
LOW = {"intake": math.log(0.002), "visit_base": -9.0, "growth": -4.0, "voice": math.log(0.02)}
HIGH = {"intake": math.log(400.0), "visit_base": 0.0, "growth": 4.0, "voice": math.log(20.0)}
STRIDE = {"intake": 1.6, "visit_base": 1.3, "growth": 1.5, "voice": 1.5}
# How targets move with settings in most communities [log per log, log per logit]; the search learns how they do in this one.
USUAL = {
    ("members", "intake"): 0.85, ("members", "growth"): -0.35, ("active", "intake"): 0.75, ("active", "visit_base"): 0.7,
    ("active", "growth"): -0.15, ("newcomers", "intake"): 0.95, ("posts", "intake"): 0.5, ("posts", "visit_base"): 0.6, ("posts", "voice"): 0.9,
}  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """A start, and what it leads to today: the mean of the search's replicates by target."""

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


Lived = dict[str, np.ndarray]  # what stands somewhere today, one row per replicate
Living = Callable[["Past", Sequence[int]], list[Lived]]  # lives a past in some replicates, whole or in parts of them in their order


def search(inputs: Inputs, existing: Existing, seed: int, live: Living) -> Iterator[float | Reached]:
    """Look for the start whose past leads to what is known of today, by a secant method with few replicates.

    Yields how far the search is, 0-1, before each look at a setting, and in the end what was found.

    Raises:
        NoPastError: no past leads there; names the nearest that one does.
    """
    looking = _Search(inputs, existing, seed, live)
    here, slopes, stride = looking.first, looking.usual_slopes(), looking.stride
    worlds = looking.replicates[:2]
    look = looking.look(here, worlds)
    best = look
    for turn in range(STEPS):
        yield turn / STEPS
        if look.off <= CLOSE_ENOUGH and len(worlds) == len(looking.replicates):
            break
        if look.off <= SHOWN_THE_WAY and len(worlds) < len(looking.replicates):
            worlds = looking.replicates  # a pair of worlds has shown the way; how far it leads, all of them show
            best = look = looking.look(here, worlds, look.customers)
            continue
        step = np.linalg.lstsq(slopes, -look.errors, rcond=1e-3)[0]
        step *= min(1.0, float((stride / np.maximum(np.abs(step), 1e-9)).min()))
        there = looking.inside(here + step)
        moved = there - here
        if np.abs(moved).max() < 1e-4:
            break
        after = looking.look(there, worlds, look.next_customers)
        slopes = slopes + np.outer(after.errors - look.errors - slopes @ moved, moved) / (moved @ moved)  # Broyden 1965
        here, look = there, after
        if look.off < best.off:
            best = look
        elif look.off > LOST * best.off:  # what was learnt of the slopes does not hold here
            here, look, slopes, stride = best.point, best, looking.usual_slopes(), stride / 2
    if len(best.worlds) < len(looking.replicates):
        best = looking.look(best.point, looking.replicates, best.customers)
    found = Reached(looking.start(best.point, best.customers), best.values)
    missed = found.misses({name: wanted for name, wanted in looking.wanted.items() if name != "customers" or existing.customers})
    if missed:
        raise NoPastError([_refusal(existing, looking.wanted, found, missed)])
    yield 1.0
    yield found


@dataclass(frozen=True)
class Past:
    """A past to live: the levers it is lived under, what is known of today, and the start to try."""

    inputs: Inputs
    existing: Existing
    seed: int
    start: Start

    def lived(self, replicates: Sequence[int], week_begins: Callable[[int], object] = lambda week: None) -> Lived:
        """Live it in some replicates and return what stands there today; `week_begins` is called before each week and may raise."""
        setting = begun(self.inputs, Timeline(), self.existing, self.start)
        life = Life([(setting, replicate) for replicate in replicates], self.existing, [self.start] * len(replicates), self.seed, SEEN)
        world, past = life.world, self.existing.age_weeks
        for week in range(world.weeks - 1):
            week_begins(week)
            life.live(world, week)
        raw, n = world.record, world.count
        active = raw["weekly_active"] if self.existing.active_means == "visited" else raw["creators"] + raw["engagers"]
        return {
            "members": raw["members"][:, past].copy(),
            "active": active[:, max(0, past - 1) : past + SEEN - 1].copy(),
            "newcomers": raw["joined"][:, max(0, past - QUARTER) : past].copy(),
            "posts": (raw["posts"] + raw["replies_by_members"])[:n, max(0, past - QUARTER) : past].copy(),
            "customers": raw["customers"][:n, past].copy(),
        }


@dataclass(frozen=True)
class _Look:
    """What a point of the search leads to: log errors by target, and how far the worst is off, in tolerances."""

    point: np.ndarray
    customers: float  # at the launch [log of those wanted today]
    next_customers: float
    values: dict[str, float]
    errors: np.ndarray
    off: float
    worlds: Sequence[int]


class _Search:
    """The search's way from settings of a past to today's figures."""

    def __init__(self, inputs: Inputs, existing: Existing, seed: int, live: Living) -> None:
        self.inputs, self.existing, self.seed, self.live = inputs, existing, seed, live
        self.wanted = _targets(inputs, existing)
        self.targets = [name for name in self.wanted if name != "customers"]
        self.names = ["intake", "visit_base", *(name for name, target in FURTHER.items() if target in self.wanted)]
        self.stride = np.array([STRIDE[name] for name in self.names])
        self.open = open_door(inputs, existing)
        people = 2 * inputs.starting_customers + existing.members
        affordable = int(WORK / (people * existing.age_weeks))
        self.replicates = range(2 * (max(FEWEST, min(MOST, affordable, math.ceil(ENOUGH / existing.active))) // 2))
        self.first = self.inside(np.array([self._usual_intake(), inputs.visit_base, 0.0, 0.0][: len(self.names)]))

    def _usual_intake(self) -> float:
        """Return the intake [log] that brings so many people in, roughly."""
        a, e = self.inputs, self.existing
        come = a.organic_signups * a.applicant_share * e.age_weeks + a.waiting_list
        come += a.starting_customers * (a.launch_interest + 1 - math.exp(-a.invitation_rate * e.age_weeks))
        stay = math.exp(-TURNOVER / 2 * e.age_weeks / 52)
        share = e.members / (max(come, 1.0) * stay)
        return math.log(share if share < 1 else 1 + (1 - 1 / share) / stay)

    def inside(self, point: np.ndarray) -> np.ndarray:
        """Return a point moved into the bounds."""
        return np.array([min(max(value, LOW[name]), HIGH[name]) for name, value in zip(self.names, point, strict=True)])

    def start(self, point: np.ndarray, customers: float) -> Start:
        """Return the start that a point of the search stands for."""
        at = {"growth": 0.0, "voice": 0.0, **dict(zip(self.names, point.tolist(), strict=True))}
        many = round(self.wanted.get("customers", 0.0) * math.exp(customers))
        return Start(
            intake=math.exp(at["intake"]),
            growth=at["growth"],
            visit_base=at["visit_base"],
            customers=min(self.inputs.market_size - 1, many),
            open_door=self.open,
            voice=math.exp(at["voice"]),
        )

    def usual_slopes(self) -> np.ndarray:
        """Return how targets usually move with the settings, (targets, settings): where the search begins."""
        return np.array([[USUAL.get((target, name), 0.0) for name in self.names] for target in self.targets])

    def look(self, point: np.ndarray, worlds: Sequence[int], customers: float = 0.0) -> _Look:
        """Live the past of a point in some worlds and see what stands there today."""
        values = self.measured(self.start(point, customers), worlds)
        errors = {name: math.log(max(values[name], 0.3) / wanted) for name, wanted in self.wanted.items()}
        # Customers at the launch hardly move the others, and fade from today's figure: they follow step by step.
        further = customers - FOLLOWS * errors.get("customers", 0.0)
        told = np.array([errors[name] for name in self.targets])
        off = max(abs(errors[name]) / TOLERANCE[name] for name in (self.wanted if self.existing.customers else self.targets))
        return _Look(point, customers, min(max(further, -FARTHEST), FARTHEST), values, told, off, worlds)

    def measured(self, start: Start, replicates: Sequence[int]) -> dict[str, float]:
        """Live the past of a start, and see what stands there today: means over the replicates, the same in whatever parts they were lived."""
        parts = self.live(Past(self.inputs, self.existing, self.seed, start), replicates)
        means = {name: float(np.concatenate([part[name] for part in parts]).mean()) for name in parts[0]}
        return {name: mean * 52 / 12 if name in FURTHER.values() else mean for name, mean in means.items()}


def _targets(inputs: Inputs, existing: Existing) -> dict[str, float]:
    customers = inputs.starting_customers if existing.customers is None else existing.customers
    targets: dict[str, float] = {"members": existing.members, "active": existing.active}
    if existing.newcomers:
        targets["newcomers"] = existing.newcomers
    if existing.posts:
        targets["posts"] = existing.posts
    if customers:
        targets["customers"] = customers
    return targets


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
