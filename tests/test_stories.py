"""What the built-in scenarios' stories suggest, held against what the model does: each story has claims, and they are true in most worlds."""

from __future__ import annotations

from functools import cache

import pytest

from scenarios.scenario import library_names, load_library
from simulation.engine.ensemble import simulate
from simulation.studies.claims import claim_from

WORLDS, MOST = 5, 4
# Against which scenario a story is told, and what it says, in the grammar of the lessons. A story asks more than it tells; here it is answered.
STORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "default": (
        "default",
        ("after: payback_month>=6", "after: payback_month<=30", "after: auditorium_weeks=0", "after: newcomer_response_rate@12>=0.8"),
    ),
    "auditorium-overnight": (
        "default",
        (
            "ratio: posts@3>=2",  # a full hall can be loud
            "ratio: speaking_share@3<=0.5",  # while most of it listens
            "difference: newcomer_response_rate@3<=-0.05",
            "difference: ties_per_visitor@3<=-0.5",
            "after: auditorium_weeks>=3",
            "difference: incumbent_speaking@3<=0",
            "difference: npv<=0",
        ),
    ),
    "batched-twenty": (
        "auditorium-overnight",
        ("ratio: members@6<=0.5", "ratio: speaking_share@6>=1.5", "difference: retention_90d@4>=0.05", "difference: ties_per_visitor@3>=0.2"),
    ),
    "curious-crowd": ("influx-without-staff", ("difference: retention_90d@16<=-0.03", "ratio: weekly_active@16<=0.8")),
    "early-migration": ("default", ("ratio: weekly_active@8<=0.9", "difference: signups_search@12<=0", "difference: npv<=0")),
    "ghost-town": (
        "default",
        ("difference: newcomer_response_rate@12<=-0.2", "difference: retention_90d@12<=-0.05", "after: npv<=0", "difference: cost_per_month<=-5000"),
    ),
    "influx-with-staff": ("influx-without-staff", ("difference: newcomer_response_rate@13>=0.05", "difference: cost_per_month>=100")),
    "influx-without-staff": (
        "default",
        ("difference: newcomer_response_rate@13<=-0.1", "ratio: members@13>=1.5", "difference: auditorium_index@13>=0.1"),
    ),
    "open-forum": ("default", ("difference: newcomer_response_rate@6<=-0.2", "difference: top1_share@24>=0", "difference: retention_90d@24<=-0.05")),
    "pay-for-posts": ("default", ("ratio: posts@3>=1.05", "difference: cost_per_month>=100")),
    "planted-posts": ("default", ("difference: trust@35<=-0.05",)),
    "rented-platform": ("default", ("difference: signups_search@12<=0", "ratio: weekly_active@20<=1", "difference: npv<=0")),
    "reports-to-marketing": ("default", ("difference: trust@12<=-0.03", "difference: npv<=0", "difference: monthly_result_end<=0")),
    "reports-to-sales": ("reports-to-marketing", ("difference: trust@12<=-0.03", "difference: npv<=0")),
    "roi-in-month-one": ("default", ("difference: trust@12<=-0.05", "ratio: posts@24<=0.9", "difference: npv<=0")),
    "selling-in-community": ("default", ("difference: trust@12<=-0.1", "ratio: signups_word_of_mouth@12<=0.9", "difference: npv<=0")),
    "ambassadors": ("default", ("ratio: signups_word_of_mouth@24>=1.2", "difference: community_signup_share@24>=0", "difference: npv>=0")),
    "enterprise-champions": ("enterprise-champions", ("after: champions@30>=1", "after: pipeline_influenced@30>=1")),
    "advisory-board": ("enterprise-champions", ("ratio: members@24<=0.5", "ratio: cost_per_month<=0.6", "ratio: npv<=0.7")),
    "manager-without-backing": ("default", ("difference: npv<=0",)),
    "support-channel": ("default", ("difference: tickets_deflected@24<=0",)),  # few are left who answer
    "user-testing": ("ambassadors", ("ratio: signups@12<=0.5", "ratio: activation_rate@12<=1.2", "difference: npv<=0")),
}


@cache
def run(name: str):
    scenario = load_library(name)
    return simulate(scenario.inputs, scenario.timeline, seed=scenario.seed, weeks=scenario.weeks, replicates=range(WORLDS))


def test_every_story_is_held():
    assert set(STORIES) == set(library_names())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, texts) in STORIES.items() for text in texts])
def test_a_story_says_what_happens(name, text):
    before, after = run(STORIES[name][0]), run(name)
    claim = claim_from(text, after.weeks)
    assert claim.met(before, after).sum() >= MOST, f"{name}: {text}: {claim.values(before, after).round(3).tolist()}"
