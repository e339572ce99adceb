"""Numbers in sentences: one and many, ranges with two ends only, months rounded in one way, as many digits as a value has."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulation import INPUTS, Shock
from simulation.outcomes.verdict import _range as verdict_range
from simulation.studies.compare import difference
from simulation.vocabulary.words import beside, counted, in_worlds, nearest, ranged, some_of, whole
from ui.comparison.figures import difference_told
from ui.text.lever_text import shown, with_unit
from ui.text.plan_text import size_text
from ui.text.wording import amount, spread, told

ONE_OF_MANY = re.compile(r"(?<![\d.,])1 (?:more )?(?:worlds|months|weeks|people|members|customers|scenarios)\b")
TO_ITSELF = re.compile(r"(?<![\w.,$€%+-])([+-]?[\w.,$€%]+) to \1(?![\w.,])")


@pytest.mark.parametrize(
    ("number", "one", "many", "expected"),
    [
        (1, "month", "", "1 month"),
        (2, "month", "", "2 months"),
        (1, "more world", "", "1 more world"),
        (1_200, "person", "people", "1,200 people"),
        (1, "person", "people", "1 person"),
        (0, "week", "", "0 weeks"),
        (-1, "month", "", "-1 month"),
    ],
)
def test_one_is_singular_and_all_others_are_plural(number, one, many, expected):
    assert counted(number, one, many) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("1", "1", "1"),
        ("month 9", "month 9", "month 9"),
        ("3 %", "7 %", "3 to 7 %"),
        ("month 5", "month 9", "month 5 to 9"),
        ("-1 month", "+2 months", "-1 to +2 months"),
        ("$1", "$1", "$1"),
        ("$1", "$2", "$1 to $2"),
        ("4 h", "9 h", "4 to 9 h"),
    ],
)
def test_a_range_has_two_ends_and_its_unit_once(low, high, expected):
    assert ranged(low, high) == expected


def test_a_number_without_a_range_stands_alone():
    assert beside("7", "7", "7") == "7"
    assert beside("7", "5", "9") == "7 (5 to 9)"
    assert told("members", np.full(5, 12.0)) == "12"
    assert spread("npv", np.full(5, 2_000.0)) == "$2,000"
    assert verdict_range(np.array([6.0, 6.0, 6.0])) == "6"
    assert in_worlds(1, 1) == "1 of 1 world"


@pytest.mark.parametrize(("count", "expected"), [(1, "a"), (4, "a, b, c, d"), (5, "a, b, c, d, e"), (6, "a, b, c, d and 2 more")])
def test_one_more_is_named_and_not_counted(count, expected):
    assert some_of("abcdef"[:count]) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.5, 1), (1.5, 2), (2.5, 3), (12.5, 13), (-2.5, -3), (2.4, 2)])
def test_half_months_are_rounded_away_from_zero_as_the_charts_do(value, expected):
    assert nearest(value) == expected
    assert whole(value) == str(expected)
    assert amount("payback_month", value) == f"month {expected}"
    assert amount("payback_month", value, signed=True) == f"{expected:+d} month{'' if abs(expected) == 1 else 's'}"


def test_no_difference_says_one_months_or_a_range_to_itself():
    for before, after in (((5, 5, 5), (6, 6, 6)), ((5, 5, 5), (4, 4, 4)), ((5, 5, 5), (6, 4, 8)), ((5, 5), (8, 9))):
        found = difference("payback_month", np.array(before, dtype=float), np.array(after, dtype=float))
        text = " ".join(vars(difference_told("payback_month", found, "$")).values())
        assert not ONE_OF_MANY.search(text), text
        assert not TO_ITSELF.search(text), text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("monthly_churn", 0.0125, "1.25 %"),
        ("monthly_churn", 0.035, "3.5 %"),
        ("arpa", 49.9, "49.9"),
        ("arpa", 1_234.5678, "1,234.5678"),
        ("starting_customers", 1_200, "1,200"),
        ("discount_rate", 0.00123456789, "0.123456789 %"),
        ("cac", 100.0, "100"),
        ("cac", 100.1 + 0.2, "100.3"),
    ],
)
def test_a_value_is_written_with_all_its_digits_and_shares_in_per_cent(name, value, expected):
    assert shown(INPUTS[name], value).removesuffix(" %") == expected.removesuffix(" %")


def test_planned_sizes_and_units_keep_digits_and_number():
    assert size_text(Shock(3, "algorithm", 0.125)) == "12.5 % of reach left"
    assert size_text(Shock(3, "influx", 1)) == "1 person"
    assert size_text(Shock(3, "influx", 5_000)) == "5,000 people"
    assert with_unit(INPUTS["batch_interval"], 1, "USD") == "1 week"
    assert with_unit(INPUTS["batch_interval"], 4, "USD") == "4 weeks"
    assert with_unit(INPUTS["roi_review_month"], 6, "USD") == "month 6"
    assert with_unit(INPUTS["roi_review_month"], 0, "USD") == "never"
    assert with_unit(INPUTS["batch_size"], 1, "USD") == "1 person per admission date"
    assert with_unit(INPUTS["batch_size"], 0, "USD") == "open door"
    assert with_unit(INPUTS["arpa"], 1.0, "EUR") == "1 € per month"
