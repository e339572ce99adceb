"""One click fills the plan: templates of the field, dated for the present run."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from scenarios.plan_template import PlanTemplate, load_template, template_names
from simulation import Results
from simulation.studies.plan_dates import dated, merged
from simulation.vocabulary.existing import age_months
from simulation.vocabulary.words import counted
from ui.session.runs import known, picture, pictured
from ui.session.state import Session, attempt, session
from ui.text.wording import plain

NOT_YET = "The plan is filled from the present run, which is not complete yet: try again in a moment."


def templates(current: Session) -> None:
    """Draw one button per template, and what its phases are called."""
    with st.container(horizontal=True, gap="small", key="templates"):
        for name in template_names():
            template = load_template(name)
            st.button(template.title, key=f"template_{name}", on_click=_filler(name), help=plain(f"{template.about} Source: {template.source}."))
    for name in template_names():
        _phases(load_template(name), current)


def _phases(template: PlanTemplate, current: Session) -> None:
    """Name the phases of a template whose entries all stand in the plan."""
    planned = {(change.name, change.value) for change in current.now.timeline.changes}
    if template.phases and all((entry.lever, entry.value) in planned for entry in template.entries):
        launch = current.now.inputs.launch_month - round(age_months(current.now.existing))
        begun = ((launch + phase.month, plain(phase.name)) for phase in template.phases)
        dates = [f"{f'month {month}' if month >= 0 else 'before today'}: {name}" for month, name in begun]
        st.caption(f"{plain(template.title)}: {'; '.join(dates)}.")


def _filler(name: str) -> Callable[[], None]:
    return lambda: fill(name)


def fill(name: str) -> None:
    """Put a template's entries into the plan as one step, and say what was left out and why."""
    current, template = session(), load_template(name)
    results = present(current)
    if results is None:
        current.say("warning", NOT_YET)
        return
    found = dated(template.entries, results)
    if found.changes:
        timeline = current.now.timeline
        changes = merged(timeline.changes, found.changes)
        attempt(lambda: current.move(f"plan: {template.title}", current.now.with_timeline(changes, timeline.shocks)))
    estimated = " Dates are estimated from the present run." if any(entry.active is not None for entry in template.entries) else ""
    left_out = f" Left out: {plain('; '.join(found.left_out))}." if found.left_out else ""
    current.say("info", f"{plain(template.title)}: {counted(len(found.changes), 'change')} planned.{estimated}{left_out} Undo takes it back.")


def present(current: Session) -> Results | None:
    """Return the complete results of the present setting, where they are known."""
    return picture() if pictured(current.now, current.baseline.run_like(current.now)) else known(current.now)
