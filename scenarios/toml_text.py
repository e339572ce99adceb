"""Scenario documents as TOML text: reading by the standard library, writing by the few rules a scenario needs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from scenarios.errors import ScenarioError

MAX_FILE_BYTES = 262_144  # the longest story in the widest letters, with the fullest timeline, needs half of it
MAX_LINES = 4_000  # outside of texts: every input and the fullest timeline, with as many lines for comments

# What may hold dots without being a key: strings of all four kinds (an unclosed one ends the reading anyway) and comments.
_STRING_OR_COMMENT = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\Z)|'{3}(?:[^']|'(?!''))*+(?:'{3,5}|\Z)|"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?|\#[^\n]*+''', re.DOTALL
)
_DEEP_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){8}")

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def read_toml(content: str | bytes, where: str = "") -> dict[str, Any]:
    """Return the document of a TOML text.

    Raises:
        ScenarioError: too large, not UTF-8, not TOML (keys written twice among it), or nested too deeply.
    """
    size = len(content)
    if size > MAX_FILE_BYTES:
        raise ScenarioError([f"the file is too large; a scenario has at most {MAX_FILE_BYTES:,} bytes"], where)
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")  # some editors put a byte order mark in front
        except UnicodeDecodeError as error:
            raise ScenarioError([f"the file is not text in UTF-8 (byte {error.start + 1:,} cannot be read)"], where) from None
    if "\x00" in content:
        raise ScenarioError(["the file is binary; a scenario is a text file in TOML"], where)
    too_deep = ScenarioError(["the file is nested too deeply; a scenario has tables and plain values only"], where)
    # tomllib needs memory by the square of the parts of a key: a small file could fill the machine.
    bare = _STRING_OR_COMMENT.sub("s", content)
    if bare.count("\n") > MAX_LINES:  # each takes the reader a while, empty ones too
        raise ScenarioError([f"the file has too many lines; a scenario has at most {MAX_LINES:,} outside its texts"], where)
    if _DEEP_KEY.search(bare):
        raise too_deep
    try:
        return tomllib.loads(content)
    except RecursionError:
        raise too_deep from None
    except tomllib.TOMLDecodeError as error:
        hint = "; is a key or table written twice?" if "overwrite" in str(error) or "declare" in str(error) else ""
        raise ScenarioError([f"the file is not valid TOML: {error!s:.200}{hint}"], where) from None
    except ValueError:  # Python reads whole numbers of at most some thousand digits
        raise ScenarioError(["the file holds a number of too many digits"], where) from None


def write_toml(document: Mapping[str, Any]) -> str:
    """Return the document as TOML: plain values first, then its tables and lists of tables."""
    plain = {key: value for key, value in document.items() if not isinstance(value, (Mapping, list))}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key, value in document.items():
        for header, table in (
            [(f"[{key}]", value)] if isinstance(value, Mapping) else [(f"[[{key}]]", item) for item in value] if isinstance(value, list) else []
        ):
            lines += ["", header, *(f"{name} = {_value(item)}" for name, item in table.items() if not isinstance(item, Mapping))]
            for inner, values in ((name, item) for name, item in table.items() if isinstance(item, Mapping)):
                lines += ["", f"[{key}.{inner}]", *(f"{name} = {_value(item)}" for name, item in values.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return _paragraphs(value) if "\n" in value else f'"{_escaped(value)}"'


def _escaped(text: str) -> str:
    return "".join(
        _ESCAPES.get(character) or (f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character) for character in text
    )


def _paragraphs(text: str) -> str:
    # Each line is escaped by itself, quotes included, so that no line can end the string early.
    lines = (_escaped(line) for line in text.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'
