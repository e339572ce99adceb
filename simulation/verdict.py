"""What a result comes down to, in plain words: when it pays back, whether the community stays healthy, how sure that is."""

from __future__ import annotations

import numpy as np

from simulation.results import Results, band

AT_RISK = 0.20  # auditorium index from which a community is at risk
AUDITORIUM = 0.45  # and from which it is an auditorium
LASTING = 3  # [weeks] a value has to hold to count
SETTLING = 8  # [weeks] at the start in which ties have yet to form and the index says nothing about the programme


def verdict(results: Results) -> str:
    """Say when the programme pays back and what becomes of the community.

    Every date carries the range that holds eight of ten worlds and the number of worlds it happens in.
    """
    if not results.inputs.community:
        return "There is no community in this setting: nothing is spent on it and nothing comes back."
    return f"{payback_sentence(results)} {community_sentence(results)}"


def payback_sentence(results: Results) -> str:
    """Say in which month cumulative cash turns positive for good, and in how many worlds."""
    months = horizon_months(results)
    payback = results.runs["payback_month"]
    worlds, paid = len(payback), int(np.isfinite(payback).sum())
    when = f"month {_range(payback)}"
    within = f"within {months} months"
    if paid == worlds:
        return f"Payback in {when} in {_of(paid, worlds)}."
    if not paid:
        return f"It is not paid back {within} in {_of(worlds, worlds, none=True)}."
    if paid * 2 >= worlds:
        return f"Payback in {when} in {_of(paid, worlds)}; in {worlds - paid} it is not paid back {within}."
    return f"It is not paid back {within} in {_of(worlds - paid, worlds)}; in {paid} it is, in {when}."


def community_sentence(results: Results) -> str:
    """Say in how many worlds the community stays healthy, is at risk or becomes an auditorium, and from when."""
    index = results.series["auditorium_index"]
    worlds = len(index)
    silent = onset(index, AUDITORIUM)
    strained = onset(index, AT_RISK)
    unknown = ~np.isfinite(index[:, SETTLING:]).any(axis=1)
    auditorium = silent >= 0
    risk = ~auditorium & (strained >= 0)
    healthy = ~auditorium & ~risk & ~unknown
    recovered = auditorium & (_ending(index) < AT_RISK)
    phrases = [
        (int(healthy.sum()), "stays healthy", ""),
        (int(risk.sum()), "is at risk for a time or for good", _from(strained[risk])),
        (int(auditorium.sum()), "becomes an auditorium", _from(silent[auditorium]) + _recovery(int(recovered.sum()), int(auditorium.sum()))),
        (int(unknown.sum()), "is too small to be judged", ""),
    ]
    found = sorted((phrase for phrase in phrases if phrase[0]), key=lambda phrase: -phrase[0])
    first, *others = found
    text = f"The community {first[1]} in {_of(first[0], worlds)}{first[2]}"
    return text + "".join(f"; it {words} in {count}{when}" for count, words, when in others) + "."


def onset(index: np.ndarray, threshold: float) -> np.ndarray:
    """Return the first week of the first lasting spell at or above a threshold.

    Args:
        index: (R, weeks) auditorium index; NaN breaks a spell.
        threshold: [0-1].

    Returns:
        (R,) week, counted from 0, or -1 where there is no such spell after settling.
    """
    above = np.asarray(index) >= threshold  # NaN compares as false
    above[:, :SETTLING] = False
    if above.shape[1] < LASTING:
        return np.full(len(above), -1)
    lasting = np.lib.stride_tricks.sliding_window_view(above, LASTING, axis=1).all(axis=-1)
    return np.where(lasting.any(axis=1), lasting.argmax(axis=1), -1)


def month_of(week: np.ndarray) -> np.ndarray:
    """Return the month, counted from 1, in which a week counted from 0 lies."""
    return np.floor(np.asarray(week) * 12 / 52) + 1


def horizon_months(results: Results) -> int:
    """Return how many months the books cover."""
    return next(iter(results.books.values())).shape[1]


def _ending(index: np.ndarray) -> np.ndarray:
    """Return the highest index of the last weeks, (R,); infinite where there is none."""
    last = index[:, -LASTING:]
    return np.where(np.isfinite(last), last, np.inf).max(axis=1)


def _from(weeks: np.ndarray) -> str:
    return f", from month {_range(month_of(weeks))} on" if len(weeks) else ""


def _recovery(recovered: int, worlds: int) -> str:
    if not recovered:
        return ""
    return ", and has recovered by the end" + ("" if recovered == worlds else f" in {recovered} of these")


def _range(values: np.ndarray) -> str:
    low, median, high = (float(edge) for edge in band(values))
    return f"{median:.0f} (80 %: {low:.0f} to {high:.0f})"


def _of(count: int, worlds: int, none: bool = False) -> str:
    if worlds == 1:
        return "the one world simulated"
    if none:
        return f"any of {worlds} worlds"
    return f"all {worlds} worlds" if count == worlds else f"{count} of {worlds} worlds"
