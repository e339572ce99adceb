"""The past of a community that is there already: lived week by week until today, by the same model as every future.

What its owner tells of today (see `Existing`) is met by settings that nobody sees (see `Start`): how many ask to come in, how much that
rose, how much its members are drawn to visit, how much they write, and how large the company was at the launch. Interest in the subject
stays what it is today: how it wandered is in what is known of today already. The arm without a community is empty: from today on, a copy of
the community takes its place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.engine.other_arm import communities_alone
from simulation.schedule import step
from simulation.state.arriving import arrive
from simulation.state.interest import interest_path
from simulation.state.population import OUTSIDER, QUEUED
from simulation.state.randomness import CHANNEL, poisson_large
from simulation.state.world import Row, World
from simulation.vocabulary.existing import COMPANY, OWN, Existing, Start, lived_inputs
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.timeline import Change, Shock, Timeline

TURNOVER = 0.3  # of the members of a year who have left by its end, about
ASKED = ("applicant_share", "invitation_rate")
BRINGS = ("organic_signups", "paid_spend", "bass_innovation", "bass_imitation")  # customers, whatever the community does
ROOMY = 1.3  # times the people a door had to let in, from which it can have been the door of the past


@dataclass(frozen=True)
class Begun:
    """A setting as it was lived, as it is today, and what is planned from today on.

    Args:
        launch: inputs at the launch.
        changes: what the community's arm changes from today on, weeks counted from today.
        shocks: what hits it.
        unchanged: what the same community would change if nothing new were decided: its door is today's again.
    """

    launch: Inputs
    changes: tuple[Change, ...]
    shocks: tuple[Shock, ...]
    unchanged: tuple[Change, ...]


def open_door(inputs: Inputs, existing: Existing) -> bool:
    """Say whether the batches of a setting cannot have let in so many people, so that the past needs an open door."""
    lived = lived_inputs(inputs, existing)
    if not lived.batch_size:
        return False
    let_in = lived.batch_size / lived.batch_interval * existing.age_weeks + lived.founders
    return let_in < ROOMY * existing.members * (1 + TURNOVER * existing.age_weeks / 52)


def begun(inputs: Inputs, timeline: Timeline, existing: Existing, start: Start) -> Begun:
    """Return a setting as its past was lived and as it goes on."""
    lived = lived_inputs(inputs, existing)
    asks = min(1.0, start.intake)
    launch = replace(
        lived,
        visit_base=start.visit_base,
        propensity_mean=lived.propensity_mean * start.voice,
        reply_mean=lived.reply_mean * start.voice,
        starting_customers=start.customers,
        market_size=max(inputs.market_size, start.customers + 1),
        founders=min(lived.founders, existing.members // 2),
        batch_size=0 if start.open_door else lived.batch_size,
        applicant_share=lived.applicant_share * asks,
        invitation_rate=lived.invitation_rate * asks,
        launch_interest=lived.launch_interest * _asked(start, 0.0),
        waiting_list=round(lived.waiting_list * _asked(start, 0.0)),
        roi_review_month=0,  # nobody's review has begun: its months count from today
    )
    own = {name: getattr(lived, name) for name in ("batch_size", "roi_review_month") if getattr(lived, name) != getattr(launch, name)}
    new = {name: getattr(inputs, name) for name in OWN if getattr(inputs, name) != getattr(launch, name)}
    planned = {change.name for change in timeline.changes if change.week == 0}
    return Begun(
        launch=launch,
        changes=(*(Change(0, name, value) for name, value in new.items() if name not in planned), *timeline.changes),
        shocks=timeline.shocks,
        unchanged=(
            *(Change(0, name, value) for name, value in own.items()),
            *(change for change in timeline.changes if change.name in COMPANY),
        ),
    )


def later(changes: Sequence[Change], shocks: Sequence[Shock], past: int) -> Timeline:
    """Return what is planned from today on as a timeline that begins at the launch."""
    return Timeline(
        tuple(sorted((replace(change, week=change.week + past) for change in changes), key=lambda change: (change.week, change.name))),
        tuple(replace(shock, week=shock.week + past) for shock in shocks),
    )


def _asked(start: Start, ago: float) -> float:
    """Return how much the people who ask by themselves are of those the model expects, at a share `ago` of the past (0 the launch, 1 today)."""
    return min(1.0, start.intake * math.exp(start.growth * (ago - 1)))


class Life:
    """Rows of communities that are there already, from their launch to today and on.

    Args:
        rows: a setting as it was lived and goes on, and the replicate, for each row.
        starts: the settings of each row's past.
        past: weeks until today.
        weeks: weeks from today on.
    """

    def __init__(self, rows: Sequence[tuple[Begun, int]], existing: Existing, starts: Sequence[Start], seed: int, weeks: int) -> None:
        self.past, self.starts = existing.age_weeks, tuple(starts)
        self.beyond = existing.members / existing.age_weeks  # people a week who ask beyond those the model expects, at an intake of 2
        lived = [Row(one.launch, later(one.changes, one.shocks, self.past), replicate) for one, replicate in rows]
        self.world = communities_alone(lived, seed, self.past + weeks)
        self._calm(weeks)

    def _calm(self, weeks: int) -> None:
        """Let interest be today's until today, and wander from there."""
        world, past = self.world, self.past
        path, demand = interest_path(world.inputs, world.seed, world.replicates, weeks)
        before = np.zeros((world.count, past))
        world.interest, world.demand = np.concatenate([before, path], axis=1), np.concatenate([before + 1, demand], axis=1)

    def live(self, world: World, week: int) -> None:
        """Live through one week of this life, or of a copy of it."""
        step(world, week, self._keep)

    def _keep(self, world: World) -> None:
        """Hold what no lever holds: the past's intake, its company, those who ask beyond it, and a review whose months count from today."""
        ago = min(1.0, world.week / self.past)
        if world.week <= self.past:
            for row, (start, inputs) in enumerate(zip(self.starts, world.inputs, strict=True)):
                lived = world.week < self.past
                asked = _asked(start, ago) / min(1.0, start.intake) if lived else 1.0
                came = start.company ** (1 - ago) if lived else 1.0
                for name, share in (*((name, asked) for name in ASKED), *((name, came) for name in BRINGS)):
                    world.numbers[name][row] = getattr(inputs, name) * share
        months = self.past * 12 // 52
        for row, inputs in enumerate(world.inputs):
            world.numbers["roi_review_month"][row] = inputs.roi_review_month + months if inputs.roi_review_month else 0
        self._others_ask(world, ago)

    def _others_ask(self, world: World, ago: float) -> None:
        """Queue people who do not use the product: who asks to come in beyond those the model expects."""
        asking = np.array([max(0.0, start.intake * math.exp(start.growth * (ago - 1)) - 1) for start in self.starts]) * self.beyond
        open_to = world.each("door_doubt") + (1 - world.each("door_doubt")) * world.alive()
        rates = asking * world.demand[:, world.week] * open_to * (world.each("invitation_rate") > 0)
        if not rates.any():
            return
        u = world.draws.uniform(world.draws.world_keys[: world.count], "others ask", world.week)
        counts = poisson_large(u, rates)
        if not counts.any():
            return
        rows = np.repeat(np.arange(world.count), counts)
        first = np.maximum(world.ordinals[: world.count, CHANNEL["waiting"]], world.each("waiting_list").astype(np.int64))
        ordinals = first[rows] + np.arange(len(rows)) - (np.cumsum(counts) - counts)[rows]
        world.ordinals[: world.count, CHANNEL["waiting"]] = first + counts
        new, _ = arrive(world, rows, CHANNEL["waiting"], ordinals, OUTSIDER)
        people: Any = world.people
        people.membership[new] = QUEUED
        people.ticket[new] = world.week
        world.add("entered", np.concatenate([counts.astype(float), np.zeros(world.count)]))
