"""The first minute on a machine that has no machine code of the model yet: a picture to read, controls at rest, and a counter."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from simulation import RunSpec
from simulation.kernels import compiled
from ui.session.runs import engine

SCRIPT = (Path(__file__).parents[1] / "assets" / "at_rest.js").read_text(encoding="utf-8")
EVERY = 1.0  # [s] between looks at the counter
USUAL = 60.0  # loops; how many there are is known once they have been imported

_rest = st.components.v2.component("clg_at_rest", js=SCRIPT)


@st.cache_resource(show_spinner=False)
def first_block() -> threading.Event | None:
    """Ask for one week of one world and return what is set once it is there; None where the model was compiled before.

    The asking itself waits for the machine code: it is done beside the pages.
    """
    pool = engine()
    if pool.prepared:
        return None
    done = threading.Event()

    def ask() -> None:
        try:
            pool.submit_block(RunSpec(weeks=1, runs=1), [0], pool.job(), urgent=True).result()
        finally:  # whatever is wrong is said by the first answer, to whoever asks for one
            done.set()

    threading.Thread(target=ask, name="first block", daemon=True).start()
    return done


def preparing() -> bool:
    """Say whether the model is still being turned into machine code."""
    done = first_block()
    return done is not None and not done.is_set()


def counted_loops() -> tuple[int, int]:
    """Return how many loops have been compiled and how many there are; 0 where that is not known."""
    shelf = compiled.SHELF
    return sum(1 for _ in shelf.rglob("*.nbi")) if shelf else 0, len(getattr(compiled, "LOOPS", ()))


def controls_at_rest() -> None:
    """Take every control around the answer out of reach, for the keyboard too, until the model is ready."""
    _rest(key="at_rest", height=0)


@st.fragment(run_every=EVERY)
def counter() -> None:
    """Draw how far it has come, and the whole page anew when it is done."""
    if not preparing():
        st.rerun()
    done, total = counted_loops()
    of = f" of {total}" if total >= done and total else ""
    st.progress(
        min(0.97, done / max(total, USUAL, done + 1)),
        f"Preparing the model for this machine, once: {done}{of} loops. What you see is the kept picture; the levers open when it is done.",
    )
