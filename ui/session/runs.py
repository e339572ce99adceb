"""Results that grow: the present setting beside the baseline, world by world."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

import numpy as np
import streamlit as st

from simulation import Results, RunSpec
from simulation.engine.pool import EngineError, EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.seeking import sought
from simulation.engine.starting import with_known_start
from simulation.engine.stream import HURRIED, stream, under_way
from simulation.studies import default_results as opening
from simulation.studies.compare import Difference, difference
from ui.session.queue import Wait

BREATH = 0.05  # [s] in which a browser paints new curves before it is given the controls around them
PAUSE = 1.0  # [s] that a browser has to paint the stored worlds before the cores are taken to simulate them


@st.cache_resource(show_spinner=False)
def engine() -> EnginePool:
    """Return the worker processes all sessions share."""
    return EnginePool()


@st.cache_resource(show_spinner=False)
def result_cache() -> ResultCache:
    """Return the results already computed, for all sessions."""
    return ResultCache()


@st.cache_resource(show_spinner=False)
def picture() -> Results | None:
    """Return the stored worlds of the default setting, so that the first page paints before anything is simulated."""
    return opening.load()


def known(setting: RunSpec) -> Results | None:
    """Return all worlds of a setting where they have been simulated already."""
    return result_cache().get(with_known_start(setting))


def pictured(setting: RunSpec, baseline: RunSpec) -> bool:
    """Say whether a setting is painted from the stored worlds: it is the default, and nothing was simulated yet."""
    return setting == baseline == RunSpec() and known(setting) is None and picture() is not None


def at_once(setting: RunSpec, baseline: RunSpec) -> bool:
    """Say whether a setting and its baseline can be painted without simulating anything first."""
    return pictured(setting, baseline) or (known(setting) is not None and known(baseline.run_like(setting)) is not None)


def confirmed(setting: RunSpec) -> bool:
    """Simulate what was painted from the stored worlds and say whether they are the same.

    Workers that fail leave the stored worlds as they are: the next change of a lever says what is wrong.
    """
    breathe(PAUSE)
    try:
        *_, results = grow(setting)
    except EngineError:
        return True
    stored = picture()
    return stored is not None and opening.alike(stored, results)


def give_way() -> None:
    """Let a newer change of this reader interrupt the work: any look at the session's state does."""
    st.session_state.get("session")


def breathe(seconds: float = BREATH, while_there_are: Collection[object] = (None,)) -> None:
    """Leave the browser and other readers the cores for a moment; a newer change of this reader ends it, and so does that nobody is left there."""
    until = time.monotonic() + seconds
    while while_there_are and (rest := until - time.monotonic()) > 0:
        give_way()
        time.sleep(min(rest, 0.02))


def grow(setting: RunSpec, tick: Callable[[], object] = give_way, hurried: int = HURRIED) -> Generator[Results, None, None]:
    """Yield the results of a setting as more and more of its worlds are finished; until the first are, the page says who goes before.

    While others wait for their first answer, the first one here has `hurried` worlds, one where they are many.
    """
    wait = Wait()
    growing = stream(setting, pool=engine(), cache=result_cache(), tick=tick, owner=owner(), waits=wait.tell, hurried=hurried)
    try:
        for results in growing:
            wait.over()
            yield results
    finally:
        growing.close()
        wait.over()


def set_out(setting: RunSpec) -> AbstractContextManager[None]:
    """Have the first worlds of a setting simulated while the page draws what goes before its answer."""
    return under_way(setting, engine(), result_cache(), owner())


def glance(setting: RunSpec, baseline: RunSpec, tick: Callable[[], object], who: str, settled: bool = False) -> Pair:
    """Return the first worlds of a setting beside the baseline, for a reader by name: it may be asked for beside the page's script.

    Args:
        tick: called while they are simulated; whatever it raises ends the work.
        who: whose turn it is, where several readers wait (see `owner`).
        settled: the setting is no longer only looked at on the way to another.
    """

    def first(one: RunSpec) -> Results:
        with closing(stream(one, pool=engine(), cache=result_cache(), tick=tick, owner=who, glance=not settled)) as growing:
            return next(growing)

    now, then = first(setting), baseline.run_like(setting)
    return Pair(now, now if then == setting else first(then), setting.runs)


def owner() -> str:
    """Return what this reader's work goes by where turns are taken."""
    return str(st.session_state.setdefault("reader", uuid4().hex))


def found_past(setting: RunSpec, tell: Callable[[float], object] | None = None) -> RunSpec:
    """Return a setting with the past of its existing community found, by the workers; whatever the reader does next ends the search."""
    wait = Wait()
    try:
        return sought(setting, engine(), tell=tell, tick=give_way, waits=wait.tell, owner=owner())
    finally:
        wait.over()


@dataclass(frozen=True)
class Pair:
    """The present setting and the baseline in the same worlds: what chance does is taken out of every difference."""

    current: Results
    base: Results
    wanted: int

    @cached_property
    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        _, now, then = np.intersect1d(self.current.replicates, self.base.replicates, assume_unique=True, return_indices=True)
        return now, then

    def __len__(self) -> int:
        return len(self._places[0])

    @property
    def done(self) -> bool:
        """Say whether all worlds are in."""
        return len(self.current) >= self.wanted

    @property
    def same(self) -> bool:
        """Say whether the present setting is the baseline itself."""
        return self.current is self.base

    def both(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return one number per shared world for the present setting and the baseline."""
        now, then = self._places
        return self.current.final(name)[now], self.base.final(name)[then]

    def difference(self, name: str) -> Difference:
        """Return the paired difference of one measure: the present setting minus the baseline."""
        now, then = self.both(name)
        return difference(name, then, now)


def pairs(setting: RunSpec, baseline: RunSpec, tick: Callable[[], object] = give_way) -> Generator[Pair, None, None]:
    """Yield growing pairs; the baseline never lags behind the present setting.

    The default setting alone is shown in its stored worlds until it has been simulated. Differences are taken between
    simulated worlds only: the last digits, which the kept ones lack, would count as better or worse.
    """
    baseline = baseline.run_like(setting)
    if setting == baseline:
        stored = picture() if pictured(setting, baseline) else None
        for results in grow(setting, tick) if stored is None else (stored,):
            yield Pair(results, results, setting.runs)
        return
    others = grow(baseline, tick)
    base = next(others)
    for results in grow(setting, tick):
        while len(base) < len(results):
            base = next(others)
        yield Pair(results, base, setting.runs)
