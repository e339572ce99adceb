"""The commands: one file each, found by its name.

A command module has a docstring (its first line is the help), `add_arguments(parser)` and
`execute(arguments)`, which returns nothing or an exit code. Heavy imports belong inside `execute`.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def find() -> dict[str, ModuleType]:
    """Return the command modules by name."""
    return {found.name: importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)}
