"""What is done once per server process, before the first reader comes where possible."""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

FIRST = (
    "ui.simulate.results",
    "ui.simulate.details",
    "ui.simulate.header",
    "ui.simulate.sidebar",
    "PIL.PngImagePlugin",
)  # what the first page needs, its icon included
LATER = ("ui.compare.results", "ui.compare.choice", "ui.saved.browse", "ui.model.week")
PAUSE = 2.0  # [s] in which a reader who opened the page at once has it painted


@asynccontextmanager
async def warming(app: object) -> AsyncIterator[None]:
    """Prepare the first page before the first reader is let in, and everything else beside the running server.

    A reader let in earlier would wait longer: importing and the reader's own browser would share the cores.
    """
    await asyncio.to_thread(prepare)
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield


@st.cache_resource(show_spinner=False)
def prepare() -> bool:
    """Import what the first page needs and build what stays the same; whoever comes meanwhile waits for the rest of it."""
    for name in FIRST:
        importlib.import_module(name)
    from ui.server.frontend_assets import announcement
    from ui.session.runs import Pair, picture
    from ui.simulate.views import VIEWS

    announcement()
    worlds, panels = picture(), next(iter(VIEWS.values()))()
    for panel in panels if worlds is not None else ():
        panel.frame(Pair(worlds, worlds, len(worlds)))  # what is done for the first time takes ten times as long
    inspect.stack()  # the same is true of this, which Streamlit looks at before its first element: an eighth of a second
    _settle()
    return True


def _warm() -> None:
    """Prepare what comes after the first page: workers, the other pages and the other views' charts."""
    time.sleep(PAUSE)
    from ui.session.runs import engine
    from ui.simulate.views import VIEWS

    engine().warm()
    for name in LATER:
        importlib.import_module(name)
    for panels in VIEWS.values():
        panels()
    _settle()


def _settle() -> None:
    # Each collection would walk all imported modules: what is there by now is taken out of the collector's sight.
    gc.collect()
    gc.freeze()
