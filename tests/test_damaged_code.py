"""Machine code that is damaged on the disk is compiled anew; a start without docstrings works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TWICE = """
import sys
sys.path.insert(0, {folder!r})
from twice import twice
print(twice(21))
"""


def run(program: str, **surroundings: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **surroundings})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Return a folder with a loop and, under `code`, its machine code."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "twice.py").write_text("from simulation.kernels.compiled import compiled\n\n\n@compiled\ndef twice(x):\n    return 2 * x\n")
    assert run(TWICE.format(folder=str(folder)), NUMBA_CACHE_DIR=str(folder / "code")) == "42"
    return folder


@pytest.mark.parametrize("damage", [b"", b"\x00" * 500, b"cos\nsystem\n", None])
@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
def test_a_damaged_cache_of_machine_code_is_rebuilt(tmp_path, kept, damage, kind):
    shutil.copytree(kept / "code", tmp_path / "code")
    program, around = TWICE.format(folder=str(kept)), {"NUMBA_CACHE_DIR": str(tmp_path / "code")}
    (file,) = (tmp_path / "code").rglob(kind)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert run(program, **around) == "42"
    assert len(file.read_bytes()) == len(whole), "it was compiled anew"
    assert run(program, **around) == "42"


def test_python_may_leave_out_docstrings_and_assertions():
    program = (
        "import app, simulation.schedule, cli.__main__ as c; print(simulation.schedule.WEEK[0].title); c.main(['run', 'default', '--runs', '0'])"
    )
    assert run(program, PYTHONOPTIMIZE="2")
