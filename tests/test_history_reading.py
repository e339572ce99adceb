"""Histories from files: what is understood, what is noted, and what is refused, row and column named."""

from __future__ import annotations

import contextlib
import datetime
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.studies.history.numbers import dates_of, number_of
from simulation.studies.history.reading import read_history
from simulation.studies.history.series import HistoryError

FOLDER = Path(__file__).parent / "files" / "histories"
REFUSED = {
    "short.csv": "the file holds 9 whole months; at least 12 are needed, 24 for a forecast that claims anything",
    "tiny.csv": "half of the months have fewer than 5 active people (median 2.5): what they do is chance, not a pattern to learn",
    "gap-three.csv": "3 months in a row hold no number of active people (from 2023-12); at most 2 are filled in",
    "repeated.csv": "row 16: 2024-02 stands in row 15 already",
    "new-above-active.csv": "2023-07: 55 new people but 40 active ones; new people are those active for the first time, so they cannot be more than "
    "the active (people who only joined belong into a column signups)",
    "fewer-contributions-than-people.csv": "2023-07: 30 contributions by 40 people who wrote; everybody who wrote made at least one "
    "(if active people only visited, say that active means visited)",
    "either-first.csv": "column 'date', '01/01/2024' can be read with the day or the month first; write months as 2024-05",
    "cumulative.csv": "column active never falls from month to month: it looks like all accounts so far; people of each month are needed",
    "weeks-of-people.csv": "rows stand for a week each: active people of a week cannot be added up to a month, because the same people come again; "
    "give active people by month",
    "mixed-currencies.csv": "column 'mrr' mixes currencies ($, €); give amounts in one",
    "no-number.csv": "row 6, column 'active': 'many' is no number",
    "below-zero.csv": "row 6, column 'active': -4 is below zero",
    "no-month.csv": "no column holds the month; the columns are 'when', 'active'",
    "no-active.csv": "no column holds the active people of a month; the columns are 'month', 'posts'",
    "uneven.csv": "row 9 has 5 cells, the column names are 4 (a number with an unquoted separator?)",
    "two-of-a-name.csv": "two columns are called 'active': rename one",
    "export-discourse-active.csv": "column 'Count' does not say what it counts: active, visited, new, contributions, members or signups?",
}
NOTED = {
    "half-a-last-month.csv": "2025-01 has 9 active people, the three months before 53: leave it out if it is not whole",
    "gap-two.csv": "active people of 2023-12, 2024-01 are missing and were filled in between their neighbours",
    "cumulative-new.csv": "new people never fall from month to month: read as a total so far, of which each month's difference was taken",
    "with-bots.csv": "column 'active (incl. bots)' counts bots: they write regularly, answer at once and never leave, "
    "so what is learnt is about them too",
    "export-slack.csv": "active people are counted over the 28 days before each month's last day; read as the month (about a tenth too low)",
    "plain.csv": "staff and bots count as members unless they were left out of the file",
}
SAME = ("month-first.csv", "day-first.csv", "export-common-room.csv", "export-discord.csv", "export-github.csv")


def read(name: str, **more):
    return read_history((FOLDER / name).read_bytes(), **more)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_learnt_from_is_refused_in_words(name):
    with pytest.raises(HistoryError) as refused:
        read(name)
    assert str(refused.value) == REFUSED[name]


@pytest.mark.parametrize("name", sorted(NOTED))
def test_what_was_done_to_a_file_is_noted(name):
    assert NOTED[name] in read(name).notes


@pytest.mark.parametrize("name", SAME)
def test_other_spellings_and_tools_hold_the_same_history(name):
    np.testing.assert_array_equal(read(name).history.active, read("plain.csv").history.active)
    assert read(name).history.months == read("plain.csv").history.months


def test_columns_are_named_with_what_they_were_taken_for_and_by_which_tool():
    reading = read("export-slack.csv")
    assert reading.read_as == {
        "Date": "month",
        "Total membership": "members",
        "Daily active people": "active_1",
        "Weekly active people": "active_7",
        "Monthly active people": "visited_28",
        "Monthly people posting": "active_28",
        "Messages posted": "contributions",
    }
    assert {column.tool for column in reading.columns[1:]} == {"Slack"}
    assert read("export-slack.csv", active_means="visited").history.active[0] == 3 * reading.history.active[0]


def test_a_reader_corrects_what_a_column_was_taken_for():
    reading = read("plain.csv", given={"contributions": "ignored", "new": "signups"})
    assert np.isnan(reading.history.contributions).all()
    assert reading.history.others["signups"][0] == 13 or reading.history.others["signups"][0] > 0
    with pytest.raises(HistoryError, match="there is no column 'old'"):
        read("plain.csv", given={"old": "new"})
    with pytest.raises(HistoryError, match="'people' is no meaning of a column; allowed are month, active"):
        read("plain.csv", given={"new": "people"})


@pytest.mark.parametrize(("name", "noted"), [("members_cum", True), ("Cumulative members", True), ("members", False), ("Total membership", False)])
def test_a_total_so_far_that_is_taken_for_accounts_is_noted(name, noted):
    rows = (FOLDER / "plain.csv").read_text().splitlines()
    table = "\n".join([f"{rows[0]},{name}", *(f"{row},{900 + place}" for place, row in enumerate(rows[1:]))])
    said = f"column {name!r} is read as accounts at the end of the month; if it counts everybody who ever took part, read it as not used"
    reading = read_history(table)
    assert reading.read_as[name] == "members"
    assert (said in reading.notes) == noted
    assert said not in read_history(table, given={name: "ignored"}).notes


def test_files_of_one_report_each_are_laid_together():
    files = {name: (FOLDER / f"export-discourse-{name}.csv").read_bytes() for name in ("active", "posts")}
    reading = read_history(files, given={"active:Count": "active", "posts:Count": "contributions"})
    assert reading.history.months[0] == "2024-01"  # the posts begin a year later
    assert reading.history.contributions[0] == 186
    with pytest.raises(HistoryError, match="posts: column 'Count' does not say what it counts"):
        read_history(files, given={"active:Count": "active"})


def test_separators_signs_and_codings_do_not_matter():
    plain = read("plain.csv").history
    np.testing.assert_array_equal(read("thousands.csv").history.active, 40 * plain.active)
    np.testing.assert_array_equal(read("semicolons.csv").history.contributions, 30 * plain.contributions)
    np.testing.assert_allclose(read("decimal-comma.csv").history.others["mrr"], 49.9 * plain.active)
    for name in ("byte-order-mark.csv", "utf-16.csv"):
        np.testing.assert_array_equal(read(name).history.active, plain.active[:24])


def test_a_month_that_is_not_over_is_left_out():
    reading = read("plain.csv", today=datetime.date(2025, 12, 9))
    assert reading.history.months[-1] == "2025-11"
    assert "2025-12 is not over yet and was left out" in reading.notes


def test_under_two_years_claims_nothing():
    assert not read("a-year-and-a-half.csv").history.claims
    assert read("plain.csv").history.claims


@pytest.mark.parametrize(
    ("text", "value"), [("1'234", 1234), ("1.234.567", 1_234_567), ("1,5", 1.5), ("$2,500.75", 2500.75), ("-12", -12), ("", np.nan)]
)
def test_numbers_as_people_write_them(text, value):
    np.testing.assert_equal(number_of(text), float(value))


@pytest.mark.parametrize("text", ["twelve", "1,23,4", "1.2.3", "0x10", "∞", "1e999", "12 apples"])
def test_what_is_no_number_is_not_made_one(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        number_of(text)


def test_days_are_read_in_the_order_that_makes_even_steps():
    assert dates_of(["31/01/2024", "29/02/2024"])[0] == [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29)]
    assert dates_of(["Jan 2024", "Feb 2024"])[0][1] == datetime.date(2024, 2, 1)
    days, why = dates_of(["2024-01", "soon"])
    assert days is None
    assert why == "row 3: 'soon' is no month or day; write months as 2024-05 or days as 2024-05-31"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_history_or_refused_in_words(content):
    with pytest.raises(HistoryError) as refused:
        read_history(content)
    assert str(refused.value).strip()


@given(st.text(alphabet="month,active;\n\t\"'-/.0123456789 ", max_size=300))
def test_any_text_is_a_history_or_refused_in_words(content):
    with contextlib.suppress(HistoryError):
        assert len(read_history("month,active\n" + content).history) >= 12
