"""What the tests of saving share: pages opened without a browser over a store of their own."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from scenarios.lesson import FOLDER, Lesson, load_lesson
from scenarios.link import to_link
from scenarios.scenario import Scenario
from ui.simulate.details import NEAR

PAGES = Path(__file__).parents[1] / "ui"
SHORT = to_link(Scenario(title="A short look", weeks=12))
HOSTILE = "<script>alert(1)</script> **b** [a](javascript:alert(2)) $x$ :red[y] '; DROP TABLE clg_scenarios; --"


def opened(name: str = "saved", **query: str) -> AppTest:
    """Return a page that starts from a short scenario in ten worlds, after its first run."""
    app = AppTest.from_file(PAGES / name / "page.py", default_timeout=120)
    app.session_state[NEAR] = True  # nobody scrolls here: everything is drawn
    for key, value in {"base": SHORT, "runs": "10", **query}.items():
        app.query_params[key] = value
    return app.run()


def lesson(name: str) -> Lesson:
    """Return a lesson that comes with the product."""
    return load_lesson(FOLDER / f"{name}.toml")


def curves(app: AppTest) -> dict[str, Any]:
    """Return the rows of the first screen's charts, as they are sent to the browser last."""
    bodies = [element.proto.body for element in app.get("html") if "data-curves=" in element.proto.body]
    return json.loads(html.unescape(bodies[-1].partition('data-curves="')[2].partition('"')[0])) if bodies else {}


def words(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.info, app.warning, app.error) for element in kind)


def save(app: AppTest, title: str, by: str = "Ann", story: str = "") -> AppTest:
    """Fill in the open dialog and save."""
    app.text_input(key="save_title").set_value(title)
    app.text_input(key="save_by").set_value(by)
    app.text_area(key="save_story").set_value(story)
    return app.button(key="save_confirm").click().run()


def choose(app: AppTest, identity: str, action: str) -> AppTest:
    menu = next(one for one in app.get("menu_button") if one.key == f"more_{identity}")
    return menu.click(action).run()
