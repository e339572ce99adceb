"""A command keeps to the seed and the weeks it is given, and refuses a launch that lies beyond them."""

from __future__ import annotations

import pytest

from scenarios.scenario import Scenario, load


def test_the_starting_point_is_saved_with_the_seed_and_the_weeks_it_was_run_with(command, tmp_path):
    place = tmp_path / "start.toml"
    code, _, errors = command("brief", "--runs", 1, "--seed", 5, "--weeks", 20, "--save", place)
    assert code == 0, errors
    assert (load(place).seed, load(place).weeks) == (5, 20)


@pytest.mark.parametrize("line", [("replay", "late", "--weeks", 20, "--out", "log"), ("discover", "short", "late", "--runs", 10)])
def test_a_launch_beyond_the_end_is_refused_before_anything_is_written(command, tmp_path, line):
    for name, scenario in {"late": Scenario(differences={"launch_month": 12}), "short": Scenario(weeks=20)}.items():
        (tmp_path / name).with_suffix(".toml").write_text(scenario.to_toml(), encoding="utf-8")
    places = {name: str((tmp_path / name).with_suffix(".toml")) for name in ("late", "short")} | {"log": str(tmp_path / "log")}
    code, out, errors = command(*(places.get(word, word) for word in line))
    assert (code, out) == (2, "")
    assert "launch_month: 12 is not allowed; it must lie before the end of the run (20 weeks)" in errors
    assert not (tmp_path / "log").exists()
