"""Files of tests come in the order of what they take, for every process alike."""

from __future__ import annotations

from tests.longest_first import ROOT, known, ordered


def test_the_longest_comes_first_and_what_is_not_known_in_the_middle():
    seconds = {"a": 1.0, "b": 30.0, "c": 5.0}
    assert ordered(["a", "b", "c", "new"], seconds) == ["b", "c", "new", "a"]
    assert ordered(["b", "a"], {}) == ["a", "b"]


def test_what_is_written_down_are_files_of_tests():
    assert all((ROOT / file).is_file() and seconds >= 0 for file, seconds in known().items())
