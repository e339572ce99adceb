"""Look at the past of an existing community: live it from a start in some worlds, and see what stands there today."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.engine.past import TURNOVER, Life, begun, open_door
from simulation.vocabulary.existing import Existing, Start
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.timeline import Timeline

TOLERANCE = {"members": 0.05, "active": 0.10, "newcomers": 0.10, "posts": 0.20, "customers": 0.10}
SEEN = 4  # [weeks] around today over which active members are averaged
QUARTER = 13  # [weeks] over which newcomers and posts are
A_MONTH = ("newcomers", "posts")  # counted by the month
NEEDS = {"growth": "newcomers", "voice": "posts", "company": "customers"}  # settings looked for only where what they move is known
LOW = {"intake": math.log(0.002), "visit_base": -9.0, "company": -5.0, "growth": -4.0, "voice": math.log(0.02)}
HIGH = {"intake": math.log(400.0), "visit_base": 0.0, "company": 3.0, "growth": 4.0, "voice": math.log(20.0)}
# What grows with the number of people whatever they do: a sample of a community has its share of it.
PER_HEAD = (
    "starting_customers", "market_size", "organic_signups", "paid_spend", "waiting_list", "batch_size", "founders", "seed_threads",
    "community_managers", "developer_advocates", "operations", "events_budget",
)  # fmt: skip

Lived = dict[str, np.ndarray]  # what stands somewhere today, one row per replicate
Living = Callable[["Past", Sequence[int]], list[Lived]]  # lives a past in some replicates, whole or in parts of them in their order


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
class Look:
    """What a point of the search leads to.

    Args:
        point: the settings that were tried.
        values: means over the worlds by target.
        errors: log errors by target.
        off: how far the worst is off, in tolerances.
        doubt: how much of that may be chance: the standard error of the mean over the worlds, of the worst, in tolerances.
        worlds: how many were lived.
    """

    point: np.ndarray
    values: dict[str, float]
    errors: np.ndarray
    off: float
    doubt: float
    worlds: int


class Looking:
    """The way from settings of a past to today's figures."""

    def __init__(self, inputs: Inputs, existing: Existing, seed: int, live: Living) -> None:
        self.inputs, self.existing, self.seed, self.live = inputs, existing, seed, live
        self.wanted = targets_of(inputs, existing)
        self.names = ["intake", "visit_base", *(name for name, target in NEEDS.items() if target in self.wanted)]
        self.open = open_door(inputs, existing)
        usual = {"intake": self._usual_intake(), "visit_base": inputs.visit_base}
        self.first = self.inside(np.array([usual.get(name, 0.0) for name in self.names]))
        self._seen: tuple[Start | None, list[Lived]] = None, []

    @property
    def work(self) -> float:
        """Return the person-weeks of one world, about."""
        return (2 * self.inputs.starting_customers + self.existing.members) * self.existing.age_weeks

    @property
    def come(self) -> float:
        """Return how many the model expects to ask to come in during the whole past, roughly."""
        a, weeks = self.inputs, self.existing.age_weeks
        come = a.organic_signups * a.applicant_share * weeks + a.waiting_list
        return max(1.0, come + a.starting_customers * (a.launch_interest + 1 - math.exp(-a.invitation_rate * weeks)))

    def _usual_intake(self) -> float:
        """Return the intake [log] that brings so many people in, roughly."""
        stay = math.exp(-TURNOVER / 2 * self.existing.age_weeks / 52)
        share = self.existing.members / (self.come * stay)
        return math.log(share if share < 1 else 1 + (1 - 1 / share) / stay)

    @property
    def rise(self) -> float:
        """Return how those who ask rise with the intake where the search begins [log per log]: above 1, it counts those beyond the model's own."""
        intake, members = math.exp(float(self.first[0])), self.existing.members
        return 1.0 if intake <= 1 else intake * members / (self.come + (intake - 1) * members)

    @property
    def memory(self) -> float:
        """Return how customers of today follow the company at the launch [log per log], where as many come as leave: the less, the more have left."""
        left = self.existing.age_weeks * 12 / 52 * self.inputs.monthly_churn
        return (1 - math.exp(-left)) / left if left > 0 else 1.0

    def inside(self, point: np.ndarray) -> np.ndarray:
        """Return a point moved into the bounds."""
        return np.array([min(max(value, LOW[name]), HIGH[name]) for name, value in zip(self.names, point, strict=True)])

    def start(self, point: np.ndarray) -> Start:
        """Return the start that a point of the search stands for."""
        at = {"growth": 0.0, "voice": 0.0, "company": 0.0, **dict(zip(self.names, point.tolist(), strict=True))}
        company = math.exp(at["company"])
        return Start(
            intake=math.exp(at["intake"]),
            growth=at["growth"],
            visit_base=at["visit_base"],
            customers=min(self.inputs.market_size - 1, round(self.wanted.get("customers", 0.0) * company)),
            open_door=self.open,
            voice=math.exp(at["voice"]),
            company=company,
        )

    def look(self, point: np.ndarray, worlds: int) -> Look:
        """Live the past of a point in so many worlds and see what stands there today: the same in whatever parts they were lived."""
        lived = self._lived(self.start(point), worlds)
        values, chances = {}, {}
        for name in lived:
            by_world = lived[name].reshape(worlds, -1).mean(axis=1)
            values[name] = float(by_world.mean()) * (52 / 12 if name in A_MONTH else 1)
            chances[name] = float(by_world.std(ddof=1) / max(by_world.mean(), 1e-9)) / math.sqrt(worlds) if worlds > 1 else math.inf
        errors = {name: math.log(max(values[name], 0.3) / wanted) for name, wanted in self.wanted.items()}
        off = max(abs(error) / TOLERANCE[name] for name, error in errors.items())
        doubt = max(chances[name] / TOLERANCE[name] for name in errors)
        return Look(point, values, np.array([*errors.values()]), off, doubt, worlds)

    def _lived(self, start: Start, worlds: int) -> Lived:
        """Return what worlds of a start come to; those of the last look are not lived again."""
        seen, parts = self._seen
        parts = list(parts) if seen == start else []
        known = sum(len(part["members"]) for part in parts)
        if known < worlds:
            parts += self.live(Past(self.inputs, self.existing, self.seed, start), range(known, worlds))
        self._seen = start, parts
        return {name: np.concatenate([part[name] for part in parts])[:worlds] for name in parts[0]}


def targets_of(inputs: Inputs, existing: Existing) -> dict[str, float]:
    """Return what must stand there today: customers are those of the setting where nobody says how many there are."""
    customers = inputs.starting_customers if existing.customers is None else existing.customers
    known = {"members": existing.members, "active": existing.active, "newcomers": existing.newcomers, "posts": existing.posts, "customers": customers}
    return {name: float(value) for name, value in known.items() if value}


def sample_of(inputs: Inputs, existing: Existing, share: float) -> tuple[Inputs, Existing]:
    """Return a company and its community with a share of their people: how the whole behaves, but for what hangs on its size."""
    smaller: dict[str, Any] = {}
    for name in PER_HEAD:
        value = getattr(inputs, name)
        smaller[name] = max(1, round(share * value)) if isinstance(value, int) and value else share * value
    known = {name: share * value for name in A_MONTH if (value := getattr(existing, name)) is not None}
    counted = {name: max(1, round(share * value)) for name in ("members", "active", "customers") if (value := getattr(existing, name))}
    return replace(inputs, **smaller), replace(existing, **known, **counted)
