"""Which of the inputs that differ carries a difference, simulated step by step so that a page can show how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulation import Results, RunSpec
from simulation.studies.why import Why, by_lever
from ui.session.runs import grow


def taken_apart(settings: Mapping[str, RunSpec], base: Results, other: Results) -> Iterator[tuple[int, Why | None]]:
    """Yield how many of the settings have been simulated, and at last the split of the difference; abandoning it stops the work.

    Raises:
        EngineError: it could not be simulated.
    """
    results: dict[str, Results] = {}
    for count, (name, setting) in enumerate(settings.items()):
        yield count, None
        *_, results[name] = grow(setting)
    yield len(settings), by_lever(base, results, other)
