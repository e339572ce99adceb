"""What is done once per server process, before the first reader comes where possible."""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import streamlit as st

from simulation.engine.fork_server import begin
from ui.server.leaving import forget_those_who_left

PAUSE = 2.0  # [s] in which a reader who opened the page at once has it painted
CALM = 1.5  # [s] without a first curve to wait for, before a part of the rest is begun: readers move a lever more than once
PATIENCE, LOOK = 10.0, 0.1  # [s] that each part of the rest waits at most for calm, and between two looks


def warming(first: Sequence[str], later: Sequence[str], views: str) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return what prepares the first page before the first reader is let in, and everything else beside the running server.

    A reader let in earlier would wait longer: importing and the reader's own browser would share the cores.

    Args:
        first: names of the modules that the first page needs.
        later: names of those that the other pages need.
        views: name of the module whose `VIEWS` build the first page's charts.
    """

    @asynccontextmanager
    async def prepared(app: object) -> AsyncIterator[None]:
        forget_those_who_left()
        begin()  # it loads beside the imports: whoever opens a link to another setting than the kept one at once waits for it no longer
        await asyncio.to_thread(prepare, tuple(first), views)
        threading.Thread(target=_warm, args=(later, views), name="warm", daemon=True).start()
        yield

    return prepared


@st.cache_resource(show_spinner=False)
def prepare(first: tuple[str, ...], views: str) -> bool:
    """Import what the first page needs and build what stays the same; whoever comes meanwhile waits for the rest of it."""
    for name in first:
        importlib.import_module(name)
    from ui.server.frontend_assets import announcement
    from ui.session.runs import Pair, picture

    announcement()
    worlds, panels = picture(), next(iter(importlib.import_module(views).VIEWS.values()))()
    for panel in panels if worlds is not None else ():
        panel.frame(Pair(worlds, worlds, len(worlds)))  # what is done for the first time takes ten times as long
    inspect.stack()  # the same is true of this, which Streamlit looks at before its first element: an eighth of a second
    _settle()
    return True


def _warm(later: Sequence[str], views: str) -> None:
    """Prepare what comes after the first page: workers, the other pages and the other views' charts."""
    time.sleep(PAUSE)
    from ui.session.runs import engine

    engine().warm()
    for name in later:
        _in_calm()
        importlib.import_module(name)
    for panels in importlib.import_module(views).VIEWS.values():
        _in_calm()
        panels()
    _in_calm()
    _settle()


def _in_calm() -> None:
    """Wait until readers rest, whose curves are put together in this process, but not for ever: there may always be one who does not."""
    from ui.server.first_curve_priority import calm_for

    until = time.monotonic() + PATIENCE
    while calm_for() < CALM and time.monotonic() < until:
        time.sleep(LOOK)


def _settle() -> None:
    # Each collection would walk all imported modules: what is there by now is taken out of the collector's sight.
    gc.collect()
    gc.freeze()
