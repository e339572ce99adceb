"""What Mac, Windows and others leave beside people's files in an archive: nobody packed it on purpose, and it is no scenario."""

from __future__ import annotations

import re

_FOLDERS = (
    "__macosx",
    ".spotlight-v100",
    ".trashes",
    ".fseventsd",
    ".temporaryitems",
    ".documentrevisions-v100",
    "$recycle.bin",
    "system volume information",
)
NOT_EXPORTED = "not-exported.txt"  # what our own archives name that could not go out
_FILES = (
    NOT_EXPORTED,
    ".ds_store", ".localized", ".apdisk", ".volumeicon.icns", "icon\r",  # Mac
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini",  # Windows
    ".directory",  # KDE
)  # fmt: skip
_MADE = re.compile(r"\._.+|~\$.+|\.~lock\..+#|.+:zone\.identifier|\.nfs[0-9a-f]+", re.DOTALL)  # shadows of files, locks, marks of downloads


def is_leftover(name: str) -> bool:
    """Say whether a name in an archive is one that a system, not a person, put there. Capitals and both kinds of slash count alike."""
    *folders, last = name.replace("\\", "/").lower().split("/")
    return any(folder in _FOLDERS for folder in folders) or last in _FILES or _MADE.fullmatch(last) is not None
