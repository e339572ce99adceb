"""Texts from people, made inert: no live links, entities, reversed or stacked signs, whatever a page would make of them."""

from __future__ import annotations

import re

MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~:$^=&-])")
# Signs nobody sees that turn the text around them, or stand in it without a width. Those that join letters and pictures stay.
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")
MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"  # that stand above and below a letter
STACKED = re.compile(f"({MARKS}{{4}}){MARKS}+")
# The frontend makes links of these after it has read the markup, so that no escape helps: they are parted by a sign without a width.
LIVE = re.compile(r"(?i)(https?|ftp|www|mailto|xmpp)(?=[:.])|(?<=[-.\w+])(?=@)")
PARTED = "\u2060"


def inert(text: str) -> str:
    """Return a text for a page's markup that shows it as it is, on one line."""
    bare = STACKED.sub(r"\1", UNSEEN.sub("", text))
    parted = LIVE.sub(lambda found: found[0] + PARTED, " ".join(bare.split()))
    return MARKUP.sub(r"\\\1", parted)
