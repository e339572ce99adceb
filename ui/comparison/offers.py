"""Every scenario a page offers: the present setting, saved ones and the library, read when one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scenarios.scenario import titles
from ui.comparison.options import Option, details_of
from ui.session.state import Session, scenario_of
from ui.session.store import attempted, store
from ui.text.labels import Named, shortened, told_apart

NOW = "now"


@dataclass(frozen=True)
class Offer:
    """One scenario that can be chosen: its title, where it comes from, what tells it from others of that title, and how it is read."""

    title: str
    kind: str
    details: tuple[str, ...]
    load: Callable[[], Option | None]


def labels(offers: Mapping[str, Offer]) -> dict[str, str]:
    """Return what the list of choices shows, by key; no two are the same."""
    names = told_apart([Named(offer.title, (offer.kind, *offer.details)) for offer in offers.values()])
    return {key: f"{name} · {offer.kind}" for name, (key, offer) in zip(names, offers.items(), strict=True)}


def offered(current: Session, warn: Callable[[str], object]) -> dict[str, Offer]:
    """Return everything that can be chosen, by key; `warn` is told where the saved ones cannot be read."""
    offers = {NOW: Offer("Present setting", "on the Simulate page", (), lambda: _present(current))}
    for entry in attempted(lambda: store().entries(), warn) or ():
        identity = entry.latest.identity
        offers[f"saved:{identity}"] = Offer(
            entry.latest.title, "saved", details_of(f"saved:{identity}", entry.latest)[1:], lambda identity=identity: _saved(identity)
        )
    for name, scenario in titles().items():
        offers[f"library:{name}"] = Offer(scenario.title, "library", (name,), lambda name=name: _library(name))
    return offers


def _present(current: Session) -> Option:
    return Option(key=NOW, name="Present setting", scenario=scenario_of(current))


def _library(name: str) -> Option:
    scenario = titles()[name]
    return Option(key=f"library:{name}", name=shortened(scenario.title), scenario=scenario)


def _saved(identity: str) -> Option | None:
    found = attempted(lambda: store().load(identity))
    if found is None:
        return None
    return Option(key=f"saved:{identity}", name=shortened(found.version.title), scenario=found.scenario, version=found.version)
