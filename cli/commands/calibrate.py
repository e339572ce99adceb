"""Learn from the history of a community: a CSV with active people by month.

HISTORY.csv needs a column of months and one of active people; new people and contributions by month help, and the exports of
common tools are recognised by their columns. The answer says what each column was read as, what the history teaches of five
settings (middle and 80 % range, beside what was thought before), what it says nothing about, how the last value, the Theta
forecast and the model would have done on the months held back [mean error in people a month], and the level of the year to come.
The level is a forecast of the past's kind; what a decision changes comes from the model. --out F.toml writes the fit as a
scenario to start from. --windows holds everything against a folder of real histories instead; --planted fits simulated communities
whose settings are known, refines each fit, and says how often the ranges held the truth; --rebuild simulates the library anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.answer import FORMATS
from cli.arguments import whole
from cli.errors import CommandError

MOST_HELD_BACK = 36
FEWEST, MANY = 45, 2_000  # further communities
MOST_PLANTED = 400
PLANTED_TABLE = "setting            held  refined   off  refined  width   learnt when shuffled"
TABLE = "community (mean error as a share of the last value's)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `calibrate`."""
    parser.add_argument("histories", metavar="HISTORY.csv", nargs="*", help="one file, or one for each measure of an export")
    parser.add_argument("--active", choices=("wrote", "visited"), help="what active people did; taken from the columns by default")
    parser.add_argument("--hold-back", metavar="MONTHS", default="12", help="months at the end that forecasts are held against (default 12)")
    parser.add_argument("--column", metavar="NAME=MEANING", action="append", default=[], help="read a column as something else; may be repeated")
    parser.add_argument(
        "--refine", metavar="N", help=f"simulate so many further communities where the fit points (such as 150; {FEWEST} to {MANY:,})"
    )
    told = "simulate them under each structural variant, too: what is learnt hangs on the reading of the evidence by so much (with --refine)"
    parser.add_argument("--variants", action="store_true", help=told)
    parser.add_argument("--windows", metavar="FOLDER", help="hold forecasts and fits against the real histories of a folder")
    parser.add_argument("--planted", metavar="N", help="hold fits against so many simulated communities (such as 24)")
    parser.add_argument("--save", action="store_true", help="with --planted: keep the findings beside the code")
    parser.add_argument("--rebuild", action="store_true", help="simulate the library of communities anew and keep it")
    parser.add_argument("--format", choices=FORMATS, help="text on a terminal by default, otherwise json")
    parser.add_argument("--out", metavar="FILE", help="a .toml file takes the fit as a scenario; any other, or -, the answer")


def execute(arguments: argparse.Namespace) -> int:
    """Fit, and write what was found."""
    if arguments.save and arguments.planted is None:
        raise CommandError("--save: it keeps what --planted finds; say how many communities are planted")
    if arguments.rebuild:
        return _rebuild()
    if arguments.windows is not None:
        return _windows(arguments)
    if arguments.planted is not None:
        return _planted(arguments)
    if not arguments.histories:
        raise CommandError("name a history: a CSV file with a column of months and one of active people")
    return _fit(arguments)


def _fit(arguments: argparse.Namespace) -> int:
    from datetime import date
    from pathlib import Path

    from cli.answer import answer_to, write_answer
    from cli.output import Outputs
    from simulation.studies.history.calibration import calibrate
    from simulation.studies.history.library import library
    from simulation.studies.history.reading import MOST_BYTES, read_history
    from simulation.studies.history.series import HistoryError

    hold_back = whole("--hold-back", arguments.hold_back, 0, MOST_HELD_BACK)
    further = whole("--refine", arguments.refine, FEWEST, MANY)
    if arguments.variants and further is None:
        raise CommandError("--variants: --refine says how many communities are simulated under each")
    meanings = dict(_meaning(text) for text in arguments.column)
    contents: dict[str, bytes] = {}
    for name in arguments.histories:
        try:
            with Path(name).open("rb") as file:
                contents[Path(name).name if len(arguments.histories) > 1 else ""] = file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise CommandError(f"{name:.200}: it cannot be read ({getattr(error, 'strerror', None) or error})") from None
    to_scenario = arguments.out is not None and arguments.out.lower().endswith(".toml")
    try:
        reading = read_history(contents, given=meanings, active_means=arguments.active, today=date.today())
        found = calibrate(reading, library(), hold_back)
        if further is not None:
            found = _refined(found, further, arguments.variants)
    except HistoryError as error:
        raise CommandError("\n".join(error.problems)) from None
    if to_scenario:
        text = _scenario(found, Path(arguments.histories[0]).stem).to_toml()
        with Outputs({"--out": arguments.out}, arguments.histories) as outputs:
            outputs.write_text("--out", text)
        arguments = argparse.Namespace(**{**vars(arguments), "out": None})
    with answer_to(arguments, inputs=arguments.histories) as outputs:
        write_answer(arguments, outputs, document=found.document, rows=lambda: _rows(found), text=lambda: "\n".join(_lines(found)))
    return 0


def _refined(found: Any, many: int, variants: bool) -> Any:
    from cli.progress import Progress
    from simulation.studies.history.calibration import refine, under_variants
    from simulation.vocabulary.inputs import VARIANTS

    with Progress("simulating communities like this one", many, unit="communities") as progress:
        found = refine(found, many=many, tell=progress.show)
    if not variants:
        return found
    with Progress("the same under every structural variant", many * len(VARIANTS), unit="communities") as progress:
        return under_variants(found, many, progress.show)


def _meaning(text: str) -> tuple[str, str]:
    from cli.arguments import pair

    return pair("--column", text)


def _scenario(found: Any, name: str) -> Any:
    from scenarios.scenario import Scenario

    notes = " ".join(f"{note[:1].upper()}{note[1:]}." for note in (*found.cautions, *found.notes))
    story = f"Fitted to a history of {len(found.history)} months. {notes}"
    customers = found.last("customers")
    differences = {**found.differences(), **({} if customers is None else {"starting_customers": customers})}
    return Scenario(title=f"Fitted to {name}"[:80], story=story[:2_000], differences=differences, existing=found.existing())


def _rows(found: Any) -> Iterator[list[Any]]:
    yield ["what", "name", "median", "low", "high", "prior_low", "prior_high"]
    for name, one in found.fitted.items():
        yield ["fitted", name, one.median, one.low, one.high, one.prior_low, one.prior_high]
    for name, one in (found.by_further or {}).items():
        yield ["by_further", name, one.median, one.low, one.high, one.prior_low, one.prior_high]
    for month, *ends in zip(found.level_months, found.level.median, found.level.low, found.level.high, strict=True):
        yield ["level", month, *(float(end) for end in ends), "", ""]
    if found.backtest is not None:
        for name, off in found.backtest.off.items():
            yield ["backtest", name, off, "", "", "", ""]


def _lines(found: Any) -> Iterator[str]:
    history = found.history
    yield f"{len(history)} months, {history.months[0]} to {history.months[-1]}; active people {history.active_means}."
    yield from (f"  {column}: {meaning}" for column, meaning in found.reading.read_as.items())
    yield "\nWhat it teaches (80 % range, and what was thought before):"
    for name, one in found.fitted.items():
        told = "" if one.taught else "   says nothing"
        yield f"  {name:16s} {one.median:8.3g} ({one.low:.3g} to {one.high:.3g}); before {one.prior_low:.3g} to {one.prior_high:.3g}{told}"
    if found.by_further is not None:
        yield "With further communities simulated where that points:"
        for name, one in found.by_further.items():
            yield f"  {name:16s} {one.median:8.3g} ({one.low:.3g} to {one.high:.3g})"
    yield from (f"Take care: {why}." for why in found.cautions)
    if found.by_variant is not None:
        yield "The same under every structural variant (middles):"
        for name in found.fitted:
            yield f"  {name:16s} " + ", ".join(f"{variant} {learnt[name].median:.3g}" for variant, learnt in found.by_variant.items())
    yield f"It says nothing about {', '.join(found.silent)}."
    if found.backtest is not None:
        yield f"\nThe last {len(found.backtest.months)} months, held back [mean error, people a month]:"
        yield from (f"  {name:8s} {off:8.1f}" for name, off in found.backtest.off.items())
    yield "\nLevel of the year to come (80 % range):"
    for month, middle, low, high in zip(found.level_months, found.level.median, found.level.low, found.level.high, strict=True):
        yield f"  {month}  {middle:8.1f} ({low:.1f} to {high:.1f})"
    yield ""
    yield from (f"- {note}" for note in found.notes)


def _rebuild() -> int:
    from cli.progress import Progress
    from simulation.studies.history.library import ROWS, keep, make

    with Progress("simulating communities", ROWS) as progress:
        keep(make(tell=progress.show))
    return 0


def _planted(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict, astuple, fields

    from cli.answer import answer_to, write_answer
    from cli.progress import Progress
    from simulation.studies.history.library import library
    from simulation.studies.history.planted import Held, planted, save, spread_out

    count = whole("--planted", arguments.planted, 1, MOST_PLANTED)
    known = library()
    with Progress("planting communities", count, unit="communities") as progress:
        found = planted(known, spread_out(known, count), tell=progress.show)
    if arguments.save:
        save(found, count)
    with answer_to(arguments) as outputs:
        write_answer(
            arguments,
            outputs,
            document=lambda: {"planted": count, "found": [asdict(one) for one in found]},
            rows=lambda: iter([[field.name for field in fields(Held)], *(list(astuple(one)) for one in found)]),
            text=lambda: "\n".join(_planted_lines(found, count)),
        )
    return 0


def _planted_lines(found: list[Any], count: int) -> Iterator[str]:
    yield PLANTED_TABLE
    for one in found:
        yield (
            f"{one.name:16s} {one.covered:6.0%} {one.refined_covered:8.0%} {one.off:5.2f} {one.refined_off:8.2f} {one.narrower:6.2f} {one.told:22.0%}"
        )
    yield f"Of {count} communities: how often the 80 % range held the truth, how far off its middle was as a share of the prior's width, how wide"
    yield "the refined range is as a share of the first one's, and how often something was claimed of the same months shuffled."


def _windows(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from cli.answer import answer_to, write_answer
    from simulation.studies.history.targets import targets

    try:
        found = targets(Path(arguments.windows))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CommandError(f"--windows: {arguments.windows:.200} holds no histories with their list _windows.csv ({error.filename})") from None
    with answer_to(arguments) as outputs:
        write_answer(arguments, outputs, document=lambda: found, rows=lambda: _target_rows(found), text=lambda: "\n".join(_target_lines(found)))
    return 0 if all(one["met"] for one in found["targets"]) else 1


def _target_rows(found: dict[str, Any]) -> Iterator[list[Any]]:
    yield ["community", "windows", "theta", "engine", "engine_to_theta"]
    for name, one in found["communities"].items():
        yield [name, one["windows"], one["theta"], one["engine"], one["engine"] / one["theta"]]


def _target_lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{TABLE:58s} windows   theta  engine  engine/theta"
    for name, one in found["communities"].items():
        yield f"{name:58s} {one['windows']:7d} {one['theta']:7.2f} {one['engine']:7.2f} {one['engine'] / one['theta']:13.2f}"
    ratio = found["ratio"]
    windows = sum(one["windows"] for one in found["communities"].values())
    yield f"{'all of them':58s} {windows:7d} {ratio['theta']:7.2f} {ratio['engine']:7.2f} {ratio['engine'] / ratio['theta']:13.2f}"
    yield ""
    for one in found["targets"]:
        yield f"{'met   ' if one['met'] else 'MISSED'} {one['name']}: {one['shown']} (asked {one['asked']})"
