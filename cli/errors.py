"""What ends a command early, with the exit code a shell sees."""

from __future__ import annotations

WRONG_INPUT = 2
FAILED = 1
INTERRUPTED = 130
TERMINATED = 143


class CommandError(Exception):
    """A message for the person at the terminal; the command ends with `code`."""

    def __init__(self, message: str, code: int = WRONG_INPUT) -> None:
        super().__init__(message)
        self.code = code
