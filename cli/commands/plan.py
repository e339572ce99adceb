"""Fill the plan of a scenario from a template and write the scenario as TOML.

Templates: `roadmap` sets levers in the months after the launch; `hires-by-size` sets them when so many members come every week,
dated from the present run of the scenario. What cannot be dated is left out and told on standard error.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_ensemble, add_scenario


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `plan`."""
    add_scenario(parser)
    parser.add_argument("--template", metavar="NAME", required=True, help="roadmap or hires-by-size")
    add_ensemble(parser)
    parser.add_argument("--out", metavar="FILE", help="write to a file, whole or not at all, instead of standard output")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate, date the entries, and write the scenario."""
    import sys
    from dataclasses import replace

    from cli.computing import compute
    from cli.output import Outputs
    from cli.settings import spec_from
    from scenarios.plan_template import load_template
    from scenarios.scenario import resolve
    from simulation.studies.plan_dates import dated, merged
    from simulation.vocabulary.timeline import timeline_from

    template = load_template(arguments.template)
    spec = spec_from(arguments)
    with Outputs({"--out": arguments.out}, inputs=[arguments.scenario]) as outputs:
        (results,) = compute([spec])
        found = dated(template.entries, results)
        timeline = timeline_from(merged(spec.timeline.changes, found.changes), spec.timeline.shocks, spec.weeks)
        scenario = replace(resolve(arguments.scenario), differences=spec.differences, timeline=timeline, seed=spec.seed, weeks=spec.weeks)
        for reason in found.left_out:
            print(f"left out: {reason}", file=sys.stderr)
        outputs.write_text("--out", scenario.to_toml().removesuffix("\n"))
