"""What can be compared: the present setting, saved scenarios and the library, each under a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.saved import Version
from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.vocabulary.existing import starts_differ
from simulation.vocabulary.words import counted
from ui.text.dates import when
from ui.text.labels import Named
from ui.text.labels import told_apart as labels_of

FEWEST, MOST = 2, 6
SHORT_IDENTITY = 6  # characters of an identity that are shown where nothing else differs


@dataclass(frozen=True, kw_only=True)
class Option:
    """One scenario that is compared.

    `key` stands in the address ("now", "library:NAME", "saved:IDENTITY", or "set:NAME" for one that came with an address), `name` what readers see.
    `version` is where a saved one was read from.
    """

    key: str
    name: str
    scenario: Scenario
    version: Version | None = None


def told_apart(options: Sequence[Option]) -> list[Option]:
    """Return the options with different names, whatever their titles: what else is known of them tells equal ones apart."""
    labels = labels_of([Named(title_of(option), details_of(option.key, option.version)) for option in options])
    return [replace(option, name=label) for option, label in zip(options, labels, strict=True)]


def title_of(option: Option) -> str:
    """Return the whole title of an option; the present setting has none of its own."""
    return option.scenario.title if option.key.partition(":")[0] in ("saved", "library", "set") else option.name


def details_of(key: str, version: Version | None) -> tuple[str, ...]:
    """Return what tells options of one title apart, the most telling first: the kind, author, version, time and identity."""
    if version is None:
        kind, _, name = key.partition(":")
        return ("sent along", name) if kind == "set" else ("present" if key == "now" else kind,)
    by = version.saved_by or version.author
    return ("saved", f"by {by}" if by else "", f"version {version.number}", when(version.saved_at), version.identity[:SHORT_IDENTITY])


def aligned(options: Sequence[Option], runs: int, beliefs: bool = False) -> list[RunSpec]:
    """Return what is run for each option, the first being the baseline: the same random numbers over the same weeks.

    The seed is the baseline's and the horizon the longest of all, as in the command `compare`. Beliefs are drawn alike for all,
    and for none where one of them starts from a community that is there already.
    """
    seed = options[0].scenario.seed
    weeks = max(option.scenario.weeks for option in options)
    beliefs = beliefs and can_draw(options)
    return [RunSpec(option.scenario.inputs, option.scenario.timeline, seed, weeks, runs, beliefs, option.scenario.existing) for option in options]


def can_draw(options: Sequence[Option]) -> bool:
    """Say whether each world of these options can draw its own beliefs: a past that was lived has beliefs of its own."""
    return all(option.scenario.existing is None for option in options)


def adjustments(options: Sequence[Option]) -> list[str]:
    """Say which scenarios are run with another seed or horizon than their own."""
    seed = options[0].scenario.seed
    weeks = max(option.scenario.weeks for option in options)
    words = []
    for option in options:
        own = []
        if option.scenario.seed != seed:
            own.append(f"the baseline's random numbers (seed {seed}) instead of seed {option.scenario.seed}")
        if option.scenario.weeks != weeks:
            own.append(f"{counted(weeks, 'week')} instead of {option.scenario.weeks}")
        if own:
            words.append(f"{option.name}: {' and '.join(own)}")
    return words


def mixed_starts(options: Sequence[Option]) -> list[str]:
    """Say which options have another past than the baseline, or are held against another thing."""
    first, *others = options
    found = ((option.name, starts_differ(first.scenario, option.scenario)) for option in others)
    return [f"{name} and {first.name}: {why}" for name, why in found if why]
