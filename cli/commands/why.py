"""Say why one scenario is worth more or less than another: the difference in value by mechanism.

Both are simulated in the same worlds. The books split every world's difference exactly into acquisition, retention,
expansion, deflection and cost; the parts told are those of a typical world and add up to the median difference.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_beliefs, add_ensemble, add_output
from cli.errors import CommandError
from cli.existing import add_existing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `why`."""
    parser.add_argument("scenarios", metavar="SCENARIO", nargs=2, help="the baseline and the other: built-in names or TOML files")
    parser.set_defaults(baseline=None)
    add_ensemble(parser)
    add_beliefs(parser)
    add_existing(parser)
    add_output(parser, "text", "json")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate both and write the split."""
    from dataclasses import asdict

    from cli.computing import compute
    from cli.output import Outputs
    from cli.settings import specs_from
    from simulation.studies.why import explain
    from simulation.vocabulary.version import MODEL_VERSION

    if arguments.scenarios[0] == arguments.scenarios[1]:
        raise CommandError("two different scenarios are needed")
    specs = specs_from(arguments)
    with Outputs({"--out": arguments.out}, inputs=arguments.scenarios) as outputs:
        baseline, other = compute([*specs.values()])
        found = explain(baseline, other)
        if arguments.format == "text":
            outputs.write_text("--out", found.sentence(arguments.scenarios[0]))
            return
        outputs.write_json(
            "--out",
            {
                "baseline": arguments.scenarios[0],
                "scenario": arguments.scenarios[1],
                "model_version": MODEL_VERSION,
                "seed": other.seed,
                "runs": len(other),
                "weeks": other.weeks,
                **({"beliefs": True} if other.spec.beliefs else {}),
                "npv": {"median": found.total, "low": found.low, "high": found.high},
                "parts": [asdict(part) for part in found.parts],
            },
        )
