"""What can be taken away: figures, charts, the scenario, and the command that gives the same numbers."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterable
from typing import Any

import vl_convert

from scenarios.scenario import Scenario
from simulation import INPUTS, MODEL_VERSION, Results, RunSpec
from simulation.outcomes.export import run_rows, weekly_rows
from simulation.vocabulary.existing import LIVED, VISITED, lived_inputs
from simulation.vocabulary.words import counted
from ui.charts.panel import Panel
from ui.charts.style import DATA
from ui.session.runs import Pair, grow

LIGHT: dict[str, Any] = {
    "background": "white",
    "font": "Liberation Sans, DejaVu Sans, Arial, sans-serif",
    "range": {"category": ["#0072b2", "#a34d1a", "#039b68", "#c50480", "#b38c03", "#4b5563"]},
    "axis": {"labelColor": "#4b5563", "titleColor": "#4b5563", "gridColor": "#e5e7eb"},
}


def complete(setting: RunSpec) -> Results:
    """Return all worlds of a setting; what has been computed already is not computed again."""
    *_, results = grow(setting, lambda: None)
    return results


def summary_csv(results: Results) -> bytes:
    """Return bands by measure and week, the layout of `run --format csv`."""
    return _csv(weekly_rows(results))


def per_run_csv(results: Results) -> bytes:
    """Return every world week by week, the layout of `run --per-run`."""
    return _csv(run_rows(results))


def origin(name: str, setting: RunSpec) -> str:
    """Return where figures come from, for whoever finds them without the page: scenario, seed, worlds, horizon and version."""
    worlds = counted(setting.runs, "world") + (" with beliefs of their own" if setting.beliefs else "")
    return f"{name}. Seed {setting.seed}, {worlds}, {counted(setting.weeks, 'week')}, model {MODEL_VERSION}."


def key_of_lines(pair: Pair) -> str:
    """Return how to read the lines of a picture."""
    return "Lines are medians, bands hold eight of ten worlds" + ("." if pair.same else "; dashed is the baseline in the same worlds.")


def chart_file(panel: Panel, pair: Pair, form: str, name: str = "", setting: RunSpec | None = None, width: int = 760) -> bytes:
    """Return one chart as PNG or SVG, on white, with its title, what it shows, and where it comes from."""
    spec: dict[str, Any] = {key: value for key, value in panel.spec.items() if key != "usermeta"}
    rows = json.loads(panel.frame(pair).to_json(orient="records"))
    title = {"text": panel.title, "anchor": "start", "fontSize": 17, "offset": 14}
    if setting is not None:
        title |= {"subtitle": [origin(name, setting), key_of_lines(pair)], "subtitleFontSize": 11, "subtitleColor": "#4b5563"}
    spec |= {"width": width, "datasets": {DATA: rows}, "title": title}
    spec["config"] = {**LIGHT, **spec["config"], "axis": {**LIGHT["axis"], **spec["config"]["axis"]}}
    spec["padding"] = 16
    text = json.dumps(spec)
    if form == "svg":
        return vl_convert.vegalite_to_svg(text).encode()
    return vl_convert.vegalite_to_png(text, scale=2)


def command(name: str, start: Scenario | None, now: RunSpec, file: str = "scenario.toml") -> str:
    """Return the command line that gives the page's numbers.

    It starts from the library scenario `name` where the plan and the beginning allow, else from the default; where no flags say
    where the setting begins, from the scenario as it is saved in `file`.
    """
    words = ["python", "-m", "simulation", "run"]
    words += [file] if needs_file(now) else [*_settings(name, start, now), *from_flags(now)]
    words += ["--runs", str(now.runs), "--seed", str(now.seed), "--weeks", str(now.weeks)]
    words += ["--beliefs"] if now.beliefs else []
    return shlex.join(words)


def needs_file(now: RunSpec) -> bool:
    """Say whether only a file holds where a setting begins: its past was lived under other levers, or part of a person or post comes a month."""
    there = now.existing
    if there is None:
        return False
    then = lived_inputs(now.inputs, there)
    own_past = any(getattr(then, name) != now.value(name) for name in LIVED)
    return own_past or any(number is not None and number != int(number) for number in (there.newcomers, there.posts))


def from_flags(now: RunSpec) -> list[str]:
    """Return the flags that start from the community a setting starts from; none where one is founded."""
    there = now.existing
    if there is None:
        return []
    words = ["--from-members", str(there.members), "--from-active", str(there.active), "--from-age", str(there.age_weeks)]
    words += ["--from-active-means", there.active_means] if there.active_means != VISITED else []
    words += ["--from-newcomers", str(int(there.newcomers))] if there.newcomers is not None else []
    words += ["--from-posts", str(int(there.posts))] if there.posts is not None else []
    words += ["--from-customers", str(there.customers)] if there.customers is not None else []
    return [*words, "--counterfactual", there.counterfactual]


def _settings(name: str, start: Scenario | None, now: RunSpec) -> list[str]:
    """Return the scenario to start from, and what is set and planned beyond it."""
    base = RunSpec(start.inputs, start.timeline, start.seed, start.weeks) if start is not None and name and start.existing is None else None
    if base is None or not _within(base, now):
        name, base = "default", RunSpec()
    words = [name]
    # What differs from what is usual in the base stays set there; all else follows the market and the size that are set here.
    there, here = base.differences, now.differences
    for key in (key for key in INPUTS if key in there or key in here):
        words += ["--set", f"{key}={_text(now.value(key))}"] if key not in there or there[key] != now.value(key) else []
    planned = {(c.week, c.name, c.value) for c in base.timeline.changes}
    for change in now.timeline.changes:
        if (change.week, change.name, change.value) not in planned:
            words += ["--at", str(change.week), f"{change.name}={_text(change.value)}"]
    for shock in now.timeline.shocks[len(base.timeline.shocks) :]:
        words += ["--shock", str(shock.week), f"{shock.kind}={_text(shock.size)}"]
    return words


def _within(base: RunSpec, now: RunSpec) -> bool:
    """Say whether the base's plan is part of the present one, so that adding to it is enough."""
    mine = {(c.week, c.name): c.value for c in now.timeline.changes}
    if any(mine.get((c.week, c.name)) != c.value for c in base.timeline.changes):
        return False
    return now.timeline.shocks[: len(base.timeline.shocks)] == base.timeline.shocks


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _csv(rows: Iterable[list[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()
