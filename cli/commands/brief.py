"""Is this for you? Give eight answers, get a starting point and whether a community pays for such a company.

Answers are given as --answer NAME=VALUE: sells, shareable, trust, motion, customers, arpa, churn, convince; what is not answered
is as usual. JSON holds answers, differences, says, and the starting point's npv; with --save the starting point is written as a
scenario, answers included.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_ensemble, add_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `brief`."""
    parser.add_argument("--answer", metavar="NAME=VALUE", action="append", default=[], help="one answer; may be repeated")
    parser.add_argument("--save", metavar="FILE", help="write the starting point as a scenario file (.toml)")
    add_ensemble(parser)
    add_output(parser, "text", "json")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate the starting point and say what it comes to."""
    from dataclasses import replace

    from cli.arguments import pair, runs_of, seed_of, weeks_of
    from cli.computing import compute
    from cli.output import Outputs
    from scenarios.brief import scenario_of
    from simulation.outcomes.export import band_of
    from simulation.studies.brief import told
    from simulation.vocabulary.brief import answers_from
    from simulation.vocabulary.run_spec import RunSpec
    from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS, MODEL_VERSION

    answers = answers_from(dict(pair("--answer", text) for text in arguments.answer))
    seed, weeks = seed_of(arguments), weeks_of(arguments) or DEFAULT_WEEKS
    scenario = replace(scenario_of(answers), seed=DEFAULT_SEED if seed is None else seed, weeks=weeks)
    spec = RunSpec(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, runs_of(arguments))
    places = {"--out": arguments.out} | ({"--save": arguments.save} if arguments.save else {})
    with Outputs(places) as outputs:
        (results,) = compute([spec])
        says = told(answers, results)
        if arguments.format == "text":
            outputs.write_text("--out", says)
        else:
            about = {"model_version": MODEL_VERSION, "seed": spec.seed, "runs": spec.runs, "weeks": spec.weeks}
            outputs.write_json(
                "--out", {**about, "answers": answers, "differences": scenario.differences, "says": says, "npv": band_of(results.runs["npv"])}
            )
        if arguments.save:
            outputs.write_text("--save", scenario.to_toml().removesuffix("\n"))
