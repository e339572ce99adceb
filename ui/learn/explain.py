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
    usual = (computed(lesson.before), computed(lesson.after))
    before, after = (computed(lesson.switched_off(lesson.before)), computed(lesson.switched_off(lesson.after))) if switched else usual
    held = int(all_hold(lesson.effect, before, after).sum())
    rows = {"What is claimed": [], plain(lesson.before.title): [], plain(lesson.after.title): [], "so in": []}
    for claim in lesson.effect:
        rows["What is claimed"].append(plain(_words(claim)))
        for name, results in ((plain(lesson.before.title), before), (plain(lesson.after.title), after)):
            rows[name].append(plain(_amount(claim, float(band(_read(results, claim))[1]))))
        rows["so in"].append(in_worlds(int(claim.met(before, after).sum()), len(after)))
    st.table(rows, border="horizontal")
    state = f"off ({off})" if switched else "on"
    parts = f" {plain(_left(lesson, usual, (before, after)))}" if switched and len(lesson.effect) > 1 else ""
    st.caption(f"With the mechanism {state} everything claimed is so at once in {held} of {len(after)} paired worlds.{parts} Numbers are medians.")

    if watch and st.button("Watch both side by side", key=f"{key}_watch"):
        st.switch_page(WATCH, query_params={"show": f"lesson:{lesson.name}:before", "beside": f"lesson:{lesson.name}:after"})


def _read(results: Results, claim: Claim) -> np.ndarray:
    return read(results, *claim.condition.reading)


def _left(lesson: Lesson, on: tuple[Results, Results], off: tuple[Results, Results]) -> str:
    """Say of each claim in how many worlds it is so with the mechanism on and off, and how far apart the versions are."""
    told = []
    for claim in lesson.effect:
        name = MEASURES[claim.condition.measure].label.lower() if claim.condition.measure in MEASURES else claim.condition.measure
        counts = [int(claim.met(*both).sum()) for both in (on, off)]
        middles = [float(band(claim.values(*both))[1]) for both in (on, off)]
        apart = [f"{middle:.2f}" if claim.side == "ratio" else _amount(claim, middle) for middle in middles]
        of = {"difference": "second minus first", "ratio": "second divided by first"}.get(claim.side, "value")
        told.append(f"{name} in {counts[1]} instead of {counts[0]} ({of}: {apart[1]} instead of {apart[0]})")
    return f"Claim by claim: {'; '.join(told)}."


def _amount(claim: Claim, value: float) -> str:
    return amount(claim.condition.measure, value) if claim.condition.measure in MEASURES else f"{value:,.4g}"


def _words(claim: Claim) -> str:
    sides = {"before": "First version", "after": "Second version", "difference": "Second minus first", "ratio": "Second divided by first"}
    number = f"{claim.condition.number:g}" if claim.side in ("difference", "ratio") else _amount(claim, claim.condition.number)
    words = claim.condition.words(lambda measure, value: number)
    return f"{sides[claim.side]}: {words}"
