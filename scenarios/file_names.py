"""Titles as names of files: the same name everywhere, and one that every system accepts."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60  # characters; what is put behind a name stays well under the 255 bytes of a file system
NAMELESS = "scenario"

# Letters that no decomposition turns into plain ones, as people write them where there are no others.
_SPELT = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ĸ": "k", "ŋ": "n"}
)
# Devices of Windows: no file there may bear such a name, whatever stands behind its first dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|clock|conin|conout|com[0-9]|lpt[0-9])")


def file_stem(title: str, nameless: str = NAMELESS) -> str:
    """Return a title as the first part of a file name: small plain letters, digits and single hyphens only.

    >>> file_stem("Über-Plan"), file_stem("CON"), file_stem("Straße 7")
    ('uber-plan', 'scenario-con', 'strasse-7')
    """
    spelt = title.casefold().translate(_SPELT)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", spelt).casefold() if not unicodedata.combining(letter))
    stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or nameless
    return f"{nameless}-{stem}" if _DEVICES.fullmatch(stem) else stem
