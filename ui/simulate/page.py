"""Simulate: drag a lever and see what happens."""

import streamlit as st

from ui.server.asides import answering
from ui.session.runs import at_once, breathe, confirmed, pictured, set_out
from ui.session.saved_scenario import resume
from ui.session.state import arrive
from ui.simulate.brief_form import brief_form
from ui.simulate.details import details
from ui.simulate.first_minute import controls_at_rest, counter, preparing
from ui.simulate.header import quiet_row, title
from ui.simulate.held import watch
from ui.simulate.next_box import next_box
from ui.simulate.preview import preview
from ui.simulate.redraw import shown
from ui.simulate.results import answer
from ui.simulate.sidebar import panel
from ui.simulate.to_curves import to_curves

current = arrive()
current.drawn_controls, current.behind = (), False  # until they are drawn anew, whatever a reader does has the whole page drawn
resume(current)
head, messages, body = st.container(key="head", gap="xsmall"), st.container(key="messages"), st.container(key="body", gap="small")

st.sidebar.container(key="sidebar_there").html("<i></i>")  # the sidebar takes its room before anything stands beside it
with head:
    title(current)


def controls() -> None:
    """Draw everything around the answer; whoever moves on meanwhile finds it drawn anew."""
    current.drawn_controls, current.drawers = (), ()
    with st.sidebar:
        to_curves()
        panel(current)
    with head:
        quiet_row(current)
    with messages:
        brief_form(current)
        for kind, text in current.messages:
            {"error": st.error, "warning": st.warning, "info": st.info}[kind](text)
    current.messages.clear()
    shown(current)


if preparing():  # nothing can be simulated yet: what is kept is shown, and the levers wait
    controls()
    with body:
        counter()
        if pictured(current.now, current.baseline):
            answer()
            details()
    controls_at_rest()
    st.stop()

# What is known is painted before the controls around it are drawn anew; what is not is simulated meanwhile, and waited for after them.
known = at_once(current.now, current.baseline) and not current.replaying
watch()
answering("preview", preview)
if known:
    with body:
        answer()
    breathe()
    controls()
else:
    with set_out(current.now):
        controls()
        with body:
            answer()
with body:
    next_box()
    details()
if pictured(current.now, current.baseline) and not confirmed(current.now):
    st.rerun()
