"""A progress bar on a terminal; nothing at all in a pipe."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

WIDTH = 24  # [characters] of the bar itself


class Progress:
    """Show how much of some work is done, as one line that is drawn over and gone at the end."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None, unit: str = "runs") -> None:
        self.label = label
        self.total = total
        self.unit = unit
        self.done = 0
        self._stream = stream if stream is not None else sys.stderr
        self._shown = self._stream.isatty()
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        self.show(0)
        return self

    def __exit__(self, *problem: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, done: int) -> None:
        """Draw the bar for `done` of the total."""
        self.done = done
        if not self._shown:
            return
        full = WIDTH * done // self.total
        seconds = time.monotonic() - self._started
        line = f"{self.label}  [{'=' * full}{' ' * (WIDTH - full)}]  {done} of {self.total} {self.unit}  {seconds:.0f} s"
        width = shutil.get_terminal_size().columns
        self._stream.write("\r" + line[: width - 1] + "\x1b[K")
        self._stream.flush()
