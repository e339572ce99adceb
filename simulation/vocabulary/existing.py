"""A community that is there already: what its owner knows of it today, and the settings under which its past is lived."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from simulation.vocabulary.inputs import INPUTS, LEVERS, Inputs, inputs_from
from simulation.vocabulary.specification import InputError

WROTE, VISITED = "wrote", "visited"
CLOSED, UNCHANGED = "closed", "unchanged"
MEANS = {VISITED: "visit in a week", WROTE: "wrote in four weeks"}  # what active members do, behind "who"
CHOICES = {"active_means": (VISITED, WROTE), "counterfactual": (CLOSED, UNCHANGED)}
RANGES: dict[str, tuple[int, int]] = {
    "members": (10, 100_000), "active": (1, 100_000), "age_weeks": (4, 1_040), "newcomers": (0, 20_000), "posts": (1, 1_000_000),
    "customers": (0, 20_000),
}  # fmt: skip
MEASURED = ("newcomers", "posts")  # that need not be whole numbers
COMPANY = frozenset({name for name, spec in LEVERS.items() if spec.group == "Business"} | {"pmf_stage"})  # with and without the community
OWN = tuple(name for name, spec in LEVERS.items() if not spec.initial and name not in COMPANY)  # the community's to choose, from today on
SUNK = ("founders", "seed_threads", "waiting_list")  # of the launch, which is past
LIVED = (*OWN, *SUNK)
OPTIONAL = ("newcomers", "posts", "customers", "start", "lived")
STAFF = "community_managers"  # the lever that the staff of today is a value of


@dataclass(frozen=True, kw_only=True)
class Start:
    """The settings under which a past leads to what is known of today; found by `simulation.engine.starting`.

    Args:
        intake: how many ask to come in at the end of the past, as a multiple of what the model expects.
        growth: by how much the intake rose over the whole past [log].
        visit_base: how much this community's members are drawn to visit [logit].
        voice: how much its members write, as a multiple of what the model expects.
        customers: at the launch.
        company: how many signed up at the launch whatever the community did, as a multiple of those who do today.
        open_door: whether the past needs an open door, because the batches of today cannot have let in so many.
    """

    intake: float
    growth: float
    visit_base: float
    customers: int
    open_door: bool
    voice: float = 1.0
    company: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Existing:
    """What is known of a community today.

    Args:
        members: with an account that is not given up.
        active: of them; who visited in a week, or who wrote in four weeks, as `active_means` says.
        age_weeks: since the launch.
        newcomers: who joined in a month, of late; not known by default.
        posts: what members wrote in a month, of late, answers included; not known by default.
        customers: paying today; the scenario's customers at the start by default.
        counterfactual: what every difference is taken against: the community closed today, or carried on unchanged.
        lived: the levers under which the past was lived, as differences from the defaults; those of the scenario by default.
        start: the settings that lead there, once they have been found.

    Raises:
        InputError: names every value that is not allowed.
    """

    members: int
    active: int
    age_weeks: int
    active_means: str = VISITED
    newcomers: float | None = None
    posts: float | None = None
    customers: int | None = None
    counterfactual: str = CLOSED
    lived: tuple[tuple[str, Any], ...] | None = None
    start: Start | None = None

    def __post_init__(self) -> None:
        problems = []
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if value is None and name in OPTIONAL:
                continue
            number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
            if not number or (name not in MEASURED and value != int(value)):
                kind = "a number" if name in MEASURED else "a whole number"
                problems.append(f"existing.{name}: {value!r:.60} is not allowed; it must be {kind} from {low:,} to {high:,}")
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                problems.append(f"existing.{name}: {getattr(self, name)!r:.60} is not allowed; it must be one of {', '.join(choices)}")
        if not problems and self.active > self.members:
            problems.append(f"existing.active: {self.active:,} of {self.members:,} members cannot be; it must be at most the members")
        for name, value in self.lived or ():
            if name not in LEVERS or (LEVERS[name].initial and name not in SUNK):
                problems.append(f"existing.lived: {name!s:.60} is no lever that can change over time")
                continue
            try:
                LEVERS[name].check(value)
            except InputError as error:
                problems += [f"existing.lived: {problem}" for problem in error.problems]
        if problems:
            raise InputError(problems)

    @property
    def told(self) -> Existing:
        """Return it without what was found: what two settings must share to have the same past and the same arms."""
        return replace(self, start=None)

    @property
    def measure(self) -> str:
        """Return the measure that `active` is one of."""
        return "weekly_active" if self.active_means == VISITED else "speakers"

    def to_document(self) -> dict[str, Any]:
        """Return plain values, the layout of files and links: without what is not known and what is found again."""
        values = {name: value for name, value in asdict(self).items() if value is not None and name not in ("start", "lived")}
        return {**values, **({"lived": dict(self.lived)} if self.lived is not None else {})}


NAMES = tuple(field.name for field in fields(Existing) if field.name != "start")
GIVEN = (*NAMES, "staff")  # in a file, where the staff stands for the lever of the past and of today


def existing_from(values: Any) -> Existing:
    """Check plain values from outside.

    Raises:
        InputError: names every unknown, missing and wrong value.
    """
    if not isinstance(values, Mapping):
        raise InputError([f"existing: {values!r:.60} is not allowed; it must be a table with members, active and age_weeks"])
    problems = [f"existing.{name!s:.60}: there is no such value; there are {', '.join(GIVEN)}" for name in values if name not in NAMES]
    problems += [f"existing.{name}: it is missing" for name in ("members", "active", "age_weeks") if name not in values]
    lived = values.get("lived")
    if lived is not None and not isinstance(lived, Mapping):
        problems.append(f"existing.lived: {lived!r:.60} is not allowed; it must be a table of lever = value")
    if problems:
        raise InputError(problems)
    return Existing(**{**values, "lived": None if lived is None else _in_order({str(name): value for name, value in lived.items()})})


def _in_order(lived: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    order = {name: place for place, name in enumerate(INPUTS)}
    return tuple(sorted(lived.items(), key=lambda pair: order.get(pair[0], 0)))


def lived_inputs(inputs: Inputs, existing: Existing) -> Inputs:
    """Return the inputs under which the past was lived: the levers of then, the company and the beliefs of now."""
    if existing.lived is None:
        return inputs
    then, given = inputs_from({"market": inputs.market}), dict(existing.lived)
    return replace(inputs, **{name: given.get(name, getattr(then, name)) for name in LIVED})


def past_holds(existing: Existing | None) -> str:
    """Say why own figures and beliefs cannot be moved while a past stays as it was found, or nothing where there is none.

    The company and the beliefs of the past are those of today: moved, the same start would lead to another community today.
    """
    if existing is None:
        return ""
    return (
        "own figures and beliefs are not moved for a community that is there already: its past was found for these ones, and with others "
        "it would not stand where it does today (how much members are drawn to visit, visit_base, is itself found with the past). "
        "Change one on Simulate or in the scenario: then a past is found for it"
    )


def with_lived(existing: Existing | None, differences: Mapping[str, Any]) -> Existing | None:
    """Return it with the levers of its past said: what is moved from then on is decided today, and leaves the past as it was lived.

    Args:
        differences: of the scenario, which say them where nothing else does.
    """
    if existing is None or existing.lived is not None:
        return existing
    return replace(existing, lived=tuple((name, value) for name, value in differences.items() if name in LIVED))


def staffed(existing: Existing, differences: Mapping[str, Any], staff: Any) -> tuple[Existing, dict[str, Any]]:
    """Return a community and a scenario's differences in which so many full-time people have cared for it, and go on unless others are said.

    Raises:
        InputError: nobody can be so many, or the levers of the past say otherwise.
    """
    try:
        many = LEVERS[STAFF].check(staff)
    except InputError as error:
        raise InputError([problem.replace(STAFF, "existing.staff", 1) for problem in error.problems]) from None
    lived = dict(existing.lived) if existing.lived is not None else {name: value for name, value in differences.items() if name in LIVED}
    if existing.lived is not None and lived.get(STAFF, many) != many:
        raise InputError([f"existing.staff: {many:g} is not what existing.lived says of {STAFF}, {lived[STAFF]:g}; say it once"])
    return replace(existing, lived=_in_order({**lived, STAFF: many}), start=None), {STAFF: many, **differences}


def starts_differ(one: Any, other: Any) -> str:
    """Say why two specifications have no past in common, or nothing: only then are differences between them owed to what is decided today."""
    told, others = (spec.existing.told if spec.existing is not None else None for spec in (one, other))
    if told is None and others is None:
        return ""
    if told is None or others is None:
        return "one starts from a community that is there already, the other founds one"
    if replace(told, lived=None) != replace(others, lived=None):
        return "they start from different communities, or are held against different things"
    then, others_then = lived_inputs(one.inputs, told), lived_inputs(other.inputs, others)
    if any(getattr(then, name) != getattr(others_then, name) for name in LIVED):
        return "their pasts were lived under different settings; write those of the past into [existing.lived] of both"
    return ""


def other_arm(existing: Existing | None) -> str:
    """Return what value, cost and what is caused are held against, as the end of a sentence."""
    if existing is None:
        return "the same business without a community"
    return "the same community closed today" if existing.counterfactual == CLOSED else "the same community carried on as it is"


def arms(existing: Existing | None) -> tuple[str, str]:
    """Return what the two arms of a run are called at the head of a column."""
    if existing is None:
        return "with", "without"
    return ("kept", "closed today") if existing.counterfactual == CLOSED else ("as planned", "carried on")


def age_months(existing: Existing | None) -> float:
    """Return how long ago a community was launched [months]; 0 for one that is founded."""
    return existing.age_weeks * 12 / 52 if existing is not None else 0.0


def beginnings(existing: Existing | None) -> Iterator[str]:
    """Yield the sentences that say where a run begins and what it is held against."""
    if existing is None:
        return
    customers = f" and {existing.customers:,} customers" if existing.customers is not None else ""
    yield (
        f"It starts today, from {existing.members:,} members of whom {existing.active:,} {MEANS[existing.active_means]}{customers}, "
        f"{existing.age_weeks:,} weeks after the launch; "
        "weeks, months and money count from today."
    )
    if existing.counterfactual == CLOSED:
        yield (
            "Held against the same community closed today: nobody meets any more, bonds and habits fade, its pages can still be found, "
            "and nobody resents it. That carries the value."
        )
    else:
        yield "Held against the same community carried on as it is."
