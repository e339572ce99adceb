"""Where pages explore: processes in the lowest lane, and what was evaluated kept for everybody."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from simulation import RunSpec
from simulation.engine.budget import check
from simulation.engine.quiet_pool import QuietPool
from simulation.engine.seeking import sought
from simulation.engine.starting import common_start
from simulation.studies.cloud import Cloud
from simulation.studies.row_cache import RowCache
from ui.session.queue import Wait
from ui.session.runs import engine, found_past, give_way, owner
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


def unattended(start: RunSpec) -> Callable[[Callable[[], None]], Cloud]:
    """Return what makes a cloud for work that goes on whatever its reader does; it is given what is called meanwhile, and may raise.

    Raises:
        OverBudgetError: that setting alone is more than one question may ask for.
    """
    check(start)
    processes, workers, kept, reader = quiet(), engine(), rows(), owner()

    def made(tick: Callable[[], None]) -> Cloud:
        existing = common_start(start, seek=lambda spec, _: sought(spec, workers, tick=tick, owner=reader))
        return Cloud(processes.seat(reader), seed=start.seed, weeks=start.weeks, cache=kept, tick=tick, existing=existing)

    return made
