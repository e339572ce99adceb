"""The community begins where its month has come."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process
from simulation.state.founding import hear_of, launch


@process(
    "people.affinity", "people.exposure", "people.frailty", "people.interest", "people.key", "people.member", "people.membership",
    "people.signup", "people.source", "people.stage", "people.ticket", "members.attention", "members.bought",
    "members.expertise", "members.flags", "members.frailty", "members.habit", "members.identity", "members.joined", "members.key",
    "members.person", "members.persona", "members.reply_propensity", "members.share_propensity", "members.status", "members.tie_strength",
    "members.tie_to", "members.value", "world.community", "world.expert_spike", "world.incentive_weeks", "world.knowledge",
    "world.page_appeal", "world.public_knowledge", "world.search_reach", "world.trust",
)  # fmt: skip
def begin_community(world) -> None:
    """Begin the communities whose launch was put off until now; until then a row lives as its counterfactual arm does."""
    if world.week == 0 or world.week not in world.launches:
        return
    due = np.array([inputs.community for inputs in world.inputs]) & (world.launch_week == world.week)
    if not due.any():
        return
    world.community[due] = True
    world.incentive_weeks[due] = 0
    world.expert_spike[due] = 0.0
    world.search_reach[due] = 1.0
    hear_of(world, due)
    launch(world, due)
