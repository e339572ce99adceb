"""What controls are called: words alone, without colours, escapes or emphasis, on every page and for every lever."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.scenario import Scenario
from simulation import INPUTS
from tests.saving import HOSTILE, opened
from ui.simulate.lever import _label
from ui.text.wording import spoken

MARKUP = re.compile(r"\\[^\w\s]|:\w+\[|\*\*|\]\(|`|:\w+:|\$[^$]+\$|<\w+|~~")
KINDS = (
    "slider",
    "select_slider",
    "selectbox",
    "multiselect",
    "toggle",
    "checkbox",
    "text_input",
    "text_area",
    "number_input",
    "button",
    "button_group",
)


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_no_lever_or_assumption_is_called_by_markup(name):
    for currency in ("USD", "EUR", "JPY"):
        for changed in (False, True):
            label = _label(INPUTS[name], currency, changed)
            assert not MARKUP.search(label), label
            assert INPUTS[name].label.split()[0] in label


@pytest.mark.parametrize("text", [HOSTILE, "**b**", "a :red[x] b", "1 * 2 * 3", "$5 to $6", "[a](b)", "x_y_z `c`", "a\nb", ":smile:", "<b>x</b>"])
def test_names_of_users_are_spoken_without_markup(text):
    assert not MARKUP.search(spoken(text)), spoken(text)
    assert "\n" not in spoken(text)
    assert spoken("First reply: 4 hours, 3.5 %") == "First reply: 4 hours, 3.5 %"


@pytest.mark.parametrize("page", ["simulate", "saved"])
def test_no_control_of_a_page_is_called_by_markup(kept, page):
    kept.save(Scenario(title=HOSTILE, weeks=12), "Ann")
    kept.save(Scenario(title=HOSTILE, weeks=12), "Ann")
    app = opened(page)
    assert not app.exception
    labels = [control.label for kind in KINDS for control in app.get(kind) if getattr(control, "label", None)]
    assert len(labels) > 3
    assert [label for label in labels if MARKUP.search(label)] == []


def test_two_saved_scenarios_of_one_title_are_called_differently_for_those_who_hear_the_page(kept):
    for _ in range(2):
        kept.save(Scenario(title="Plan", weeks=12), "Ann")
    labels = [control.label for control in opened("saved").checkbox]
    assert len(labels) == len(set(labels)) == 2


def test_a_printed_page_has_no_sidebar():
    style = (Path(__file__).parents[1] / "ui" / "assets" / "looks.css").read_text(encoding="utf-8")
    printed = style.partition("@media print")[2]
    assert "stSidebar]" in printed
    assert "display: none" in printed
