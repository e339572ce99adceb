"""One chart with its heading, what to look for, and its numbers in words and as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation import band
from ui.session.runs import Pair
from ui.text.wording import amount


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Declare one chart of a view.

    `spec` stays the same while the data change, so that the browser updates in place; `frame` turns a pair
    into rows; `words` says in one line what the chart shows now; `alternative` names it for those who do not see it.
    """

    key: str
    title: str
    look_for: str
    spec: dict[str, Any]
    frame: Callable[[Pair], pd.DataFrame]
    alternative: str
    words: Callable[[Pair, str], str] | None = None
    wide: bool = False


def versus(pair: Pair, name: str, currency: str = "$") -> str:
    """Return the baseline's median for the end of a sentence, or nothing where the baseline itself is shown."""
    return "" if pair.same else f"; baseline {amount(name, float(band(pair.base.final(name))[1]), currency)}"
