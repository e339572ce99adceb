"""Views: which charts answer which question."""

from collections.abc import Callable

from ui.views import auditorium, flywheel, growth, health, roi
from ui.views.panel import Panel

VIEWS: dict[str, Callable[[], tuple[Panel, ...]]] = {
    "Growth": growth.panels,
    "Auditorium": auditorium.panels,
    "ROI timing": roi.panels,
    "Health": health.panels,
    "Flywheel": flywheel.panels,
}
