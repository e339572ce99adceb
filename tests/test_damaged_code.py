"""Machine code that is damaged on the disk is compiled anew; a start without docstrings works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAMAGES = {"empty": b"", "zeros": b"\x00" * 500, "another": b"cos\nsystem\n", "half": None}
KINDS = {"index": "nbi", "code": "nbc"}
NAMES = [f"{damage}_{kind}" for damage in DAMAGES for kind in KINDS]
LOOPS = "from simulation.kernels.compiled import compiled\n" + "".join(
    f"\n\n@compiled\ndef {name}(x):\n    return {factor} * x\n" for factor, name in enumerate(NAMES)
)
CALLED = """
import sys
sys.path.insert(0, {folder!r})
import loops
print([getattr(loops, name)(21) for name in {names!r}])
"""


def run(program: str, **surroundings: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **surroundings})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_damaged_cache_of_machine_code_is_rebuilt(tmp_path):
    """Loops with machine code that is damaged in a way of its own each."""
    (tmp_path / "loops.py").write_text(LOOPS, encoding="utf-8")
    program, around = CALLED.format(folder=str(tmp_path), names=NAMES), {"NUMBA_CACHE_DIR": str(tmp_path / "code")}
    right = str([21 * factor for factor in range(len(NAMES))])
    assert run(program, **around) == right
    lengths = {}
    for name in NAMES:
        damage, kind = name.split("_")
        (file,) = (tmp_path / "code").rglob(f"loops.{name}-*.{KINDS[kind]}")
        whole, bad = file.read_bytes(), DAMAGES[damage]
        lengths[file] = len(whole)
        file.write_bytes(whole[: len(whole) // 2] if bad is None else bad)
    assert run(program, **around) == right
    assert {file: len(file.read_bytes()) for file in lengths} == lengths, "they were compiled anew"
    assert run(program, **around) == right


def test_python_may_leave_out_docstrings_and_assertions():
    program = (
        "import app, simulation.schedule, cli.__main__ as c; print(simulation.schedule.WEEK[0].title); c.main(['run', 'default', '--runs', '0'])"
    )
    assert run(program, PYTHONOPTIMIZE="2")
