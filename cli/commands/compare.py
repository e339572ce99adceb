"""Compare scenarios world by world with a baseline.

All are simulated with common random numbers: the baseline's seed unless --seed is given, over the longest of their
horizons unless --weeks is given. A difference is the scenario minus the baseline in the same world; better_in
of counts the worlds in which the scenario is better, and certainty follows one stated rule (the exact sign
test: clearly at 1 %, probably at 10 %). With more than two scenarios the JSON holds one entry per scenario
under "comparisons"; with two, "differences" is that of the second as well. In CSV each row names the baseline it is
taken against, and held_against what value, cost and what is caused are counted against in both. Two parts of the decision paper take longer
and come on demand: --why simulates every differing input alone ("by_input" beside the differences of each option), and
--turning finds at which values of what is believed the decision turns ("rests_on").
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cli.answer import add_answer
from cli.arguments import add_beliefs, add_ensemble
from cli.errors import CommandError
from cli.existing import add_existing

if TYPE_CHECKING:
    from simulation.vocabulary.run_spec import RunSpec


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `compare`."""
    parser.add_argument("scenarios", metavar="SCENARIO", nargs="+", help="built-in names or TOML files, at least two")
    parser.add_argument("--baseline", metavar="SCENARIO", help="which of them the others are held against; the first by default")
    add_ensemble(parser)
    add_existing(parser)
    add_beliefs(parser)
    parser.add_argument("--why", action="store_true", help="say which of the differing inputs carries each difference, too: each is simulated alone")
    parser.add_argument("--turning", action="store_true", help="say at which values of own figures and beliefs the decision turns, too")
    add_answer(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Simulate all scenarios and write their differences."""
    from cli.answer import answer_to, write_answer
    from cli.computing import compute
    from cli.deeper import Deeper
    from cli.settings import specs_from
    from simulation.studies.compare import compare
    from simulation.studies.difference_export import difference_rows
    from simulation.vocabulary.existing import other_arm, past_holds
    from simulation.vocabulary.specification import InputError

    if len(arguments.scenarios) < 2:
        raise CommandError("a comparison needs at least two scenarios")
    specs = specs_from(arguments)
    if arguments.turning and (why := past_holds(next(iter(specs.values())).existing)):
        raise InputError([f"--turning: {why}"])
    with answer_to(arguments, inputs=arguments.scenarios) as outputs:
        baseline, *others = compute([*specs.values()])
        held_against, *names = specs
        differences = {name: compare(baseline, other) for name, other in zip(names, others, strict=True)}
        results = dict(zip(specs, [baseline, *others], strict=True))
        deeper = Deeper(arguments, specs, results)
        write_answer(
            arguments,
            outputs,
            document=lambda: deeper.into(_document(specs, differences, [baseline, *others])),
            rows=lambda: difference_rows(held_against, differences, other_arm(baseline.spec.existing)),
            text=lambda: _text(results, differences, deeper.lines()),
        )


def _text(results: dict[str, Any], differences: dict[str, Any], deeper: list[str]) -> str:
    from cli.key_figures import compare_text
    from cli.paper_text import paper_text

    return compare_text(results, differences, paper_text(results, deeper))


def _document(specs: dict[str, RunSpec], differences: dict[str, Any], results: list[Any]) -> dict[str, Any]:
    from simulation.studies.difference_export import difference_document, inputs_that_differ
    from simulation.studies.paper import paper_of
    from simulation.vocabulary.version import MODEL_VERSION

    baseline, first = next(iter(specs.items()))
    comparisons = [
        {"scenario": name, "differences": {measure: difference_document(one) for measure, one in table.items()}}
        for name, table in differences.items()
    ]
    return {
        "baseline": baseline,
        "scenarios": list(specs),
        "model_version": MODEL_VERSION,
        "seed": first.seed,
        "runs": first.runs,
        "weeks": first.weeks,
        **held(first),
        **({"beliefs": True} if first.beliefs else {}),
        **paper_of(list(specs), results, first.runs),
        "inputs_that_differ": inputs_that_differ({name: spec.inputs for name, spec in specs.items()}),
        "planned": {name: _planned(spec) for name, spec in specs.items()},
        **({"differences": comparisons[0]["differences"]} if len(comparisons) == 1 else {"comparisons": comparisons}),
    }


def held(spec: RunSpec) -> dict[str, Any]:
    """Return which community all options start from today and what they are held against; nothing where one is founded."""
    from simulation.vocabulary.existing import other_arm

    return {} if spec.existing is None else {"existing": {**spec.existing.to_document(), "held_against": other_arm(spec.existing)}}


def _planned(spec: RunSpec) -> list[dict[str, Any]]:
    changes = [{"week": change.week, "name": change.name, "value": change.value} for change in spec.timeline.changes]
    return changes + [{"week": shock.week, "kind": shock.kind, "size": shock.size} for shock in spec.timeline.shocks]
