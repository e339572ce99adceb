"""Numbers and sentences of the page."""

import numpy as np
import pytest

from simulation import MEASURES
from simulation.studies.compare import difference
from ui.text.wording import amount, certainty, plain, short, spread, sure


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (7.25, "7.25"),
        (42.123, "42.1"),
        (950, "950"),
        (1234.5, "1,234"),
        (12_340, "12.3k"),
        (123_400, "123k"),
        (1_234_000, "1.23M"),
        (-5e9, "-5.00B"),
        (float("nan"), "–"),
    ],
)
def test_short_numbers(value, text):
    assert short(value) == text


def test_amounts_carry_their_unit_and_sign():
    assert amount("npv", -1234.0, "€") == "-€1,234"
    assert amount("npv", 1234.0, "$", signed=True) == "+$1,234"
    assert amount("speaking_share", 0.1234) == "12.3 %"
    assert amount("speaking_share", -0.05, signed=True) == "-5.0 points"
    assert amount("payback_month", 21.0) == "month 21"
    assert amount("payback_month", -3.0, signed=True) == "-3 months"
    assert amount("npv", float("nan")) == "none"
    assert all(amount(name, 0.5) for name in MEASURES)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("payback_month", -0.4, "0 months"),
        ("payback_month", 0.2, "0 months"),
        ("npv", -0.001, "-$0.001"),
        ("speaking_share", -0.0004, "-0.04 points"),
    ],
)
def test_what_rounds_to_nothing_has_no_sign_or_its_first_digit(name, value, text):
    assert amount(name, value, signed=True) == text


def test_spreads_say_their_unit_once():
    values = np.linspace(0.1, 0.2, 11)
    assert spread("speaking_share", values) == "11.0 to 19.0 %"
    assert spread("payback_month", np.array([20.0, 21, 22])) == "month 20 to 22"
    assert spread("payback_month", np.array([np.nan])) == "none in any world"


def test_certainty_counts_worlds():
    before, after = np.zeros(30), np.r_[np.ones(27), -np.ones(3)]
    assert certainty(difference("npv", before, after)) == "better in 27/30"
    assert certainty(difference("npv", before, np.r_[np.ones(16), -np.ones(14)])) == "could be chance, 16/30"
    assert sure(difference("npv", before, after))
    assert not sure(difference("npv", before, np.r_[np.ones(16), -np.ones(14)]))
    assert not sure(difference("npv", before, before))
    assert certainty(difference("npv", before, before)) == "same in all"


@pytest.mark.parametrize("text", ["**a**", "[a](b)", "<b>", "$x$", ":red[x]", "# a", "`a`", "a\nb", "~~a~~", "1. a | b"])
def test_markup_is_shown_as_it_is(text):
    escaped = plain(text)
    for sign in "*[]<>$`#~|":
        assert escaped.count(sign) == escaped.count("\\" + sign)
    assert "\n" not in escaped


def test_long_text_is_cut():
    assert len(plain("x" * 5000, 90)) == 90
