"""Processes are started without Ctrl-C in between."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Ctrl-C waiting while processes are started.

    A terminal sends it to every process of a program. Those started in here inherit that they are deaf to it from their
    first moment on, and the starter hears it once they are on its books: a half-known one could not be ended properly.
    """
    heard: list[tuple[int, Any]] = []
    usual = signal.getsignal(signal.SIGINT)
    # The mask is what children inherit; it does not hold the signal back here, where a library's thread may take it.
    noting = threading.current_thread() is threading.main_thread() and callable(usual)
    if noting:
        signal.signal(signal.SIGINT, lambda number, frame: heard.append((number, frame)))
    masked = hasattr(signal, "pthread_sigmask")  # not on Windows, where a terminal's Ctrl-C cannot be kept from a child
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masked else set()
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if noting:
            signal.signal(signal.SIGINT, usual)
    if heard and callable(usual):
        usual(*heard[0])
