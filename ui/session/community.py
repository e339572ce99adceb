"""Start from a community that is there already: find its past, and make it the starting point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from scenarios.scenario import Scenario
from simulation import InputError, RunSpec
from simulation.engine.budget import OverBudgetError, check
from simulation.vocabulary.existing import Existing, with_lived
from ui.session.runs import found_past
from ui.session.state import begin, session
from ui.text.wording import plain


def begin_today(existing: Existing, changes: Mapping[str, Any], title: str, story: str = "") -> bool:
    """Find the past of a community under the present levers with some changes, and start from it; say what is wrong otherwise.

    Levers that are moved from then on are decisions of today: the past stays as it was lived.
    """
    current = session()
    try:
        now = replace(current.now, existing=None).with_values(changes)
        wanted = replace(now, existing=with_lived(replace(existing, lived=None, start=None), now.differences))
        check(wanted)
        _search(wanted)
        scenario = Scenario(
            title=title, story=story, differences=wanted.differences, timeline=wanted.timeline, seed=wanted.seed, weeks=wanted.weeks,
            currency=current.currency, existing=wanted.existing,
        )  # fmt: skip
    except InputError as error:
        st.error("Not started: " + plain("; ".join(error.problems).replace("existing: ", "").replace("existing.", "")))
        return False
    except OverBudgetError as error:
        st.error(plain(str(error), 800))
        return False
    begin(scenario)
    return True


def hold_against(what: str) -> None:
    """Take differences against the community closed today, or carried on as it is, from now on."""
    current = session()
    settings = {}
    for part in ("now", "start_setting"):
        spec: RunSpec = getattr(current.place, part)
        if spec.existing is not None:
            settings[part] = replace(spec, existing=replace(spec.existing, counterfactual=what))
    start = current.start
    if start.existing is not None:
        start = replace(start, existing=replace(start.existing, counterfactual=what))
    current.step("what it is held against", start=start, pinned=None, **settings)


def _search(wanted: RunSpec) -> None:
    bar = st.progress(0.0, "Living the past of your community …")

    def tell(share: float) -> None:
        bar.progress(min(1.0, share), f"Living the past of your community until it stands where yours does: {share:.0%}")

    try:
        found_past(wanted, tell)
    finally:
        bar.empty()
