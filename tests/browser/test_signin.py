"""Sign-in with a provider on this machine: the signed-in name is used, owns what it saves, and is the only way in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import TimeoutError
from provider import Provider, providing
from serving import free_port, outside, serving

from scenarios.classes import Classes
from scenarios.scenario import Scenario
from scenarios.store import Store

PATIENCE, TIMES = 90_000, 6


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


def test_the_signed_in_name_owns_what_it_saves(browser, tmp_path: Path):
    port = free_port()
    home = f"http://localhost:{port}"
    file = tmp_path / "store.sqlite"
    with providing() as provider, outside() as (asked, around):
        secrets = provider.secrets(tmp_path, home)
        with serving(tmp_path, "--server.headless=true", f"--secrets.files={secrets}", port=port, **around):
            store = Store(file)
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
            store.close()
        assert asked == [], "the provider is the only one who is asked for anything"
        assert "/token" in provider.asked


def test_without_the_provider_one_sentence_says_so(browser, tmp_path: Path):
    port = free_port()
    with providing() as provider:
        secrets = provider.secrets(tmp_path, f"http://localhost:{port}")
    with serving(tmp_path, "--server.headless=true", f"--secrets.files={secrets}", port=port) as served:
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(served.address)
        page.locator(".st-key-sign_in button").click()
        page.get_by_text("The sign-in service does not answer just now").wait_for()
        assert page.locator(".st-key-lever_batch_size").count() == 0, "nobody is let in meanwhile"
        assert "Traceback" not in served.said.read_text()


def test_a_seat_in_a_class_needs_no_account_and_leads_nowhere_else(browser, tmp_path: Path):
    port = free_port()
    home = f"http://localhost:{port}"
    with providing() as provider:
        secrets = provider.secrets(tmp_path, home)
        with serving(tmp_path, "--server.headless=true", f"--secrets.files={secrets}", port=port):
            store = Store(tmp_path / "store.sqlite")
            code, _ = Classes(store).open("selling")
            page = browser.new_context().new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"{home}/learn?class={code}")
            page.locator(".st-key-take_seat button").click()
            page.get_by_text("you are Blue 1").wait_for()
            assert page.get_by_role("link", name="Scenarios").count() == 0
            for path in ("learn", "saved", "learn?lesson=selling"):  # everything else asks who it is
                page.goto(f"{home}/{path}")
                page.locator(".st-key-sign_in button").wait_for()
            store.close()


def test_a_slow_provider_is_waited_for_and_one_that_fails_on_the_way_is_told_and_asked_again(browser, tmp_path: Path):
    port = free_port()
    home = f"http://localhost:{port}"
    with providing() as provider, serving(tmp_path, "--server.headless=true", f"--secrets.files={provider.secrets(tmp_path, home)}", port=port):
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE)
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
