"""The Mesa front: the same world bit for bit, agents that read the columns, and Mesa's own tools working on it."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run
from worlds import EVERYTHING, SHOCKS, differences

from simulation import InputError, inputs_from, timeline_from
from simulation.community import Community, Member
from simulation.engine.ensemble import member_table, simulate
from simulation.vocabulary.measures import WEEKLY

WEEKS = 36


@pytest.fixture(scope="module")
def community() -> Community:
    model = Community(replicate=5, seed=3, weeks=WEEKS)
    model.run_model()
    return model


@pytest.mark.parametrize(("settings", "shocks"), [({}, ()), (EVERYTHING, SHOCKS), ({"market": "enterprise"}, ()), ({"community": False}, ())])
def test_replicate_five_is_replicate_five_of_the_ensemble(settings, shocks):
    timeline = timeline_from((), shocks)
    model = Community(replicate=5, seed=3, weeks=WEEKS, timeline=timeline, **settings)
    model.run_model()
    ensemble = simulate(inputs_from(settings), timeline, seed=3, weeks=WEEKS, replicates=[4, 5, 6], members=True)
    collected = model.datacollector.get_model_vars_dataframe()
    assert list(collected.columns) == list(WEEKLY)
    for name in WEEKLY:
        np.testing.assert_array_equal(collected[name].to_numpy(), ensemble.series[name][1], err_msg=name)
    for name, values in model.results().runs.items():
        np.testing.assert_array_equal(values[0], ensemble.runs[name][1], err_msg=name)
    for name, values in member_table(model.world, 0).items():
        np.testing.assert_array_equal(values, ensemble.members[1][name], err_msg=name)


def test_mesa_runs_a_batch_of_it():
    rows = batch_run(
        Community,
        {"replicate": [0, 2], "batch_size": [5, 200], "weeks": 8, "seed": 9},
        max_steps=100,
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 4 * 8
    ensemble = simulate(inputs_from({"batch_size": 200}), seed=9, weeks=8, replicates=[2])
    mine = [row["members"] for row in rows if row["replicate"] == 2 and row["batch_size"] == 200]
    np.testing.assert_array_equal(mine, ensemble.series["members"][0])


def test_the_horizon_ends_the_run(community):
    assert not community.running
    assert community.steps == WEEKS
    before = community.results()
    community.step()
    assert community.steps == WEEKS
    assert community.results() is before


def test_agents_read_and_write_the_columns():
    model = Community(weeks=6)
    for _ in range(6):
        model.step()
    members = model.world.members
    agent = model.agents[7]
    assert isinstance(agent, mesa.Agent)
    assert agent.habit == members.habit[7]
    agent.habit = 0.75
    assert members.habit[7] == np.float32(0.75)
    assert agent == model.agents[7]
    assert agent.persona_name in ("status", "learner", "helper", "consultant")
    assert model.agents[0].source_name in ("starting", "founder")
    assert any(agent.ties for agent in model.agents)
    assert all(0 <= strength <= 1 for agent in model.agents for strength in agent.ties.values())


def test_the_agent_set_gives_what_mesas_own_would(community):
    agents = community.agents
    plain = mesa.agent.AgentSet(kept := list(agents), random=community.random)
    assert len(agents) == len(plain) == int(community.measure("members"))
    for name in ("habit", "posts", "unique_id", "persona_name"):
        assert agents.get(name) == plain.get(name)
    assert agents.get(["habit", "posts"]) == plain.get(["habit", "posts"])
    assert agents.get("nonsense", handle_missing="default", default_value=3) == [3] * len(kept)
    assert agents.agg("habit", max) == plain.agg("habit", max)
    assert [a.slot for a in agents.select(lambda a: a.posts > 0)] == [a.slot for a in plain.select(lambda a: a.posts > 0)]
    assert len(agents.select(at_most=5)) == 5
    assert len(agents.select(at_most=0.5)) == len(kept) // 2
    assert [a.slot for a in agents.sort("posts")] == [a.slot for a in plain.sort("posts")]
    assert sorted(a.slot for a in agents.shuffle()) == [a.slot for a in agents]
    assert agents.groupby("persona").count() == plain.groupby("persona").count()
    assert agents.map(lambda agent: agent.posts) == agents.get("posts")
    assert kept[3] in agents
    assert kept[3] not in agents.select(lambda agent: agent != kept[3])
    with pytest.raises(AttributeError, match="nonsense"):
        agents.column("nonsense")
    with pytest.raises(TypeError, match="admission"):
        agents.add(kept[0])
    with pytest.raises(KeyError):
        agents.select(at_most=2).remove(kept[9])


def test_whole_columns_can_be_read_and_set():
    model = Community(weeks=3)
    model.step()
    np.testing.assert_array_equal(model.agents.column("habit"), model.agents.get("habit"))
    model.agents.set("habit", 0.5)
    assert set(model.agents.get("habit")) == {0.5}
    picked = model.agents.select(at_most=3)
    picked.discard(picked[0])
    assert len(picked) == 2
    leaver = model.agents[0]
    present = len(model.agents)
    leaver.remove()
    assert len(model.agents) == present - 1
    assert leaver not in model.agents


def test_it_can_be_copied_and_goes_on_the_same():
    model = Community(timeline=timeline_from([(8, "community_managers", 0.0), (8, "ritual_cadence", "none")]), weeks=12)
    for _ in range(6):
        model.step()
    stored = pickle.loads(pickle.dumps(model))
    assert len(copy.copy(model.agents)) == len(pickle.loads(pickle.dumps(model.agents)))
    for one in (model, stored):
        one.run_model()
    assert stored.datacollector.model_vars["posts"] == model.datacollector.model_vars["posts"]
    assert differences(stored.results(), model.results()) == []


def test_nothing_keeps_a_finished_model_alive():
    model = Community(weeks=2)
    model.run_model()
    assert next(iter(model.agents)).unique_id == 1
    assert not model._agents
    assert model not in Member._ids
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_wrong_settings_are_named():
    with pytest.raises(InputError, match="batch_sise"):
        Community(batch_sise=3)
    with pytest.raises(InputError, match="empowerment"):
        Community(empowerment=7)
    with pytest.raises(ValueError, match="step the model first"):
        Community(weeks=3).measure("posts")
