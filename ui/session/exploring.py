"""Where pages explore: processes in the lowest lane, and what was evaluated kept for everybody."""

from __future__ import annotations

import streamlit as st

from simulation import RunSpec
from simulation.engine.budget import check
from simulation.engine.quiet_pool import QuietPool
from simulation.engine.starting import common_start
from simulation.studies.cloud import Cloud
from simulation.studies.row_cache import RowCache
from ui.session.queue import Wait
from ui.session.runs import found_past, give_way, owner
from ui.session.state import session


@st.cache_resource(show_spinner=False)
def quiet() -> QuietPool:
    """Return the processes for work nobody waits for with a hand on a lever."""
    return QuietPool()


@st.cache_resource(show_spinner=False)
def rows() -> RowCache:
    """Return the lines already evaluated, for all sessions."""
    return RowCache()


def cloud(seed: int, weeks: int, start: RunSpec | None = None) -> Cloud:
    """Return a cloud of the pages, from where `start`, by default the present setting, starts; whatever the reader does next interrupts it.

    Raises:
        OverBudgetError: that setting alone is more than one question may ask for.
    """
    start = start or session().now
    check(start)
    existing = common_start(start, seek=found_past)
    seat, wait = quiet().seat(owner()), Wait("search", "searches")

    def tick() -> None:
        give_way()
        wait.tell(seat.ahead())

    return Cloud(seat, seed=seed, weeks=weeks, cache=rows(), tick=tick, existing=existing)
