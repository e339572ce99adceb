"""What is done once per server process, before the first reader comes where possible."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

PAGES = ("ui.answer", "ui.controls.header", "ui.controls.panel", "ui.comparison.answer", "ui.comparison.choice", "ui.saved.browse", "ui.model.week")


@asynccontextmanager
async def warming(app: object) -> AsyncIterator[None]:
    """Prepare pages and workers beside the running server: it answers at once, and the first reader waits for less."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield


@st.cache_resource(show_spinner=False)
def prepare() -> bool:
    """Import what the pages need and build what stays the same; whoever comes meanwhile waits for the rest of it.

    Everything made until then is taken out of the garbage collector's sight: each collection would walk all imported
    modules.
    """
    for name in PAGES:
        importlib.import_module(name)
    from ui.runs import picture
    from ui.views import VIEWS

    picture()
    for panels in VIEWS.values():
        panels()
    gc.collect()
    gc.freeze()
    return True


def _warm() -> None:
    prepare()
    from ui.runs import engine

    engine().warm()
