"""The page Your data without a browser: what a file is read as, the fit, what was learnt, bad files in words."""

from __future__ import annotations

import re

from tests.saving import words
from tests.test_beliefs import JARGON
from ui.data.learnt import UNITS
from ui.text.wording import plain


def test_the_page_begins_with_what_is_needed(open_page):
    app = open_page("data")
    assert not app.exception
    said = words(app)
    assert "nothing of it stays behind unless you save" in said
    assert "At least twelve months are needed" in said


def test_the_sample_is_read_fitted_and_shown(open_page, monkeypatch):
    for place in ("fit", "learnt"):
        monkeypatch.setattr(f"ui.data.{place}.FURTHER", 30)
    caution = "Signups without the community (400): the history does not say how far it goes; it lies at the end of what was tried (3 to 400)"
    monkeypatch.setattr("simulation.studies.history.calibration.cautions", lambda learnt: {"organic_signups": caution})
    app = open_page("data")
    app.button(key="try_sample").click().run(timeout=60)
    assert not app.exception
    assert "36 whole months, 2022-01 to 2024-12" in words(app)
    assert "Beside each column stands what it is taken for: choose something else where that is not what it counts" in words(app)
    assert [one.value for one in app.selectbox if "holds" in one.label] == ["month", "active", "new", "contributions", "members"]
    app.button(key="fit").click().run(timeout=120)
    assert not app.exception
    said = words(app)
    assert "Your data say nothing about" in said
    assert "By further communities" in app.dataframe[-1].value.columns
    assert "learnt from 30 communities that were simulated anew around what is thought now" in said
    assert f"- {plain(caution)}." in [warning.value for warning in app.warning]
    assert "The level is a forecast of the past's kind" in said
    assert [metric.label for metric in app.metric] == ["Last value", "Theta", "This model"]
    assert all(re.fullmatch(r"\d+\.\d people", metric.value) for metric in app.metric)
    assert "on average in active people a month: lower is better" in said
    settings = app.dataframe[-1].value
    assert not JARGON.search(" ".join(settings["Setting"])), "as the model document calls them"
    assert set(UNITS.values()) <= set(settings["Unit"])
    assert not {"logit", "log change a year"} & set(settings["Unit"]), "a unit that is explained"
    assert app.number_input(key="data_members").value == 1_532
    assert app.button(key="use_fit")


def test_a_column_read_wrongly_is_corrected_and_what_is_wrong_is_said(open_page):
    app = open_page("data")
    app.button(key="try_sample").click().run(timeout=60)
    next(one for one in app.selectbox if "active" in one.label).set_value("ignored").run(timeout=60)
    assert not app.exception
    assert "no column holds the active people of a month" in " ".join(error.value for error in app.error)
    assert not [button for button in app.button if button.key == "fit"]
