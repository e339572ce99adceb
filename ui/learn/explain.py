"""The explanation: the mechanism in words, the switch that makes the effect vanish, and both worlds to be watched."""

from __future__ import annotations

import numpy as np
import streamlit as st

from scenarios.lesson import Lesson
from simulation import INPUTS, MEASURES, Results, band
from simulation.outcomes.reading import read
from simulation.studies.claims import Claim, all_hold
from simulation.vocabulary.words import in_worlds
from ui.learn.texts import prose
from ui.learn.worlds import computed
from ui.text.lever_text import shown
from ui.text.wording import amount, plain

WATCH = "ui/watch/page.py"


def explain(lesson: Lesson, key: str = "explain", watch: bool = True) -> None:
    """Draw the explanation; where `watch`, with the way to both worlds on Watch."""
    prose(lesson.explain)
    off = ", ".join(f"{INPUTS[name].label.lower()} {shown(INPUTS[name], value)}" for name, value in lesson.switch_off.items())
    switched = st.toggle("Switch the mechanism off", key=f"{key}_off", help=f"In both worlds: {off}.")
    pair = (lesson.before, lesson.after)
    before, after = (computed(lesson.switched_off(one) if switched else one) for one in pair)
    held = int(all_hold(lesson.effect, before, after).sum())
    rows = {"What is claimed": [], plain(lesson.before.title): [], plain(lesson.after.title): [], "so in": []}
    for claim in lesson.effect:
        rows["What is claimed"].append(plain(_words(claim)))
        for name, results in ((plain(lesson.before.title), before), (plain(lesson.after.title), after)):
            rows[name].append(_amount(claim, float(band(_read(results, claim))[1])))
        rows["so in"].append(in_worlds(int(claim.met(before, after).sum()), len(after)))
    st.table(rows, border="horizontal")
    state = f"off ({off})" if switched else "on"
    st.caption(f"With the mechanism {state} everything claimed is so at once in {held} of {len(after)} paired worlds. Numbers are medians.")

    if watch and st.button("Watch both side by side", key=f"{key}_watch"):
        st.switch_page(WATCH, query_params={"show": f"lesson:{lesson.name}:before", "beside": f"lesson:{lesson.name}:after"})


def _read(results: Results, claim: Claim) -> np.ndarray:
    return read(results, *claim.condition.reading)


def _amount(claim: Claim, value: float) -> str:
    return plain(amount(claim.condition.measure, value)) if claim.condition.measure in MEASURES else f"{value:,.4g}"


def _words(claim: Claim) -> str:
    sides = {"before": "First version", "after": "Second version", "difference": "Second minus first", "ratio": "Second divided by first"}
    number = f"{claim.condition.number:g}" if claim.side in ("difference", "ratio") else _amount(claim, claim.condition.number)
    words = claim.condition.words(lambda measure, value: number)
    return f"{sides[claim.side]}: {words}"
