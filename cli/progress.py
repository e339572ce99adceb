"""A progress bar on a terminal; in a pipe nothing, or a line for each quarter."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO, TypeVar

from tqdm import tqdm

Found = TypeVar("Found")
LAYOUT = "{desc}  |{bar:24}|  {n_fmt} of {total_fmt} {unit}  {elapsed}"
GONE = "\r\x1b[K"


class Progress:
    """Show how much of some work is done, as one line that is drawn over and gone at the end."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None, unit: str = "runs") -> None:
        self.label = label
        self.done = 0
        self._stream = stream if stream is not None else sys.stderr
        self._shown = self._stream.isatty()
        tqdm.monitor_interval = 0  # no thread of its own: a process that is forked or interrupted has enough to look after
        columns, lines = shutil.get_terminal_size()  # said, because a terminal of unknown size counts as one without lines
        self._bar = tqdm(
            total=total,
            desc=label,
            unit=unit,
            file=self._stream,
            disable=not self._shown,
            leave=False,
            ncols=columns - 1,
            nrows=lines,
            bar_format=LAYOUT,
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *problem: object) -> None:
        self._bar.close()
        if self._shown:
            self._stream.write(GONE)
            self._stream.flush()

    def show(self, done: int) -> None:
        """Draw the bar for `done` of the total, under the present `label`."""
        self.done = done
        if self._shown:
            self._bar.n = done
            self._bar.set_description_str(self.label, refresh=False)
            self._bar.refresh()


class Stages:
    """Say in a line each how far some long work has come, at every quarter of it: where there is no terminal to draw a bar on."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None, unit: str = "runs") -> None:
        self.label, self.total, self.unit = label, total, unit
        self._stream = stream if stream is not None else sys.stderr
        self._told = -1  # quarters
        self._began = time.monotonic()

    def __enter__(self) -> Stages:
        self._say("begun")
        return self

    def __exit__(self, *problem: object) -> None:
        if problem[0] is None:
            self._say(f"done in {time.monotonic() - self._began:.0f} s")

    def show(self, done: int) -> None:
        """Say it where another quarter is done."""
        quarter = 4 * done // max(1, self.total)
        if 0 < quarter < 4 and quarter > self._told:
            self._told = quarter
            self._say(f"{done} of {self.total} {self.unit}, {time.monotonic() - self._began:.0f} s")

    def _say(self, text: str) -> None:
        if not self._stream.isatty():
            print(f"{self.label}: {text}", file=self._stream, flush=True)


def under_bar(label: str, study: Callable[[Callable[[float, str], None]], Found]) -> Found:
    """Do a study that tells the share of it that is done, and what it is at, under a bar; return what it found."""
    with Progress(label, 100, unit="%") as progress:
        return study(lambda share, stage: progress.show(int(100 * share)))
