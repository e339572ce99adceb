"""Loops over people, turned into machine code when they are first needed and kept for the next start.

With a few worlds at once an array operation costs more to call than to do, and with many worlds every
intermediate array has to be carried to memory and back: a plain loop over people, compiled, avoids both.
A compiled loop does the same operations in the same order for every person, whatever else is in the arrays,
so that a world stays the same bit for bit in any company.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function of arrays and numbers when it is first called, and keep the machine code beside its source.

    Where no folder can be written to, it is compiled anew in every process.
    """
    try:
        return numba.njit(function, cache=True, error_model="numpy")
    except RuntimeError:  # no place to keep it
        return numba.njit(function, error_model="numpy")
