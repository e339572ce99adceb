"""Read arguments: flags the commands share, and one clear message when something is wrong."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import Any, NoReturn, overload

from cli.errors import CommandError
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import MAX_WEEKS
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, MAX_RUNS, MAX_SEED


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one message without the usage around it."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **named})

    def error(self, message: str) -> NoReturn:
        """Raise the message instead of printing the usage."""
        raise CommandError(f"{message}; see {self.prog} --help")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and suggest the nearest flag for an unknown one."""
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            flags = [flag for parser in (self, *self._chosen(parsed)) for flag in parser._option_string_actions]
            near = difflib.get_close_matches(unknown[0].partition("=")[0], flags, 1)
            self.error(f"{unknown[0]!r:.80} is not understood" + (f"; did you mean {near[0]}?" if near else ""))
        return parsed

    def _chosen(self, parsed: Any) -> list[argparse.ArgumentParser]:
        chosen = [action.choices.get(parsed.command) for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return [parser for parser in chosen if parser]


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """Add one scenario and the flags that change it; `cli.settings.spec_from` reads them."""
    parser.add_argument("scenario", metavar="SCENARIO", help="built-in name or TOML file")
    add_changes(parser)


def add_changes(parser: argparse.ArgumentParser) -> None:
    """Add the flags that change a scenario."""
    parser.add_argument("--set", metavar="name=value", action="append", default=[], help="set an input from the start; may be repeated")
    parser.add_argument(
        "--at", metavar=("WEEK", "name=value"), nargs=2, action="append", default=[], help="change a lever from a week on; may be repeated"
    )
    parser.add_argument(
        "--shock",
        metavar=("WEEK", "kind=size"),
        nargs=2,
        action="append",
        default=[],
        help="influx=N, influx_low_intent=N, migration=PLATFORM or algorithm=REACH at a week; may be repeated",
    )


def add_ensemble(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how much is simulated."""
    parser.add_argument("--runs", metavar="N", default=str(DEFAULT_RUNS), help=f"matched worlds, 1 to {MAX_RUNS:,} (default {DEFAULT_RUNS})")
    add_course(parser)


def add_course(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say which course of events is simulated, and how far."""
    parser.add_argument("--seed", metavar="S", help="which stochastic variation; the scenario's own by default")
    parser.add_argument("--weeks", metavar="W", help=f"horizon, 1 to {MAX_WEEKS} weeks; the scenario's own by default")


def add_beliefs(parser: argparse.ArgumentParser) -> None:
    """Add the flag that lets the replicates differ in what is believed, too."""
    told = "each world draws its own assumptions within what is thought possible, the same in every scenario: bands then show doubt as well"
    parser.add_argument("--beliefs", action="store_true", help=told)


def add_output(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add the flags that say what is written where; the first format is the default."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default {formats[0]}")
    parser.add_argument("--out", metavar="FILE", help="write to a file, whole or not at all, instead of standard output")


def add_study(parser: argparse.ArgumentParser) -> None:
    """Add the flags of a study of the model itself, whose outcome can be kept beside the code."""
    parser.add_argument("--runs", metavar="N", default=str(DEFAULT_RUNS), help=f"worlds per setting, 2 to {MAX_RUNS:,} (default {DEFAULT_RUNS})")
    parser.add_argument("--seed", metavar="S", help=f"which stochastic variation (default {DEFAULT_SEED})")
    parser.add_argument("--save", action="store_true", help="keep the findings for the model page and the model document")
    add_output(parser, "text", "json", "csv")


def study_of(arguments: argparse.Namespace) -> tuple[int, int]:
    """Return the runs and the seed of a study."""
    seed = seed_of(arguments)
    return whole("--runs", arguments.runs, 2, MAX_RUNS), DEFAULT_SEED if seed is None else seed


@overload
def whole(flag: str, text: str, low: int, high: int) -> int: ...
@overload
def whole(flag: str, text: str | None, low: int, high: int) -> int | None: ...
def whole(flag: str, text: str | None, low: int, high: int) -> int | None:
    """Read a whole number given as text; None stays None.

    Raises:
        InputError: it is no whole number, or out of range.
    """
    if text is None:
        return None
    if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text) and low <= int(text) <= high:
        return int(text)
    raise InputError([f"{flag}: {text!r:.60} is not allowed; it must be a whole number from {low:,} to {high:,}"])


def runs_of(arguments: argparse.Namespace) -> int:
    """Return the number of runs asked for."""
    return whole("--runs", arguments.runs, 1, MAX_RUNS)


def seed_of(arguments: argparse.Namespace) -> int | None:
    """Return the seed asked for, or None."""
    return whole("--seed", arguments.seed, 0, MAX_SEED)


def weeks_of(arguments: argparse.Namespace) -> int | None:
    """Return the horizon asked for, or None."""
    return whole("--weeks", arguments.weeks, 1, MAX_WEEKS)


def pair(flag: str, text: str) -> tuple[str, str]:
    """Split name=value.

    Raises:
        InputError: there is no name or no equals sign.
    """
    name, equals, value = text.partition("=")
    if not name.strip() or not equals:
        raise InputError([f"{flag}: {text!r:.60} is not allowed; write name=value"])
    return name.strip(), value.strip()
