"""Compare scenarios world by world with a baseline.

All are simulated with the same luck: the baseline's seed unless --seed is given, over the longest of their
horizons unless --weeks is given. A difference is the scenario minus the baseline in the same world; better_in
of counts the worlds in which the scenario is better, and certainty follows one stated rule (the exact sign
test: clearly at 1 %, probably at 10 %). With more than two scenarios the JSON holds one entry per scenario
under "comparisons"; with two, "differences" is that of the second as well.
"""

from __future__ import annotations

import argparse
from typing import Any

from cli.arguments import add_ensemble, add_output
from cli.errors import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `compare`."""
    parser.add_argument("scenarios", metavar="SCENARIO", nargs="+", help="built-in names or TOML files, at least two")
    parser.add_argument("--baseline", metavar="SCENARIO", help="which of them the others are held against; the first by default")
    add_ensemble(parser)
    add_output(parser, "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate all scenarios and write their differences."""
    from cli.computing import compute
    from cli.output import Outputs
    from cli.settings import settings_from
    from simulation.studies.compare import compare
    from simulation.studies.difference_export import difference_rows

    if len(arguments.scenarios) < 2:
        raise CommandError("a comparison needs at least two scenarios")
    settings = settings_from(arguments)
    with Outputs({"--out": arguments.out}, inputs=arguments.scenarios) as outputs:
        baseline, *others = compute(settings)
        names = [setting.name for setting in settings[1:]]
        differences = {name: compare(baseline, other) for name, other in zip(names, others, strict=True)}
        if arguments.format == "json":
            outputs.write_json("--out", _document(settings, differences))
        else:
            outputs.write_csv("--out", difference_rows(settings[0].name, differences))


def _document(settings: list[Any], differences: dict[str, Any]) -> dict[str, Any]:
    from simulation.studies.difference_export import difference_document, inputs_that_differ
    from simulation.vocabulary.version import MODEL_VERSION

    first = settings[0]
    comparisons = [
        {"scenario": name, "differences": {measure: difference_document(one) for measure, one in table.items()}}
        for name, table in differences.items()
    ]
    return {
        "baseline": first.name,
        "scenarios": [setting.name for setting in settings],
        "model_version": MODEL_VERSION,
        "seed": first.seed,
        "runs": first.runs,
        "weeks": first.weeks,
        "inputs_that_differ": inputs_that_differ({setting.name: setting.inputs for setting in settings}),
        "planned": {setting.name: _planned(setting) for setting in settings},
        **({"differences": comparisons[0]["differences"]} if len(comparisons) == 1 else {"comparisons": comparisons}),
    }


def _planned(setting: Any) -> list[dict[str, Any]]:
    changes = [{"week": change.week, "name": change.name, "value": change.value} for change in setting.timeline.changes]
    return changes + [{"week": shock.week, "kind": shock.kind, "size": shock.size} for shock in setting.timeline.shocks]
