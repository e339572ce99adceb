"""What is done once per server process."""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle() -> bool:
    """Take everything imported so far out of the garbage collector's sight.

    The server collects after every run of a page; without this each collection walks all imported modules.
    """
    import altair  # noqa: F401  (imported here so that it is frozen too)
    import pandas  # noqa: F401

    gc.collect()
    gc.freeze()
    return True
