"""A sweep: its plans, its shards written whole, and taken up again where it was broken off."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

from simulation import MEASURES, InputError, inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies import sweep as study
from simulation.studies.cloud import Cloud, Here
from simulation.studies.sweep import Sweep, SweepError, run
from simulation.studies.sweep_plan import settings_of
from simulation.vocabulary.timeline import Timeline
from tests.planted import Planted, planted


def plan(count: int = 40, runs: int = 4, seed: int = 1) -> Sweep:
    return Sweep({}, Timeline(), tuple({"batch_size": nth} for nth in range(count)), seed, 156, runs)


def world(inputs, replicate):
    return {"npv": 1_000.0 * inputs.batch_size + replicate, "payback_month": math.nan}


def read(folder, name=study.RESULTS):
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_factorial_plan_holds_every_combination():
    found = settings_of({"values": {"batch_size": [5, 20], "mentorship": [True, False], "platform": ["forum"]}})
    assert len(found) == 4
    assert {tuple(one.items()) for one in found} == {
        (("batch_size", batch), ("mentorship", flag), ("platform", "forum")) for batch in (5, 20) for flag in (True, False)
    }


def test_a_latin_hypercube_puts_one_sample_into_every_slice():
    found = settings_of({"design": "latin_hypercube", "ranges": {"shareability": [0.0, 1.0], "founders": [0, 50]}, "samples": 40, "seed": 3})
    places = sorted(int(one["shareability"] * 40) for one in found)
    assert places == list(range(40))
    assert all(isinstance(one["founders"], int) for one in found)
    assert found == settings_of({"design": "latin_hypercube", "ranges": {"shareability": [0.0, 1.0], "founders": [0, 50]}, "samples": 40, "seed": 3})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"design": "random"}, "must be one of factorial"),
        ({"values": {"batch_sise": [1]}}, "did you mean batch_size?"),
        ({"values": {"batch_size": 3}}, "must be a list"),
        ({"values": {"batch_size": [-5]}}, "batch_size"),
        ({"values": {name: list(range(40)) for name in ("founders", "batch_size", "seed_threads", "starting_customers")}}, "more than"),
        ({}, "no settings"),
        ({"design": "latin_hypercube", "ranges": {"platform": ["chat", "forum"]}, "samples": 3}, "has no range"),
        ({"design": "latin_hypercube", "ranges": {"founders": [9, 3]}, "samples": 3}, "not below"),
        ({"design": "latin_hypercube", "ranges": {"founders": [3, 9]}, "samples": "many"}, "samples"),
        ({"design": "listed", "settings": [{"founders": 3}, {"foundrs": 3}]}, "settings 2"),
    ],
)
def test_a_wrong_plan_is_explained(wrong, said):
    with pytest.raises(InputError) as caught:
        settings_of(wrong)
    assert said in str(caught.value)


def test_a_sweep_is_written_shard_by_shard_and_joined(tmp_path):
    sweep = plan()
    states = list(run(planted(world), sweep, tmp_path / "new"))
    assert states[-1] == (sweep.shards, sweep.shards)
    assert len(list((tmp_path / "new").glob("shard-*.csv"))) == sweep.shards > 1
    rows = read(tmp_path / "new")
    assert [(int(row["setting"]), int(row["run"])) for row in rows] == [(setting, nth) for setting in range(40) for nth in range(4)]
    assert all(float(row["npv"]) == 1_000 * int(row["batch_size"]) + int(row["run"]) for row in rows)
    assert {row["payback_month"] for row in rows} == {""}
    assert {row["zone"] for row in rows} == {"healthy"}
    manifest = json.loads((tmp_path / "new" / "manifest.json").read_text())
    assert (manifest["hash"], manifest["settings"], manifest["shards"]) == (sweep.hash, 40, sweep.shards)
    assert not list((tmp_path / "new").glob(".writing-*"))


def test_a_sweep_that_was_broken_off_does_only_what_is_missing(tmp_path):
    sweep, whole = plan(48), tmp_path / "whole"
    list(run(planted(world), sweep, whole))
    broken = tmp_path / "broken"
    states = run(planted(world), sweep, broken)
    for _ in range(2):
        next(states)
    states.close()
    there = {path.name for path in broken.glob("shard-*.csv")}
    assert 0 < len(there) < sweep.shards
    again = planted(world)
    assert list(run(again, sweep, broken))[-1] == (sweep.shards, sweep.shards)
    assert again.evaluated == (sweep.shards - len(there)) * sweep.per_shard * sweep.runs
    assert (broken / study.RESULTS).read_bytes() == (whole / study.RESULTS).read_bytes()
    third = planted(world)
    list(run(third, sweep, broken))
    assert third.evaluated == 0


def test_a_crash_keeps_what_is_finished_and_leaves_no_half_shard(tmp_path):
    class Gone(Planted):
        def submit(self, *arguments):
            if len(self.asked) > 300:
                raise OSError("the cluster went away")
            return super().submit(*arguments)

    sweep = plan(160)
    with pytest.raises(OSError, match="went away"):
        list(run(Cloud(Gone(world), seed=1, weeks=156), sweep, tmp_path))
    assert 0 < len(list(tmp_path.glob("shard-*.csv"))) < sweep.shards
    assert not list(tmp_path.glob(".writing-*"))
    assert not (tmp_path / study.RESULTS).exists()


def test_a_folder_of_another_sweep_or_of_something_else_is_not_touched(tmp_path):
    list(run(planted(world), plan(8), tmp_path / "one"))
    before = {path: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    with pytest.raises(SweepError, match="another sweep"):
        list(run(planted(world), plan(9), tmp_path / "one"))
    assert before == {path: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "letter.txt").write_text("dear all")
    with pytest.raises(SweepError, match="something else"):
        list(run(planted(world), plan(8), tmp_path / "two"))
    (tmp_path / "file").write_text("")
    with pytest.raises(SweepError, match="this is a file"):
        list(run(planted(world), plan(8), tmp_path / "file"))


def test_its_numbers_are_the_engine_s(tmp_path):
    sweep = Sweep({"platform": "chat"}, Timeline(), ({"founders": 5}, {"founders": 9}), 3, 12, 2)
    list(run(Cloud(Here(), seed=3, weeks=12), sweep, tmp_path))
    rows = read(tmp_path)
    for setting, founders in enumerate((5, 9)):
        results = simulate(inputs_from({"platform": "chat", "founders": founders}), seed=3, weeks=12, replicates=range(2))
        for name in MEASURES:
            written = [float(row[name]) if row[name] else math.nan for row in rows if row["setting"] == str(setting)]
            np.testing.assert_array_equal(written, np.where(np.isinf(results.final(name)), math.nan, results.final(name)), err_msg=name)


def test_the_command_line_sweeps_and_takes_it_up_again(command, tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text('scenario = "default"\nruns = 2\nweeks = 6\n[values]\nbatch_size = [5, 80]\nmentorship = [true, false]\n')
    assert command("sweep", file, "--out", tmp_path / "out") == (0, "", "")
    assert len(read(tmp_path / "out")) == 8
    assert command("sweep", file, "--out", tmp_path / "out")[0] == 0
    file.write_text('scenario = "default"\nrunns = 2\nweeks = 0\n[values]\nbatch_size = [-5]\n')
    code, _, errors = command("sweep", file, "--out", tmp_path / "other")
    assert code == 2
    assert all(part in errors for part in ("runns", "weeks", "batch_size"))
    assert not (tmp_path / "other").exists()
    assert command("sweep", tmp_path / "none.toml", "--out", tmp_path / "other")[0] == 2
