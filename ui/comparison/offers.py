"""Every scenario a page offers: the present setting, saved ones and the library, read when one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.scenario import titles
from ui.comparison.options import Option, shortened
from ui.session.state import Session, scenario_of
from ui.session.store import attempted, store

NOW = "now"


@dataclass(frozen=True)
class Offer:
    """One scenario that can be chosen: its title, where it comes from, and how it is read."""

    title: str
    kind: str
    load: Callable[[], Option | None]

    @property
    def label(self) -> str:
        """Return what the list of choices shows."""
        return f"{shortened(self.title)} · {self.kind}"


def offered(current: Session, warn: Callable[[str], object]) -> dict[str, Offer]:
    """Return everything that can be chosen, by key; `warn` is told where the saved ones cannot be read."""
    offers = {NOW: Offer("Present setting", "on the Simulate page", lambda: _present(current))}
    for entry in attempted(lambda: store().entries(), warn) or ():
        identity = entry.latest.identity
        offers[f"saved:{identity}"] = Offer(entry.latest.title, "saved", lambda identity=identity: _saved(identity))
    for name, scenario in titles().items():
        offers[f"library:{name}"] = Offer(scenario.title, "library", lambda name=name: _library(name))
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
