"""Learn: lessons to go through alone, and classes to be opened or joined."""

import streamlit as st

from ui.learn.following import keeping_up
from ui.learn.home import home
from ui.learn.learner import learn
from ui.learn.student import student
from ui.learn.teacher import teacher
from ui.session.state import session

session()
query = st.query_params
if "class" in query:
    with keeping_up(query["class"]) as shown:
        if "key" in query:
            teacher(shown, query["key"])
        else:
            student(shown, query.get("seat", ""))
elif "lesson" in query:
    learn(query["lesson"])
else:
    home()
