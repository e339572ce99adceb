"""Files that travel: names safe on every system, what other systems leave in archives, titles that cannot be seen."""

from __future__ import annotations

import io
import zipfile

import pytest

from scenarios.archive import export_archive, import_scenarios, unpack
from scenarios.errors import ScenarioError
from scenarios.file_names import file_stem
from scenarios.scenario import Scenario
from scenarios.store import Store
from scenarios.texts import as_seen, is_visible

GOOD = Scenario(title="Good").to_toml()
MAC = {
    "Plans/": b"",
    "Plans/good.toml": GOOD,
    "Plans/.DS_Store": b"\x00\x00\x00\x01Bud1",
    "__MACOSX/Plans/._good.toml": b"\x00\x05\x16\x07",
    "Plans/._x.toml": b"\x00",
}
WINDOWS = {
    "Plans\\": b"",
    "Plans\\good.toml": b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(),
    "Plans\\Thumbs.db": b"\xd0\xcf",
    "Plans\\desktop.ini": b"[x]",
}
OTHERS = {
    "good.toml": GOOD,
    ".directory": b"[Desktop]",
    "~$good.toml": b"x",
    ".~lock.good.toml#": b"x",
    "sub/__MACOSX/._a.toml": b"x",
    "good.toml:Zone.Identifier": b"[Z]",
}


def zipped(files: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # as other systems write it, backslashes and all
            archive.writestr(entry, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Über-Plan", "uber-plan"),
        ("U\u0308ber-Plan", "uber-plan"),
        ("ÜBER PLAN", "uber-plan"),
        ("Straße & Łódź", "strasse-lodz"),
        ("Smörgås Ærø", "smorgas-aero"),
        ("CON", "scenario-con"),
        ("nul", "scenario-nul"),
        ("Com1", "scenario-com1"),
        ("COM\u00b2", "scenario-com2"),
        ("console", "console"),
        ("½ price", "1-2-price"),
        ("a: b? c*", "a-b-c"),
        ("..", "scenario"),
        ("plan. ", "plan"),
        ("\N{GRINNING FACE}", "scenario"),
    ],
)
def test_a_title_makes_one_safe_name_everywhere(title, stem):
    assert file_stem(title) == stem
    with zipfile.ZipFile(io.BytesIO(export_archive([Scenario(title=title)]))) as archive:
        assert archive.namelist() == [f"{stem}.toml"]


@pytest.mark.parametrize(("files", "left"), [(MAC, 3), (WINDOWS, 2), (OTHERS, 5)], ids=["mac", "windows", "others"])
def test_what_other_systems_leave_is_passed_over_and_named(files, left):
    found = unpack(zipped(files), "all.zip")
    assert [scenario.title for scenario in found.scenarios] == ["Good"]
    assert len(found.passed_over) == left
    assert import_scenarios(zipped(files), "all.zip") == found.scenarios


def test_an_archive_of_leftovers_alone_is_refused_and_other_files_still_are():
    with pytest.raises(ScenarioError, match=r"holds no scenario; .*DS_Store was passed over"):
        unpack(zipped({"a/.DS_Store": b"x"}), "all.zip")
    with pytest.raises(ScenarioError, match=r"notes\.txt: this is not a scenario file"):
        unpack(zipped({**MAC, "notes.txt": b"x"}), "all.zip")


@pytest.mark.parametrize(
    "title", ["\u200b", "\u3164", "\u2060\ufeff", " \u00a0\u2003", "\u2800\u2800", "\u0301", "\u202e\u202c", "\ufe0f", "\U000e0041", "\u00ad"]
)
def test_a_title_that_cannot_be_seen_is_refused(tmp_path, title):
    assert not is_visible(title)
    store = Store(tmp_path / "a.db")
    with pytest.raises(ScenarioError, match="needs a title that can be seen"):
        store.save(Scenario(title=title))
    kept = store.save(Scenario(title="Plan")).version
    with pytest.raises(ScenarioError, match="needs a title that can be seen"):
        store.rename(kept.identity, title, expected=1)
    store.close()


@pytest.mark.parametrize("title", ["Plan", "日本", "\N{GRINNING FACE}", "👩‍🚀", "ب", "é", "e\u0301", "-", "‮abc"])
def test_every_title_that_can_be_seen_is_allowed(title):
    assert is_visible(title)


def test_titles_that_look_the_same_are_known_for_the_same():
    assert as_seen("Plan\u200b") == as_seen("Plan") == as_seen("\u2066Plan\u2069 ")
    assert as_seen("e\u0301t\u00e9") == as_seen("\u00e9te\u0301")
    assert as_seen("Plan 2") != as_seen("Plan 3")
