"""`levers`, `measures`, `scenarios` and the help: everything that is declared, in three formats."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.commands import find
from scenarios.scenario import library_names, load_library
from simulation import ASSUMPTIONS, INPUTS, LEVERS, MEASURES

ROOT = Path(__file__).parent.parent
LISTS = {
    ("levers",): set(LEVERS),
    ("levers", "--assumptions"): set(INPUTS),
    ("measures",): set(MEASURES),
    ("scenarios",): set(library_names()),
}


@pytest.mark.parametrize("arguments", LISTS)
def test_every_format_names_everything(command, arguments):
    names = LISTS[arguments]
    code, text, errors = command(*arguments)
    assert (code, errors) == (0, "")
    first = {line.split()[0] for line in text.splitlines() if line.strip() and "  (" in line}
    assert names <= first
    listed = json.loads(command(*arguments, "--format", "json")[1])
    assert {entry["name"] for entry in listed} == names
    rows = list(csv.DictReader(command(*arguments, "--format", "csv")[1].splitlines()))
    assert {row["name"] for row in rows} == names


def test_a_lever_is_fully_declared(command):
    listed = {entry["name"]: entry for entry in json.loads(command("levers", "--format", "json")[1])}
    lever = listed["batch_size"]
    assert (lever["default"], lever["low"], lever["high"], lever["unit"]) == (20, 0, 500, "people per admission date")
    assert listed["public_content"]["default"] is True
    assert listed["platform"]["choices"] == list(LEVERS["platform"].choices)
    assert all(entry["source"] and entry["confidence"] and entry["help"] for entry in listed.values())
    assert not set(listed) & set(ASSUMPTIONS)


def test_a_scenario_is_listed_with_what_differs(command):
    listed = {entry["name"]: entry for entry in json.loads(command("scenarios", "--format", "json")[1])}
    assert listed["default"]["differences"] == {}
    for name, entry in listed.items():
        assert entry["differences"] == load_library(name).differences
        assert entry["story"]


def test_help_names_every_command_and_explains_each(capsys):
    from cli.__main__ import main

    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    for name, module in find().items():
        assert name in shown
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert module.__doc__.strip().splitlines()[0] in capsys.readouterr().out


def test_python_m_simulation_is_the_entry():
    done = subprocess.run([sys.executable, "-m", "simulation", "measures", "--format", "json"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert {entry["name"] for entry in json.loads(done.stdout)} == set(MEASURES)
