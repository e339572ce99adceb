"""Views: which charts answer which question."""

from collections.abc import Callable

from ui.views import auditorium, growth, roi
from ui.views.panel import Panel

VIEWS: dict[str, Callable[[], tuple[Panel, ...]]] = {
    "Growth": growth.panels,
    "Auditorium": auditorium.panels,
    "ROI timing": roi.panels,
}
