"""The reveal: what was predicted over what the worlds show. It says where a prediction lies; it gives no marks."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from scenarios.lesson import Lesson
from scenarios.lesson_answer import months_asked
from simulation import MEASURES, band
from simulation.outcomes.reading import read
from simulation.studies.claims import all_hold
from simulation.vocabulary.words import counted, in_worlds, ranged
from ui.charts.style import with_data
from ui.learn.charts import CLASS, MINE, WORLDS, choices, curve, digits, numbers
from ui.learn.worlds import asked_world, before_number, computed, known_course, monthly
from ui.text.wording import amount, plain

LINE = 46  # [letters] of an option that stand side by side on a phone


def reveal(lesson: Lesson, mine: Any, others: Sequence[Any] = (), key: str = "reveal") -> None:
    """Show the result with one's own prediction and, in a class, everybody's."""
    asked = lesson.predict
    drawn = {"curve": _curve, "number": _number, "choice": _choice}[asked.kind]
    drawn(lesson, mine, others, key)
    before, after = computed(lesson.before), computed(lesson.after)
    held = int(all_hold(lesson.effect, before, after).sum())
    st.markdown(f"**{plain(lesson.claim, 400)}** It is so in {held} of {len(after)} paired worlds.")
    st.caption(
        f"{plain(lesson.before.title)} against {plain(lesson.after.title)}, seed {after.seed}: everybody who uses this seed sees these numbers."
    )


def inside(lesson: Lesson, answer: Sequence[float]) -> tuple[int, int]:
    """Return in how many of the predicted months a curve lies within the band, and how many there are."""
    months = months_asked(lesson)
    low, _, high = band(monthly(computed(asked_world(lesson)), lesson.predict.measure)[:, lesson.predict.known_until :])
    values = np.asarray(answer)
    return int(((values >= low) & (values <= high)).sum()), len(months)


def _curve(lesson: Lesson, mine: Any, others: Sequence[Any], key: str) -> None:
    asked, months = lesson.predict, months_asked(lesson)
    values = monthly(computed(asked_world(lesson)), asked.measure)
    low, middle, high = band(values)
    when, known, weekly = known_course(lesson)
    known_low, known_middle, known_high = band(known)
    later = np.arange(asked.known_until, len(middle))
    frames = [
        pd.DataFrame({"month": at, "week": week, "who": WORLDS, "line": "w", "value": value, "low": under, "high": over})
        for at, week, value, under, over in (
            (when, np.rint(when * 52 / 12) - 1 if weekly else np.nan, known_middle, known_low, known_high),
            (later + 1, np.nan, middle[later], low[later], high[later]),
        )
    ]
    frames += [pd.DataFrame({"month": months, "who": CLASS, "line": f"s{nth}", "value": other}) for nth, other in enumerate(others)]
    if mine is not None:
        frames.append(pd.DataFrame({"month": months, "who": MINE, "line": "m", "value": mine}))
        there, of = inside(lesson, mine)
        st.markdown(f"Your curve lies inside the band of the worlds in **{there} of {counted(of, 'month')}**.")
    number = digits(asked.measure, asked.top)
    label = MEASURES[asked.measure].label
    st.vega_lite_chart(
        with_data(curve(number, bool(others), _sign(asked.measure), mine is not None), pd.concat(frames, ignore_index=True)),
        width="stretch",
        height="content",
        key=f"{key}_curve",
        alt=f"{label}: the band that holds eight of ten worlds with its median, and the predictions as lines.",
    )
    if weekly:
        st.caption(plain(_week_by_week(lesson, known_middle)))
    last = f"In month {len(middle)}: median {amount(asked.measure, float(middle[-1]))}"
    st.caption(plain(f"{last}, eight of ten worlds: {ranged(amount(asked.measure, float(low[-1])), amount(asked.measure, float(high[-1])))}."))


def _week_by_week(lesson: Lesson, weeks: np.ndarray) -> str:
    """Say how the known part is drawn, and what its months hide: a crowd that came within one."""
    asked, place = lesson.predict, int(np.argmax(weeks))
    said = f"The first {counted(asked.known_until, 'month')} are drawn week by week: the most in week {place}, median "
    said += amount(asked.measure, float(weeks[place]))
    said += f", after {amount(asked.measure, float(weeks[place - 1]))} the week before" if place else ""
    mean = "" if MEASURES[asked.measure].summary == "last" else ", the mean of its last four weeks"
    return f"{said}. Then there is one number a month{mean}."


def _number(lesson: Lesson, mine: Any, others: Sequence[Any], key: str) -> None:
    asked = lesson.predict
    values = read(computed(asked_world(lesson)), asked.measure, asked.month)
    low, middle, high = (float(end) for end in band(values))
    told = tuple(amount(asked.measure, end) for end in (middle, low, high))
    of = f"{asked_world(lesson).title}: the" if lesson.before != lesson.after else "The"
    st.markdown(_of_a_piece(f"{of} median of the worlds is {told[0]}; eight of ten lie at {ranged(told[1], told[2])}."))
    if lesson.before != lesson.after:
        other = lesson.before if asked.of == "after" else lesson.after
        st.markdown(_of_a_piece(f"{other.title}: median {amount(asked.measure, before_number(lesson))}."))
    if mine is not None:
        where = "inside" if low <= mine <= high else "below" if mine < low else "above"
        st.markdown(f"Yours, {_of_a_piece(amount(asked.measure, mine))}, lies **{where}** {'that range' if where == 'inside' else 'it'}.")
    rows = [(WORLDS, float(value)) for value in values if np.isfinite(value)] + [(CLASS, float(value)) for value in others]
    frame = pd.DataFrame(rows, columns=["who", "value"])
    width = max(high - low, 1e-9) / 8
    frame["bin"] = np.floor(frame["value"] / width)
    frame["place"] = frame.groupby("bin").cumcount() + 1.0
    if mine is not None:
        frame = pd.concat([frame, pd.DataFrame({"who": [MINE], "value": [float(mine)]})], ignore_index=True)
    st.vega_lite_chart(
        with_data(numbers(digits(asked.measure, asked.top), bool(others), _sign(asked.measure), mine is not None), frame.drop(columns="bin")),
        width="stretch",
        height="content",
        key=f"{key}_numbers",
        alt="One dot per world and per answer of the class along the axis of the number; your own answer as a dashed rule.",
    )
    st.caption("Every dot is one world" + (", or one answer of the class." if others else "."))


def _of_a_piece(words: str) -> str:
    """Return words as plain text in which a number and its sign of per cent stay on one line."""
    return plain(words).replace(" %", "\u00a0%")


def _sign(measure: str) -> str:
    """Return what stands before amounts of a measure: lessons count in dollars."""
    return "$" if MEASURES[measure].unit.startswith("$") else ""


def right_in(lesson: Lesson) -> list[int]:
    """Return for each option in how many paired worlds it is so."""
    before, after = computed(lesson.before), computed(lesson.after)
    return [int(all_hold(claims, before, after).sum()) for _, claims in lesson.predict.options]


def _choice(lesson: Lesson, mine: Any, others: Sequence[Any], key: str) -> None:
    counts, of = right_in(lesson), len(computed(lesson.after))
    texts = [text for text, _ in lesson.predict.options]
    answers = [*others, *([mine] if others and mine is not None else [])]
    rows = []
    for nth, (text, count) in enumerate(zip(texts, counts, strict=True)):
        so = f"so in {in_worlds(count, of)}" + (", and your choice" if nth == mine else "")
        words = "\n".join([*wrap(text, LINE), so])
        rows.append((words, WORLDS, count / of, in_worlds(count, of)))
        if answers:
            chosen = answers.count(nth)
            rows.append((words, CLASS, chosen / len(answers), f"{chosen} of {counted(len(answers), 'answer')}"))
    st.vega_lite_chart(
        with_data(choices(bool(answers)), pd.DataFrame(rows, columns=["words", "who", "share", "told"])),
        width="stretch",
        height="content",
        key=f"{key}_choices",
        alt="Bars for each option: in which share of the worlds it is so, and in a class which share of the answers it got.",
    )
    if mine is not None:
        st.markdown(f"You chose “{plain(texts[mine])}”: so in **{in_worlds(counts[mine], of)}**.")
