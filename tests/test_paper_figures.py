"""Every figure on the decision paper is in the command line's JSON: own values, differences, years, mechanisms, headline and reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from simulation.outcomes.arrival import OF_ALL
from simulation.studies.paper import PER_MONTH, factor_of, label_of
from simulation.vocabulary.amounts import money
from simulation.vocabulary.words import whole
from tests.comparisons import RUNS, compared
from ui.comparison.charts import VIEWS
from ui.comparison.figures import NEUTRAL
from ui.comparison.recommendation import RULE, recommend
from ui.report.content import LEADING_FIGURES, Report, report_of
from ui.report.csv import csv_report
from ui.text.wording import amount

NAMES = ("default", "ghost-town", "batched-twenty")
AMOUNT = re.compile(r"[+-]?\$[\d,.]+[kMB]?")


@pytest.fixture(scope="module")
def paper() -> Report:
    return report_of(compared(*NAMES), question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))


@pytest.fixture(scope="module")
def files(paper, tmp_path_factory) -> list[Path]:
    folder, paths = tmp_path_factory.mktemp("options"), []
    for name, one in zip(NAMES, paper.comparison.options, strict=True):
        paths.append(folder / f"{name}.toml")
        paths[-1].write_text(one.scenario.to_toml(), encoding="utf-8")
    return paths


_told: list[str] = []


@pytest.fixture
def document(files, command) -> dict[str, Any]:
    """Return what the command says of the three; it is asked once."""
    if not _told:
        code, output, errors = command("compare", *files, "--runs", RUNS, "--format", "json")
        assert (code, errors) == (0, "")
        _told.append(output)
    return json.loads(_told[0])


def dollars(value: float) -> str:
    """Write an amount to its last dollar: the two that stand side by side are written alike."""
    assert 1 <= abs(value) < 10_000
    return f"{'-' if value < 0 else '+'}${abs(value):,.0f}"


def numbers(entry: Any) -> Iterator[float]:
    """Yield every number of a document, however deep."""
    if isinstance(entry, dict):
        entry = list(entry.values())
    if isinstance(entry, list):
        for one in entry:
            yield from numbers(one)
    elif isinstance(entry, (int, float)) and not isinstance(entry, bool):
        yield float(entry)


def test_own_values_differences_and_certainties_are_the_documents(paper, document):
    rows = dict(paper.figures)
    for place, theirs in enumerate(document["options"].values()):
        for name in LEADING_FIGURES:
            cell, key = rows[label_of(name)][place], name + (PER_MONTH if factor_of(name) != 1 else "")
            own = theirs[key]
            if name == "payback_month":
                month = theirs[f"{name}{OF_ALL}"]["median"]
                months = paper.comparison.results[place].months
                assert cell.lines[0].partition(" (")[0] == (f"month {whole(month)}" if month is not None else f"not by month {months}")
            elif own["median"] is not None:
                assert cell.lines[0].startswith(amount(name, own["median"])), name
            if not place:
                continue
            found = theirs["differences"][key]
            if found["median"] is not None and found["better_in"] != found["worse_in"]:
                assert amount(name, found["median"], signed=True) in cell.lines[1], name
            certainty = found["certainty"]
            if name not in NEUTRAL and not certainty.startswith("not"):
                assert certainty in cell.lines[-1], name


def test_what_a_dollar_brings_and_each_communitys_zone_are_the_documents(paper, document):
    rows = dict(paper.figures)
    for place, theirs in enumerate(document["options"].values()):
        brought, zone = rows["Brought per $1 spent"][place], rows["Community"][place]
        assert brought.lines[0].startswith(amount("npv", theirs["return_per_dollar"]["median"]))
        assert zone.lines[0].startswith(theirs["zone"])
        if place:
            found = theirs["differences"]["return_per_dollar"]
            assert brought.lines[1].startswith(amount("npv", found["median"], signed=True))
            assert not found["certainty"].endswith("worse") or brought.news == "worse"


def test_members_against_others_and_the_seven_pillars_are_the_documents(paper, document):
    options = list(document["options"].values())
    assert [letter for letter, _ in paper.members] == [letter for letter, _ in paper.pillars] == list(paper.letters)
    for (_, cells), (_, scores), theirs in zip(paper.members, paper.pillars, options, strict=True):
        assert len(cells) == len(theirs["cohorts"]) == 6
        for cell, row in zip(cells, theirs["cohorts"], strict=True):
            naive, caused = (row[part]["median"] for part in ("naive", "causal"))
            if row["unit"] == "$":
                assert cell == f"{dollars(naive)}, caused {dollars(caused)}"
            elif row["unit"].startswith("share"):
                digits = 2 if "month" in row["unit"] else 1
                assert cell == f"{100 * naive:+.{digits}f} pp, caused {100 * caused:+.{digits}f} pp"
        assert list(scores) == [f"{pillar['score']:.1f}" for pillar in theirs["assessment"]["pillars"]]
    assert paper.member_heads == tuple(row["label"] for row in options[0]["cohorts"])
    assert [words[3:] for words in paper.weak_pillars] == [theirs["assessment"]["summary"] for theirs in options]


def test_years_mechanisms_and_ways_to_count_are_the_documents(paper, document):
    for place, theirs in enumerate(document["options"].values()):
        years = theirs["by_year"]
        for (_, cells), year in zip(paper.years, years, strict=False):
            assert cells[place] == f"costs {amount('npv', -year['cost'])}, leaves {amount('npv', year['cash_flow'])}"
        whole = {key: sum(year[key] for year in years) for key in ("cost", "cash_flow")}
        assert paper.years[-1][1][place] == f"costs {amount('npv', -whole['cost'])}, leaves {amount('npv', whole['cash_flow'])}"
        for (_, cells), key in zip(paper.views, VIEWS.values(), strict=True):
            assert cells[place].startswith(amount("npv", theirs["counted_as"][key]["median"]))


def test_every_amount_in_headline_reasons_and_why_is_the_documents(paper, document):
    written: set[str] = set()
    for value in numbers(document):
        for signed in (False, True):
            written |= {amount("npv", value, signed=signed), money(value, signed=signed)}
            written |= {amount("npv", -value, signed=signed), money(-value, signed=signed)}
    sentences = [paper.headline, *paper.reasons, *(words.split(" the rest")[0] for words in paper.why)]
    seen = [found.rstrip(".,") for words in sentences for found in AMOUNT.findall(words)]
    assert len(seen) > 10
    rest = [found for words in paper.why if " the rest" in words for found in AMOUNT.findall(words)[-1:]]
    assert [found for found in seen if found not in written and found not in rest] == []


def test_every_number_of_the_csv_is_the_documents(paper, document):
    known = {f"{value:.6g}" for value in numbers(document)} | {f"{-value:.6g}" for value in numbers(document)}
    import csv
    import io

    rows = csv.DictReader(io.StringIO(csv_report(paper).decode("utf-8-sig")))
    columns = ("mean", "median", "low", "high", "difference_median", "difference_low", "difference_high")
    lacking = [(row["part"], row["item"], name) for row in rows for name in columns if row[name] and f"{float(row[name]):.6g}" not in known]
    assert sorted(set(lacking)) == []


def test_page_report_and_command_line_decide_and_say_alike(paper, document, command, tmp_path):
    """The rule stands once; the headline is the same sentence, but for the names, which at a terminal are those of files."""
    names = list(document["options"])
    titles = dict(zip(paper.comparison.names, names, strict=True))
    taken = recommend(paper.comparison)
    assert paper.headline == taken.headline
    assert document["recommendation"]["kind"] == taken.kind
    assert document["recommendation"]["take"] == titles[paper.comparison.names[taken.place]]
    text = "".join(command("compare", *names, "--runs", RUNS, "--format", "text")[1].split())  # a terminal breaks lines anywhere
    said = paper.headline
    for title, name in titles.items():
        said = said.replace(f"“{title}”", f"“{name}”")
    assert "".join(said.split()) in text
    assert "".join(RULE.split()) in text
    assert paper.rule == RULE
