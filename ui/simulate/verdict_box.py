"""The verdict in words: value and health first, what these figures hide below it, in room that is kept."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation.outcomes.headline import headline, warnings
from simulation.outcomes.zones import ZONES, zone_of, zones_of_worlds
from simulation.vocabulary.words import counted
from ui.session.runs import Pair
from ui.text.wording import plain

SIGNS = {"healthy": ("green", "✓"), "at risk": ("orange", "▲"), "auditorium": ("red", "■")}
MARKS = {zone: f":{colour}[{sign} {zone}]" for zone, (colour, sign) in SIGNS.items()}
HELP = (
    "A world is one run of everything under its own chance; every setting is run in the same worlds, so that differences are the lever's. "
    "Ranges hold eight of ten worlds: stochastic variation only, not doubt about the model, unless the run is set to draw beliefs too. "
    "Value is net present value, against the same business without a community, or, from today on, against what is said above. "
    "Healthy, at risk and auditorium are zones of the auditorium index: under .20, from .20, from .45, for three weeks or more."
)


class VerdictBox:
    """Two sentences and how far the work has come, drawn once and then overwritten."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.box = st.container(key="verdict", gap=None)
        self.first: Any = None
        self.second: Any = None
        self.progress: Any = None

    def draw(self, pair: Pair, note: str = "") -> None:
        """Draw or overwrite the verdict; with a note, which is markdown, it says what the pair is."""
        first, second = sentences(pair, self.currency)
        self._write(marked(pair, first), second)
        self.count(pair, note)

    def count(self, pair: Pair, note: str = "") -> None:
        """Say how many worlds are in by now."""
        self.progress = (self.progress or self.box).caption(f":blue[{note}]" if note else progress(pair), help=HELP)

    def wait(self) -> None:
        """Mark the place of a first answer."""
        self._write("Simulating the first worlds …", "Thousands of people decide, week by week, whether to visit, speak, answer, recommend and buy.")
        self.progress = self.box.caption("&nbsp;")

    def _write(self, first: str, second: str) -> None:
        self.first = (self.first or self.box).markdown(f"#### {first}")
        self.second = (self.second or self.box).markdown(plain(second, 600) or "&nbsp;")


def sentences(pair: Pair, currency: str) -> tuple[str, str]:
    """Return the verdict and what stands below it."""
    base = None if pair.same else pair.base
    return headline(pair.current, base, currency), " ".join(warnings(pair.current, base, currency)[:2])


def around_zone(pair: Pair, sentence: str) -> tuple[str, str, str]:
    """Return the sentence in three: before its zone, the zone, and after it; a sentence without one is all before it."""
    zone = zone_of(zones_of_worlds(pair.current.series["auditorium_index"])) if pair.current.inputs.community else None
    before, word, after = sentence.partition(f"{zone} in ") if zone in ZONES else (sentence, "", "")
    return (before, zone or "", f" in {after}") if word else (sentence, "", "")


def marked(pair: Pair, sentence: str) -> str:
    """Return the sentence as markdown, its zone with its colour and sign."""
    before, zone, after = around_zone(pair, plain(sentence, 600))
    return before + MARKS.get(zone, "") + after


def progress(pair: Pair) -> str:
    """Say how many worlds are in and how to read the charts."""
    wanted = counted(pair.wanted, "world")
    worlds = wanted if pair.done else f"{len(pair.current)} of {wanted}"
    drawn = ", beliefs drawn" if pair.current.spec.beliefs else ""
    lines = "lines are medians, bands hold eight of ten worlds" if len(pair.current) > 1 else "lines are those of that one world"
    return f"{worlds} · {lines}{drawn}" + ("" if pair.same else " · dashed: the baseline in the same worlds")
