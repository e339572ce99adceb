"""What a manager who goes, an early review and an open door are said to do: value and health first, and never a payback that hides decline."""

from __future__ import annotations

from functools import cache

import pytest

from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.headline import FADING, headline, in_the_same_worlds, mostly, warnings
from simulation.outcomes.zones import ZONES, zone_of, zones_of_worlds

WORLDS = 6
NEGLECT = {
    "the manager goes": ({}, ((78, "community_managers", 0.0),)),
    "a review in month one": ({"roi_review_month": 1}, ()),
    "a review in month twelve": ({"roi_review_month": 12}, ()),
    "an open door": ({"batch_size": 0}, ()),
    "no manager at all": ({"community_managers": 0.0}, ()),
}
HORIZONS = (104, 156)


@cache
def run(name: str, weeks: int):
    differences, changes = NEGLECT.get(name, ({}, ()))
    return simulate(inputs_from(differences), timeline_from(changes, ()), weeks=weeks, replicates=range(WORLDS))


@pytest.mark.parametrize("weeks", HORIZONS)
@pytest.mark.parametrize("name", NEGLECT)
def test_payback_never_leads_where_value_or_health_falls(name, weeks):
    base, results = run("default", weeks), run(name, weeks)
    said, hidden = headline(results, base), " ".join(warnings(results, base))
    value = in_the_same_worlds("npv", results, base)
    if mostly(value, -1):
        assert "less than the baseline" in said
        assert said.index("less than the baseline") < said.index("paid back")
    codes, before = (zones_of_worlds(one.series["auditorium_index"]) for one in (results, base))
    zone = zone_of(codes)
    assert said.index(str(zone)) < said.index("paid back")
    lost = ZONES.index(zone) > ZONES.index(zone_of(before)) and mostly(codes - before, 1)  # a review in month one: 3 of 6 worlds, and 4 of 30
    assert ("The community, healthy in the baseline, becomes" in hidden) == lost
    assert lost == (name in ("an open door", "no manager at all") or (name, weeks) == ("the manager goes", 156))
    sooner = in_the_same_worlds("payback_month", results, base)
    if mostly(sooner, -1) and not mostly(value, 1):
        assert hidden.startswith("Payback comes earlier")


@pytest.mark.parametrize("name", [name for name in NEGLECT if name != "a review in month twelve"])
def test_over_three_years_neglect_is_never_called_better(name):
    said = headline(run(name, 156), run("default", 156))
    assert "less than the baseline" in said
    assert "more than the baseline" not in said


def test_a_horizon_that_hides_the_decline_says_so():
    """Half a year after the manager went the salary saved still makes up for what is lost: the place fades first."""
    base, short, long = run("default", 104), run("the manager goes", 104), run("the manager goes", 156)
    ends = "monthly_result_end"
    assert not mostly(in_the_same_worlds(ends, short, base), -1)
    assert mostly(in_the_same_worlds(ends, long, run("default", 156)), -1)
    assert any("comes later than this horizon shows" in text for text in warnings(short, base))
    assert any("falling from" in text for text in warnings(long, run("default", 156)))


def test_a_place_that_does_not_fade_is_not_said_to():
    for weeks in HORIZONS:
        base = run("default", weeks)
        life = base.series["visible_life"]
        assert (life[:, -13:].mean(axis=1) >= FADING * life[:, -39:-26].mean(axis=1)).mean() > 0.5
        assert not any("horizon shows" in text for text in warnings(base))
