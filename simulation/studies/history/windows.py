"""Hold forecasts against real histories: train on two years, test on the next, over windows fixed in advance."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.studies.history.forecast import ERRORS, level, naive, spread_of, standard_errors, theta
from simulation.studies.history.series import History

Forecast = Callable[[History, int], np.ndarray]  # a history and how many months ahead: (months,)


@dataclass(frozen=True)
class Window:
    """One community at one time: what was known, and what came."""

    community: str
    known: History
    came: np.ndarray  # active people of the test months

    @property
    def family(self) -> str:
        """Return the community without the kind of event that was counted: kinds of one community share members."""
        return self.community.partition("__")[2]

    @property
    def scale(self) -> float:
        """Return the mean step from month to month while training: errors are given in units of it."""
        return max(1e-9, float(np.abs(np.diff(self.known.active)).mean()))


def windows(folder: Path) -> Iterator[Window]:
    """Yield the windows that the histories' folder lists.

    Raises:
        FileNotFoundError: the folder or a history in it is missing.
    """
    with (folder / "_windows.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    for row in listed:
        known = _history(folder / f"{row['id']}.csv", row["train_start"], row["train_end"])
        came = _history(folder / f"{row['id']}.csv", row["test_start"], row["test_end"]).active
        yield Window(row["id"], known, came)


def held_against(all_windows: Sequence[Window], forecasts: Mapping[str, Forecast]) -> dict[str, Any]:
    """Return how far each forecast was off, as ratios to the naive one, over all windows and by community.

    The ratio of mean absolute errors, each in units of its community's own steps (MASE).
    """
    errors: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    methods = {"naive": lambda known, months: naive(known.active, months), "theta": lambda known, months: theta(known.active, months), **forecasts}
    for window in all_windows:
        for name, forecast in methods.items():
            off = np.abs(forecast(window.known, len(window.came)) - window.came).mean() / window.scale
            errors[window.community][name].append(float(off))
    communities = {
        community: {"windows": len(found["naive"]), **{name: sum(found[name]) / sum(found["naive"]) for name in methods}}
        for community, found in sorted(errors.items())
    }
    total = {name: sum(sum(found[name]) for found in errors.values()) for name in methods}
    return {"ratio": {name: total[name] / total["naive"] for name in methods}, "communities": communities}


def coverage(all_windows: Sequence[Window]) -> dict[str, float]:
    """Return in which share of test months the 10-90 % range held what came, each community's own errors left out."""
    errors = [(window.family, standard_errors(window.known.active, window.came)) for window in all_windows]
    inside = total = 0
    for window in all_windows:
        spread = spread_of([one for family, one in errors if family != window.family])
        forecast = level(window.known.active, len(window.came), spread)
        inside += int(((forecast.low <= window.came) & (window.came <= forecast.high)).sum())
        total += len(window.came)
    return {"share": inside / total, "months": total}


def keep_errors(all_windows: Sequence[Window], place: Path = ERRORS) -> None:
    """Write the ends of real communities' errors that forecasts take their ranges from."""
    low, high = spread_of([standard_errors(window.known.active, window.came) for window in all_windows])
    document = {
        "what": "10 % and 90 % of the Theta forecast's errors by month ahead, in log units of the community's own noise",
        "windows": len(all_windows),
        "communities": len({window.family for window in all_windows}),
        "low": [round(float(value), 4) for value in low],
        "high": [round(float(value), 4) for value in high],
    }
    place.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _history(path: Path, first: str, last: str) -> History:
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["month"]: row for row in csv.DictReader(file)}
    (year, month), (last_year, last_month) = (tuple(map(int, name.split("-"))) for name in (first, last))
    count = (last_year - year) * 12 + last_month - month + 1
    names = tuple(f"{year + (month - 1 + step) // 12:04d}-{(month - 1 + step) % 12 + 1:02d}" for step in range(count))

    def column(name: str) -> np.ndarray:
        return np.array([float(rows.get(each, {}).get(name) or 0) for each in names])  # a month without a row is a month without anybody

    return History(names, column("active"), column("new"), column("contributions"))
