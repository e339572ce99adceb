"""The log of one world: it says what the engine did, of whom, and changes nothing by watching."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from worlds import SHOCKS

from scenarios.scenario import load_library
from simulation import InputError, RunSpec, inputs_from, timeline_from
from simulation.community import Community
from simulation.engine.ensemble import run_replicates, simulate
from simulation.state.population import MEMBER
from simulation.state.ties import SLOTS
from simulation.studies import replay_diary
from simulation.studies.median_world import closest_to_median
from simulation.studies.replay import replay, watched
from simulation.studies.replay_log import BY_MEMBER, BY_TEAM, NEVER, UNANSWERED, Log, LogError, beside, places, unpack
from simulation.studies.replay_ties import Ties
from simulation.studies.replay_words import Week, events_of, words_of

WEEKS = 70
RUSH = timeline_from((), [(20, "influx", 900)])
RECENT = 4  # [weeks] within which a tie must have visited to bind


@pytest.fixture(scope="module")
def log() -> Log:
    return unpack(replay(inputs_from(), RUSH, seed=3, weeks=WEEKS, replicate=2))


@pytest.fixture(scope="module")
def lived() -> Community:
    """Return the same world, lived through on its own."""
    model = Community(2, 3, WEEKS, RUSH, collect=False)
    while model.running:
        model.step()
    return model


def test_the_log_counts_what_the_engine_counted(log, lived):
    ensemble = simulate(inputs_from(), RUSH, seed=3, weeks=WEEKS, replicates=[1, 2])
    record = lived.world.record
    np.testing.assert_array_equal(log.columns["n_visitors"], ensemble.series["weekly_active"][1])
    np.testing.assert_array_equal(log.columns["n_posts"], ensemble.series["posts"][1])
    np.testing.assert_array_equal(log.columns["n_replies"], record["replies_by_members"][0])
    fates = beside(log, "posts", "fates")
    np.testing.assert_array_equal([(week == BY_MEMBER).sum() for week in fates], record["peer_answered"][0])
    np.testing.assert_array_equal([(week != UNANSWERED).sum() for week in fates], record["answered"][0])
    np.testing.assert_array_equal([(log.columns["left"] == week).sum() for week in range(WEEKS)], record["left"][0])
    joined = np.maximum(log.columns["joined"], 0)
    np.testing.assert_array_equal([(joined == week).sum() for week in range(WEEKS)], record["joined"][0])
    assert (np.concatenate(fates) == BY_TEAM).any()
    assert record["left"][0].sum() > 0


def test_a_world_with_beliefs_of_its_own_is_the_one_of_the_ensemble():
    ensemble = run_replicates(RunSpec(inputs_from(), RUSH, seed=3, weeks=30, runs=3, beliefs=True))
    drawn = unpack(replay(inputs_from(), RUSH, seed=3, weeks=30, replicate=2, beliefs=True))
    np.testing.assert_array_equal(drawn.columns["n_visitors"], ensemble.series["weekly_active"][2])
    np.testing.assert_array_equal(drawn.columns["n_posts"], ensemble.series["posts"][2])
    plain = unpack(replay(inputs_from(), RUSH, seed=3, weeks=30, replicate=2))
    assert (plain.columns["n_visitors"] != drawn.columns["n_visitors"]).any()


def test_the_ties_of_the_visitors_are_those_the_engine_counted(log, lived):
    held: dict[tuple[int, int], int] = {}
    last = np.full(log.head["shown"], -99)
    low = places(log, "ties")
    for week, came in enumerate(places(log, "visitors")):
        last[came] = week
        for one, other, state in zip(low[week], beside(log, "ties", "ties_high")[week], beside(log, "ties", "ties_state")[week], strict=True):
            held[int(one), int(other)] = int(state)
        there = log.columns["left"] >= week  # whoever leaves in a week is still bound in it
        visitors = set(came.tolist())
        count = 0
        for (one, other), state in held.items():
            count += one in visitors and state & 1 > 0 and int(last[other] > week - RECENT and there[other])
            count += other in visitors and state & 2 > 0 and int(last[one] > week - RECENT and there[one])
        assert count == lived.world.record["visitor_ties"][0, week], week
    assert count > 20


def test_changes_of_ties_lead_from_week_to_week_to_those_that_bind():
    rng = np.random.default_rng(4)
    weeks, count, ties, bound = 30, 40, Ties(), []
    to, strength = np.full((60, SLOTS), -1, dtype=np.int32), np.zeros((60, SLOTS), dtype=np.float32)
    for _ in range(weeks):
        for holder, other in rng.integers(0, count, (25, 2)):
            if holder != other:
                strength[holder, to[holder] == other] = 0.0  # a tie may go to another slot, which changes nothing
                to[holder, to[holder] == other] = -1
                slot = int(rng.integers(SLOTS))
                to[holder, slot], strength[holder, slot] = other, rng.random()
        ties.look(SimpleNamespace(tie_to=to, tie_strength=strength), count, 0.9, 0.4)
        holder, slot = np.nonzero(strength[:count] * np.float32(0.9) > np.float32(0.4))
        bound.append({(int(one), int(to[one, at])) for one, at in zip(holder, slot, strict=True)})
        count = min(60, count + 1)
    changes = list(zip(*(column.tolist() for column in ties.changes(weeks)), strict=True))
    assert changes == sorted(changes)
    assert len({change[:3] for change in changes}) == len(changes), "each pair once a week"
    held: dict[tuple[int, int], int] = {}
    for week in range(weeks):
        for _, low, high, state in (change for change in changes if change[0] == week):
            assert low < high
            assert held.get((low, high), 0) != state, "only what changed"
            held[low, high] = state
        assert {pair for pair, state in held.items() if state & 1} | {pair[::-1] for pair, state in held.items() if state & 2} == bound[week]


def test_everybody_stands_where_the_engine_put_them(log, lived):
    members = lived.world.members
    count = int(members.counts[0])
    np.testing.assert_array_equal(log.columns["joined"], members.joined[:count])
    np.testing.assert_array_equal(log.columns["left"] == NEVER, members.status[:count] == MEMBER)
    posts = np.bincount(np.concatenate(places(log, "posts")), minlength=count)
    np.testing.assert_array_equal(posts, members.posts[:count])
    given = np.bincount(np.concatenate(places(log, "replies")), minlength=count)
    np.testing.assert_array_equal(given, members.replies[:count])
    assert log.head["members"] == log.head["shown"] == count


@pytest.mark.parametrize("settings", [{}, {"platform": "rented", "mentorship": True, "incentive": "cash", "events_budget": 3_000.0}])
def test_watching_changes_nothing(settings):
    timeline = timeline_from((), SHOCKS)
    model = Community(5, 3, 30, timeline, collect=False, **settings)
    watched(model)
    alone = simulate(inputs_from(settings), timeline, seed=3, weeks=30, replicates=[5])
    for name, series in model.results().series.items():
        np.testing.assert_array_equal(series[0], alone.series[name][0], err_msg=name)


def test_a_person_is_known_by_the_same_key_in_two_scenarios():
    one, other = (
        unpack(replay(inputs_from(levers), seed=3, weeks=40)) for levers in ({"batch_size": 20}, {"batch_size": 200, "ritual_cadence": "none"})
    )
    shared = np.intersect1d(one.columns["key"], other.columns["key"])
    assert len(shared) > 0.9 * len(one.columns["key"])  # those who came by twenties came in the crowd too
    traits = [dict(zip(log.columns["key"].tolist(), log.columns["traits"].tolist(), strict=True)) for log in (one, other)]
    # Who somebody is stays the same; through which door they came may differ.
    assert all(traits[0][key] % 4 == traits[1][key] % 4 for key in shared.tolist())
    # The angle is the upper half of the key: evenly spread, whatever the order of admission.
    angles = np.histogram(one.columns["key"] >> 16, 8, (0, 65_536))[0]
    assert angles.min() > 0.4 * angles.mean()


def test_equal_worlds_give_equal_bytes_and_others_do_not(log):
    again = replay(inputs_from(), RUSH, seed=3, weeks=WEEKS, replicate=2)
    assert unpack(again).head == log.head
    assert again == replay(inputs_from(), RUSH, seed=3, weeks=WEEKS, replicate=2)
    assert again != replay(inputs_from(), RUSH, seed=3, weeks=WEEKS, replicate=3)


def test_of_too_many_a_stated_sample_is_shown(monkeypatch):
    monkeypatch.setattr(replay_diary, "MOST_SHOWN", 300)
    model = Community(0, 3, 24, RUSH, collect=False)
    log = watched(model)
    assert (log.head["shown"], log.head["members"]) == (300, int(model.world.members.counts[0]))
    assert (log.columns["traits"] >= 64).sum() == 20  # every founder
    for what in ("visitors", "posts", "replies"):
        assert all((week < 300).all() for week in places(log, what))
    assert log.head["counts"]["visitors"][21] == model.world.record["weekly_active"][0, 21]  # the words are about everybody
    assert log.columns["n_visitors"][21] < log.head["counts"]["visitors"][21]


def test_a_world_of_too_many_is_refused_with_the_reason():
    crowd = timeline_from((), [(week, "influx", 20_000) for week in (1, 1, 2, 2)])
    with pytest.raises(InputError, match=r"more than 65,535 members from week 2 on"):
        replay(inputs_from({"market_size": 500_000}), crowd, weeks=4)


def test_damaged_bytes_are_named(log):
    content = replay(inputs_from(), weeks=3)
    for wrong in (b"", b"CLGW\x02" + content[5:], content[:40], b"CLGW\x01" + b"x" * 30):
        with pytest.raises(LogError):
            unpack(wrong)


def week(number: int, wrote: list[int], **more: object) -> Week:
    usual = {"members": 40, "visitors": 12, "posts": 3, "unanswered": 1, "replies": 1, "newcomer_posts": 1, "newcomer_unanswered": 0}
    usual |= {"joined": {}, "first_posts": 0, "first_unanswered": 0, "left": 0, "founders": len(wrote)}
    return Week(number=number, wrote=np.array(wrote, dtype=bool), **{**usual, **more})


def test_the_words_of_a_week_say_what_happened():
    first = week(0, [], joined={"waiting": 17, "starting": 3})
    second = week(1, [], visitors=15, posts=1, unanswered=0, replies=2, first_posts=2, first_unanswered=1, left=1)
    told = words_of([first, second, week(2, [], posts=0)], [{"week": 1, "kind": "influx", "text": "A rush"}])
    assert told[0][0] == "20 new members came in: 17 from the waiting list, 3 who paid from the start."
    assert told[0][1] == "12 of 40 members visited."
    assert told[1] == [
        "A rush.",
        "Nobody new came in.",
        "15 of 40 members visited (3 more than last week).",
        "1 post and 2 replies by members (2 fewer than last week); none of the posts stayed unanswered.",
        "2 members posted for the first time; 1 stayed unanswered.",
        "1 member left for good.",
    ]
    assert "Nobody posted." in told[2]


def test_events_are_what_was_done_and_what_came_of_it():
    timeline = timeline_from([(2, "reporting_line", "ceo")], [(1, "influx", 500), (3, "migration", "chat")], 30)
    wrote = [[number in (0, 1, 2), number == 0, number % 5 == 0] for number in range(30)]
    index = np.full((1, 30), 0.2)
    index[0, 10:14] = 0.6
    events = events_of([week(number, row) for number, row in enumerate(wrote)], timeline, index)
    expected = [(1, "influx"), (2, "change"), (3, "migration"), (10, "auditorium"), (10, "founder")]
    assert [(event["week"], event["kind"]) for event in events] == expected
    assert events[-1]["text"] == "Founder 1 has been silent for 8 weeks"  # the second never had a voice, the third never fell silent


def test_the_usual_world_is_the_one_closest_to_the_median():
    results = simulate(inputs_from(), seed=3, weeks=26, replicates=range(9))
    chosen = closest_to_median(results)
    rank = np.argsort(np.argsort(results.series["weekly_active"][:, -13:].mean(axis=1)))
    assert 1 <= rank[chosen] <= 7  # neither the quietest nor the liveliest


def test_the_default_and_the_largest_library_world_stay_small():
    assert len(replay(load_library("default").inputs, seed=7, weeks=156)) <= 60_000
    overnight = load_library("auditorium-overnight")
    assert len(replay(overnight.inputs, overnight.timeline, seed=7, weeks=156)) <= 450_000


def test_the_command_writes_the_log_whole_or_not_at_all(command, tmp_path):
    place = tmp_path / "world.log"
    assert command("replay", "default", "--replicate", 2, "--weeks", 12, "--out", place)[0] == 0
    assert place.read_bytes() == replay(inputs_from(), seed=7, weeks=12, replicate=2)
    assert command("replay", "default", "--replicate", 2, "--weeks", 12, "--beliefs", "--out", place)[0] == 0
    assert place.read_bytes() == replay(inputs_from(), seed=7, weeks=12, replicate=2, beliefs=True)
    for wrong in (["nowhere"], ["default", "--replicate", "-1"], ["default", "--replicate", "x"], ["default", "--weeks", "0"]):
        place.unlink(missing_ok=True)
        code, out, error = command("replay", *wrong, "--out", place)
        assert (code, out) == (2, "")
        assert error
        assert not place.exists()
    assert command("replay", "default")[0] == 2
