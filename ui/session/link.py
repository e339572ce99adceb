"""A place as the address that restores it: the start, what is set, the baseline, the currency, the view, and where a save goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenarios.link import LinkError, from_link, to_link
from scenarios.scenario import Scenario, library_names, load_library
from simulation import RunSpec
from simulation.vocabulary.existing import starts_differ, with_lived
from simulation.vocabulary.version import DEFAULT_RUNS
from ui.session.settings import Place
from ui.text.currencies import CURRENCIES

HOME = "default"
RUN_CHOICES = (10, 30, 100, 200)
SAVED = "saved"  # <identity>.<version>
NAMES = ("from", "base", "baseline", "currency", "s", "runs", "beliefs", "view", SAVED)
IDENTITY = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})")
LONGEST_VIEW = 40


def setting_of(scenario: Scenario) -> RunSpec:
    """Return what a scenario sets; the past of an existing community is that of the scenario, whatever is moved from then on."""
    existing = with_lived(scenario.existing, scenario.differences)
    return RunSpec(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, existing=existing)


def scenario_at(place: Place, title: str | None = None) -> Scenario:
    """Return the setting of a place as a scenario that can be saved, sent and run elsewhere."""
    return replace(place.start, title=title if title is not None else place.start.title, currency=place.currency, **_parts(place.now))


def at_start(scenario: Scenario, name: str = "", runs: int = DEFAULT_RUNS, beliefs: bool = False) -> Place:
    """Return the place of somebody who has just begun from a scenario."""
    setting = replace(setting_of(scenario), runs=runs, beliefs=beliefs and scenario.existing is None)
    return Place(setting, scenario, name, setting, currency=scenario.currency)


def query_of(place: Place, saved: str = "") -> dict[str, str]:
    """Return the parts of the address of a place; `saved` is where a save goes.

    Raises:
        LinkError: no address holds so long a plan.
    """
    query = {}
    if not _from_library(place):  # somebody's own start, or the library's with the reader's own figures in it
        query["base"] = _link(place.start, place.start_setting)
    elif place.start_name != HOME:
        query["from"] = place.start_name
    if place.pinned is not None:
        query["baseline"] = _link(Scenario(), place.pinned)
    if place.currency != "USD":
        query["currency"] = place.currency
    if place.now != place.start_setting or query:
        query["s"] = to_link(scenario_at(place), texts=False)
    return {**query, **without_setting(place), **({SAVED: saved} if saved else {})}


def without_setting(place: Place) -> dict[str, str]:
    """Return the parts of the address that are short whatever is set."""
    runs = {"runs": str(place.now.runs)} if place.now.runs != DEFAULT_RUNS else {}
    beliefs = {"beliefs": "1"} if place.now.beliefs else {}
    return {**runs, **beliefs, **({"view": place.view} if place.view else {})}


def place_of(query: Mapping[str, str]) -> tuple[Place, list[tuple[str, str]], bool]:
    """Return the place an address asks for, what is wrong with the address as messages, and whether its setting could be read."""
    name, notes, readable = query.get("from", HOME), [], True
    scenario = load_library(HOME)
    if "base" in query:
        try:
            scenario, name = from_link(query["base"]), ""
        except ValueError as error:
            name = HOME
            notes.append(("warning", f"The link's baseline cannot be read, so the default stands in: {error}"))
    elif name in library_names():
        scenario = load_library(name)
    else:
        notes.append(("warning", f"There is no library scenario called {name[:60]!r}, so the page starts from the default."))
        name = HOME
    place = at_start(scenario, name, _runs(query), query.get("beliefs") == "1")
    if query.get("currency") in CURRENCIES:
        place = replace(place, currency=query["currency"])
    elif "currency" in query:
        notes.append(("warning", f"There is no currency {query['currency'][:20]!r} here, so amounts are in {place.currency}."))
    try:
        if "baseline" in query:
            place = replace(place, pinned=_spec(query["baseline"], place))
    except ValueError as error:
        notes.append(("warning", f"The link's baseline cannot be read, so the start is the baseline: {str(error)[:500]}"))
    try:
        if "s" in query:
            place = replace(place, now=_spec(query["s"], place))
    except ValueError as error:
        readable = False
        notes.append(("error", f"This link cannot be opened, so nothing was changed: {str(error)[:500]}"))
    if why := starts_differ(place.now, place.start_setting):  # the levers of an address are moved from its start on
        place = replace(place, start=scenario_at(place), start_name="", start_setting=place.now)
        notes.append(("warning", f"The start in this link cannot be held against its setting, which is the start now: {why}."))
    place, note = with_one_past(place)
    notes += [("info", note)] if note else []
    named = IDENTITY.fullmatch(query.get(SAVED, ""))
    return replace(place, saved=named[1] if named else "", view=query.get("view", "")[:LONGEST_VIEW]), notes, readable


def with_one_past(place: Place) -> tuple[Place, str]:
    """Return a place without a pinned baseline whose past is another than that of the setting, and the sentence that says so, or nothing."""
    why = starts_differ(place.now, place.pinned) if place.pinned is not None else ""
    if not why:
        return place, ""
    return replace(place, pinned=None), f"Differences are taken against the start from here on; the baseline before cannot be held against it: {why}."


def _link(scenario: Scenario, setting: RunSpec) -> str:
    return to_link(replace(scenario, **_parts(setting)), texts=False)


def _spec(text: str, place: Place) -> RunSpec:
    return setting_of(from_link(text)).in_worlds_of(place.now)


def _from_library(place: Place) -> bool:
    return bool(place.start_name) and place.start_setting == setting_of(place.start).in_worlds_of(place.start_setting)


def _parts(setting: RunSpec) -> dict[str, Any]:
    existing = setting.existing.told if setting.existing is not None else None
    return {"differences": setting.differences, "timeline": setting.timeline, "seed": setting.seed, "weeks": setting.weeks, "existing": existing}


def _runs(query: Mapping[str, str]) -> int:
    """Return the number of worlds an address asks for, or the usual one."""
    return next((count for count in RUN_CHOICES if str(count) == query.get("runs")), DEFAULT_RUNS)


__all__ = [
    "HOME",
    "NAMES",
    "RUN_CHOICES",
    "SAVED",
    "LinkError",
    "at_start",
    "place_of",
    "query_of",
    "scenario_at",
    "setting_of",
    "with_one_past",
    "without_setting",
]
