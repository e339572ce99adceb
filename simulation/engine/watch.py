"""A pulse from every worker: one that gives none any more, and uses no processor either, is frozen and is replaced."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, MutableSequence
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

PULSE = 0.5  # [s] between two signs of life
DEADLINE = 10.0  # [s] without one, after which a worker is given up
STARTING = 900.0  # [s] that a worker may take to come up: the model may have to be compiled first


class Watch:
    """Look after workers by their places; `lost` is called with the place of one that is frozen.

    A worker that computes for long, compiles, or hardly gets the processor on a busy machine is none: it gives signs of life,
    or at least uses the processor. Where this process itself stood still, say because the machine slept, the workers get
    their time anew.

    Args:
        numbers: returns the numbers of the processes at a place.
    """

    def __init__(self, places: int, numbers: Callable[[int], Iterable[int]], lost: Callable[[int], Any]) -> None:
        self.beats: MutableSequence[float] = RawArray("d", places)
        self._numbers = numbers
        self._lost = lost
        self._given = [0.0] * places  # when each place got its process
        self._used = [(0.0, 0)] * places  # when it was last seen to have used the processor, and how much by then
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, place: int) -> None:
        """Expect a new worker's signs of life at a place."""
        self.beats[place] = 0.0
        self._given[place] = time.monotonic()
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._over.set()

    def _look(self) -> None:
        awake = time.monotonic()
        before = awake
        while not self._over.wait(PULSE):
            now = time.monotonic()
            if now - before > 4 * PULSE:
                awake = now
            before = now
            for place, given in enumerate(self._given):
                beat = self.beats[place]
                patience = DEADLINE if beat else STARTING
                silent = now - max(beat, given, awake) if given else 0.0
                if silent < patience / 2:
                    continue
                used = sum(map(processor_time, self._numbers(place)))
                if used != self._used[place][1]:
                    self._used[place] = (now, used)
                if min(silent, now - self._used[place][0]) > (patience / 2 if used else patience):
                    self._given[place] = 0.0  # until a new one stands there
                    self._lost(place)


def beat(beats: MutableSequence[float], place: int) -> None:
    """Give signs of life from a worker, from a thread of its own."""

    def go_on() -> None:
        while True:
            beats[place] = time.monotonic()
            time.sleep(PULSE)

    threading.Thread(target=go_on, name="pulse", daemon=True).start()


def processor_time(number: int) -> int:
    """Return the nanoseconds of processor a process has used; 0 where the system does not tell."""
    try:
        return sum(int(line.split()[0]) for line in _schedules(number))
    except (OSError, ValueError, IndexError):
        return 0


def _schedules(number: int) -> list[str]:
    return [path.read_text() for path in Path(f"/proc/{number}/task").glob("*/schedstat")]


def kill(number: int) -> None:
    """End a process that listens to nothing any more."""
    with contextlib.suppress(OSError):
        os.kill(number, getattr(signal, "SIGKILL", signal.SIGTERM))
