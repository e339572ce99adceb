"""Machine code that is damaged on the disk is compiled anew; a start without docstrings works."""

from __future__ import annotations

import os
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


@pytest.mark.parametrize("damage", [b"", b"\x00" * 500, b"cos\nsystem\n", None])
@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
def test_a_damaged_cache_of_machine_code_is_rebuilt(tmp_path, damage, kind):
    (tmp_path / "twice.py").write_text("from simulation.kernels.compiled import compiled\n\n\n@compiled\ndef twice(x):\n    return 2 * x\n")
    program, around = TWICE.format(folder=str(tmp_path)), {"NUMBA_CACHE_DIR": str(tmp_path / "code")}
    assert run(program, **around) == "42"
    (file,) = (tmp_path / "code").rglob(kind)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert run(program, **around) == "42"
    assert run(program, **around) == "42"


def test_python_may_leave_out_docstrings_and_assertions():
    program = (
        "import app, simulation.schedule, cli.__main__ as c; print(simulation.schedule.WEEK[0].title); c.main(['run', 'default', '--runs', '0'])"
    )
    assert run(program, PYTHONOPTIMIZE="2")
