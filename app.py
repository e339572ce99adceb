"""The server of the simulator.

Run it with `streamlit run app.py`.
"""

import streamlit as st

from ui.startup import warming

app = st.App("ui/navigation.py", lifespan=warming)
