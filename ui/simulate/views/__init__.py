"""Views: which charts answer which question."""

from collections.abc import Callable

from ui.charts.panel import Panel
from ui.simulate.views import auditorium, flywheel, growth, health, roi

VIEWS: dict[str, Callable[..., tuple[Panel, ...]]] = {
    "Growth": growth.panels,
    "Auditorium": auditorium.panels,
    "ROI timing": roi.panels,
    "Health": health.panels,
    "Flywheel": flywheel.panels,
}
