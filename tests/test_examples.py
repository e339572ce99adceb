"""The examples run as they stand, and say what the library gives."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.vocabulary.measures import PER_RUN, WEEKLY

ROOT = Path(__file__).parent.parent
MOST_LINES = 12  # of code: a first run is short


def test_the_first_run_prints_how_sure_the_difference_is(capsys):
    runpy.run_path(str(ROOT / "examples" / "first_run.py"))
    assert "90-day retention: -" in (output := capsys.readouterr().out)
    assert output.rstrip().endswith("worse")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")  # of the notebook client and its kernel
def test_the_notebook_runs_from_the_first_cell_to_the_chart(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(ROOT / "examples" / "first_run.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert sum(bool(line.strip()) for cell in code for line in cell.splitlines()) <= MOST_LINES
    assert not any(cell.get("outputs") for cell in notebook.cells), "the notebook is kept without its results"
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    *_, sentence, chart = (cell for cell in notebook.cells if cell.cell_type == "code")
    assert "worse" in sentence.outputs[0]["data"]["text/plain"]
    assert "speak" in chart.outputs[0]["data"]["image/svg+xml"], "drawn here, without a network"


def test_a_frame_holds_every_measure_of_every_replicate():
    results = run_replicates(RunSpec(weeks=6, runs=4), [1, 3])
    weekly, per_run = results.to_dataframe(), results.to_dataframe(per_run=True)
    assert list(weekly.columns) == list(WEEKLY)
    assert weekly.index.names == ["replicate", "week"]
    assert weekly.loc[(3, 5), "members"] == results.series["members"][1, 5]
    assert list(per_run.columns) == list(PER_RUN)
    assert list(per_run.index) == [1, 3]
    assert np.array_equal(per_run["npv"].to_numpy(), results.runs["npv"])
