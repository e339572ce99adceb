"""Every figure on the decision paper is in the command line's JSON: own values, differences, years, mechanisms, headline and reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.comparisons import RUNS, compared
from ui.comparison.charts import VIEWS
from ui.comparison.figures import NEUTRAL
from ui.report.content import LEADING_FIGURES, Report, report_of
from ui.report.csv import csv_report
from ui.text.wording import amount

NAMES = ("default", "ghost-town", "batched-twenty")
AMOUNT = re.compile(r"[+-]?\$[\d,.]+[kMB]?")


@pytest.fixture(scope="module")
def paper() -> Report:
    return report_of(compared(*NAMES), question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))


@pytest.fixture
def document(paper, command, tmp_path) -> dict[str, Any]:
    paths = []
    for name, one in zip(NAMES, paper.comparison.options, strict=True):
        paths.append(tmp_path / f"{name}.toml")
        paths[-1].write_text(one.scenario.to_toml(), encoding="utf-8")
    code, output, errors = command("compare", *paths, "--runs", RUNS, "--format", "json")
    assert (code, errors) == (0, "")
    return json.loads(output)


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
    for place, theirs in enumerate(document["options"].values()):
        for name, (_, cells) in zip(LEADING_FIGURES, paper.figures, strict=True):
            cell, own = cells[place], theirs[name]
            if name != "payback_month" and own["median"] is not None:
                assert cell.lines[0].startswith(amount(name, own["median"])), name
            if not place:
                continue
            found = theirs["differences"][name]
            if found["median"] is not None and found["better_in"] != found["worse_in"]:
                assert amount(name, found["median"], signed=True) in cell.lines[1], name
            certainty = found["certainty"]
            if name not in NEUTRAL and not certainty.startswith("not"):
                assert certainty in cell.lines[-1], name


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
    from simulation.vocabulary.amounts import money

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
