"""Every command is run by some test; those that take a community that is there already start from it, and the others refuse it in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands import find
from simulation.studies import validation
from simulation.studies.validation import finding

TESTS = Path(__file__).parent
THERE = ("--from-members", "80", "--from-active", "30", "--from-age", "20")
SMALL = ("--runs", "2", "--weeks", "6", "--format", "json")


@pytest.mark.parametrize("name", sorted(find()))
def test_some_test_runs_it(name):
    called = f'command("{name}"', f'("{name}",', f'"simulation", "{name}"', f'main(["{name}"'
    assert any(word in file.read_text(encoding="utf-8") for file in TESTS.glob("test_*.py") for word in called), f"no test runs `{name}`"


def test_why_parts_add_up_and_begin_where_they_are_told_to(command):
    found = [command("why", "default", "ambassadors", *SMALL, *more) for more in ((), THERE)]
    assert [(code, errors) for code, _, errors in found] == [(0, ""), (0, "")]
    founded, there = (json.loads(output) for _, output, _ in found)
    for one in (founded, there):
        assert sum(part["amount"] for part in one["parts"]) == pytest.approx(one["npv"]["median"])
    assert founded["npv"] != there["npv"]


@pytest.mark.parametrize("name", ["discover", "sweep", "replay"])
def test_what_cannot_be_done_with_a_community_that_is_there_is_refused_in_words(command, name, tmp_path):
    file = tmp_path / "there.toml"
    file.write_text('schema = 1\ntitle = "There"\n[existing]\nmembers = 80\nactive = 30\nage_weeks = 20\n')
    plan = tmp_path / "plan.toml"
    plan.write_text(f'scenario = "{file}"\ndesign = "factorial"\nweeks = 4\n[values]\nbatch_size = [10, 20]\n')
    words = {"discover": ("default", file), "sweep": (plan, "--out", tmp_path / "out"), "replay": (file, "--out", tmp_path / "log.bin")}
    code, output, errors = command(name, *words[name])
    assert (code, output) == (2, "")
    assert "there already" in errors or "founded" in errors
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "log.bin").exists()


def test_validate_ends_with_1_exactly_when_a_gated_pattern_fails(command, monkeypatch):
    holds = finding("a pattern that holds", "target", "S", 0.2, 0.4, (0.1, 0.3, 0.5), ".2f")
    missed = [finding("one that is missed", "target", "S", 0.2, 0.4, (0.5, 0.6, 0.7), ".2f", gated=gated) for gated in (False, True)]
    for findings, expected in (([holds], 0), ([holds, missed[0]], 0), ([holds, missed[1]], 1)):
        monkeypatch.setattr(validation, "validate", lambda found=findings, **settings: found)
        code, text, errors = command("validate", "--runs", "2", "--format", "text")
        assert (code, errors) == (expected, "")
        assert "a pattern that holds" in text
        code, output, _ = command("validate", "--runs", "2", "--format", "json")
        assert [one["verdict"] for one in json.loads(output)] == [one.verdict for one in findings]
        assert code == expected
