import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import running

pytestmark = pytest.mark.browser

FILE = """Frage1;Antwort1;Gruppe
Do you repair umbrellas?;Yes, every **Tuesday**.;Repairs
;There is no question here.;Repairs
Do you sell kites?;Only in autumn.;Kites
Do you sell kites?;Never at all.;Kites
"""
ORDER, CANCEL = "How do I place an order?", "How do I cancel my order?"


@pytest.fixture
def service(tmp_path: Path, cache: Path) -> Iterator[str]:
    with running(tmp_path / "home", cache, FAQ_ANSWER_AT=0.5, FAQ_SUGGEST_AT=0.2, FAQ_STUDY="false") as url:
        yield url


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """What opens the admin page in a browser of its own."""
    contexts = []

    def opened(url: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(f"{url}/admin/#knowledge-base")
        expect(page.locator("#live")).to_contain_text("Live: revision")
        expect(page.locator("#entries")).to_contain_text("entries")
        return page

    yield opened
    for context in contexts:
        context.close()


def say(page: Page, field: str, option: str) -> None:
    """Choose an option of a dropdown by which an upload is corrected."""
    page.click(f"#said-{field} input")
    page.get_by_role("option", name=option).first.click()


def edit(page: Page, question: str, answer: str) -> None:
    page.get_by_role("button", name=f"Edit: {question}").click()
    expect(page.locator("#edit-question textarea")).to_have_value(question)
    expect(page.locator("#edit-question textarea")).to_be_focused()
    page.fill("#edit-answer textarea", answer)
    page.click("#edit-save")
    expect(page.locator("#editor")).to_be_hidden()


def review(page: Page) -> None:
    page.click("#review-draft")
    expect(page.locator("#publish")).to_be_visible(timeout=30_000)


def ask(page: Page, url: str, question: str) -> None:
    page.goto(url)
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def test_an_upload_is_corrected_mended_published_and_taken_back(
    service: str, visitor: Callable[[str], Page], tmp_path: Path
) -> None:
    file = tmp_path / "umbrellas.csv"
    file.write_text(FILE, encoding="cp1252")
    page = visitor(service)
    expect(page.locator("#panel-knowledge-base")).to_contain_text("Up to 50 MB and 200,000 rows")
    page.set_input_files("#upload input[type=file]", file)
    expect(page.locator("#report")).to_contain_text("Please check.")
    say(page, "header", "Yes")
    expect(page.locator("#report")).to_contain_text("This file can’t be taken.")
    say(page, "question", "Frage1")
    say(page, "answer", "Antwort1")
    expect(page.locator("#report")).to_contain_text("Frage1 → question")
    say(page, "category", "Gruppe")
    expect(page.locator("#report")).to_contain_text("Gruppe → category")
    expect(page.locator("#rows")).to_contain_text("1 row will be left out.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this report as CSV").click()
    assert "the question is empty" in download.value.path().read_text(encoding="utf-8-sig")

    page.get_by_role("button", name=re.compile("Take into the draft: add 3, remove 80, leave out 1 row")).click()
    expect(page.locator("#findings")).to_contain_text("1 danger", timeout=30_000)
    expect(page.locator("#publish")).to_have_text("Publish 3 entries in spite of 1 danger")
    page.get_by_role("button", name="Merge, keep the answer of Do you sell kites?").first.click()
    expect(page.locator("#publish")).to_have_text("Publish 2 entries")
    expect(page.locator("#live")).to_contain_text("Live: revision 1")
    page.locator("#note").get_by_role("textbox").fill("Umbrellas at last")
    page.click("#publish")
    expect(page.locator("#published")).to_contain_text("Live: 2 entries.")
    expect(page.locator("#live")).to_contain_text("Umbrellas at last")
    page.locator("#search").get_by_role("textbox").fill("kites")
    expect(page.locator("#entries tbody tr")).to_have_count(1)

    ask(page, service, "Do you repair umbrellas?")
    expect(page.locator("#conversation .fm-answer strong")).to_have_text("Tuesday")

    page = visitor(service)
    page.locator("#history button").first.click()
    expect(page.locator("#history-changes")).to_contain_text("From revision 1 to revision 2")
    page.get_by_role("button", name="Make revision 1 live again").click()
    expect(page.locator("#went-back")).to_contain_text("Revision 1 is live again")
    expect(page.locator("#live")).to_contain_text("Live: revision 1")


def test_an_edited_entry_survives_a_reload_is_tried_on_the_test_questions_and_answered_in_the_chat(
    service: str, visitor: Callable[[str], Page], tmp_path: Path
) -> None:
    labels = tmp_path / "questions.csv"
    labels.write_text(f"question,expected\n{CANCEL},{CANCEL}\n", encoding="utf-8")
    page = visitor(service)
    edit(page, ORDER, "Shout **loudly** across the counter.")
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change")
    page.reload()
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change")
    expect(page.locator("#entries")).to_contain_text("Shout loudly across the counter.")
    page.get_by_role("button", name=f"Edit: {CANCEL}").click()
    page.click("#edit-delete")
    expect(page.locator("#draft")).to_contain_text("Draft: 2 changes")
    page.get_by_role("button", name=f"Undo deletion of “{CANCEL}”").click()
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change")
    review(page)
    expect(page.locator("#changes ins").first).to_contain_text("Shout **loudly**")
    page.click("#look")
    expect(page.locator("#tried")).to_contain_text("Add some on the page Tuning", timeout=30_000)
    page.get_by_role("button", name=f"Edit: {CANCEL}").click()
    page.click("#edit-delete")
    expect(page.locator("#draft")).to_contain_text("Draft: 2 changes")
    expect(page.locator("#tried")).to_be_empty()
    page.click(".fm-nav a[href='#tuning']")
    page.set_input_files("#label-file input[type=file]", labels)
    page.get_by_role("button", name="Add 1 test question").click()
    expect(page.locator("#label-report")).to_contain_text("Added: 1 test question.")
    page.click(".fm-nav a[href='#knowledge-base']")
    page.click("#look")
    expect(page.locator("#tried")).to_contain_text(
        "1 test question expects an entry that would be gone.", timeout=30_000
    )
    expect(page.locator("#tried tbody tr").first).to_contain_text(CANCEL)
    expect(page.locator("#stop")).to_be_hidden()
    page.get_by_role("button", name=f"Undo deletion of “{CANCEL}”").click()
    expect(page.locator("#tried")).to_be_empty()
    page.click("#publish")
    expect(page.locator("#published")).to_contain_text("Live: 80 entries.")
    expect(page.locator("#fared")).to_contain_text("Tried on 1 test question: 1 right.")
    ask(page, service, ORDER)
    expect(page.locator("#conversation .fm-answer strong")).to_have_text("loudly")


def test_of_two_admins_the_second_is_told_shown_and_overwrites_nothing(
    service: str, visitor: Callable[[str], Page]
) -> None:
    ada, bob = visitor(service), visitor(service)
    edit(ada, ORDER, "Ada's answer.")
    edit(bob, ORDER, "Bob's answer.")
    edit(bob, CANCEL, "Bob cancels.")
    review(ada)
    review(bob)
    ada.locator("#name").get_by_role("textbox").fill("Ada")
    ada.locator("#name").get_by_role("textbox").press("Tab")
    ada.click("#publish")
    expect(ada.locator("#published")).to_contain_text("Live: 80 entries.")
    bob.click("#publish")
    expect(bob.locator("#published")).to_contain_text("Not published.")
    stale = bob.locator("#stale")
    expect(stale).to_contain_text("Revision 2 is live now; your draft began at revision 1.")
    expect(stale).to_contain_text("Ada's answer.")
    expect(stale).to_contain_text("1 entry was changed on both sides: 1 still to decide")
    expect(bob.locator("#publish")).to_be_hidden()
    stale.get_by_role("button", name=f"Take theirs: {ORDER}").click()
    expect(stale).to_contain_text("all decided")
    stale.get_by_role("button", name="Put my changes on top of revision 2").click()
    expect(bob.locator("#changes")).to_contain_text("against revision 2")
    bob.click("#publish")
    expect(bob.locator("#live")).to_contain_text("Live: revision 3")
    ada.reload()
    expect(ada.locator("#entries")).to_contain_text("Ada's answer.")
    expect(ada.locator("#entries")).to_contain_text("Bob cancels.")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_steps_do_not_scroll_sideways_and_work_by_keyboard(
    browser: Browser, service: str, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "umbrellas.csv"
    file.write_text(FILE.replace("Frage1", "question").replace("Antwort1", "answer"), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{service}/admin/#knowledge-base")
    page.set_input_files("#upload input[type=file]", file)
    page.locator("#take").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#publish")).to_be_visible(timeout=30_000)
    first = page.get_by_role("button", name=re.compile("^Edit: ")).first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#edit-question textarea")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
    context.close()
