"""What a person at a terminal is told: the same figures as the JSON, with their ranges, in lines that fit."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.key_figures import KEY_FIGURES
from cli.progress import Stages
from cli.text import BARS, WIDEST, aligned, trend, wrapped
from simulation import MEASURES

ROOT = Path(__file__).parent.parent
SMALL = ("--runs", "4", "--weeks", "30")


def on_a_terminal(*arguments: str) -> str:
    """Return what a command writes to a terminal of 100 columns."""
    reader, terminal = pty.openpty()
    surroundings = os.environ | {"COLUMNS": "100", "LINES": "50"}
    words = [sys.executable, "-m", "simulation", *arguments]
    process = subprocess.Popen(words, cwd=ROOT, stdout=terminal, stderr=subprocess.DEVNULL, env=surroundings)
    os.close(terminal)
    pieces = []
    try:
        while piece := os.read(reader, 65_536):
            pieces.append(piece)
    except OSError:  # the other side has closed
        pass
    os.close(reader)
    assert process.wait(60) == 0
    return b"".join(pieces).decode().replace("\r\n", "\n").removesuffix("\x1b[0m")  # a package that colours errors may leave this behind


def test_a_terminal_is_answered_in_text_and_a_pipe_in_json(command, tmp_path):
    shown = on_a_terminal("run", "default", *SMALL)
    _, piped, _ = command("run", "default", *SMALL)
    assert json.loads(piped)["runs"] == 4
    assert "Net present value" in shown
    assert max(map(len, shown.splitlines())) <= 100
    assert json.loads(on_a_terminal("run", "default", *SMALL, "--format", "json")) == json.loads(piped)
    target = tmp_path / "answer.json"
    on_a_terminal("run", "default", *SMALL, "--out", str(target))
    assert json.loads(target.read_text()) == json.loads(piped)


def test_the_text_holds_the_verdict_and_the_key_figures_of_the_json(command):
    answer = json.loads(command("run", "default", *SMALL)[1])
    _, text, _ = command("run", "default", *SMALL, "--format", "text")
    assert answer["verdict"] in " ".join(text.split())
    for name in KEY_FIGURES:
        measure, ends = MEASURES[name], answer["summary"][name]
        line = next(line for line in text.splitlines() if line.strip().startswith(measure.label + " "))
        if ends["median"] is None:
            assert re.search(r"not by month \d+ +in any of", line)
        elif measure.unit == "month":
            assert f"month {ends['median']:.0f}" in line
        else:
            for end in ends.values():
                assert measure.text(end).rstrip("%") in line, (name, end)


def test_a_comparison_says_what_differs_and_how_sure_that_is(command):
    answer = json.loads(command("compare", "default", "ghost-town", *SMALL)[1])
    code, text, _ = command("compare", "default", "ghost-town", *SMALL, "--format", "text")
    assert code == 0
    for name in answer["inputs_that_differ"]:
        assert f"  {name} " in text
    npv = answer["differences"]["npv"]
    assert npv["certainty"] in text
    assert f"better in {npv['better_in']} of {npv['of']} worlds" in " ".join(text.split())


@pytest.mark.parametrize(
    "command_line", [("run", "default", *SMALL), ("compare", "default", "ghost-town", *SMALL), ("measures",)], ids=lambda words: words[0]
)
def test_a_dash_is_standard_output(command, command_line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain = command(*command_line)
    assert command(*command_line, "--out", "-") == plain
    assert plain[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_two_tables_cannot_both_go_to_a_file_named_dash(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, output, _ = command("run", "default", *SMALL, "--per-run", "-", "--out", "answer.json")
    assert code == 0
    assert output.startswith("run,week,")
    assert json.loads((tmp_path / "answer.json").read_text())["runs"] == 4


def test_trend_lines_show_direction_and_gaps():
    assert trend([1.0, 2.0, 3.0, 4.0], 4) == "▁▃▆█"
    assert trend([4.0, 3.0], 8) == "█▁"
    assert trend([5.0] * 40, 8) == BARS[0] * 8
    assert trend([float("nan"), 1.0, 2.0], 3) == " ▁█"
    assert trend([float("nan")] * 3) == ""
    assert len(trend(list(range(156)))) == 16


def test_lines_stand_below_each_other_and_never_run_over():
    assert aligned([("name", "n"), ("a", "100")], right=[1]) == ["name    n", "a     100"]
    assert max(map(len, wrapped("word " * 200).splitlines())) <= WIDEST


def test_the_model_is_prepared_by_a_command_of_its_own(command):
    from simulation.kernels.compiled import LOOPS
    from simulation.schedule import WEEK

    code, out, said = command("prepare")
    assert (code, out) == (0, "")
    lines = said.splitlines()  # where there is no terminal to draw a bar on, lines say how far it has come
    assert lines[0] == "preparing the model for this machine: begun"
    assert lines[-1].startswith("preparing the model for this machine: done in ")
    assert len(lines) <= 5
    asked = {loop.py_func.__module__ for loop in LOOPS if loop.signatures}
    steps = {process.run.__module__ for process in WEEK} & {loop.py_func.__module__ for loop in LOOPS}
    assert len(steps) > 12
    assert steps <= asked, "every step that loops has machine code; what else loops is part of these"


def test_long_work_without_a_terminal_says_each_quarter_once():
    pipe = io.StringIO()
    with Stages("compiling", 8, stream=pipe, unit="loops") as stages:
        for done in (0, 1, 2, 2, 3, 7, 8, 8):
            stages.show(done)
    assert [line.partition(", ")[0] for line in pipe.getvalue().splitlines()[:-1]] == [
        "compiling: begun",
        "compiling: 2 of 8 loops",
        "compiling: 7 of 8 loops",
    ]
    assert pipe.getvalue().splitlines()[-1].startswith("compiling: done in ")


def test_work_that_fails_is_not_called_done():
    pipe = io.StringIO()
    with pytest.raises(RuntimeError), Stages("compiling", 8, stream=pipe):
        raise RuntimeError
    assert pipe.getvalue() == "compiling: begun\n"
