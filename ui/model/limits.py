"""Structural variants, limits and the model document, as the document and the declarations have them."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from simulation import MODEL_VERSION
from simulation.documentation import tables
from simulation.documentation.document import BLOCK, PLACE, section
from simulation.documentation.findings import stood
from ui.model.saved_study import to_show
from ui.text.wording import plain


def variants() -> None:
    """Draw the sets of assumptions that stand for different readings of the same evidence."""
    st.markdown("#### Structural variants")
    st.caption(prose("Structural variants"))
    rows = tables.variants()
    named = [{spoken(name): value for name, value in row.items()} for row in rows]
    st.dataframe(
        pd.DataFrame(named), hide_index=True, height="content", key="model_variants", alt="The assumptions that the structural variants change"
    )
    _conclusions()


def _conclusions() -> None:
    """Draw what stands in which variant."""
    st.markdown("##### What stands in every one of them")
    kept = stood()
    if not to_show(kept, "conclusions", "variants"):
        return
    standing, total = kept.everywhere()
    st.caption(
        f"{standing} of {total} conclusions stand in every variant: they are true in at least nine of ten of {kept.runs} paired worlds from seed "
        f"{kept.seed}. One that falls in a variant depends on which reading of the evidence is right."
    )
    for row in kept.rows():
        verdicts = {variant: text for variant, text in row.items() if variant != "Conclusion"}
        badges = " ".join(f":{'green' if text.startswith('stands') else 'orange'}-badge[{spoken(name)}: {text}]" for name, text in verdicts.items())
        st.markdown(f"**{plain(row['Conclusion'])}**  \n{badges}")


def limits() -> None:
    """Draw what the model cannot do, how well founded it is, and where it departs from its specification."""
    st.markdown("#### Limits")
    st.markdown(prose("Limits"))
    st.markdown("##### How well founded the assumptions are")
    st.dataframe(
        pd.DataFrame(tables.confidence()), hide_index=True, height="content", key="model_confidence", alt="Assumptions by group and confidence"
    )
    with st.expander("Deviations from the reference specification, with reasons"):
        st.markdown(prose("Deviations from the reference specification"))
    with st.expander("Ablations: what disappears when a mechanism is switched off"):
        st.markdown(prose("Ablations"))
    with st.expander("Bibliography"):
        st.markdown(prose("Bibliography"))
    st.download_button(
        "The whole model document (ODD)",
        data=lambda: PLACE.read_bytes(),
        file_name=f"clg-flywheel-model-{MODEL_VERSION}.md",
        mime="text/markdown",
        key="model_document",
        on_click="ignore",
    )


def prose(title: str) -> str:
    """Return what a section of the model document says by hand, without its generated tables and what leads to them."""
    text = BLOCK.sub("\f", section(title, PLACE.read_text(encoding="utf-8")))
    parts = [part for part in re.split(r"\n\n+", text) if "\f" not in part and not part.rstrip().endswith(":")]
    return "\n\n".join(parts).replace("$", "\\$").replace("~", "\\~")


def spoken(name: str) -> str:
    """Return the name of a variant as words."""
    return name.replace("_", "-").capitalize()
