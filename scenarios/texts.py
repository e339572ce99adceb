"""Texts typed by people: how long they may be, which characters they may hold, and how they are shown in errors.

The rule for control characters: titles, authors and references are one line and hold none at all; a story may
hold line breaks (line feed, carriage return) and tabs. Every other character is stored exactly, among them emoji,
right-to-left text and markup. What is not allowed is refused, never silently removed.
"""

from __future__ import annotations

import unicodedata
from typing import Any

MAX_TITLE = 200
MAX_AUTHOR = 200
MAX_REFERENCE = 1_000
MAX_STORY = 20_000
MAX_ANSWER_BYTES = 4_096  # of one prediction of a class

LINE_BREAKS_AND_TABS = "\n\r\t"
SHOWN = 80


def text_problem(name: str, value: Any, limit: int, *, several_lines: bool = False) -> str | None:
    """Say what is wrong with a text, or return None when it can be stored exactly."""
    if not isinstance(value, str):
        return f"{name}: {shown(value)} is not allowed; it must be text"
    if len(value) > limit:
        return f"{name}: {len(value):,} characters are too many; at most {limit:,} are allowed"
    allowed = LINE_BREAKS_AND_TABS if several_lines else ""
    for position, character in enumerate(value):
        category = unicodedata.category(character)
        # Neither files nor databases can hold half of a surrogate pair; PostgreSQL cannot hold NUL.
        if category == "Cs" or (category == "Cc" and character not in allowed):
            hint = "; line breaks and tabs are allowed" if several_lines else "; it must be one line without control characters"
            return f"{name}: the character U+{ord(character):04X} at position {position + 1} is not allowed{hint}"
    return None


# Letters that take their place in a text and draw nothing: fillers of Korean, the empty pattern of Braille, Khmer's inherent vowels.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp")  # controls, marks of direction, halves, unassigned, private, every kind of space


def as_seen(text: str) -> str:
    """Return a text as far as it can be seen: what draws nothing is left out, and two ways to write the same letter become one.

    Two texts of which this is the same look the same.
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if letter.isspace() else "" if _draws_nothing(letter) else letter for letter in composed).split())


def is_visible(text: str) -> bool:
    """Say whether anything of a text can be seen: not where it is made of spaces, marks of direction, fillers and accents on nothing."""
    return any(not letter.isspace() and not unicodedata.combining(letter) and unicodedata.category(letter) != "Mn" for letter in as_seen(text))


def _draws_nothing(letter: str) -> bool:
    return letter in _BLANK or "\ufe00" <= letter <= "\ufe0f" or "\U000e0000" <= letter <= "\U000e0fff" or unicodedata.category(letter) in _UNSEEN


def shown(value: Any) -> str:
    """Return a short, printable picture of any value for an error message."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = str(value).lower()
    elif value is None or isinstance(value, (float, complex)):
        text = str(value)
    elif isinstance(value, int):
        # Python refuses to write out whole numbers of thousands of digits.
        text = str(value) if value.bit_length() <= 64 else "a number beyond 64 bits"
    else:
        text = f"a {_KINDS.get(type(value).__name__, type(value).__name__)}"
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[: SHOWN + 1])
    return printable if len(printable) <= SHOWN else printable[: SHOWN - 3] + "..."


_KINDS = {"dict": "table", "list": "list", "tuple": "list", "datetime": "date", "bytes": "block of bytes"}
