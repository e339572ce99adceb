"""The attack on everything that takes input, with a few of each kind: nothing slips, no confirmed save is lost."""

from __future__ import annotations

import random
import re

import pytest

from cli.__main__ import main, printable
from tests.attack import COUNTS, KINDS
from ui.text.wording import plain

FEW = {"command lines": 60, "scenario files": 300, "links": 500, "archives": 100, "requests and handshakes": 300, "killed writers": 3}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_slips(kind):
    tally = KINDS[kind](FEW[kind], random.Random("tests"))
    assert tally.slipped == []
    assert tally.tried == FEW[kind]
    assert tally.tried < COUNTS[kind]
    assert tally.taken + tally.refused >= tally.tried


def test_a_slip_is_noticed():
    from tests.attack import Tally

    tally = Tally("broken")
    tally.note("input", lambda: 1 / 0)
    assert (tally.tried, len(tally.slipped)) == (1, 1)


@pytest.mark.parametrize("word", ["\x1b[2J=1", "a\x1b]0;x\x07=1", "\x9b2J=1", "\u202ebatch=1"])
def test_no_sign_that_acts_on_a_terminal_reaches_it(word, capsys):
    assert main(["run", "default", "--set", word]) == 2
    assert main(["run", "default", "--out", f"{word}/x"]) == 2
    said = capsys.readouterr().err
    assert all(sign.isprintable() or sign == "\n" for sign in said)


def test_what_is_echoed_is_cut():
    assert len(printable("x" * 1_000_000)) == 2_000
    assert len(printable("x\n" * 1_000_000).splitlines()) == 60


@pytest.mark.parametrize(
    "title",
    ["https://evil.example",
     "www.evil.example", "mail@evil.example", ":material/delete:", ":red[x]", "&lt;b&gt;", "<b>", "\u202egnol", "a" + "\u0301" * 60,
     "[a](b)", "$x$", ":smile:", "a\u200bb\u2066c", "# one", "![a](https://evil.example/x.png)"],
)  # fmt: skip
def test_titles_on_pages_are_text(title):
    shown = plain(title)
    bare = shown.replace("\\", "")
    assert not any(sign in shown for sign in "\u202e\u2066\u200b")
    assert shown.count("\u0301") <= 4, "signs stacked on one letter would cover what stands above and below"
    assert not re.search(r"https?://|www\.|[-.\w+]@", bare), "the frontend makes a live link of it, escaped or not"
    for live in (":material", ":red", ":smile", "[a]", "$x$", "<b>", "&lt;", "# one"):
        if live in title:
            assert not re.search(r"(?<!\\)" + re.escape(live), shown), "the page would read it as markup or an entity"
