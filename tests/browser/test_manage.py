from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import running

pytestmark = pytest.mark.browser


def open_panel(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/admin/#{name}")
    expect(page.locator(f"#panel-{name}")).to_be_visible()


def test_a_file_that_is_no_faq_changes_nothing(page: Page, tmp_path: Path, shop: str) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    open_panel(page, shop, "knowledge-base")
    expect(page.locator("#live")).to_contain_text("Live: revision")
    before = page.locator("#live .fm-facts").inner_text()
    page.set_input_files("#upload input[type=file]", file)
    expect(page.locator("#report")).to_contain_text("This file can’t be taken.")
    expect(page.locator("#take")).to_be_hidden()
    assert page.locator("#live .fm-facts").inner_text() == before


def test_the_sliders_push_each_other_redraw_the_reply_and_survive_a_restart(
    page: Page, tmp_path: Path, cache: Path
) -> None:
    with running(tmp_path, cache, FAQ_ANSWER_AT=0.5, FAQ_SUGGEST_AT=0.2) as url:
        open_panel(page, url, "tuning")
        page.fill("#try textarea", "How long does delivery take?")
        page.press("#try textarea", "Enter")
        expect(page.locator("#outcome")).to_contain_text("Would answer")
        answer_at, suggest_at = "#answer-at input[type=number]", "#suggest-at input[type=number]"
        page.fill(answer_at, "1")
        page.press(answer_at, "Tab")
        expect(page.locator("#outcome")).to_contain_text("did you mean")
        page.fill(answer_at, "0.15")
        page.press(answer_at, "Tab")
        expect(page.locator(suggest_at)).to_have_value("0.15")
        page.fill(suggest_at, "0.7")
        page.press(suggest_at, "Tab")
        expect(page.locator(answer_at)).to_have_value("0.7")
        expect(page.locator("#saved")).to_contain_text("Not saved yet.")
        page.click("#save")
        expect(page.locator("#saved")).to_contain_text("Saved: this is what visitors get.")
    with running(tmp_path, cache, FAQ_ANSWER_AT=0.5, FAQ_SUGGEST_AT=0.2) as url:
        open_panel(page, url, "tuning")
        expect(page.locator(answer_at)).to_have_value("0.7")
        expect(page.locator(suggest_at)).to_have_value("0.7")


@pytest.mark.parametrize("width", [360, 1440])
def test_no_admin_page_scrolls_sideways(browser: Browser, shop: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    for name in ("knowledge-base", "tuning", "settings"):
        open_panel(page, shop, name)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
    context.close()


def test_the_navigation_shows_one_panel_at_a_time_and_goes_back(page: Page, shop: str) -> None:
    open_panel(page, shop, "knowledge-base")
    page.get_by_role("link", name="Settings").click()
    expect(page.locator("#panel-settings")).to_contain_text("FAQ_TITLE")
    expect(page.locator("#panel-knowledge-base")).to_be_hidden()
    expect(page.get_by_role("link", name="Settings")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator("#panel-knowledge-base")).to_be_visible()


def test_a_password_is_asked_and_lets_in(page: Page, tmp_path: Path, cache: Path) -> None:
    with running(tmp_path, cache, FAQ_ADMIN_PASSWORD="open sesame") as url:
        page.goto(f"{url}/admin")
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Name or password is not right.")
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill("open sesame")
        page.keyboard.press("Enter")
        expect(page.locator("#live")).to_contain_text("Live")
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{url}/admin/")
        expect(page.get_by_label("Password")).to_be_visible()
