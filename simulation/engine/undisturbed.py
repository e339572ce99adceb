"""Processes are started, and files begun, without Ctrl-C in between."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def undisturbed(*also: signal.Signals) -> Iterator[None]:
    """Keep Ctrl-C, and whichever signals are named, waiting while processes are started or files begun.

    A terminal sends it to every process of a program. Those started in here inherit that they are deaf to it from their
    first moment on, and the starter hears it once they are on its books: a half-known one could not be ended properly.
    """
    heard: list[tuple[int, Any]] = []
    held = {signal.SIGINT, *also}
    # The mask is what children inherit; it does not hold the signal back here, where a library's thread may take it.
    noting = threading.current_thread() is threading.main_thread()
    usual: dict[int, Callable[[int, Any], Any]] = {number: act for number in held if noting and callable(act := signal.getsignal(number))}
    for number in usual:
        signal.signal(number, lambda number, frame: heard.append((number, frame)))
    masked = hasattr(signal, "pthread_sigmask")  # not on Windows, where a terminal's Ctrl-C cannot be kept from a child
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held) if masked else set()
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, act in usual.items():
            signal.signal(number, act)
    if heard:
        number, frame = heard[0]
        usual[number](number, frame)
