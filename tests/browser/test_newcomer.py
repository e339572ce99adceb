"""A newcomer's first five minutes: look, move one lever, look at what changes."""

from __future__ import annotations


def test_a_newcomer_moves_batch_size_and_sees_growth_auditorium_and_payback_change(visit, pictures):
    journey = visit()
    labels = ("Payback", "Weekly active", "Auditorium", "Value")
    before = {label: journey.figure(label) for label in labels}
    assert journey.value("batch_size") == "20"
    journey.slide("batch_size", "End")
    assert journey.value("batch_size") == "500"
    after = {label: journey.figure(label) for label in labels}
    assert all(before[label] != after[label] for label in labels), (before, after)
    assert "clearly" in journey.text("figures")
    assert "1 input differs from the start: Batch size" in journey.page.inner_text("[data-testid=stSidebar]")
    for view, title in (
        ("Auditorium", "Intake against voices"),
        ("ROI timing", "Cumulative cash and payback"),
        ("Health", "Benchmarks"),
        ("Flywheel", "The wheel"),
    ):
        journey.view(view)
        assert title in journey.page.inner_text("[data-testid=stMain]")
    journey.view("Growth")
    journey.picture(pictures / "newcomer.png")
    assert journey.errors == []
