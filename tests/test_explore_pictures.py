"""What Explore draws and how it names settings: nothing is cut on a screen or a phone, and what worlds disagree about is seen."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest
import vl_convert

from simulation import LEVERS, inputs_from
from simulation.studies.cloud import Point
from simulation.studies.moves import moves_from
from tests.test_page_colours import contrast
from ui.charts.style import with_data
from ui.explore.pictures import INK, LEADING, OVER, TORN, tornado, zone_map
from ui.explore.take_over import in_words
from ui.explore.way import _shortly
from ui.explore.zone_text import COLOURS
from ui.text.lever_text import shown

MANY = {"founders": 30, "mentorship": True, "empowerment": 1.0}
CUT = {"labelLimit": 100}  # [pixels] Streamlit's theme cuts the names of axes that say nothing of it


def drawn(spec, rows, width: int) -> str:
    """Return all words of a chart in a theme like Streamlit's, drawn so many pixels wide."""
    spec = {**with_data(spec, rows), "width": width, "autosize": {"type": "fit", "contains": "padding"}}
    spec["config"] = {**spec["config"], "axis": {**CUT, **spec["config"]["axis"]}}
    return " ".join(re.findall(r">([^<>]+)</t", vl_convert.vegalite_to_svg(json.dumps(spec))))


def over_white(colour: str, opacity: float) -> str:
    """Return the colour that is seen where one lies over white."""
    return "#" + "".join(f"{round(255 - opacity * (255 - int(colour[place : place + 2], 16))):02x}" for place in (1, 3, 5))


@pytest.mark.parametrize("width", [900, 358])
@pytest.mark.parametrize("lever", [name for name, spec in LEVERS.items() if max(map(len, spec.choice_labels), default=0) > 20])
def test_the_rows_of_a_map_are_named_in_full_and_a_narrow_cell_shows_no_half_of_a_value(lever, width):
    spec, amount, ladder = LEVERS[lever], "−$1,234,567", ("open door", "5", "10", "15", "20", "60", "120", "500")
    cells = [
        {"x": across, "y": shown(spec, up), "zone": "healthy", "label": f"● {amount}\nhere, best", "short": "●\nhere\nbest"}
        for up in spec.choices
        for across in ladder
    ]
    said = drawn(zone_map(len(spec.choices), "Batch size", spec.label), cells, width)
    assert "…" not in said
    assert [name for name in (*ladder, *spec.choice_labels) if name not in said] == []
    assert (amount in said) == (width == 900)
    assert "best" in said


@pytest.mark.parametrize("width", [900, 358])
@pytest.mark.parametrize("lever", ["ritual_cadence", "reporting_line", "platform"])
def test_the_columns_of_a_map_are_named_in_full(lever, width):
    names = LEVERS[lever].choice_labels
    cells = [{"x": name, "y": up, "zone": "healthy", "label": "● $1", "short": "●"} for name in names for up in ("1", "2", "3", "4", "5")]
    cells[1] |= {"label": "● $1\nhere, best", "short": "●\nhere\nbest"}
    said = drawn(zone_map(5, LEVERS[lever].label, "Managers", max(len(word) for name in names for word in name.split())), cells, width)
    assert "…" not in said
    assert [name for name in names if name not in said] == []
    assert "here" in said
    low = width == 358 and lever != "ritual_cadence"  # whose names are shorter
    assert ("best" in said) == (not low), "a low cell holds no third line"


@pytest.mark.parametrize("width", [900, 358])
def test_moves_are_named_in_full(width):
    moves = [in_words(move.name, move.value, move.before) for move in moves_from(Point(inputs_from()))]
    bar = {"low": -1, "median": 1, "high": 2, "zone": "healthy", "words": "● healthy in all 4 worlds", "said": "+$1", "place": 2, "side": "right"}
    rows = [{"move": move, **bar, "cut": False} for move in moves]
    said = drawn(tornado(len(rows)), rows, width)
    assert "…" not in said
    assert [move for move in moves if move not in said] == []
    assert said.count("+$1") == len(moves)


@pytest.mark.parametrize(("place", "side", "anchor"), [(9, "right", "end"), (-9, "left", "start"), (1, "right", "end"), (-1, "left", "start")])
def test_on_a_phone_figures_stand_over_their_bars_and_reach_into_the_picture(place, side, anchor):
    """There is no room for them beside all bars: there were bars without any figure."""
    usual = {"zone": "healthy", "words": "", "split": "● 6 of 10", "cut": False}
    ends = [
        {"move": f"end {end}", "low": end, "median": end, "high": end, "said": "+$9", "place": end, "side": "right", **usual} for end in (-10, 10)
    ]
    row = {"move": "this", "low": place, "median": place, "high": place, "said": "-$1\n● 6 of 10", "place": place, "side": side, **usual}
    spec = {**with_data(tornado(3), [row, *ends]), "width": 300, "autosize": {"type": "fit", "contains": "padding"}}
    picture = vl_convert.vegalite_to_svg(json.dumps(spec))
    figures = re.findall(r'<text [^>]*text-anchor="(\w+)" transform="translate\([-\d.]+,([-\d.]+)\)"[^>]*>([-+]\$\d)</text>', picture)
    anchors, heights = {said: anchor for anchor, _, said in figures}, sorted(float(y) for _, y, _ in figures)
    assert anchors["-$1"] == anchor
    row = heights[-1] - heights[-2]
    assert 8 <= row / 2 - heights[0] <= OVER, "above its bar, which is 12 high"
    assert "6 of 10" not in picture, "its second line would lie on the bar"


def test_a_bar_whose_worlds_disagree_about_health_is_paler_and_says_in_how_many_it_is_so():
    """Healthy in six of ten worlds looked as healthy as in all of them."""
    row = {"low": 1, "median": 2, "high": 3, "zone": "healthy", "words": "", "place": 3, "side": "right", "cut": False}
    rows = [{"move": "a", **row, "said": "+$1\n● 6 of 10", "split": "● 6 of 10"}, {"move": "b", **row, "said": "+$2", "split": ""}]
    picture = vl_convert.vegalite_to_svg(json.dumps(with_data(tornado(2), rows) | {"width": 900, "autosize": {"type": "fit", "contains": "padding"}}))
    marks = picture.split("layer_0_marks")[1].split("</g>")[0]
    assert re.findall(r'opacity="([\d.]+)"', marks) == ["0.5", "1"]
    assert re.search(r">\+\$1</tspan><tspan[^>]*>● 6 of 10<", picture)


def test_a_cell_whose_worlds_disagree_about_health_is_paler_on_white_paper():
    """Healthy in four of seven worlds was as green as in all of them; black is read on every zone's colour above white."""
    row = {"y": "1", "zone": "healthy", "label": "● $1", "short": "●"}
    cells = [{"x": "a", **row, "split": "● 4 of 7"}, {"x": "b", **row, "split": ""}]
    spec = with_data(zone_map(1, "Batch size", "Managers"), cells) | {"width": 900, "autosize": {"type": "fit", "contains": "padding"}}
    picture = vl_convert.vegalite_to_svg(json.dumps(spec))
    paper, colours = (marks.split("</g>")[0] for marks in picture.split('class="mark-rect role-mark')[1:])
    assert re.findall(r'fill="([^"]+)"', paper) == ["white", "white"]
    torn, whole = map(float, re.findall(r' opacity="([\d.]+)"', colours))
    assert 0 < torn == TORN * whole
    assert min(contrast(INK, over_white(colour, whole)) for colour in COLOURS.values()) >= 4.5
    assert len(re.findall(r">● \$1</t", picture)) == 2


def test_what_is_below_narrow_bars_is_written_in_full():
    """In the middle of them it was longer than what is drawn, and cut."""
    bar = {"low": -9, "median": -8, "high": -7, "zone": "healthy", "words": "", "said": "-$1", "place": -9, "side": "left", "cut": False, "split": ""}
    rows = [{"move": "In the product Nowhere → Discussions and templates inside", **bar}]
    for width in (300, 900):
        spec = {**with_data(tornado(1), rows), "width": width, "autosize": {"type": "fit", "contains": "padding"}}
        picture = vl_convert.vegalite_to_svg(json.dumps(spec))
        anchor = re.search(r'text-anchor="(\w+)"[^>]*>difference to the present setting', picture)
        assert anchor[1] == ("end" if width == 300 else "middle")


def test_two_long_names_do_not_lie_on_each_other():
    bar = {"low": -2, "median": -1, "high": 0, "zone": "healthy", "words": "", "said": "-$1", "place": -2, "side": "left", "cut": False}
    rows = [{"move": f"In the product Nowhere → Discussions and templates inside {which}", **bar} for which in "ab"]
    picture = vl_convert.vegalite_to_svg(json.dumps(with_data(tornado(2), rows) | {"width": 900, "autosize": {"type": "fit", "contains": "padding"}}))
    first, second = (float(y) for y in re.findall(r"translate\([-\d.]+,([\d.]+)\)[^>]*><tspan>In the product", picture))
    assert second - first > 3 * LEADING, "names of three lines"


def test_a_setting_near_the_way_is_named_by_what_sets_it_apart():
    """Thirteen changes in every line told nobody which two of them it lacks."""
    base, way, near, far = (Point(inputs_from(values)) for values in ({}, MANY, {**MANY, "batch_size": 40}, {"founders": 30}))
    route = SimpleNamespace(base=base, found=SimpleNamespace(point=way))
    assert _shortly(route, near) == "as above, but Batch size 40"
    assert _shortly(route, far) == "Founding members 30"
    assert (_shortly(route, way), _shortly(route, base)) == ("as above", "as it is")
