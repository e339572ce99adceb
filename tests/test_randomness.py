"""Random numbers belong to events and persons: nobody's draws move when somebody or something else changes."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from worlds import EVERYTHING, SHOCKS

import simulation
from simulation import RunSpec, inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.schedule import new_world, step
from simulation.state.randomness import CHANNEL, CHANNELS, Draws, finalise, finalise_one, poisson_large, second_unit_of, unit_of

ALARM = 1e-6  # a correct generator fails a test once in a million seeds; the seeds are fixed
COUNT = 200_000
TRAITS = ("persona", "attention", "share_propensity", "reply_propensity", "source")  # what a member keeps for life


def keys_of(seed: int, replicate: int, count: int = COUNT, channel: str = "paid") -> np.ndarray:
    rows = np.zeros(count, dtype=np.int64)
    return Draws(seed, np.array([replicate])).born(rows, np.full(count, CHANNEL[channel]), np.arange(count), ("affinity",))[0]


def test_scrambling_one_number_equals_scrambling_many():
    numbers = np.array([0, 1, 12345678901234567890, 2**64 - 1], dtype=np.uint64)
    assert finalise(numbers.copy()).tolist() == [finalise_one(int(number)) for number in numbers]


def test_uniform_numbers_are_uniform():
    draws = Draws(1, np.array([0]))
    for name in ("visit", "post", "x"):
        u = draws.uniform(keys_of(1, 0), name, 3)
        assert u.min() > 0
        assert u.max() < 1
        assert stats.kstest(u, "uniform").pvalue > ALARM


def test_normal_numbers_are_normal():
    assert stats.kstest(Draws(2, np.array([0])).normal(keys_of(2, 0), "affinity"), "norm").pvalue > ALARM


def test_two_numbers_of_one_draw_are_uniform_and_independent():
    bits = finalise(keys_of(3, 0) ^ Draws(3, np.array([0])).stream("post", 5))
    first, second = (np.array([of(one) for one in bits]) for of in (unit_of, second_unit_of))
    assert stats.kstest(first, "uniform").pvalue > ALARM
    assert stats.kstest(second, "uniform").pvalue > ALARM
    assert independent(first, second)


def independent(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two samples look independent: a table of eight by eight equal classes."""
    table = np.histogram2d(one, other, bins=8, range=[[0, 1], [0, 1]])[0]
    return stats.chi2_contingency(table).pvalue > ALARM


@pytest.mark.parametrize(
    ("first", "second"),
    [((1, 0, "visit", 3), (1, 0, "visit", 4)), ((1, 0, "visit", 3), (1, 0, "post", 3)), ((1, 0, "visit", 3), (1, 1, "visit", 3)),
     ((1, 0, "visit", 3), (2, 0, "visit", 3)), ((1, 0, "affinity", 0), (1, 0, "share", 0))],
)  # fmt: skip
def test_weeks_events_worlds_and_seeds_are_independent(first, second):
    drawn = [Draws(seed, np.array([world])).uniform(keys_of(seed, world), name, week) for seed, world, name, week in (first, second)]
    assert (drawn[0] != drawn[1]).mean() > 0.99
    assert independent(*drawn)


def test_neighbours_and_channels_are_independent():
    draws = Draws(4, np.array([0]))
    u = draws.uniform(keys_of(4, 0), "visit", 0)
    assert independent(u[:-1], u[1:])
    keys = np.concatenate([keys_of(4, 0, 1000, channel) for channel in CHANNELS])
    assert len(np.unique(keys)) == 1000 * len(CHANNELS)


@pytest.mark.parametrize("rate", [0.01, 0.3, 1.0, 4.0, 17.0, 55.0])
def test_poisson_counts_follow_poisson(rate):
    u = Draws(5, np.array([0])).uniform(keys_of(5, 0), "post", 1)
    counts = poisson_large(u, np.full(COUNT, rate, dtype=np.float32))
    assert fits(counts, rate)


@pytest.mark.parametrize("rate", [0.0, 0.02, 2.0, 60.0, 400.0, 30_000.0])
def test_poisson_counts_of_any_rate_follow_poisson(rate):
    u = Draws(6, np.array([0])).uniform(keys_of(6, 0, 50_000), "signup paid", 1)
    counts = poisson_large(u, np.full(len(u), rate))
    if rate == 0:
        assert not counts.any()
    else:
        assert fits(counts, rate)


def fits(counts: np.ndarray, rate: float) -> bool:
    """Compare counts with the Poisson law by chi-square; rare classes count as one."""
    width = max(1, int(rate**0.5 / 3))
    ends = np.arange(max(0, int(rate - 5 * rate**0.5)), int(rate + 5 * rate**0.5) + 2, width)
    chance = np.diff(np.concatenate([[0.0], stats.poisson.cdf(ends, rate), [1.0]]))
    observed = np.bincount(np.searchsorted(ends, counts), minlength=len(ends) + 1)
    busy = chance * len(counts) >= 5
    chance = np.append(chance[busy], chance[~busy].sum() + 1e-12)
    observed = np.append(observed[busy], observed[~busy].sum())
    return stats.chisquare(observed, chance / chance.sum() * len(counts)).pvalue > ALARM


def test_counts_rise_with_the_number_and_with_the_rate():
    u = np.sort(Draws(7, np.array([0])).uniform(keys_of(7, 0, 5000), "post", 1))
    for rate in (0.5, 5.0, 30.0):
        assert (np.diff(poisson_large(u, np.full(len(u), rate, dtype=np.float32))) >= 0).all()
    rates = np.linspace(0.01, 40, 400).astype(np.float32)
    assert (np.diff(poisson_large(np.full(400, 0.7, dtype=np.float32), rates)) >= 0).all()


class Listener(Draws):
    """Draws that remember who drew what."""

    def __init__(self, seed: int, replicates: np.ndarray) -> None:
        super().__init__(seed, replicates)
        self.heard: list[tuple[tuple[str, int], np.ndarray, np.ndarray]] = []
        self.constants: dict[int, set[tuple[str, int]]] = {}

    def streams(self, names: tuple[str, ...], week: int) -> np.ndarray:
        found = super().streams(names, week)
        for name, constant in zip(names, found.tolist(), strict=True):
            self.constants.setdefault(constant, set()).add((name, week))
        return found

    def uniforms(self, keys: np.ndarray, names: tuple[str, ...], week: int) -> np.ndarray:
        drawn = super().uniforms(keys, names, week)
        self.heard += [(("uniform", int(self.stream(name, week))), keys.copy(), row.copy()) for name, row in zip(names, drawn, strict=True)]
        return drawn

    def inside(self, name: str, week: int, count: int) -> np.uint64:
        self.streams((name,), week)
        return super().inside(name, week, count)

    def born(self, rows: np.ndarray, codes: np.ndarray, ordinals: np.ndarray, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        keys, drawn = super().born(rows, codes, ordinals, names)
        self.heard += [(("uniform", int(self.stream(name, 0))), keys.copy(), row.copy()) for name, row in zip(names, drawn, strict=True)]
        return keys, drawn


def listen(settings, shocks, weeks=16):
    """Run a world and return it with all of its draws by (event and week, key)."""
    world = new_world(RunSpec(inputs_from(settings), timeline_from((), shocks), seed=8, weeks=weeks), [0])
    world.draws = Listener(8, np.array([0, 0]))
    for week in range(weeks):
        step(world, week)
    drawn: dict[tuple[tuple[str, int], int], float] = {}
    for event, keys, values in world.draws.heard:
        for key, value in zip(keys.ravel().tolist(), values.ravel().tolist(), strict=True):
            assert drawn.setdefault((event, key), value) == value
    return world, drawn


def members_by_key(world) -> dict[int, dict[str, float]]:
    table = world.members
    who = np.arange(int(table.counts[0]))
    return {int(table.key[i]): {name: getattr(table, name)[i].item() for name in (*TRAITS, "joined")} for i in who}


@pytest.mark.parametrize("settings", [{}, {"market": "enterprise", "mentorship": True}, {"batch_size": 0}])
def test_one_more_person_moves_nobody_elses_draws(settings):
    without, drawn = listen(settings, [(6, "influx", 100)])
    with_one, drawn_with_one = listen(settings, [(6, "influx", 101)])
    shared = set(drawn) & set(drawn_with_one)
    assert len(shared) > 0.8 * len(drawn)
    assert all(drawn[event] == drawn_with_one[event] for event in shared)
    before, after = members_by_key(without), members_by_key(with_one)
    extra = set(after) - set(before)
    assert len(extra) >= 1
    assert sum(after[key]["source"] == CHANNELS.index("influx") for key in extra) == 1
    common = set(before) & set(after)
    assert len(common) > 100
    for key in common:
        assert all(before[key][trait] == after[key][trait] for trait in TRAITS)


def test_no_two_events_share_their_random_numbers():
    """Loops draw from a person's key and the constant of an event and week: nobody's number in one event tells that in another."""
    world, _ = listen({"market": "enterprise", "mentorship": True, "education": "academy", "ritual_cadence": "weekly"}, SHOCKS, weeks=20)
    constants = world.draws.constants
    assert all(len(events) == 1 for events in constants.values())
    names = {name for events in constants.values() for name, _ in events}
    assert {"visit", "leave", "churns", "tickets", "reads", "reply", "seen", "pick", "post", "hard", "attends", "buys", "looks"} <= names


def test_no_two_people_share_their_random_numbers():
    world = new_world(RunSpec(inputs_from({"market": "enterprise"}), timeline_from((), SHOCKS), seed=8, weeks=20), range(3))
    for week in range(20):
        step(world, week)
    # The counterfactual arm has the same people on purpose; within one arm and over worlds everybody is somebody else.
    for table, rows in ((world.members, 3), (world.people, 3)):
        keys = table.by_row(table.key)[:rows]
        known = keys[keys != 0]
        assert len(np.unique(known)) == len(known) > 500


def test_both_arms_draw_the_same_people_from_the_same_channels():
    world = new_world(RunSpec(seed=8, weeks=10), range(2))
    for week in range(10):
        step(world, week)
    people = world.people
    paid = CHANNELS.index("paid")
    for row in range(2):
        arms = []
        for arm in (row, row + 2):
            here = slice(arm * people.capacity, arm * people.capacity + int(people.counts[arm]))
            mine = people.source[here] == paid
            arms.append(dict(zip(people.key[here][mine].tolist(), people.affinity[here][mine].tolist(), strict=True)))
        assert len(arms[0]) > 20
        common = set(arms[0]) & set(arms[1])
        assert len(common) > 0.9 * len(arms[0])
        assert all(arms[0][key] == arms[1][key] for key in common)


def test_numpys_and_pythons_own_generators_are_never_used():
    for path in Path(simulation.__file__).parent.rglob("*.py"):
        if path.name in ("community.py", "reference_model.py"):  # Mesa's own generator
            continue
        if "studies" in path.parts:  # resampling of finished runs
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            used = isinstance(node, ast.Attribute) and node.attr == "random" and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")
            imported = isinstance(node, ast.Import) and any(alias.name.split(".")[0] in ("random", "secrets") for alias in node.names)
            assert not used, f"{path.name}:{node.lineno}"
            assert not imported, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("settings", [{}, EVERYTHING])
def test_a_run_is_reproducible_whatever_came_before(settings):
    first = simulate(inputs_from(settings), weeks=15, replicates=[3])
    np.random.seed(99)
    np.random.random(7)
    second = simulate(inputs_from(settings), weeks=15, replicates=[3])
    np.testing.assert_array_equal(first.series["posts"], second.series["posts"])
