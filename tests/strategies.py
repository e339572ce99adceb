"""Random but allowed scenarios for property tests, built from the declarations of the inputs."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from scenarios.scenario import CURRENCIES, MAX_SEED, Scenario
from scenarios.texts import LINE_BREAKS_AND_TABS
from simulation.vocabulary.inputs import INPUTS, LEVERS, inputs_from
from simulation.vocabulary.specification import InputError, Spec
from simulation.vocabulary.timeline import MAX_INFLUX, MAX_WEEKS, Change, Shock, Timeline

# The same examples on every machine and every day: a failure can be repeated, a success does not depend on chance.
steady = settings(derandomize=True, deadline=None, max_examples=60, database=None)

CHANGEABLE = sorted(name for name, spec in LEVERS.items() if not spec.initial)


def texts(limit: int, *, several_lines: bool = False) -> st.SearchStrategy[str]:
    """Return texts of every allowed character, with those that break quoting more often than chance would."""
    anything = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    hostile = st.sampled_from("\"'\\#[]={}.<>&;%_\u202e\u2028\N{PILE OF POO}" + (LINE_BREAKS_AND_TABS if several_lines else ""))
    return st.text(st.one_of(anything, hostile), max_size=limit)


def values(spec: Spec) -> st.SearchStrategy[object]:
    """Return every value an input may take."""
    if spec.type is bool:
        return st.booleans()
    if spec.choices:
        return st.sampled_from(spec.choices)
    if spec.type is int:
        return st.integers(int(spec.low), int(spec.high))
    return st.floats(float(spec.low), float(spec.high), allow_nan=False)


@st.composite
def differences(draw: st.DrawFn) -> dict[str, object]:
    """Return some inputs with allowed values."""
    names = draw(st.lists(st.sampled_from(sorted(INPUTS)), unique=True, max_size=12))
    chosen = {name: draw(values(INPUTS[name])) for name in names}
    try:
        inputs_from(chosen)
    except InputError:  # a market that does not hold the customers at the start
        return {name: value for name, value in chosen.items() if name not in ("market_size", "starting_customers")}
    return chosen


def launched(chosen: dict[str, object], weeks: int) -> dict[str, object]:
    """Return the inputs without a launch that lies beyond the horizon."""
    return {name: value for name, value in chosen.items() if name != "launch_month" or value * 52 < weeks * 12}


@st.composite
def timelines(draw: st.DrawFn, weeks: int) -> Timeline:
    """Return planned changes and shocks within a horizon."""
    week = st.integers(0, weeks - 1)
    planned = draw(st.lists(st.tuples(week, st.sampled_from(CHANGEABLE)), unique=True, max_size=6))
    changes = tuple(Change(at, name, draw(values(LEVERS[name]))) for at, name in planned)
    people = st.tuples(st.sampled_from(("influx", "influx_low_intent")), st.integers(0, MAX_INFLUX))
    platform = st.tuples(st.just("migration"), st.sampled_from(LEVERS["platform"].choices))
    reach = st.tuples(st.just("algorithm"), st.floats(0, 1))
    shocks = draw(st.lists(st.tuples(week, st.one_of(people, platform, reach)), max_size=4))
    return Timeline(changes, tuple(Shock(at, kind, size) for at, (kind, size) in shocks))


@st.composite
def scenarios(draw: st.DrawFn, *, longest_story: int = 300) -> Scenario:
    """Return any scenario that is allowed."""
    weeks = draw(st.integers(1, MAX_WEEKS))
    return Scenario(
        title=draw(texts(200)),
        author=draw(texts(40)),
        story=draw(texts(longest_story, several_lines=True)),
        reference=draw(texts(60)),
        differences=launched(draw(differences()), weeks),
        timeline=draw(timelines(weeks)),
        seed=draw(st.integers(0, MAX_SEED)),
        weeks=weeks,
        currency=draw(st.sampled_from(CURRENCIES)),
        model_version=draw(st.from_regex(r"\A[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}\Z")),
    )
