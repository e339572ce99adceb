"""Auditorium: many are present, few speak, nobody knows anybody."""

from __future__ import annotations

import math

from simulation import band
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY
from simulation.vocabulary.words import in_worlds
from ui.charts.chart_data import rolling, weekly
from ui.charts.lines import lines
from ui.charts.panel import Panel, versus
from ui.charts.phase import phase
from ui.session.runs import Pair
from ui.simulate.views.phase import path
from ui.text.wording import median, told

LEVELS = tuple((level, f"{zone} from {level:.2f}".replace("0.", ".")) for level, zone in ((HEALTHY, "at risk"), (AUDITORIUM, "auditorium")))
PARTS = {"Silence": "silence", "Neglect": "neglect", "Disconnection": "disconnection", "Concentration": "concentration", "Broadcast": "broadcast"}


def panels(currency: str = "$") -> tuple[Panel, ...]:
    """Return the charts of the view."""
    return (
        Panel(
            key="auditorium_index",
            title="Auditorium index",
            look_for="Five symptoms in one number, four-week means. It counts when it stays above a line for three weeks.",
            spec=lines(("Everybody", "Incumbents"), number=".1f", levels=LEVELS),
            frame=lambda pair: weekly(pair, {"Everybody": "auditorium_index", "Incumbents": "auditorium_incumbents"}),
            alternative="Lines of the auditorium index of everybody and of incumbents, with thresholds at .20 and .45 and the baseline dashed.",
            words=_index,
        ),
        Panel(
            key="auditorium_phase",
            title="Intake against voices",
            look_for="The path of the run from its start (ring) to its end (dot). Healthy is up and left; far right a place loses its voice.",
            spec=phase(),
            frame=path,
            alternative="Path of speaking share against newcomers per veteran, now and in the baseline, with the healthy and the dangerous region.",
            words=_place,
        ),
        Panel(
            key="auditorium_parts",
            title="What it is made of",
            look_for="Each symptom from 0 (none) to 1 (complete). The highest one is where to begin.",
            spec=lines(tuple(PARTS), number=".1f"),
            frame=lambda pair: weekly(pair, {label: (lambda results, name=name: rolling(results.series[name])) for label, name in PARTS.items()}),
            alternative="Lines of the five components of the auditorium index: silence, neglect, disconnection, concentration and broadcast.",
            words=_parts,
        ),
        Panel(
            key="auditorium_posts",
            title="Posts per week",
            look_for="The tempting picture: in an auditorium the total may still rise …",
            spec=lines(("Posts",)),
            frame=lambda pair: weekly(pair, {"Posts": lambda results: rolling(results.series["posts"])}),
            alternative="Line of posts per week, four-week means, with range and baseline.",
            words=_posts,
        ),
        Panel(
            key="auditorium_speaking",
            title="Speaking share of members",
            look_for="… while the share of members who speak falls. Look at both.",
            spec=lines(("Speaking share",), number=".0%"),
            frame=lambda pair: weekly(pair, {"Speaking share": "speaking_share"}),
            alternative="Line of the share of members who spoke in the last 28 days, with range and baseline.",
            words=_speaking,
        ),
        Panel(
            key="auditorium_warning",
            title="Early warning: intake",
            look_for="A crowd is coming in: under .5 is safe, over 2 for long is dangerous. In a community's first months it is always high.",
            spec=lines(("Newcomers per veteran",), number="~g", steep=True, levels=((0.5, "safe under .5"), (2.0, "dangerous over 2"))),
            frame=lambda pair: weekly(pair, {"Newcomers per veteran": lambda results: rolling(results.series["absorption_ratio"])}),
            alternative="Line of active newcomers per veteran who replied in the last four weeks, with thresholds at .5 and 2.",
            words=_warnings,
        ),
    )


def _index(pair: Pair, currency: str) -> str:
    spells = int((pair.current.runs["auditorium_weeks"] > 0).sum())
    end = told("auditorium_index", pair.current.final("auditorium_index"))
    return f"At the end {end}. An auditorium at some time in {in_worlds(spells, len(pair.current))}."


def _place(pair: Pair, currency: str) -> str:
    return (
        f"At the end newcomers per veteran: {median('absorption_ratio', pair.current)}; members who speak: {median('speaking_share', pair.current)}."
    )


def _parts(pair: Pair, currency: str) -> str:
    ends = {label: float(band(pair.current.final(name))[1]) for label, name in PARTS.items()}
    known = {label: value for label, value in ends.items() if math.isfinite(value)}
    if not known:
        return "Nothing to measure."
    worst = max(known, key=known.__getitem__)
    if known[worst] < 0.005:
        return "At the end all of its parts are at 0."
    return f"Highest at the end: {worst.lower()} ({known[worst]:.2f})."


def _posts(pair: Pair, currency: str) -> str:
    return f"At the end {told('posts', pair.current.final('posts'))} per week{versus(pair, 'posts')}."


def _speaking(pair: Pair, currency: str) -> str:
    return f"At the end {told('speaking_share', pair.current.final('speaking_share'))}{versus(pair, 'speaking_share')}."


def _warnings(pair: Pair, currency: str) -> str:
    ratio, ties, staff = (median(name, pair.current) for name in ("absorption_ratio", "ties_per_visitor", "staff_only_share"))
    strain = " (a strain above 40 %)" if float(band(pair.current.final("staff_only_share"))[1]) > 0.4 else ""
    return f"At the end newcomers per veteran: {ratio}; ties per visitor: {ties}; answered by staff alone: {staff}{strain}."
