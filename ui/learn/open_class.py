"""Opening a class from a lesson, and the address under which students reach it."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import segno
import streamlit as st

from scenarios.lesson import Lesson
from ui.learn.classes import classes, compute_ahead
from ui.learn.home import go
from ui.server.gate import HERE, stated
from ui.session.store import attempted

SERVE = "streamlit run app.py --server.address 0.0.0.0 --browser.serverAddress NAME"
NAME = (
    "NAME is what students type to reach this machine: its name or its number in the network you share, for example 192.168.1.20. "
    "`hostname -I` (Linux), `ipconfig` (Windows) or `ipconfig getifaddr en0` (macOS) says the number."
)


def open_class(lesson: Lesson) -> None:
    """Offer to open a class."""
    st.markdown("**A class**: everybody predicts on their own screen; you move the steps.")
    if st.button("Open a class", key="open_class", type="primary"):
        opened = attempted(lambda: classes().open(lesson.name))
        if opened is not None:
            compute_ahead(lesson)
            go(**{"class": opened[0], "key": opened[1]})


def address() -> str:
    """Return the server's address as others reach it, without a path: the stated name where there is one."""
    place = urlsplit(st.context.url or "http://localhost:8501")
    names = sorted(stated())
    if place.hostname in HERE and names:
        return f"{place.scheme}://{names[0]}" + (f":{place.port}" if place.port else "")
    return f"{place.scheme}://{place.netloc}"


def only_here(link: str) -> bool:
    """Say whether an address leads nowhere but to the machine it is opened on."""
    return urlsplit(link).hostname in HERE


def invitation(code: str) -> None:
    """Show the code for a projector, the link and its picture for phones."""
    link = f"{address()}/learn?class={code}"
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        with st.container(key="class_code"):
            st.markdown(f"# :primary[{' '.join(code)}]")
        st.markdown("Open the page **Learn** on this server and type the code, or use this address:")
        st.code(link, language=None)
        if only_here(link):
            st.warning(f"This address works on this machine only. To let others in, start the server with: `{SERVE}`  \n{NAME}")
    with right:
        st.image(picture_of(link), width=170, caption="Scan to join")


@st.cache_data(show_spinner=False, max_entries=50)
def picture_of(link: str) -> bytes:
    """Return a link as a QR code, drawn here."""
    buffer = io.BytesIO()
    segno.make(link, error="m").save(buffer, kind="png", scale=6, border=2)
    return buffer.getvalue()
