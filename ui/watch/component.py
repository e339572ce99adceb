"""The picture of one or two communities in the browser: one component of plain JavaScript, registered once."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

# How one person came, by the channels of the log.
CAME = {
    "starting": "a customer from the start",
    "founder": "a founder",
    "paid": "through paid channels",
    "organic": "unprompted",
    "search": "through search",
    "word_of_mouth": "by word of mouth",
    "influx": "in the rush",
    "colleague": "as a customer's colleague",
    "waiting": "from the waiting list",
}
HERE = Path(__file__).parent
SCRIPTS = ("log.js", "world.js", "stage.js", "player.js")  # one program: each goes on where the one before ends


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


_STAGES = st.components.v2.component("community_week_by_week", html=_read("watch.html"), css=_read("watch.css"), js=_read(*SCRIPTS))


def stages(logs: Sequence[bytes], titles: Sequence[str], key: str) -> None:
    """Show the logs of one or two worlds with their controls; nothing is sent back while they play."""
    _STAGES(data=piece(logs, titles), key=key)


def piece(logs: Sequence[bytes], titles: Sequence[str]) -> bytes:
    """Return logs and their titles as one piece: bytes inside a dict would arrive as text."""
    shown = json.dumps({"titles": list(titles), "sources": CAME}, ensure_ascii=False).encode()
    parts = [struct.pack("<I", len(shown)), shown]
    for log in logs:
        parts += [struct.pack("<I", len(log)), log]
    return b"".join(parts)
