"""Why: the difference to the baseline in one sentence, and on demand by mechanism and by lever."""

from __future__ import annotations

from typing import Any

import streamlit as st

from simulation.studies.why import Why, explain
from ui.session.runs import Pair
from ui.text.wording import plain

NOTHING = "Move a lever and this line says where its gain or loss comes from."
HELP = (
    "The difference in value, split by the books: new customers, kept customers, larger customers, support saved, cost. The parts are those of a "
    "typical world and add up. What stands in brackets moved along with a part in most worlds; it need not be the only reason."
)


class WhyBox:
    """One sentence in room that is kept."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.box = st.container(key="why", gap=None)
        self.line: Any = None

    def draw(self, pair: Pair) -> None:
        """Draw or overwrite the sentence."""
        self.line = (self.line or self.box).markdown(f"**Why** {words(pair, self.currency)}", help=HELP)

    def wait(self) -> None:
        """Mark the place."""
        self.line = self.box.markdown(f"**Why** {NOTHING}", help=HELP)


def words(pair: Pair, currency: str) -> str:
    """Return the sentence as markdown, or what this line is for."""
    return plain(why_of(pair).sentence(currency=currency), 600) if comparable(pair) else NOTHING


def comparable(pair: Pair) -> bool:
    """Say whether there is a difference to explain."""
    return not pair.same and pair.current.inputs.community and pair.base.inputs.community


def why_of(pair: Pair) -> Why:
    """Return the split of the difference to the baseline."""
    return explain(pair.base, pair.current)
