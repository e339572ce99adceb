"""What can be compared: the present setting, saved scenarios and the library, each under a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.saved import Version
from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.vocabulary.words import counted

FEWEST, MOST = 2, 6
NAME_LIMIT = 60  # characters of a title that tables, legends and reports show


@dataclass(frozen=True, kw_only=True)
class Option:
    """One scenario that is compared.

    `key` stands in the address ("now", "library:NAME" or "saved:IDENTITY"), `name` is what readers see.
    `version` is where a saved one was read from.
    """

    key: str
    name: str
    scenario: Scenario
    version: Version | None = None


def shortened(title: str) -> str:
    """Return a title on one line, of bounded length."""
    words = " ".join(title.split()) or "Untitled"
    return words if len(words) <= NAME_LIMIT else words[: NAME_LIMIT - 1] + "…"


def told_apart(options: Sequence[Option]) -> list[Option]:
    """Return the options with different names: the second of the same name becomes "NAME (2)"."""
    seen: dict[str, int] = {}
    named = []
    for option in options:
        seen[option.name] = seen.get(option.name, 0) + 1
        count = seen[option.name]
        named.append(option if count == 1 else replace(option, name=f"{option.name} ({count})"))
    return named


def aligned(options: Sequence[Option], runs: int) -> list[RunSpec]:
    """Return what is run for each option, the first being the baseline: the same luck over the same weeks.

    The seed is the baseline's and the horizon the longest of all, as in the command `compare`.
    """
    seed = options[0].scenario.seed
    weeks = max(option.scenario.weeks for option in options)
    return [RunSpec(option.scenario.inputs, option.scenario.timeline, seed, weeks, runs) for option in options]


def adjustments(options: Sequence[Option]) -> list[str]:
    """Say which scenarios are run with another seed or horizon than their own."""
    seed = options[0].scenario.seed
    weeks = max(option.scenario.weeks for option in options)
    words = []
    for option in options:
        own = []
        if option.scenario.seed != seed:
            own.append(f"the baseline's luck (seed {seed}) instead of seed {option.scenario.seed}")
        if option.scenario.weeks != weeks:
            own.append(f"{counted(weeks, 'week')} instead of {option.scenario.weeks}")
        if own:
            words.append(f"{option.name}: {' and '.join(own)}")
    return words
