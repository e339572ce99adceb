"""Every number field of the sidebar and the plan: what was typed is what is shown, and what is out of range is refused as it was typed."""

from __future__ import annotations

import pytest

from simulation import INPUTS
from tests.saving import opened
from ui.session.state import OWN_FIGURES
from ui.text.lever_text import exact, is_share, percent

FIGURES = [name for name in OWN_FIGURES if INPUTS[name].type in (int, float)]


def typed_for(name: str) -> tuple[str, float]:
    """Return a text with more digits than anybody expects, as people write it, and the value it stands for."""
    spec = INPUTS[name]
    value = spec.type(spec.low + (spec.high - spec.low) * 0.37)
    if spec.type is int:
        return f"{value:,}", value
    if is_share(spec):
        value = round(float(value), 4) + 0.0001
        return f"{value * 100:.2f} %", round(value, 6)
    value = round(float(value), 0) + 0.9
    return f"{value:,.2f}", value


def beyond(name: str) -> tuple[str, str]:
    """Return a text that is out of range, and the end of the range as it has to be said."""
    spec = INPUTS[name]
    if is_share(spec):
        return f"{spec.high * 100 + 5:g} %", f"to {percent(spec.high)}"
    return f"{spec.high + 1:,.0f}", f"to {exact(spec.high)}"


def groups_open(app):
    for name in {INPUTS[figure].group for figure in FIGURES}:
        app.session_state[f"group_{name}"] = True
    return app.run()


def field(app, name: str):
    return app.text_input(key=f"lever_{name}")


def test_every_field_of_the_sidebar_shows_what_was_typed_and_refuses_in_its_unit(kept):
    app = groups_open(opened("simulate"))
    shown = [name for name in FIGURES if any(one.key == f"lever_{name}" for one in app.text_input)]
    assert {"arpa", "monthly_churn", "gross_margin", "starting_customers", "ticket_cost"} <= set(shown)
    wanted = {name: typed_for(name) for name in shown if name not in ("market_size", "starting_customers")}
    for name, (text, _) in wanted.items():
        field(app, name).set_value(text)
    app.run()
    assert not app.exception
    state = app.session_state["session"]
    for name, (text, value) in wanted.items():
        assert field(app, name).value == text
        assert state.now.value(name) == pytest.approx(value), name
    for name in wanted:
        field(app, name).set_value(beyond(name)[0])
    app.run()
    said = " ".join(error.value.replace("\\", "") for error in app.error)
    for name, (text, value) in wanted.items():
        assert f"{INPUTS[name].label}: {beyond(name)[0]} is not allowed" in said, name
        assert beyond(name)[1] in said, name
        assert field(app, name).value == text, "the last good number stands there again"
        assert state.now.value(name) == pytest.approx(value)


@pytest.mark.parametrize(("text", "value"), [("0.0125", 0.0125), ("3.5 %", 0.035), ("1.25%", 0.0125), ("0.03333", 0.03333)])
def test_a_share_is_shown_as_it_was_typed(kept, text, value):
    app = groups_open(opened("simulate"))
    field(app, "monthly_churn").set_value(text).run()
    assert (field(app, "monthly_churn").value, app.session_state["session"].now.value("monthly_churn")) == (text, value)


@pytest.mark.parametrize(
    ("lever", "text", "value", "beyond", "said"),
    [
        ("paid_spend", "1,200.50", 1200.5, "9,999,999", "9,999,999 is not allowed"),
        ("community_managers", "0.125", 0.125, "1,000", "1,000 is not allowed"),
        ("shareability", "33.3 %", 0.333, "120 %", "from 0 % to 100 %"),
        ("batch_size", "120", 120, "12.5", "a whole number"),
    ],
)
def test_the_plan_takes_what_was_typed_and_refuses_in_its_unit(kept, lever, text, value, beyond, said):
    app = opened("simulate", drawer="plan")
    key = f"plan_value_{lever}"
    app.session_state["drawer_plan"] = True
    app.session_state["plan_lever"] = lever
    app.run()
    if not any(one.key == key for one in app.text_input):
        pytest.fail("the plan's form is not drawn")
    app.text_input(key="plan_month").set_value("2")
    app.text_input(key=key).set_value(beyond)
    app.button(key="plan_add").click().run()
    assert said in " ".join(error.value.replace("\\", "") for error in app.error)
    assert not app.session_state["session"].now.timeline.changes
    app.text_input(key=key).set_value(text)
    app.button(key="plan_add").click().run()
    assert not app.exception
    assert app.text_input(key=key).value == text
    (change,) = app.session_state["session"].now.timeline.changes
    assert (change.week, change.name, change.value) == (9, lever, value)
