"""The page that says which kinds of fault are held by tests names tests and files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [line.strip().strip("|").split(" | ") for line in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines() if "::test_" in line]


def test_every_kind_has_three_cases_and_what_was_before():
    assert len(ROWS) >= 18
    for kind, mechanism, test, cases, before in ROWS:
        assert all(text.strip() for text in (kind, mechanism, test, before)), kind
        assert len(re.split("; |, ", cases)) >= 3 or cases.startswith("every page"), kind


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_the_tests_and_files_that_are_named_are_there(row):
    name, _, function = row[2].strip().strip("`").partition("::")
    assert re.search(rf"^def {function}\(", (ROOT / "tests" / name).read_text(encoding="utf-8"), re.MULTILINE)
    for path in re.findall(r"`((?:ui|scenarios|simulation)/[\w/.]+)`", row[1]):
        assert (ROOT / path).is_file(), path
