"""Loops over people, turned into machine code when they are first needed and kept for the next start.

With a few worlds at once an array operation costs more to call than to do, and with many worlds every
intermediate array has to be carried to memory and back: a plain loop over people, compiled, avoids both.
A compiled loop does the same operations in the same order for every person, whatever else is in the arrays,
so that a world stays the same bit for bit in any company.

Loops check no bounds: an index that is out of range would read or write something else. A test runs
everything once with checks.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import caching
from platformdirs import user_cache_path

HERE = Path(__file__).resolve().parent.parent
# Whatever a compiled loop calls or takes a constant from. Names and types of inputs are part of each loop's signature.
SOURCES = ("kernels/*.py", "processes/*.py", "state/*.py", "vocabulary/effects.py", "vocabulary/personas.py")
KEPT = 4  # versions of the sources whose machine code is kept


def _shelf() -> Path | None:
    """Return the folder for the machine code of exactly these sources, or None where nothing can be written.

    A loop's machine code contains that of the loops it calls and the constants of other files, but the compiler
    looks for changes in the loop's own file only: so every version of the sources has a folder of its own.
    """
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in HERE.glob(pattern)):
        digest.update(path.read_bytes())
    name = f"compiled-{digest.hexdigest()[:16]}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    for parent in (Path(chosen),) if chosen else (HERE / "__pycache__", user_cache_path("clg-flywheel-simulator", appauthor=False)):
        shelf = parent / name
        try:
            shelf.mkdir(parents=True, exist_ok=True)
            os.utime(shelf)
        except OSError:
            continue
        if os.access(shelf, os.W_OK):
            _tidy(parent)
            return shelf
    return None


def _tidy(parent: Path) -> None:
    """Remove the machine code of sources that have not been run for longest."""
    with contextlib.suppress(OSError):
        for old in sorted(parent.glob("compiled-*"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)


LOOPS: list[Any] = []
"""Every compiled loop that has been imported."""

SHELF = _shelf()
if SHELF is not None:
    numba.config.CACHE_DIR = str(SHELF)


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function of arrays and numbers when it is first called, and keep the machine code for the next start."""
    loop = numba.njit(function, cache=SHELF is not None, error_model="numpy")
    LOOPS.append(loop)
    return loop


def _forgiving(usual: Callable[..., Any]) -> Callable[..., Any]:
    """Return the compiler's way of looking up machine code, with what is damaged taken for what is not there: it is compiled anew."""

    @functools.wraps(usual)
    def load(shelf: Any, key: Any) -> Any:
        try:
            return usual(shelf, key)
        except Exception:  # whatever half a file makes of reading it
            shelf.flush()
            return None

    return load


caching.IndexDataCacheFile.load = _forgiving(caching.IndexDataCacheFile.load)  # type: ignore[method-assign]


def prepared() -> bool:
    """Say whether machine code of these sources is kept already; until then the first run takes about half a minute more."""
    return SHELF is not None and next(SHELF.rglob("*.nbi"), None) is not None
