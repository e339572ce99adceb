"""What lessons about crowds say in figures beside their claims: computed anew in thirty worlds and found in their texts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.lesson_task import spec_of
from tests.lesson_worlds import WORLDS, lesson, median, of, off, percent, ratio, simulated

AUDITORIUM, BATCHED = lesson("auditorium"), lesson("batched-or-overnight")


@pytest.mark.parametrize("told", [AUDITORIUM, BATCHED], ids=lambda told: told.name)
def test_without_the_mechanism_size_alone_still_lowers_the_share_who_speak(told):
    assert (off(told, told.after).runs["auditorium_weeks"] == 0).all()
    on_share = ratio(of(told.after), of(told.before), "speaking_share", 24)
    off_share = ratio(off(told, told.after), off(told, told.before), "speaking_share", 24)
    assert (off_share <= 0.75).all()
    (low, mid, high), (off_low, off_mid, off_high) = percent(on_share), percent(off_share)
    said = f"after two years it is {off_mid} % of the other version's ({off_low} to {off_high} % in eight of ten worlds) instead of {mid} %"
    assert f"in all 30 worlds: {said} ({low} to {high} %)" in told.explain
    dormant = [median(off(told, one), "dormant_share", 24) for one in (told.before, told.after)]
    assert f"{dormant[1] * 100:.0f} of 100 stay away in a week, there {dormant[0] * 100:.0f}" in told.explain


def test_what_vanishes_is_that_nobody_answers_and_nobody_knows_anybody():
    on, without = of(AUDITORIUM.after), off(AUDITORIUM, AUDITORIUM.after)
    answered = [f"{median(results, 'newcomer_response_rate', 2) * 100:.0f}" for results in (without, on)]
    assert f"{answered[0]} of 100 newcomers' posts are answered, not {answered[1]}" in AUDITORIUM.explain
    assert median(without, "ties_per_visitor", 2) == pytest.approx(3, abs=0.2)
    assert median(on, "ties_per_visitor", 2) == pytest.approx(0.2, abs=0.03)
    assert "a visitor has three ties, not a fifth of one" in AUDITORIUM.explain


def test_two_things_differ_and_the_crowd_is_the_one_that_counts():
    crowd = AUDITORIUM.after.timeline
    assert AUDITORIUM.before.timeline != crowd
    assert AUDITORIUM.before.inputs.batch_size == 20
    assert AUDITORIUM.after.inputs.batch_size == 0
    shares = []
    for scenario in (AUDITORIUM.before, AUDITORIUM.switched_off(AUDITORIUM.before)):
        quiet = spec_of(scenario, WORLDS)
        shares.append(percent(ratio(simulated(replace(quiet, timeline=crowd)), simulated(quiet), "speaking_share", 24))[1])
    assert f"the share would be {shares[0]} % too, and {shares[1]} % with the four switched off" in AUDITORIUM.explain


def test_the_community_before_the_crowd_is_as_large_as_is_said():
    results = of(AUDITORIUM.after)
    members, active = (float(np.median(results.series[name][:, 3])) for name in ("members", "weekly_active"))
    assert members == pytest.approx(500, abs=25)
    assert active == pytest.approx(65, abs=2)
    assert "some five hundred have come in, and about 65 of them visit in a week" in AUDITORIUM.information
