"""The stored worlds of the default scenario: current, refused when they belong to something else, and never half written."""

from __future__ import annotations

import numpy as np
import pytest

from cli.commands import opening as command_module
from scenarios.scenario import load_library
from simulation import RunSpec
from simulation.engine.ensemble import simulate
from simulation.engine.stream import stream
from simulation.studies import default_results as opening
from ui.session.state import HOME, setting_of


@pytest.fixture
def small(monkeypatch, defaults):
    """Return a small default scenario: three worlds over ten weeks."""
    monkeypatch.setattr(opening, "DEFAULT_RUNS", 3)
    monkeypatch.setattr(opening, "DEFAULT_WEEKS", 10)
    return simulate(defaults, weeks=10, replicates=range(3))


def test_the_stored_worlds_are_those_of_this_model(pool, defaults):
    kept = opening.load()
    assert kept is not None, "run python -m simulation opening"
    *_, fresh = stream(RunSpec(defaults), pool=pool)
    assert opening.alike(kept, fresh), "run python -m simulation opening"
    assert opening.PLACE.stat().st_size < 1_000_000


def test_the_stored_worlds_are_those_the_page_opens_with():
    opened, kept = setting_of(load_library(HOME)), opening.load()
    assert (opened.inputs, opened.timeline, opened.seed, opened.weeks, opened.runs) == (
        kept.inputs,
        kept.timeline,
        kept.seed,
        kept.weeks,
        len(kept),
    )


def test_what_was_saved_is_loaded(small, tmp_path):
    place = tmp_path / "default_results.npz"
    opening.save(small, place)
    kept = opening.load(place)
    assert opening.alike(kept, small)
    assert kept.final("members").dtype == np.float64
    assert [path.name for path in tmp_path.iterdir()] == ["default_results.npz"]
    again = place.read_bytes()
    opening.save(small, place)
    assert place.read_bytes() == again


@pytest.mark.parametrize("name", ["MODEL_VERSION", "DEFAULT_SEED", "DEFAULT_RUNS", "DEFAULT_WEEKS"])
def test_worlds_of_something_else_are_not_used(small, tmp_path, monkeypatch, name):
    place = tmp_path / "default_results.npz"
    opening.save(small, place)
    monkeypatch.setattr(opening, name, "other" if name == "MODEL_VERSION" else 4)
    assert opening.load(place) is None


def test_worlds_of_other_defaults_are_not_used(small, tmp_path, monkeypatch):
    place = tmp_path / "default_results.npz"
    opening.save(small, place)
    monkeypatch.setattr(opening, "beliefs", lambda: "other")
    assert opening.load(place) is None


def test_a_missing_or_broken_file_is_no_error(small, tmp_path):
    place = tmp_path / "default_results.npz"
    assert opening.load(place) is None
    opening.save(small, place)
    whole = place.read_bytes()
    for broken in (b"", b"not a file of numbers", whole[: len(whole) // 2], whole[:200] + b"\0" * 400 + whole[600:]):
        place.write_bytes(broken)
        assert opening.load(place) is None


def test_one_number_that_differs_is_noticed(small):
    other = simulate(small.inputs, weeks=10, replicates=range(3))
    assert opening.alike(small, other)
    other.series["members"][1, 4] += 1
    assert not opening.alike(small, other)
    assert not opening.alike(small, simulate(small.inputs, weeks=10, replicates=range(2)))


def test_an_interrupted_save_leaves_the_old_file(small, tmp_path, monkeypatch):
    place = tmp_path / "default_results.npz"
    opening.save(small, place)
    before = place.read_bytes()

    def interrupted(*_columns, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        opening.save(small, place)
    assert place.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["default_results.npz"]


def test_the_command_checks_and_writes(small, tmp_path, monkeypatch, command):
    place = tmp_path / "default_results.npz"
    monkeypatch.setattr(opening, "PLACE", place)
    monkeypatch.setattr(opening.load, "__defaults__", (place,))
    monkeypatch.setattr(opening.save, "__defaults__", (place,))
    monkeypatch.setattr("cli.computing.compute", lambda settings: [small])
    assert command_module.__doc__
    code, _, errors = command("opening", "--check")
    assert code == 1
    assert "stale" in errors
    assert not place.exists()
    assert command("opening")[0] == 0
    assert command("opening", "--check")[0] == 0
