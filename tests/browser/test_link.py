"""The link: everything comes back in a second browser; a broken one gives a message and the default."""

from __future__ import annotations


def test_the_link_restores_levers_plan_start_and_currency_in_a_second_browser(visit):
    journey = visit("?from=influx-with-staff&runs=10")
    journey.slide("batch_interval", "End")
    journey.open_group("Business")
    journey.key("currency").get_by_role("combobox").click()
    journey.choose("EUR")
    journey.settled()
    assert len(journey.link()) < 700
    labels = ("Payback", "Value", "Weekly active", "Auditorium")
    figures = {label: journey.figure(label) for label in labels}
    assert "€" in figures["Value"]
    other = visit(journey.link())
    assert {label: other.figure(label) for label in labels} == figures
    assert other.value("batch_interval") == "13"
    assert other.text("drawers") == journey.text("drawers")
    other.page.reload()
    other.settled()
    assert {label: other.figure(label) for label in labels} == figures


def test_broken_and_foreign_links_give_a_message_and_the_default(visit):
    for query, message in (
        ("?runs=10&s=rubbish", "cannot be opened"),
        ("?runs=10&from=nowhere", "no library scenario"),
        ("?runs=10&base=1.AAAA", "baseline cannot be read"),
    ):
        journey = visit(query)
        assert message in journey.page.inner_text("[data-testid=stMain]"), query
        assert journey.value("batch_size") == "20"
        assert journey.errors == []
