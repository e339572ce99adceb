"""Work that goes on while its reader does something else: on this page, on another one, or with the browser closed.

Each question is worked out once for all readers who ask it, in a thread that only waits for the quiet workers. A reader has one
question at a time: asking another one lets the last rest, unless somebody else waits for it, too. What was evaluated is kept by the
study's own shelf, so that going on costs little.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from simulation import InputError
from simulation.engine.pool import EngineError

KEPT = 200  # questions whose answers are remembered
AT_ONCE = 8  # of all readers: what comes later begins when one of them has ended


class RestingError(Exception):
    """Nobody waits for an answer any more."""


Tick = Callable[[], None]  # called while work goes on; it raises `RestingError` to end it


@dataclass
class Study:
    """One question: what is known so far, who waits for it, and what went wrong."""

    state: Any = None
    done: bool = False
    running: bool = False
    kept: bool = False  # whether the answer is where it outlasts this server
    problem: str = ""
    waiting: set[str] = field(default_factory=set)  # readers
    turn: int = 0  # which time it was begun: what belongs to an earlier one ends


class Studies:
    """The questions of all readers, by what they are about. All methods may be called from any thread."""

    def __init__(self, kept: int = KEPT, at_once: int = AT_ONCE) -> None:
        self._most = kept
        self._room = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._studies: OrderedDict[str, Study] = OrderedDict()

    def get(self, mark: str) -> Study | None:
        """Return what is known about a question; None where nobody has asked."""
        with self._lock:
            return self._studies.get(mark)

    def remember(self, mark: str, state: Any) -> Study:
        """Take an answer over that was kept elsewhere."""
        with self._lock:
            study = self._studies.get(mark)
            if study is None or not (study.running or study.done):
                study = self._studies[mark] = Study(state=state, done=True, kept=True)
                self._forget()
            return study

    def ask(self, mark: str, reader: str, states: Callable[[Tick], Iterator[Any]], keep: Callable[[Any], bool]) -> Study:
        """Let a reader wait for an answer; begin it where nobody does yet, and let the reader's other questions rest.

        Args:
            states: begins the work in a thread of its own and yields growing knowledge, of which the last is complete.
            keep: puts the answer where it outlasts this server, and says whether it is there now.
        """
        with self._lock:
            for other, study in self._studies.items():
                if other != mark:
                    study.waiting.discard(reader)
            study = self._studies.setdefault(mark, Study())
            self._studies.move_to_end(mark)
            study.waiting.add(reader)
            if not (study.running or study.done):
                study.running, study.problem, study.turn = True, "", study.turn + 1
                threading.Thread(target=self._work, args=(study, study.turn, states, keep), name="study", daemon=True).start()
            self._forget()
            return study

    def leave(self, mark: str, reader: str) -> None:
        """Let a reader wait no longer: the work ends when nobody does."""
        with self._lock:
            study = self._studies.get(mark)
            if study is not None:
                study.waiting.discard(reader)
                if not study.waiting and study.running:
                    study.running = False

    def _work(self, study: Study, turn: int, states: Callable[[Tick], Iterator[Any]], keep: Callable[[Any], bool]) -> None:
        def tick() -> None:
            if study.turn != turn or not study.waiting:
                raise RestingError

        problem, whole = "", False
        try:
            with self._room:
                tick()
                for state in states(tick):
                    study.state = state
                    tick()
                whole = True
        except RestingError:
            pass
        except InputError as error:
            problem = "; ".join(error.problems)
        except EngineError as error:
            problem = str(error)
        except Exception as error:  # whatever it is: a page that waits must hear of it
            problem = f"it ended unexpectedly ({type(error).__name__})"
            raise
        finally:
            with self._lock:
                if study.turn == turn:
                    study.running, study.done, study.problem = False, whole, problem
            if whole:
                study.kept = keep(study.state)

    def _forget(self) -> None:
        """Forget the questions asked longest ago; those under way stay."""
        for mark in [mark for mark, study in self._studies.items() if not study.running][: max(0, len(self._studies) - self._most)]:
            del self._studies[mark]


@st.cache_resource(show_spinner=False)
def studies() -> Studies:
    """Return the questions of all sessions."""
    return Studies()
