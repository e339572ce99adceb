"""The model as Mesa sees it: one replicate, stepped week by week, its members as agents.

`Community` is the same engine with one world in it, so `Community(replicate=5)` is replicate 5 of an ensemble bit for bit. Agents are views: they
hold a slot and read the columns, nothing is copied and nothing registered (Mesa keeps every registered agent, and through it every model, alive).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet, GroupBy
from mesa.datacollection import DataCollector

from simulation.outcomes.recording import results_of
from simulation.outcomes.results import Results
from simulation.schedule import new_world, step
from simulation.state.population import LEFT, MEMBER, MEMBER_COLUMNS, SOURCES
from simulation.state.world import World
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.measures import WEEKLY
from simulation.vocabulary.personas import PERSONAS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

SHOWN = tuple(name for name in MEMBER_COLUMNS if name not in ("key", "person"))  # columns an agent shows by their own names


class Column:
    """One attribute of a member, read from and written to its column."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, agent: Member | None, owner: type) -> Any:
        return self if agent is None else getattr(agent.model.world.members, self.name)[agent.slot].item()

    def __set__(self, agent: Member, value: Any) -> None:
        getattr(agent.model.world.members, self.name)[agent.slot] = value


class Member(mesa.Agent):
    """A member of the community: a view of one slot, made when it is asked for.

    Every column of the members is an attribute (`habit`, `value`, `posts`, ...); `persona_name`, `source_name` and
    `ties` put codes into words.
    """

    def __init__(self, model: Community, slot: int) -> None:
        # Not mesa.Agent's own: it registers the agent, which a view must not be.
        self.model = model
        self.slot = slot
        self.pos = None

    @property
    def unique_id(self) -> int:
        """Return a number from 1, as Mesa counts: members keep their slot for good."""
        return self.slot + 1

    @property
    def persona_name(self) -> str:
        """Return what moves this member."""
        return PERSONAS[self.persona]

    @property
    def source_name(self) -> str:
        """Return the channel through which this member came."""
        return SOURCES[self.source]

    @property
    def ties(self) -> dict[int, float]:
        """Return the strength of each tie by the other member's unique_id."""
        members, now = self.model.world.members, self.model.world.now.tie_scale.now[0]
        to, strength = members.tie_to[self.slot], members.tie_strength[self.slot]
        return {int(other) + 1: float(kept * now) for other, kept in zip(to, strength, strict=True) if other >= 0}

    def remove(self) -> None:
        """Let the member leave for good at once."""
        world = self.model.world
        world.members.status[self.slot], world.members.left[self.slot] = LEFT, world.week
        world.people.membership[world.members.person[self.slot]] = LEFT

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Member) and self.model is other.model and self.slot == other.slot

    def __hash__(self) -> int:
        return hash((id(self.model), self.slot))


for _name in SHOWN:
    setattr(Member, _name, Column(_name))


class Members(AgentSet):
    """Members as a Mesa agent set that holds slots and reads whole columns at once.

    `slots` is None for everybody who is a member now, or the (n,) slots that were selected.
    """

    def __init__(self, model: Community, slots: np.ndarray | None = None, random: Random | None = None) -> None:
        self.model = model
        self.random = random or model.random
        self._slots = None if slots is None else np.asarray(slots, dtype=np.int64)

    @property
    def slots(self) -> np.ndarray:
        """Return the slots of these members, shape (n,)."""
        if self._slots is not None:
            return self._slots
        return np.flatnonzero(self.model.world.members.status == MEMBER)

    def column(self, name: str) -> np.ndarray:
        """Return one column of these members as a new array, shape (n,).

        Raises:
            AttributeError: there is no such column.
        """
        if name == "unique_id":
            return self.slots + 1
        if name not in SHOWN:
            raise AttributeError(f"members have no column {name!r}; choose one of {', '.join(SHOWN)}")
        return getattr(self.model.world.members, name)[self.slots]

    def __len__(self) -> int:
        return len(self.slots)

    def __iter__(self) -> Iterator[Member]:
        return (Member(self.model, slot) for slot in self.slots.tolist())

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Member) and agent.model is self.model and bool((self.slots == agent.slot).any())

    def __getitem__(self, item: int | slice) -> Member | list[Member]:
        chosen = self.slots[item]
        if isinstance(item, slice):
            return [Member(self.model, slot) for slot in chosen.tolist()]
        return Member(self.model, int(chosen))

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return attributes as Mesa does; a column is read at once, anything else agent by agent."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing: {handle_missing!r} is not allowed; it must be error or default")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*columns, strict=True)]
        if attr_names in SHOWN:
            return self.column(attr_names).tolist()
        fallback = () if handle_missing == "error" else (default_value,)
        return [getattr(agent, attr_names, *fallback) for agent in self]

    def set(self, attr_name: str, value: Any) -> Members:
        """Write one value, or one per member, into a column."""
        if attr_name not in SHOWN:
            raise AttributeError(f"members have no column {attr_name!r}; choose one of {', '.join(SHOWN)}")
        getattr(self.model.world.members, attr_name)[self.slots] = value
        return self

    def select(
        self,
        filter_func: Callable[[Member], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> Members:
        """Return the members for whom `filter_func` holds, at most so many (a float up to 1 is a share)."""
        slots = self.slots if agent_type is None or issubclass(Member, agent_type) else self.slots[:0]
        if filter_func is not None:
            slots = slots[np.fromiter((bool(filter_func(Member(self.model, slot))) for slot in slots.tolist()), dtype=bool, count=len(slots))]
        if isinstance(at_most, float) and at_most <= 1:
            at_most = int(len(self) * at_most)
        if at_most < len(slots):
            slots = slots[: int(at_most)]
        return self._update(Member(self.model, slot) for slot in slots.tolist()) if inplace else Members(self.model, slots, self.random)

    def shuffle(self, inplace: bool = False) -> Members:
        """Return the members in random order."""
        slots = self.slots.tolist()
        self.random.shuffle(slots)
        return self._take(slots, inplace)

    def sort(self, key: Callable[[Member], Any] | str, ascending: bool = False, inplace: bool = False) -> Members:
        """Return the members in the order of a column or of a function."""
        values = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        order = sorted(range(len(values)), key=values.__getitem__, reverse=not ascending)
        return self._take(self.slots[order], inplace)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Members:
        """Call a method or a function for each member."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Members:
        """Call a method or a function for each member in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """Return the results of a method or a function for each member."""
        agents = list(self)
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in agents]
        return [method(agent, *args, **kwargs) for agent in agents]

    def groupby(self, by: Callable[[Member], Any] | str, result_type: str = "agentset") -> GroupBy:
        """Return the members by an attribute or a function of them, as sets or as lists."""
        groups: dict[Any, list[int]] = {}
        for slot, value in zip(self.slots.tolist(), self.get(by) if isinstance(by, str) else self.map(by), strict=True):
            groups.setdefault(value, []).append(slot)
        sets = {value: Members(self.model, np.array(slots), self.random) for value, slots in groups.items()}
        return GroupBy(sets if result_type == "agentset" else {value: list(members) for value, members in sets.items()})

    def add(self, agent: Member) -> None:
        """Refuse: members come through the door."""
        raise TypeError("members join through admission; plan an influx or change the levers instead")

    def discard(self, agent: Member) -> None:
        """Drop a member from a selection; from the whole community members go by `agent.remove()`."""
        if self._slots is None:
            raise TypeError("the community's own set cannot be edited; use agent.remove(), or edit a selection")
        self._slots = self._slots[self._slots != agent.slot]

    def remove(self, agent: Member) -> None:
        """Drop a member from a selection.

        Raises:
            KeyError: it is not in it.
        """
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def __copy__(self) -> Members:
        return Members(self.model, self._slots, self.random)

    def __getstate__(self) -> dict[str, Any]:
        return {"model": self.model, "slots": self._slots, "random": self.random}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.model, self._slots, self.random = state["model"], state["slots"], state["random"]

    def _update(self, agents: Iterable[Member]) -> Members:
        self._slots = np.fromiter((agent.slot for agent in agents), dtype=np.int64)
        return self

    def _take(self, slots: Iterable[int], inplace: bool) -> Members:
        target = self if inplace else Members(self.model, random=self.random)
        target._slots = np.asarray(slots, dtype=np.int64)
        return target


class Community(mesa.Model):
    """One replicate of the simulator as a Mesa model.

    Args:
        replicate: which world of the seed.
        seed: whole number; the same as an ensemble's.
        weeks: the horizon; the model stops running there.
        timeline: planned changes and shocks.
        collect: whether every week's measures are collected; without it `results()` still gives them at the end.
        settings: levers and assumptions by name, each a plain value.

    Raises:
        InputError: names every unknown setting and every value out of range.
    """

    def __init__(
        self,
        replicate: int = 0,
        seed: int = DEFAULT_SEED,
        weeks: int = DEFAULT_WEEKS,
        timeline: Timeline | None = None,
        collect: bool = True,
        **settings: Any,
    ) -> None:
        super().__init__(seed=int(seed))
        self.inputs = inputs_from(settings)
        self.timeline = timeline or Timeline()
        self.weeks = int(weeks)
        self.world = self.begin(RunSpec(self.inputs, self.timeline, int(seed), self.weeks, runs=1), int(replicate))
        self.running = self.weeks > 0
        self.collect = collect
        self._seen: tuple[int, Results] | None = None
        self.datacollector = DataCollector(model_reporters={name: partial(_measure, name=name) for name in WEEKLY})

    def begin(self, spec: RunSpec, replicate: int) -> World:
        """Return the world at the start of week 0, with its arm without a community."""
        return new_world(spec, [replicate])

    @property
    def agents(self) -> Members:
        """Return the members of now."""
        return Members(self)

    @property
    def agent_types(self) -> list[type]:
        """Return the one kind of agent."""
        return [Member]

    @property
    def agents_by_type(self) -> dict[type, Members]:
        """Return the members by their one kind."""
        return {Member: self.agents}

    def step(self) -> None:
        """Live through one week and collect its measures; past the horizon nothing happens.

        Mesa's `batch_run(max_steps=n)` makes n + 1 steps; the horizon ends the run wherever it stops.
        """
        if not self.running:
            self.steps -= 1  # Mesa counted a step that was none
            return
        step(self.world, self.steps - 1)
        self.running = self.steps < self.weeks
        if self.collect:
            self.datacollector.collect(self)

    def measure(self, name: str) -> float:
        """Return a weekly measure of the week just lived through.

        Raises:
            ValueError: no week has been lived through yet.
        """
        return float(self.results().series[name][0, -1])

    def results(self) -> Results:
        """Return the results of the weeks so far, as the ensemble would report them for this replicate.

        Every weekly measure looks back only, so what it says of a week never changes later.
        """
        if self._seen is None or self._seen[0] != self.steps:
            if self.steps == 0:
                raise ValueError("nothing has been measured yet: step the model first")
            so_far = copy.copy(self.world)
            so_far.weeks = self.steps
            so_far.spec = replace(self.world.spec, weeks=self.steps)
            so_far.record = type(self.world.record)()
            so_far.record.update({name: np.ascontiguousarray(values[:, : self.steps]) for name, values in self.world.record.items()})
            self._seen = (self.steps, results_of(so_far))
        return self._seen[1]


def _measure(model: Community, name: str) -> float:
    return model.measure(name)
