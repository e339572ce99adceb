"""Whatever is wrong in the input: exit code 2, one clear message, no traceback, nothing written."""

from __future__ import annotations

import pytest

SMALL = ("--runs", "2", "--weeks", "4")

WRONG = {
    "unknown lever, with a suggestion": (("run", "default", "--set", "bach_size=3"), "did you mean batch_size?"),
    "out of range": (("run", "default", "--set", "batch_size=501"), "a whole number from 0 to 500 [people"),
    "not a number": (("run", "default", "--set", "arpa=nan"), "arpa: nan is not allowed"),
    "infinity": (("run", "default", "--set", "arpa=inf"), "arpa: inf is not allowed"),
    "minus infinity": (("run", "default", "--set", "arpa=-inf"), "arpa: -inf is not allowed"),
    "text for a number": (("run", "default", "--set", "batch_size=many"), "'many' is not allowed"),
    "a fraction of a person": (("run", "default", "--set", "founders=2.5"), "a whole number"),
    "a number for a choice": (("run", "default", "--set", "platform=3"), "one of chat, forum"),
    "a misspelt choice": (("run", "default", "--set", "platform=forun"), "did you mean forum?"),
    "a number for true or false": (("run", "default", "--set", "public_content=1"), "true or false"),
    "a number too long to read": (("run", "default", "--set", "batch_size=" + "9" * 5_000), "batch_size"),
    "no value": (("run", "default", "--set", "batch_size"), "write name=value"),
    "no name": (("run", "default", "--set", "=3"), "write name=value"),
    "set twice": (("run", "default", "--set", "batch_size=3", "--set", "batch_size=4"), "set twice"),
    "unknown scenario": (("run", "defualt"), "did you mean default?"),
    "scenario without a name": (("run", ""), "neither a built-in scenario nor a file"),
    "no such file": (("run", "nowhere/at/all.toml"), "no such file"),
    "a folder as scenario": (("run", "{folder}"), "this is a folder"),
    "broken TOML": (("run", "{folder}/broken.toml"), "not valid TOML"),
    "binary TOML": (("run", "{folder}/binary.toml"), "not text in UTF-8"),
    "TOML of something else": (("run", "{folder}/foreign.toml"), "no such key"),
    "wrong values in a file": (("run", "{folder}/values.toml"), "batch_size"),
    "no runs": (("run", "default", "--runs", "0"), "--runs: '0' is not allowed; it must be a whole number from 1 to 2,000"),
    "negative runs": (("run", "default", "--runs", "-3"), "--runs: '-3'"),
    "too many runs": (("run", "default", "--runs", "2001"), "from 1 to 2,000"),
    "runs in words": (("run", "default", "--runs", "three"), "--runs: 'three'"),
    "runs as a power": (("run", "default", "--runs", "1e3"), "--runs: '1e3'"),
    "half a run": (("run", "default", "--runs", "1.5"), "--runs: '1.5'"),
    "runs in other digits": (("run", "default", "--runs", "\u0663"), "--runs"),
    "no weeks": (("run", "default", "--weeks", "0"), "--weeks: '0'"),
    "too many weeks": (("run", "default", "--weeks", "521"), "from 1 to 520"),
    "a negative seed": (("run", "default", "--seed", "-1"), "--seed: '-1'"),
    "a seed too large": (("run", "default", "--seed", "9007199254740992"), "--seed"),
    "an empty seed": (("run", "default", "--seed", ""), "--seed: ''"),
    "a change past the horizon": (("run", "default", "--weeks", "20", "--at", "20", "batch_size=5"), "from 0 to 19, the last week"),
    "a change before the start": (("run", "default", "--at", "-1", "batch_size=5"), "--at: '-1'"),
    "a change in no week": (("run", "default", "--at", "soon", "batch_size=5"), "--at: 'soon'"),
    "a change of what describes the start": (("run", "default", "--at", "5", "founders=5"), "describes the start"),
    "a change of an assumption": (("run", "default", "--at", "5", "tie_decay=0.05"), "only levers can change over time"),
    "a shock past the horizon": (("run", "default", "--weeks", "20", "--shock", "20", "influx=5"), "the last week"),
    "an unknown shock": (("run", "default", "--shock", "5", "flood=5"), "there is no such shock"),
    "a negative influx": (("run", "default", "--shock", "5", "influx=-5"), "a whole number from 0"),
    "half a person in an influx": (("run", "default", "--shock", "5", "influx=1.5"), "a whole number from 0"),
    "an infinite influx": (("run", "default", "--shock", "5", "influx=inf"), "a whole number from 0"),
    "reach above one": (("run", "default", "--shock", "5", "algorithm=1.5"), "a number from 0 to 1"),
    "a migration to nowhere": (("run", "default", "--shock", "5", "migration=moon"), "not a platform"),
    "a shock without its kind": (("run", "default", "--shock", "5"), "expected 2 arguments"),
    "no folder for the output": (("run", "default", *SMALL, "--out", "{folder}/no/out.json"), "there is no folder"),
    "a folder as output": (("run", "default", *SMALL, "--out", "{folder}"), "this is a folder"),
    "an output without a name": (("run", "default", *SMALL, "--out", ""), "no name"),
    "a device as output": (("run", "default", *SMALL, "--out", "/dev/null"), "not a plain file"),
    "a file as folder": (("run", "default", *SMALL, "--out", "{folder}/broken.toml/out.json"), "there is no folder"),
    "a folder that takes no files": (("run", "default", *SMALL, "--out", "/proc/out.json"), "cannot be written"),
    "a name too long": (("run", "default", *SMALL, "--out", "{folder}/" + "a" * 300), "cannot be written"),
    "two outputs to one file": (("run", "default", *SMALL, "--out", "{folder}/a", "--per-run", "{folder}/./a"), "same file"),
    "three outputs, two alike": (("run", "default", *SMALL, "--per-run", "{folder}/a", "--members", "{folder}/a"), "same file"),
    "two links to one file": (("run", "default", *SMALL, "--out", "{folder}/link", "--per-run", "{folder}/broken.toml"), "same file"),
    "the scenario as output": (("run", "{folder}/good.toml", *SMALL, "--out", "{folder}/good.toml"), "same file as the scenario"),
    "one good and one bad output": (("run", "default", *SMALL, "--out", "{folder}/fine.json", "--members", "{folder}"), "this is a folder"),
    "an unknown format": (("run", "default", "--format", "xml"), "choose from 'text', 'json', 'csv'"),
    "an unknown flag": (("run", "default", "--run", "3"), "did you mean --runs?"),
    "an unknown command": (("rum", "default"), "invalid choice: 'rum'"),
    "no command": ((), "COMMAND"),
    "no scenario": (("run",), "SCENARIO"),
    "a flag without its value": (("run", "default", "--seed"), "expected one argument"),
    "one scenario to compare": (("compare", "default"), "at least two"),
    "a scenario compared with itself": (("compare", "default", "default"), "named twice"),
    "a baseline that is not compared": (("compare", "default", "ghost-town", "--baseline", "ambassadors"), "not among the scenarios"),
    "an unknown scenario to compare": (("compare", "default", "gost-town"), "did you mean ghost-town?"),
    "a comparison of no runs": (("compare", "default", "ghost-town", "--runs", "0"), "--runs: '0'"),
    "a list to a folder": (("levers", "--out", "{folder}"), "this is a folder"),
    "a list in an unknown format": (("measures", "--format", "yaml"), "invalid choice"),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "broken.toml").write_text("title = [")
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    (tmp_path / "foreign.toml").write_text('schema = 1\n[package]\nname = "something else"\n')
    (tmp_path / "values.toml").write_text("schema = 1\n[differences]\nbatch_size = -4\n")
    (tmp_path / "good.toml").write_text("schema = 1\n")
    (tmp_path / "link").symlink_to(tmp_path / "broken.toml")
    return tmp_path


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_explained_and_nothing_is_written(command, folder, name):
    arguments, expected = WRONG[name]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, output, errors = command(*(argument.replace("{folder}", str(folder)) for argument in arguments))
    assert code == 2
    assert output == ""
    assert errors.startswith("python -m simulation: error: ")
    assert errors.count("error:") == 1
    assert "Traceback" not in errors
    assert expected in errors
    assert len(errors) < 1_200
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_every_problem_is_named_at_once(command):
    code, _, errors = command("run", "nothing", "--set", "arpa=x", "--at", "3", "cac=y", "--shock", "4", "influx=z", "--runs", "0", "--seed", "s")
    assert code == 2
    for part in ("nothing", "arpa", "cac", "influx", "--runs", "--seed"):
        assert part in errors
