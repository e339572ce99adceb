"""Number fields: what was typed is what is read, shown and refused, in the unit it was typed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import INPUTS, InputError
from tests.saving import opened
from tests.strategies import steady
from ui.text.lever_text import slider_format
from ui.text.quantities import Quantity, quantity_of

NUMERIC = [spec for spec in INPUTS.values() if spec.type in (int, float)]
PEOPLE = Quantity(label="People", low=0, high=20_000, whole=True, unit="people")


def field(name: str) -> Quantity:
    return quantity_of(INPUTS[name], "EUR")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("monthly_churn", "0.0125", 0.0125),
        ("monthly_churn", "3.5 %", 0.035),
        ("monthly_churn", "3.5%", 0.035),
        ("monthly_churn", "1.25 per cent", 0.0125),
        ("gross_margin", "80 %", 0.8),
        ("arpa", "49.90", 49.9),
        ("arpa", "€49.90", 49.9),
        ("arpa", "1,200.50 EUR", 1200.5),
        ("arpa", "1 200", 1200.0),
        ("arpa", "1'200", 1200.0),
        ("starting_customers", "1,200", 1200),
        ("discount_rate", "0.00125", 0.00125),
    ],
)
def test_numbers_are_read_as_people_write_them_and_stay_as_they_were_typed(name, typed, value):
    assert field(name).read(typed) == value
    assert field(name).stands_for(typed, value)
    assert field(name).read(field(name).write(value)) == value


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("monthly_churn", "45 %", "45 % is not allowed; it must be from 0 % to 30 %"),
        ("monthly_churn", "0.45", "0.45 is not allowed; it must be from 0 to 0.3"),
        ("monthly_churn", "3.5", "Per cent are written with their sign"),
        ("arpa", "99,999", "99,999 is not allowed; it must be from 1 to 20,000 € per month"),
        ("arpa", "5 %", "leave out the %"),
        ("arpa", "49,90", "49.90 with a point?"),
        ("starting_customers", "12.5", "a whole number from 0 to 20,000"),
        ("arpa", "", "is no number"),
        ("arpa", "1,20,0", "is no number"),
        ("arpa", "nan", "is no number"),
        ("arpa", "1e999", "is no number"),
        ("arpa", "1 2 3", "is no number"),
    ],
)
def test_what_is_not_allowed_is_refused_in_the_unit_that_was_typed(name, typed, words):
    with pytest.raises(InputError) as caught:
        field(name).read(typed)
    assert words in str(caught.value)
    assert str(caught.value).startswith(INPUTS[name].label)


@pytest.mark.parametrize("spec", NUMERIC, ids=lambda spec: spec.name)
def test_every_number_field_gives_back_what_it_shows(spec):
    quantity = quantity_of(spec, "USD")
    for value in (spec.low, spec.high, spec.default, spec.type((spec.low + spec.high) / 2)):
        assert quantity.read(quantity.write(spec.type(value))) == pytest.approx(spec.check(value), abs=1e-12)
    for value in (spec.low - 1, spec.high + 1):
        with pytest.raises(InputError, match="is not allowed"):
            quantity.read(f"{value:.6f}")


@steady
@given(st.text(max_size=30))
def test_any_text_is_a_number_or_an_error(text):
    for quantity in (field("arpa"), field("monthly_churn"), PEOPLE):
        try:
            found = quantity.low <= quantity.read(text) <= quantity.high
        except InputError as error:
            found = quantity.label in str(error)
        assert found


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("community_managers", 2.25, "%.2f"),
        ("empowerment", 0.123456, "%.6f"),
        ("empowerment", 0.35, "percent"),
        ("batch_size", 20, "%d"),
        ("reply_mean", 0.655, "%.3f"),
    ],
)
def test_sliders_show_as_many_digits_as_their_value_has(name, value, form):
    assert slider_format(INPUTS[name], value) == form


def test_fields_of_the_page_keep_what_was_typed_and_refuse_what_is_not_allowed(kept):
    app = opened("simulate")
    app.session_state["group_Business"] = True
    app.run()
    state = app.session_state["session"]
    for name, typed, value in (
        ("monthly_churn", "0.0125", 0.0125),
        ("arpa", "49.90", 49.9),
        ("starting_customers", "1,250", 1250),
        ("gross_margin", "75.5 %", 0.755),
    ):
        app.text_input(key=f"lever_{name}").set_value(typed).run()
        assert not app.exception
        assert state.now.value(name) == value
        assert app.text_input(key=f"lever_{name}").value == typed
    app.text_input(key="lever_monthly_churn").set_value("45 %").run()
    assert any("from 0 % to 30 %" in error.value.replace("\\", "") for error in app.error)
    assert app.text_input(key="lever_monthly_churn").value == "0.0125"
    state.undo()
    app.run()
    assert app.text_input(key="lever_gross_margin").value == "80 %"
