"""Sign-in with a provider on this machine: the signed-in name is used, owns what it saves, and is the only way in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError
from provider import Provider, providing, secrets
from serving import free_port, outside, serving

from scenarios.classes import Classes
from scenarios.scenario import Scenario
from scenarios.store import Store

PATIENCE, TIMES = 90_000, 6


@dataclass(frozen=True)
class Pages:
    """A server that lets in whom a provider knows; the tests begin while there is no provider yet."""

    address: str
    port: int  # of the provider
    said: Path
    store: Store
    asked: list[str]  # of the internet


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Iterator[Pages]:
    folder, port, own = tmp_path_factory.mktemp("home"), free_port(), free_port()
    file = secrets(folder, f"http://127.0.0.1:{port}", f"http://localhost:{own}")
    with outside() as (asked, around), serving(folder, "--server.headless=true", f"--secrets.files={file}", port=own, **around) as served:
        store = Store(folder / "store.sqlite")
        yield Pages(served.address, port, served.said, store, asked)
        store.close()


@pytest.fixture(scope="module")
def provider(pages: Pages) -> Iterator[Provider]:
    """Return the provider, which is there from the first test on that asks for it."""
    with providing(pages.port) as running:
        yield running


@pytest.fixture
def page(browser):
    """Return a page of somebody who was never there."""
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def entered(browser, address: str, provider: Provider, name: str, mail: str):
    """Sign in as somebody and return their page of saved scenarios."""
    provider.person = {"sub": mail, "email": mail, "email_verified": True, "name": name}
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/saved")
    pressed(page)
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_text(f"Signed in as {name}").wait_for()
    return page


def pressed(page) -> int:
    """Press "Sign in", again where the page asks for it, until it lets in; return how often."""
    inside, button = page.get_by_role("link", name="Scenarios"), page.locator(".st-key-sign_in button")
    for times in range(1, TIMES + 1):
        with suppress(TimeoutError):
            button.or_(inside).first.wait_for(timeout=PATIENCE / TIMES)
            if not inside.count():
                button.click(timeout=PATIENCE / TIMES)
                inside.wait_for(timeout=PATIENCE / TIMES)
            return times
    raise AssertionError(f"nobody is let in at {page.url}: {page.locator('body').inner_text()[:500]}")


def test_without_the_provider_one_sentence_says_so(page, pages: Pages):
    page.goto(pages.address)
    page.locator(".st-key-sign_in button").click()
    page.get_by_text("The sign-in service does not answer just now").wait_for()
    assert page.locator(".st-key-lever_batch_size").count() == 0, "nobody is let in meanwhile"
    assert "Traceback" not in pages.said.read_text()


def test_a_seat_in_a_class_needs_no_account_and_leads_nowhere_else(page, pages: Pages, provider: Provider):
    code, _ = Classes(pages.store).open("selling")
    page.goto(f"{pages.address}/learn?class={code}")
    page.locator(".st-key-take_seat button").click()
    page.get_by_text("you are Blue 1").wait_for()
    assert page.get_by_role("link", name="Scenarios").count() == 0
    for path in ("learn", "saved", "learn?lesson=selling"):  # everything else asks who it is
        page.goto(f"{pages.address}/{path}")
        page.locator(".st-key-sign_in button").wait_for()


def test_a_slow_provider_is_waited_for_and_one_that_fails_on_the_way_is_told_and_asked_again(page, pages: Pages, provider: Provider):
    home = pages.address
    for path in ("learn", "saved", ""):
        page.goto(f"{home}/{path}?class=NOSUCH")
        page.get_by_role("heading").or_(page.get_by_test_id("stAlert")).or_(page.get_by_role("dialog")).first.wait_for()
        assert page.get_by_role("link", name="Scenarios").count() == 0, "a class leads nowhere else"
        assert page.locator(".st-key-saved_search, .st-key-lever_batch_size").count() == 0
    page.goto(home)
    provider.slow = [6.0, 0.0, 7.0]  # the page asks twice, and so does Streamlit's own way to the provider
    provider.refused = 1
    button = page.locator(".st-key-sign_in button")
    button.click()
    page.get_by_text("The sign-in did not come through").wait_for()
    assert not provider.slow, "the provider was asked four times"
    assert pressed(page) <= 2


def test_the_signed_in_name_owns_what_it_saves(browser, pages: Pages, provider: Provider):
    home, store = pages.address, pages.store
    identity = store.seen_as("ann@team.example", "Ann Example").save(Scenario(title="Ours"), "Somebody else").version.identity
    assert store.load(identity).version.saved_by == "Ann Example", "a name that was typed does not count"
    ann = entered(browser, home, provider, "Ann Example", "ann@team.example")
    ann.get_by_text("Ours", exact=True).wait_for()
    ann.get_by_role("button", name="More").click()
    ann.get_by_role("menuitem", name="Who may see it").click()
    ann.get_by_text("Only I and my editors").click()
    ann.locator(".st-key-share_confirm button").click()
    ann.get_by_text("private", exact=True).wait_for()
    ben = entered(browser, home, provider, "Ben Example", "ben@team.example")
    ben.get_by_text("Nothing is saved yet").wait_for()
    assert store.load(identity).version.number == 1
    ann.get_by_role("button", name="More").click()
    ann.get_by_role("menuitem", name="Delete").click()
    ann.get_by_text("to the trash").wait_for()
    assert store.trash()[0].deleted_by == "Ann Example"
    assert pages.asked == [], "the provider is the only one who is asked for anything"
    assert "/token" in provider.asked
