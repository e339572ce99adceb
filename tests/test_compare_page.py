"""The Compare page's choice, words and numbers: the same as the command line's, and what executives lead with."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from scenarios.scenario import Scenario
from simulation import MEASURES, Change, InputError, RunSpec, Shock, Timeline
from simulation.outcomes.roi import internal_rate
from simulation.outcomes.zones import zone_told
from simulation.vocabulary.existing import Existing
from tests.comparisons import RUNS, WEEKS, compared, renamed, with_runs
from ui.compare.tables import figures_table, inputs_table, years_table
from ui.comparison import chart_data
from ui.comparison.charts import overlay, parts, views
from ui.comparison.comparison import Comparison
from ui.comparison.figures import DECISION, EXECUTIVE, MONEY, difference_told, in_fewer_worlds, level, paid_back
from ui.comparison.inputs import differing, told
from ui.comparison.options import Option, adjustments, aligned, can_draw, told_apart
from ui.comparison.recommendation import certain, recommend
from ui.comparison.views import VIEWS
from ui.text.labels import LONGEST as NAME_LIMIT
from ui.text.labels import shortened

NAMES = ("default", "ghost-town", "batched-twenty")
HOSTILE = "<script>alert(1)</script> **bold** [a](b) $x$ `y` :red[z] | 'quoted' \"twice\" \\ {0}"


@pytest.fixture(scope="module")
def three() -> Comparison:
    return compared(*NAMES)


def option(name: str, **scenario) -> Option:
    return Option(key=name, name=name, scenario=Scenario(title=name, **scenario))


def test_the_page_gives_the_numbers_of_the_command_line(three, command, tmp_path):
    paths = []
    for name, one in zip(NAMES, three.options, strict=True):
        paths.append(tmp_path / f"{name}.toml")
        paths[-1].write_text(one.scenario.to_toml(), encoding="utf-8")
    code, output, errors = command("compare", *paths, "--runs", RUNS)
    assert (code, errors) == (0, "")
    for entry, mine in zip(json.loads(output)["comparisons"], three.differences, strict=True):
        assert set(EXECUTIVE) <= set(entry["differences"])
        assert set(entry["differences"]) == set(mine)
        for name, theirs in entry["differences"].items():
            assert (theirs["better_in"], theirs["of"], theirs["certainty"]) == (mine[name].better_in, mine[name].of, mine[name].certainty), name
            assert theirs["median"] == (mine[name].median if math.isfinite(mine[name].median) else None), name


def test_executives_lead_with_money_then_five_figures_and_never_with_size_or_engagement():
    assert DECISION[: len(MONEY)] == MONEY == ("npv", "cost_per_month", "peak_funding", "payback_month", "monthly_result_end")
    assert EXECUTIVE == ("revenue_influenced", "support_saved", "retention_differential", "pipeline_influenced", "advocacy")
    vanity = {"members", "weekly_active", "posts", "replies", "speakers", "creators", "engagers", "weekly_active_share", "speaking_share"}
    shown = set(VIEWS["Decision"].figures)
    assert next(iter(VIEWS)) == "Decision"
    assert not shown & vanity
    assert not any(word in panel.title.lower() for panel in VIEWS["Decision"].panels for word in ("member", "post", "engagement", "active"))
    assert set(VIEWS["Every figure"].figures) == set(MEASURES)


def test_all_are_run_with_the_baselines_seed_over_the_longest_horizon():
    options = [option("a", seed=3, weeks=20), option("b", seed=9, weeks=60)]
    settings = aligned(options, 12)
    assert [(one.seed, one.weeks, one.runs) for one in settings] == [(3, 60, 12), (3, 60, 12)]
    assert adjustments(options) == ["a: 60 weeks instead of 20", "b: the baseline's random numbers (seed 3) instead of seed 9"]
    assert adjustments([options[0], option("c", seed=3, weeks=20)]) == []


def test_a_community_that_is_there_already_is_compared_from_its_today():
    there = Existing(members=150, active=40, age_weeks=30)
    options = [option("as it is", existing=there), option("smaller batches", differences={"batch_size": 10}, existing=there)]
    settings = aligned(options, 12)
    assert [one.existing for one in settings] == [there, there]
    assert not any(one.beliefs for one in aligned(options, 12, beliefs=True)), "its past was lived with one set of beliefs"
    assert all(one.beliefs and one.existing is None for one in aligned([option("a"), option("b")], 12, beliefs=True))
    assert not can_draw(options)
    with pytest.raises(InputError, match="must be true or false"):
        RunSpec(beliefs=there)


def test_equal_and_endless_names_are_told_apart():
    options = told_apart([option("Same"), option("Same"), option("Other"), option("Same")])
    assert [one.name for one in options] == ["Same", "Same (2)", "Other", "Same (3)"]
    assert len(shortened("x" * 500)) == NAME_LIMIT
    assert shortened(" two\nlines ") == "two lines"
    assert shortened("") == "Untitled"


def test_inputs_that_differ_come_with_their_values_units_and_plans():
    plan = Timeline((Change(12, "reporting_line", "ceo"),), (Shock(4, "influx", 500),))
    rows = differing([option("a"), option("b", differences={"batch_size": 0, "gross_margin": 0.7}, timeline=plan)])
    table = {row.label: row.values for row in rows}
    assert table == {
        "Batch size": ("20", "open door"),
        "Gross margin": ("80 %", "70 %"),
        "Planned": ("nothing", "Week 4 (month 0.9): Influx of interested people: 500 people; Week 12 (month 2.8): Community reports to: CEO or COO"),
    }
    assert "people per admission date" in [row.unit for row in rows]
    assert differing([option("a"), option("b")]) == []
    assert told(option("b"), option("a")) == "Sets the same as the baseline."
    assert told(option("b", differences={"batch_size": 60}), option("a")) == "batch size: 60 people per admission date"


def test_hostile_names_are_escaped_in_every_table(three):
    hostile = renamed(three, [HOSTILE, HOSTILE, "\u202eright-to-left عربي 🙂"])
    for table in (
        figures_table(hostile, EXECUTIVE, "$"),
        inputs_table(differing(hostile.options), hostile.names),
    ):
        headings = " ".join(table.columns)
        assert len(set(table.columns)) == len(table.columns)
        assert "\\<script\\>" in headings
        assert "<script>" not in headings
        assert "**bold**" not in headings
        assert "[a](b)" not in headings
    assert "🙂" in headings


def test_names_are_only_data_in_charts(three):
    hostile = renamed(three, [HOSTILE, "' || alert(1) || '", "datum.x"])
    for spec in (overlay(hostile.names), parts(hostile.names), views(hostile.names)):
        for expression in expressions(spec):
            assert "alert" not in expression
            assert "datum.x" not in expression
    frame = chart_data.weekly(hostile, lambda results: results.series["mrr"])
    assert set(frame["series"]) == set(hostile.names)
    assert set(frame["place"]) == {"s0", "s1", "s2"}


def expressions(part) -> list[str]:
    """Return every text of a specification that is computed or names a field."""
    found = []
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("filter", "calculate", "expr", "labelExpr", "field", "test", "pivot") and isinstance(value, str):
                found.append(value)
            found += expressions(value)
    elif isinstance(part, list):
        for value in part:
            found += expressions(value)
    return found


def test_a_cell_holds_the_own_value_then_the_difference_then_how_sure_that_is(three):
    found = three.differences[0]["revenue_influenced"]
    words = difference_told("revenue_influenced", found, "€")
    assert words.worlds == f"better in {found.better_in} of {RUNS} worlds"
    assert words.certainty.startswith(found.certainty)
    assert words.change.lstrip("+-").startswith("€")

    def cell(counts: bool) -> str:
        return figures_table(three, ("revenue_influenced",), "€", counts).iloc[0, 2].replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")

    own, _ = level(three, 1, "revenue_influenced", "€")
    assert cell(False).startswith(own)
    assert words.change in cell(False)
    assert certain(found.certainty) in cell(False)
    assert words.worlds not in cell(False)
    assert words.worlds in cell(True)


def test_the_decisions_table_says_how_healthy_each_community_stays(three):
    table = figures_table(three, DECISION, "$")
    health = table[table["Figure"] == "**Community**"].iloc[0, 1:]
    assert len(health) == 3
    assert all(any(zone in words for zone in ("healthy", "at risk", "auditorium", "not to be judged")) for words in health)


def test_years_stand_with_their_whole(three):
    table = years_table(three, "$")
    assert table["Year"].tolist() == ["Year 1 (10 months)", "**Whole**"]
    assert table.iloc[0, 1] == table.iloc[1, 1]


def test_a_date_against_none_is_no_number_of_months(three):
    never = with_runs(three, [{"payback_month": np.full(RUNS, 9.0)}, {"payback_month": np.full(RUNS, np.nan)}, {}])
    words = difference_told("payback_month", never.differences[0]["payback_month"], "$")
    assert words.change == ""
    assert words.certainty == "probably worse"
    cell = figures_table(never, ("payback_month",), "$").iloc[0, 2].replace("\N{NO-BREAK SPACE}", " ")
    assert cell.startswith("not by month 10")
    assert "one of the two" not in cell


def test_what_chance_could_explain_says_how_many_worlds_would_tell(three):
    npv = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    mixed = with_runs(three, [{"npv": npv}, {"npv": [1, 2, 3, 4, 5, -6]}, {"npv": npv}])
    words = difference_told("npv", mixed.differences[0]["npv"], "$")
    assert "not distinguishable from stochastic variation" in words.certainty
    assert "more worlds would tell" in words.certainty
    same = difference_told("npv", mixed.differences[1]["npv"], "$")
    assert (same.change, same.certainty) == ("no difference", "the same in every world")


def test_what_is_equal_in_the_median_world_is_not_left_to_chance(three):
    cost = [9_000.0] * 6
    nearly = with_runs(three, [{"cost_per_month": cost}, {"cost_per_month": [9_000, 9_000, 9_000, 9_000, 9_001, 8_999]}, {"cost_per_month": cost}])
    found = nearly.differences[0]["cost_per_month"]
    words = difference_told("cost_per_month", found, "$")
    assert (words.change, words.certainty, words.worlds) == ("", "equal in the median world", "equal in 4 of 6 worlds")
    cells = [figures_table(nearly, ("cost_per_month",), "$").iloc[0, place].replace("\N{NO-BREAK SPACE}", " ") for place in (2, 3)]
    assert "equal in the median world" in cells[0]
    assert "the same in every world" in cells[1]
    assert not any("cannot be told" in cell for cell in cells)


def quiet(npv) -> dict:
    return {"npv": npv, "auditorium_weeks": np.zeros(RUNS), "payback_month": np.full(RUNS, 5.0), "monthly_result_end": np.full(RUNS, 900.0)}


def test_the_best_that_is_surely_better_is_recommended(three):
    base = 1000 + np.arange(RUNS) * 10.0
    clear = with_runs(three, [quiet(base), quiet(base + 100), quiet(base + 300)])
    taken = recommend(clear)
    assert (taken.place, taken.kind) == (2, "take")
    assert taken.headline.startswith(f"Take “{three.names[2]}”: it is worth $300 more than “{three.names[0]}” over 10 months")
    assert taken.headline.endswith(f"“{three.names[1]}” (+$100) is an auditorium in half of the worlds or more.")
    assert f"“{three.names[2]}” against “{three.names[0]}”: +$300" in taken.reasons[0]
    assert f"better in {RUNS} of {RUNS} worlds" in taken.reasons[0]
    assert f"“{three.names[1]}” against “{three.names[0]}”: +$100" in taken.reasons[1]
    assert any(
        reason.startswith(f"“{three.names[2]}”: worth $1,3") and "must be advanced; paid back in month 5" in reason for reason in taken.reasons
    )


def test_nothing_is_recommended_from_a_preview(three):
    early = Comparison(three.options, three.results, 30)
    taken = recommend(early)
    assert (taken.place, taken.kind, taken.reasons) == (0, "preview", ())
    assert taken.headline == f"Preview, {RUNS} of 30 worlds: nothing is recommended yet."


def test_a_value_that_hides_a_decline_says_so(three):
    base = 1000 + np.arange(RUNS) * 10.0
    taken = recommend(with_runs(three, [quiet(base), quiet(base - 50), quiet(base + 300) | {"monthly_result_end": np.full(RUNS, -50.0)}]))
    assert any("hides a decline" in words for words in taken.reasons)


def test_the_baseline_is_kept_when_nothing_is_surely_better(three):
    base = np.arange(RUNS) * 10.0
    sign = np.array([1, -1, 1, -1, 1, -1.0])
    taken = recommend(with_runs(three, [{"npv": base}, {"npv": base + 1e6 * sign}, {"npv": base - 50}]))
    assert taken.place == 0
    assert taken.headline == (
        f"Keep “{three.names[0]}”: “{three.names[2]}” (-$50) loses value against it, and “{three.names[1]}” cannot be told apart from it."
    )
    assert "cannot be told" in taken.reasons[0]
    assert "probably worse" in taken.reasons[1]


def test_a_loss_and_an_unpaid_programme_are_named(three):
    base = np.full(RUNS, -500.0)
    months = [np.nan, 6, 6, 6, 6, 6]
    taken = recommend(with_runs(three, [{"npv": base}, {"npv": base}, {"npv": base + 100, "payback_month": months}]))
    assert taken.place == 2
    assert "yet it does not earn its cost in that time." in taken.headline
    assert any("a longer horizon may say otherwise" in words for words in taken.reasons)
    assert f"Not paid back by month 10 in 1 of {RUNS} worlds." in taken.reasons


def test_the_community_that_is_called_healthy_is_named(three):
    """Under two sentences about the other options "its" could be anybody's."""
    base = 1000 + np.arange(RUNS) * 10.0
    taken = recommend(with_runs(three, [quiet(base), quiet(base + 100), quiet(base + 300)]))
    assert f"The community of “{three.names[2]}” is {zone_told(three.results[2].series['auditorium_index'])}." in taken.reasons
    ghost = compared("ghost-town", "default")
    kept = recommend(with_runs(ghost, [quiet(base), quiet(base - 100)]))
    assert any(words.startswith(f"The community of “{ghost.names[0]}” is an auditorium in") for words in kept.reasons)


def test_a_figure_that_stands_on_fewer_worlds_says_why(three):
    """Beside thirty worlds elsewhere "16 of 16" looked like a mistake; what it says of cash flow is what the rate's rule is."""
    some, none = [0.1, 0.2, np.nan, 0.1, 0.2, 0.3], [np.nan] * RUNS
    words = in_fewer_worlds(with_runs(three, [{"irr": [0.1] * RUNS}, {"irr": some}, {"irr": none}]), ("npv", "irr"))
    assert words.startswith(
        "Compared only in the worlds in which both have a number: Internal rate of return: 0 to 5 of 6 worlds (in the others cash"
    )
    assert "Net present value" not in words
    for same in (0.1, np.nan):
        assert in_fewer_worlds(with_runs(three, [{"irr": [same] * RUNS}] * 3), ("npv", "irr")) == ""
    never, often, beyond, one = [-9, -1, -1, -1], [-9, 20, -1, 9], [-1, 200, 200, 200], [-9, 4, 4, 4]
    assert np.isfinite(internal_rate(np.array([never, often, beyond, one], dtype=float))).tolist() == [False, False, False, True]


def test_charts_draw_every_scenario_on_the_same_axis_with_what_was_computed(three):
    cash = chart_data.monthly(three, lambda results: results.books["cash"].cumsum(axis=1))
    assert list(cash["series"].unique()) == list(three.names)
    last = cash[cash["series"] == three.names[1]].iloc[-1]
    assert last["median"] == pytest.approx(np.median(three.results[1].books["cash"].sum(axis=1)))
    parts_frame = chart_data.by_part(three)
    assert set(parts_frame["part"].dropna()) == {"Acquisition", "Retention", "Expansion", "Deflection", "Cost"}
    assert (parts_frame[parts_frame["part"] == "Cost"]["median"] <= 0).all()
    view_frame = chart_data.by_view(three)
    assert len(view_frame) == 4 * len(three.options)
    assert paid_back(np.array([2.0, np.nan, 3.0, 3.0]), 4).tolist() == [0, 0.25, 0.75, 0.75]
    curve = chart_data.payback(three)
    assert curve["median"].between(0, 1).all()


def test_a_growing_comparison_only_counts_worlds_that_all_share(three):
    from dataclasses import replace

    def cut(results, worlds):
        return replace(
            results,
            replicates=results.replicates[worlds],
            series={name: values[worlds] for name, values in results.series.items()},
            runs={name: values[worlds] for name, values in results.runs.items()},
        )

    partial = Comparison(three.options, (cut(three.results[0], slice(0, 4)), cut(three.results[1], slice(2, 6)), three.results[2]), RUNS)
    assert partial.worlds == 2
    assert not partial.done
    assert partial.final(0, "npv").tolist() == three.results[0].runs["npv"][2:4].tolist()
    assert partial.final(1, "npv").tolist() == three.results[1].runs["npv"][2:4].tolist()
    assert three.done
    assert three.results[0].weeks == WEEKS
