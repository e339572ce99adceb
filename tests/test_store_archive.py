"""Import and export: one file or many, all or nothing, safe against archives made to do harm."""

import io
import time
import tracemalloc
import warnings
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import archive as archive_module
from scenarios.archive import export_archive, file_name, import_scenarios
from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario, library_names, load_library
from scenarios.store import Store
from scenarios.toml_text import MAX_FILE_BYTES
from tests.strategies import scenarios, steady

GOOD = Scenario(title="Good").to_toml()


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        import_scenarios(content, "all.zip")
    assert str(caught.value).startswith("all.zip")
    return str(caught.value)


@steady
@given(st.lists(scenarios(longest_story=50), max_size=4, min_size=1))
def test_an_archive_gives_back_exactly_what_was_packed(several: list[Scenario]) -> None:
    packed = export_archive(several)
    assert import_scenarios(packed, "all.zip") == several
    assert export_archive(several) == packed


def test_a_single_file_is_imported_too() -> None:
    scenario = load_library("ghost-town")
    assert import_scenarios(scenario.to_toml().encode(), "ghost.toml") == [scenario]
    with pytest.raises(ScenarioError, match=r"ghost\.toml: the file is not valid TOML"):
        import_scenarios(b"what?", "ghost.toml")


def test_the_library_goes_through_a_store_and_back(tmp_path) -> None:
    everything = [load_library(name) for name in library_names()]
    store = Store(tmp_path / "a.db")
    store.save_all(import_scenarios(export_archive(everything), "all.zip"), "Ann", action="imported")
    entries = store.entries(sort="name")
    assert sorted(everything, key=lambda scenario: scenario.title.casefold()) == [store.load(entry.latest.identity).scenario for entry in entries]
    store.close()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A small, cared-for community", "a-small-cared-for-community.toml"),
        ("../../etc/passwd", "etc-passwd.toml"),
        ("Über C:\\x", "uber-c-x.toml"),
        ("\N{GRINNING FACE}", "scenario.toml"),
        ("", "scenario.toml"),
        ("x" * 200, "x" * 60 + ".toml"),
    ],
)
def test_file_names_are_plain(title: str, expected: str) -> None:
    assert file_name(Scenario(title=title)) == expected


def test_equal_titles_get_different_file_names() -> None:
    packed = export_archive([Scenario(title="Plan", seed=seed) for seed in (1, 2, 3)])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["plan.toml", "plan-2.toml", "plan-3.toml"]


def test_folders_and_the_litter_of_other_systems_are_passed_over() -> None:
    packed = zipped({"folder/": b"", "folder/good.TOML": GOOD, "__MACOSX/folder/._good.toml": b"\x00\x05"})
    assert import_scenarios(packed, "all.zip") == [Scenario(title="Good")]


def test_one_bad_file_refuses_the_whole_archive_and_every_problem_is_named() -> None:
    message = refusal(zipped({"good.toml": GOOD, "bad.toml": "schema = 99", "worse.toml": b"\xff", "notes.txt": "hello"}))
    assert "all.zip, bad.toml: schema 99 was written by a newer version" in message
    assert "all.zip, worse.toml: the file is not text in UTF-8" in message
    assert "all.zip, notes.txt: this is not a scenario file (.toml)" in message
    assert len(message.splitlines()) == 3
    assert refusal(zipped({f"{number}.toml": "x" for number in range(100)})).endswith("all.zip: and 80 more files, which were not read")


def test_bombs_and_damage_are_refused(monkeypatch) -> None:
    assert "bomb.toml: the file is too large" in refusal(zipped({"bomb.toml": b"#" * 50_000_000}))
    assert f"at most {MAX_FILE_BYTES:,} bytes" in refusal(zipped({"bomb.toml": b"#" * (MAX_FILE_BYTES + 1)}))
    assert "the archive unpacks to more than 32 MiB" in refusal(zipped({f"{number}.toml": GOOD.ljust(MAX_FILE_BYTES, "#") for number in range(130)}))
    assert "1,001 files; at most 1,000 are allowed" in refusal(zipped({f"{number}.toml": GOOD for number in range(1_001)}))
    assert "the archive is empty" in refusal(zipped({}))
    good = zipped({"good.toml": GOOD * 1})
    unreadable = "the archive cannot be read: it is damaged, locked by a password, or packed in an unusual way"
    assert unreadable in refusal(good[:-30])
    assert unreadable in refusal(b"PK\x03\x04" + bytes(100))
    broken = bytearray(zipped({"good.toml": GOOD}, zipfile.ZIP_STORED))
    broken[60] ^= 0xFF
    assert unreadable in refusal(bytes(broken))
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    assert unreadable in refusal(bytes(locked))
    monkeypatch.setattr(archive_module, "MAX_ARCHIVE_BYTES", len(good) - 1)
    assert "the archive is too large" in refusal(good)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_turn_a_kilobyte_into_gigabytes_are_not_unpacked(method: int) -> None:
    bomb = zipped({"bomb.toml": bytes(40_000_000)}, method)
    assert len(bomb) < 7_000
    tracemalloc.start()
    assert "packed in an unusual way" in refusal(bomb)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 1_000_000


def test_an_archive_of_line_breaks_is_refused_at_its_first_limit() -> None:
    bomb = zipped({f"{number}.toml": "\n" * 32_000 for number in range(1_000)})
    started = time.process_time()
    message = refusal(bomb)
    assert time.process_time() - started < 2
    assert "0.toml: the file has too many lines; a scenario has at most 4,000 outside its texts" in message
    assert message.endswith("all.zip: and 980 more files, which were not read")
    assert Scenario.from_toml(Scenario(title="Long", story="\n" * 19_000).to_toml()).story == "\n" * 19_000


def test_entries_without_a_name_or_with_the_same_one_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("good.toml", GOOD)
        archive.writestr("good.toml", GOOD.replace("Good", "Other"))
    assert "good.toml is in the archive twice" in refusal(target.getvalue())
    nameless = bytearray(zipped({"Q": GOOD}, zipfile.ZIP_STORED))
    for place in (26, nameless.index(b"PK\x01\x02") + 28):  # the lengths of its name and of what follows
        nameless[place : place + 4] = b"\x00\x00\x01\x00"
    assert "an entry of the archive has no name" in refusal(bytes(nameless))


def test_a_list_of_contents_that_is_too_long_is_not_read() -> None:
    many = zipped({f"{number}/": "" for number in range(60_000)}, zipfile.ZIP_STORED)
    started = time.process_time()
    assert "the archive lists 60,000 entries" in refusal(many)
    assert time.process_time() - started < 0.5


@steady
@given(st.integers(0, 400), st.integers(0, 255))
def test_any_changed_byte_gives_the_scenario_or_a_scenario_error(position: int, value: int) -> None:
    packed = bytearray(zipped({"good.toml": GOOD}))
    packed[position % len(packed)] = value
    try:
        outcome = import_scenarios(bytes(packed), "all.zip")
    except ScenarioError as error:
        outcome = str(error)
    assert outcome == [Scenario(title="Good")] or isinstance(outcome, str)


def test_too_many_to_export_are_refused() -> None:
    with pytest.raises(ScenarioError, match="1,001 scenarios are too many for one archive"):
        export_archive([replace(Scenario(), seed=number) for number in range(1_001)])
