"""A lesson's texts: Markdown as its authors write it, without HTML, pictures or links that fetch anything."""

from __future__ import annotations

import re

import streamlit as st

_PICTURE = re.compile(r"!\[")
_SPECIAL = re.compile(r"([<$:`])")  # no markup but emphasis and lists: no HTML, formulas, colours, code


def safe(text: str) -> str:
    """Return a text in which emphasis, lists and paragraphs are read as Markdown and nothing else is."""
    return _SPECIAL.sub(r"\\\1", _PICTURE.sub(r"!\\[", text)).replace("](", "]\\(")


def prose(text: str) -> None:
    """Draw a lesson's text."""
    st.markdown(safe(text))
