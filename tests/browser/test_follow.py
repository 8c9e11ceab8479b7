"""An open admin page follows what somebody else makes live, and touches nothing that was typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from matcher.knowledge_base import KnowledgeBase
from matcher.store import Store
from matcher.types import Label
from tests.serving import served

pytestmark = pytest.mark.browser

_LOAD_MS = 120_000  # the first load, on a machine that does other things too
DELIVERY, TRACK = "How long does delivery take?", "Can I track my order?"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[str, KnowledgeBase]]:
    with served(tmp_path, study=False) as opened:
        yield opened


@pytest.fixture
def visitor(browser: Browser, service: tuple[str, KnowledgeBase]) -> Iterator[Callable[[str], Page]]:
    """What opens the admin page in a browser of its own."""
    contexts = []

    def opened(panel: str = "knowledge-base") -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(f"{service[0]}/admin/#{panel}")
        expect(page.locator("#entries")).to_contain_text("entries", timeout=_LOAD_MS)
        return page

    yield opened
    for context in contexts:
        context.close()


def edit(page: Page, question: str, answer: str) -> None:
    page.get_by_role("button", name=f"Edit: {question}").click()
    page.fill("#edit-answer textarea", answer)
    page.click("#edit-save")
    expect(page.locator("#editor")).to_be_hidden()


def publish(page: Page, name: str) -> None:
    page.click("#review-draft")
    expect(page.locator("#publish")).to_be_enabled()
    page.locator("#name").get_by_role("textbox").fill(name)
    page.locator("#name").get_by_role("textbox").press("Tab")
    page.click("#publish")
    expect(page.locator("#published")).to_contain_text("Live: 3 entries.")


def test_two_browsers_edit_at_once_and_each_learns_of_the_other(visitor: Callable[[str], Page]) -> None:
    ada, bob = visitor("knowledge-base"), visitor("knowledge-base")
    edit(bob, TRACK, "Bob's answer.")
    bob.get_by_role("button", name=f"Edit: {TRACK}").click()
    bob.fill("#edit-answer textarea", "Bob is still typing")
    bob.evaluate("window.scrollTo(0, 300)")
    top = bob.evaluate("scrollY")
    edit(ada, DELIVERY, "Ada's answer.")
    publish(ada, "Ada")
    expect(ada.locator("#meanwhile")).to_be_empty()

    expect(bob.locator("#live")).to_contain_text("Live: revision 2")
    line = bob.locator("#meanwhile")
    expect(line).to_contain_text("Revision 2 is live now; your draft began at revision 1. It was published by Ada")
    expect(bob.locator("#edit-answer textarea")).to_have_value("Bob is still typing")
    expect(bob.locator("#edit-answer textarea")).to_be_focused()
    assert bob.evaluate("scrollY") == top
    expect(bob.locator("#entries")).not_to_contain_text("Ada's answer.")
    expect(bob.locator("#draft")).to_contain_text("Draft: 1 change")
    line.get_by_role("button", name="See what changed").click()
    expect(bob.locator("#stale")).to_contain_text("What changed meanwhile")
    expect(line).to_be_empty()
    expect(bob.locator("#edit-answer textarea")).to_have_value("Bob is still typing")


def test_an_entry_typed_over_one_that_changed_meanwhile_is_a_conflict(
    visitor: Callable[[str], Page], service: tuple[str, KnowledgeBase]
) -> None:
    page, base = visitor("knowledge-base"), service[1]
    page.get_by_role("button", name=f"Edit: {DELIVERY}").click()
    page.fill("#edit-answer textarea", "Mine.")
    entries = [replace(each, answer="Theirs.") if each.id == "delivery" else each for each in base.matcher.entries]
    base.publish(entries, author="Bob")
    expect(page.locator("#meanwhile")).to_contain_text("The entry that you are editing stays as it is.")
    expect(page.locator("#entries")).to_contain_text("Theirs.")
    page.click("#edit-save")
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change since revision 1")
    page.click("#review-draft")
    expect(page.locator("#stale")).to_contain_text("1 entry was changed on both sides: 1 still to decide")


def test_a_publish_and_a_rollback_of_another_process_are_followed_with_focus_and_history(
    visitor: Callable[[str], Page], service: tuple[str, KnowledgeBase], tmp_path: Path
) -> None:
    page, base = visitor("knowledge-base"), service[1]
    page.locator("#history button").first.click()
    expect(page.locator("#history-changes")).to_be_visible()
    button = page.get_by_role("button", name=f"Edit: {TRACK}")
    button.focus()
    other = Store.open(tmp_path / "home")
    other.publish(base.matcher.entries[1:], author="console")
    expect(page.locator("#live")).to_contain_text("Live: revision 2")
    expect(page.locator("#entries tbody tr")).to_have_count(2)
    expect(page.locator("#history")).to_contain_text("2 (live)")
    expect(page.locator("#history-changes")).to_be_visible()
    expect(button).to_be_focused()
    said = page.locator("#panel-knowledge-base").get_by_role("status").filter(has_text="Revision 2 is live now.")
    expect(said).to_contain_text("It was published by console")
    page.locator("#meanwhile").get_by_role("button", name="OK").click()
    expect(page.locator("#meanwhile")).to_be_empty()
    other.make_live(1)
    expect(page.locator("#live")).to_contain_text("Live: revision 1")
    expect(page.locator("#entries tbody tr")).to_have_count(3)
    expect(page.locator("#live")).not_to_contain_text("still answers")
    other.close()


def test_looking_changes_nothing_where_nothing_changed_and_bears_a_server_that_is_away(
    visitor: Callable[[str], Page],
) -> None:
    page = visitor("knowledge-base")
    page.evaluate("""() => {
        window.changed = 0;
        new MutationObserver((seen) => { window.changed += seen.length; }).observe(
            document.querySelector('#panel-knowledge-base'), { childList: true, subtree: true, attributes: true });
        window.beats = 0;
        window.addEventListener('fm-pulse', () => { window.beats += 1; });
    }""")
    page.wait_for_function("window.beats > 2")
    assert page.evaluate("window.changed") == 0
    page.context.set_offline(True)
    page.wait_for_timeout(5000)
    expect(page.locator(".toast-body")).to_have_count(0)
    page.context.set_offline(False)
    page.evaluate("window.beats = 0")
    page.wait_for_function("window.beats > 1")
    assert page.evaluate("window.changed") == 0


def test_the_page_tuning_says_that_its_numbers_are_of_another_revision_and_measures_when_asked(
    visitor: Callable[[str], Page], service: tuple[str, KnowledgeBase]
) -> None:
    base = service[1]
    base.labels.add([Label(DELIVERY, frozenset({"delivery"})), Label("moonlight", frozenset())], author="Ada")
    page = visitor("tuning")
    expect(page.locator("#picture")).to_contain_text("Of 100 visitors’ questions", timeout=_LOAD_MS)
    page.get_by_role("button", name="Add one").click()
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.type("half a quest")
    base.publish(base.matcher.entries[:2], author="Bob")
    line = page.locator("#panel-tuning").get_by_role("status").filter(has_text="Revision 2 is live now.")
    expect(line).to_contain_text("The numbers on this page are of revision 1.")
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    expect(page.get_by_label("Question", exact=True)).to_have_value("half a quest")
    line.get_by_role("button", name="Measure again").click()
    expect(page.locator("#tuning-meanwhile")).to_be_empty()
    page.wait_for_function("document.querySelector('#marks [data-measured]').dataset.measured.startsWith('2 ')")
    expect(page.get_by_label("Question", exact=True)).to_have_value("half a quest")
