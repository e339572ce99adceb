"""Flywheel: contribute, attract, convert, join and contribute again: the stocks, the flows and the leaks."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from simulation import Results, band
from simulation.outcomes.results import nanmean
from ui.charts.chart_data import rolling, weekly
from ui.charts.lines import lines
from ui.charts.loop import loop
from ui.charts.panel import Panel
from ui.session.runs import Pair
from ui.text.wording import median, of_them, short, spread, told

QUARTER = 13  # [weeks] flows are means over the last quarter
PER_MONTH = 52 / 12
STAGES = ("Contribute", "Attract", "Convert", "Join")  # clockwise from the top


def panels(currency: str = "$") -> tuple[Panel, ...]:
    """Return the charts of the view."""
    return (
        Panel(
            key="flywheel_loop",
            title="The wheel in the last quarter",
            look_for="In the boxes the stock, on the arrows the flow per month with its conversion, dashed where the wheel leaks.",
            spec=loop(),
            frame=rows,
            alternative="The loop from contributing over attracting and converting to joining and contributing again, with stocks, flows and leaks.",
            words=_words,
            wide=True,
        ),
        Panel(
            key="flywheel_number",
            title="Flywheel number against loss",
            look_for="New contributors the community brings per contributor and year. Above the loss, the wheel accelerates by itself.",
            spec=lines(("Flywheel number", "Loss"), number=".1f"),
            frame=lambda pair: weekly(pair, {"Flywheel number": _yearly("flywheel_number"), "Loss": _yearly("contributor_loss")}),
            alternative="Lines of the flywheel number and of the yearly loss of contributors, with ranges and the baseline dashed.",
            words=_number,
        ),
        Panel(
            key="flywheel_signups",
            title="Signups through the community, per week",
            look_for="What the wheel brings in: word of mouth and search together, four-week means.",
            spec=lines(("Through the community",)),
            frame=lambda pair: weekly(pair, {"Through the community": lambda results: rolling(_attracted(results))}),
            alternative="Line of weekly signups by word of mouth and search, with range and baseline.",
        ),
    )


def rows(pair: Pair) -> pd.DataFrame:
    """Return the boxes, arrows, leaks and the hub of the loop with their words."""
    now, before = reading(pair.current), reading(pair.base)

    def text(name: str, unit: str = "") -> str:
        return f"{short(now[name])}{unit}"

    def share(name: str) -> str:
        return "–" if not math.isfinite(now[name]) else f"{now[name] * 100:.0f} %" if now[name] >= 0.1 else f"{now[name] * 100:.1f} %"

    stocks = (
        ("speakers", ("person who speaks", "people who speak")),
        ("knowledge", ("page that helps", "pages that help")),
        ("customers", ("customer", "customers")),
        ("members", ("member", "members")),
    )
    table = []
    for place, (stage, (name, unit)) in enumerate(zip(STAGES, stocks, strict=True)):
        x, y = _at(place * 90)
        table.append(
            {
                "kind": "box",
                "x": x,
                "y": y,
                "title": stage,
                "big": text(name),
                "small": unit[text(name) != "1"],
                "base": f"baseline {short(before[name])}",
                "span": spread(name, pair.current.final(name)),
            }
        )
    flows = (
        ("contributions", "posts and replies", f"{share('published')} of posts answered"),
        ("attracted", "signups by the community", f"{share('bought')} of all signups buy"),
        ("bought_count", "new customers", f"{share('in_community')} as many members as customers"),
        ("first_posts", "first contributions", f"{share('speaking')} of members speak"),
    )
    for place, (name, what, conversion) in enumerate(flows):
        x, y = _at(place * 90 + 45, 1.0)
        table.append(
            {
                "kind": "flow",
                "x": x,
                "y": y,
                "title": f"{text(name)} a month",
                "big": what,
                "small": conversion,
                "base": f"baseline {short(before[name])}",
            }
        )
        table += [
            {"kind": "arc", "x": ax, "y": ay, "order": float(angle), "title": str(place)}
            for angle in range(place * 90 + 27, place * 90 + 62, 3)
            for ax, ay in [_at(angle)]
        ]
        table.append(
            {"kind": "head", "x": _at(place * 90 + 63)[0], "y": _at(place * 90 + 63)[1], "order": float(place * 90 + 63 + 90), "title": str(place)}
        )
    leaks = (
        ("silent", ("member falls silent a month", "members fall silent a month"), share("loss") + " of contributors a year"),
        ("unanswered", ("post unanswered", "posts unanswered"), share("unanswered_share") + " of a month's posts"),
        ("churned", ("customer lost", "customers lost"), share("churn") + " a month"),
        ("waiting", ("person waits at the door", "people wait at the door"), of_them(text("left"), "member leaves", "members leave") + " a month"),
    )
    for place, (name, unit, more) in enumerate(leaks):
        x, y = _at(place * 90, 1.0)
        table.append({"kind": "leak", "x": x, "y": y, "title": of_them(text(name), *unit), "big": more, "small": "", "base": ""})
    table.append(
        {
            "kind": "hub",
            "x": 0.0,
            "y": 0.0,
            "title": "flywheel number",
            "big": f"{now['number']:.2f}" if math.isfinite(now["number"]) else "–",
            "small": _spin(now),
            "base": "",
        }
    )
    frame = pd.DataFrame(table)
    return frame.assign(order=frame.get("order"))


def reading(results: Results) -> dict[str, float]:
    """Return the stocks at the end and the flows per month of the last quarter, medians over the worlds."""
    series = results.series

    def stock(name: str) -> float:
        return float(band(results.final(name))[1])

    def flow(values: np.ndarray) -> float:
        return float(band(nanmean(values[:, -QUARTER:]))[1]) * PER_MONTH

    customers = series["customers"]
    lost = series["churn_rate"] / PER_MONTH * customers
    gained = np.diff(customers, axis=1, prepend=customers[:, :1]) + lost
    signups = flow(series["signups"])
    members, paying = stock("members"), stock("customers")
    return {
        **{name: stock(name) for name in ("speakers", "knowledge", "customers", "members", "waiting")},
        "contributions": flow(series["posts"] + series["replies"]),
        "attracted": flow(_attracted(results)),
        "bought_count": max(flow(gained), 0.0),
        "first_posts": flow(series["contributors_new"]),
        "published": float(band(nanmean(series["response_rate"][:, -QUARTER:]))[1]),
        "bought": max(flow(gained), 0.0) / signups if signups > 0 else math.nan,
        "in_community": members / paying if paying > 0 else math.nan,
        "speaking": stock("speaking_share"),
        "silent": stock("speakers") * stock("contributor_loss") / 12,
        "loss": stock("contributor_loss"),
        "unanswered": flow(series["posts"] * (1 - np.nan_to_num(series["response_rate"], nan=1.0))),
        "unanswered_share": 1 - float(band(nanmean(series["response_rate"][:, -QUARTER:]))[1]),
        "churned": flow(lost),
        "churn": stock("churn_rate"),
        "left": float(np.median(results.totals["left"])) / results.weeks * PER_MONTH if "left" in results.totals else math.nan,
        "number": stock("flywheel_number"),
    }


def _spin(now: dict[str, float]) -> str:
    if not (math.isfinite(now["number"]) and math.isfinite(now["loss"])):
        return "nothing to measure"
    word = "accelerates by itself" if now["number"] > now["loss"] else "needs a push"
    return f"loss {now['loss']:.2f}: {word}"


def _attracted(results: Results) -> np.ndarray:
    return results.series["signups_search"] + results.series["signups_word_of_mouth"]


def _yearly(name: str):
    return lambda results: rolling(results.series[name], 13)


def _at(degrees: float, radius: float = 1.0) -> tuple[float, float]:
    angle = math.radians(90 - degrees)
    return radius * math.cos(angle), radius * math.sin(angle)


def _words(pair: Pair, currency: str) -> str:
    now = reading(pair.current)
    return (
        f"A month's contributions, {short(now['contributions'])}, attract {of_them(short(now['attracted']), 'signup', 'signups')}; "
        f"{of_them(short(now['bought_count']), 'person becomes a customer', 'people become customers')}. Members: {short(now['members'])}, "
        f"of whom {short(now['first_posts'])} contribute for the first time. Medians of the last quarter."
    )


def _number(pair: Pair, currency: str) -> str:
    number = told("flywheel_number", pair.current.final("flywheel_number"))
    return f"At the end {number} against a loss of {median('contributor_loss', pair.current)} a year."
