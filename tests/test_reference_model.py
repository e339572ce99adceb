"""The engine's columns and the plain per-agent version of the core agree in distribution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulation import RunSpec, inputs_from, timeline_from
from simulation.processes.admission import admit
from simulation.processes.plans import apply_plans
from simulation.reference_model import plain_copy
from simulation.schedule import CORE, new_world

RUNS, WEEKS = 150, 36
ALARM = 1e-6
SETTINGS = {"starting_customers": 0, "waiting_list": 0, "founders": 30, "community_managers": 1.0}
ARRIVALS = [(2, "influx", 40), (8, "influx", 50), (15, "influx", 30)]


def live_core(settings: dict, runs: int = RUNS):
    """Run only the core of the week: no market, nobody leaves, trust and knowledge stand still."""
    world = new_world(RunSpec(inputs_from(settings), timeline_from((), ARRIVALS), seed=21, weeks=WEEKS), range(runs))
    for week in range(WEEKS):
        world.begin(week)
        for process in (apply_plans, admit, *CORE):
            process(world)
    return world


def engine_outcomes(world) -> dict[str, np.ndarray]:
    members, raw = world.members, world.record
    alive = members.by_row(members.status) > 0

    def mean(name: str) -> np.ndarray:
        return np.where(alive, members.by_row(getattr(members, name)).astype(float), 0).sum(axis=1) / alive.sum(axis=1)

    def total(name: str) -> np.ndarray:
        return np.nan_to_num(raw[name]).sum(axis=1)

    spoke = (members.by_row(members.posts) + members.by_row(members.replies)) > 0
    return {
        "visits": total("weekly_active"),
        "posts": total("posts"),
        "replies": total("replies_by_members"),
        "response rate": total("answered") / total("posts"),
        "answers by staff": total("replies") - total("replies_by_members"),
        "speakers": spoke.sum(axis=1).astype(float),
        "first posts answered": (members.by_row(members.first_post) % 2 * (members.by_row(members.first_post) > 0)).sum(axis=1).astype(float),
        **{name: mean(name) for name in ("habit", "identity", "value", "burnout", "contact", "bonds", "bound")},
        "most replies": members.by_row(members.replies).max(axis=1).astype(float),
        "late visits": raw["weekly_active"][:, -4:].sum(axis=1),
    }


def plain_outcomes(world, row: int) -> dict[str, float]:
    plain = plain_copy(world, row, seed=1000 + row)
    late = 0
    for week in range(WEEKS):
        plain.step()
        late += len(plain.visitors) * (week >= WEEKS - 4)
    members = plain.members
    return {
        "visits": sum(member.visits for member in members),
        "posts": plain.total_posts,
        "replies": sum(member.replied for member in members),
        "response rate": plain.answered_posts / plain.total_posts,
        "answers by staff": plain.staff_answers,
        "speakers": sum(member.written + member.replied > 0 for member in members),
        "first posts answered": sum(member.first_post is True for member in members),
        **{
            name: float(np.mean([getattr(member, name) for member in members]))
            for name in ("habit", "identity", "value", "burnout", "contact", "bonds", "bound")
        },
        "most replies": max(member.replied for member in members),
        "late visits": late,
    }


@pytest.mark.parametrize(
    "settings",
    [SETTINGS, {**SETTINGS, "platform": "chat", "ritual_cadence": "none", "community_managers": 0.0, "batch_size": 200}],
    ids=["usual", "bare chat"],
)
def test_columns_and_agents_agree_in_distribution(settings):
    world = live_core(settings)
    engine = engine_outcomes(world)
    rows = [plain_outcomes(world, row) for row in range(RUNS)]
    assert len(engine) >= 12
    chances = {}
    for name, values in engine.items():
        plain = np.array([row[name] for row in rows], dtype=float)
        assert values.std() > 0 or name == "answers by staff", name
        # The same people on both sides: compare world by world, then the spread over worlds.
        gap = values - plain
        chances[name] = stats.ttest_1samp(gap, 0).pvalue if gap.any() else 1.0
        chances[name + " (shape)"] = stats.ks_2samp(values, plain).pvalue
        print(f"{name}: engine {values.mean():.3f}, agents {plain.mean():.3f}, p {chances[name]:.2g}")
    wrong = {name: chance for name, chance in chances.items() if not chance > ALARM}
    assert not wrong


def test_a_changed_rule_would_be_noticed():
    world = live_core(SETTINGS)
    changed = live_core({**SETTINGS, "habit_growth": 0.055})
    gap = engine_outcomes(world)["habit"] - engine_outcomes(changed)["habit"]
    assert stats.ttest_1samp(gap, 0).pvalue < ALARM
