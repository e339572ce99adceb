"""What the address of a comparison carries: every option by its key and, beside it, its settings, so that it works elsewhere.

A key alone means something in one store, for one reader. Behind it stand the settings as a link, so that who opens the
address elsewhere compares the same; where both are there and differ, what the address carries is compared, and that is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scenarios.link import MAX_LINK, LinkError, from_link, to_link
from scenarios.scenario import Scenario
from ui.comparison.offers import NOW, Offer
from ui.comparison.options import Option
from ui.text.labels import shortened

BEHIND = "~"  # between a key and its settings; it needs no escaping in an address
SENT = "set"  # kind of an option that is known by its settings alone
SENT_TITLE = "Setting sent along"
SHORT = 10  # characters of the key of such an option


@dataclass(frozen=True)
class Named:
    """What an address names: keys of options, which of them is the baseline ("" for the first), and what readers have to be told."""

    keys: tuple[str, ...]
    baseline: str
    notes: tuple[str, ...]


def address_of(keys: Sequence[str], options: Mapping[str, Option | None]) -> str:
    """Return the options of an address: keys with their settings, or keys alone where all together are longer than an address may be."""
    parts = [_part(key, options.get(key)) for key in keys]
    whole = ",".join(parts)
    return whole if len(whole) <= MAX_LINK else ",".join(keys)


def carries_all(text: str) -> bool:
    """Say whether an address works elsewhere: every option but the library's stands there with its settings."""
    return all(BEHIND in part or part.startswith("library:") for part in text.split(","))


def read(text: str, against: str, offered: Mapping[str, Offer], sent: dict[str, Scenario]) -> Named:
    """Return what an address names; options that are known by their settings alone are put into `sent` by their new keys."""
    keys, notes, renamed = [], [], {}
    for part in dict.fromkeys(part for part in text.split(",") if part):
        key, _, link = part.partition(BEHIND)
        found = key
        if link:
            try:
                scenario = from_link(link)
            except LinkError as error:
                notes.append(f"The settings that the address carries for “{key[:60]}” cannot be read: {str(error)[:300]}")
            else:
                found, note = _placed(key, scenario, link, offered)
                notes += [note] if note else []
                if found not in offered:
                    sent[found] = scenario
        renamed[key] = found
        keys.append(found)
    return Named(tuple(dict.fromkeys(keys)), renamed.get(against, against), tuple(notes))


def sent_offers(sent: Mapping[str, Scenario]) -> dict[str, Offer]:
    """Return the options that came with an address as ones that can be chosen."""

    def option(key: str, scenario: Scenario) -> Option:
        return Option(key=key, name=shortened(scenario.title), scenario=scenario)

    return {
        key: Offer(scenario.title, "sent along", (key.partition(":")[2],), lambda key=key, scenario=scenario: option(key, scenario))
        for key, scenario in sent.items()
    }


def _part(key: str, option: Option | None) -> str:
    if option is None or key.startswith("library:"):
        return key
    scenario = replace(option.scenario, title=SENT_TITLE) if key == NOW else option.scenario
    try:
        return f"{key}{BEHIND}{to_link(scenario, texts=False)}"
    except LinkError:  # a plan too long for any address
        return key


def _placed(key: str, scenario: Scenario, link: str, offered: Mapping[str, Offer]) -> tuple[str, str]:
    """Return the key of the option an address means, and what readers have to be told about it."""
    kind = key.partition(":")[0]
    if kind != SENT and key in offered:
        here = offered[key].load()
        if here is not None and _settings(here.scenario) == _settings(scenario):
            return key, ""
    name = f"“{shortened(scenario.title)}”"
    sent = f"{SENT}:{hashlib.sha256(link.encode()).hexdigest()[:SHORT]}"
    if kind != "saved":
        return sent, ""
    if key in offered:
        return sent, f"{name} was changed here since the address was made; what the address carries is compared."
    return sent, f"{name} is not kept here; the address carries its settings, and they are compared."


def _settings(scenario: Scenario) -> tuple[object, ...]:
    there = scenario.existing.told if scenario.existing is not None else None  # the start of its past is found again
    return scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, there
