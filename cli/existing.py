"""The flags of a community that is there already, and how a setting is said to begin with one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from cli.arguments import whole
from simulation.vocabulary.existing import CHOICES, CLOSED, RANGES, STAFF, Existing, staffed, starts_differ, with_lived
from simulation.vocabulary.inputs import LEVERS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.specification import InputError

FLAGS = {
    "members": "--from-members",
    "active": "--from-active",
    "age_weeks": "--from-age",
    "newcomers": "--from-newcomers",
    "posts": "--from-posts",
    "customers": "--from-customers",
}
NEEDED = ("members", "active", "age_weeks")


def add_existing(parser: argparse.ArgumentParser) -> None:
    """Add the flags that start from a community that is there already."""
    group = parser.add_argument_group("start from a community that is there already; weeks count from today, --at 0 name=value changes it today")
    group.add_argument("--from-members", metavar="N", help="members today")
    group.add_argument("--from-active", metavar="N", help="of them, active: who visit in a week, or wrote in four weeks")
    group.add_argument("--from-age", metavar="WEEKS", help="weeks since the launch")
    group.add_argument("--from-active-means", choices=CHOICES["active_means"], help="what active people did (default visited)")
    group.add_argument("--from-newcomers", metavar="N", help="who joined in a month, of late; not needed")
    group.add_argument("--from-posts", metavar="N", help="what members wrote in a month, of late, answers included; not needed")
    group.add_argument("--from-staff", metavar="N", help="full-time people who cared for it until today, and go on unless decided otherwise")
    group.add_argument("--from-customers", metavar="N", help="customers today; the scenario's customers at the start by default")
    group.add_argument("--counterfactual", choices=CHOICES["counterfactual"], help=f"what it is held against (default {CLOSED})")


def existing_of(arguments: argparse.Namespace, given: Existing | None) -> Existing | None:
    """Return the community a run starts from: what a scenario says, with what the flags say instead.

    Raises:
        InputError: names every flag that is wrong or missing.
    """
    problems: list[str] = []
    told: dict[str, Any] = {}
    for name, flag in FLAGS.items():
        try:
            number = whole(flag, getattr(arguments, flag[2:].replace("-", "_")), *RANGES[name])
        except InputError as error:
            problems += error.problems
            continue
        told |= {} if number is None else {name: number}
    told |= {"active_means": arguments.from_active_means} if arguments.from_active_means else {}
    told |= {"counterfactual": arguments.counterfactual} if arguments.counterfactual else {}
    if told and given is None and not problems:
        problems += [f"{FLAGS[name]}: it is missing; a community that is there already needs it" for name in NEEDED if name not in told]
    if problems:
        raise InputError(problems)
    if not told:
        return given
    return replace(given, **told, start=None) if given is not None else Existing(**told)


def with_staff(arguments: argparse.Namespace, existing: Existing | None, differences: dict[str, Any]) -> tuple[Existing | None, dict[str, Any]]:
    """Return the community and the differences with the staff that --from-staff says has cared for it.

    Raises:
        InputError: there is no community that is there already, or nobody can be so many.
    """
    if getattr(arguments, "from_staff", None) is None:
        return existing, differences
    if existing is None:
        raise InputError(["--from-staff: it says who has cared for a community that is there already; say --from-members with it"])
    try:
        return staffed(existing, differences, LEVERS[STAFF].parse(arguments.from_staff))
    except InputError as error:
        raise InputError(
            [problem.replace("existing.staff", "--from-staff", 1).replace(STAFF, "--from-staff", 1) for problem in error.problems]
        ) from None


def with_one_past(specs: dict[str, RunSpec], baseline: str, by_flags: bool) -> dict[str, RunSpec]:
    """Return settings that share their past: where flags say how all start, they have lived under the baseline's levers.

    Raises:
        InputError: settings start from different communities, or their pasts differ.
    """
    first = specs[baseline]
    if by_flags and first.existing is not None and first.existing.lived is None:
        specs = {name: replace(spec, existing=with_lived(first.existing, first.differences)) for name, spec in specs.items()}
    problems = [mixed for name, spec in specs.items() if name != baseline and (mixed := mixed_starts(baseline, first, name, spec))]
    if problems:
        raise InputError(problems)
    return specs


def mixed_starts(baseline: str, first: RunSpec, name: str, spec: RunSpec) -> str:
    """Say why two settings cannot be compared world by world, or nothing."""
    why = starts_differ(first, spec)
    return f"{name:.60}: it cannot be compared with {baseline:.60}: {why}" if why else ""
