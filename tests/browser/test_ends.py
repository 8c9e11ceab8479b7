"""However a long task of the knowledge base ends, the page is ready for the next one."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Page, expect

from matcher.errors import StoreError
from matcher.knowledge_base import KnowledgeBase
from matcher.types import Label, Progress
from panels import publishing, what_changes
from tests.serving import served

pytestmark = pytest.mark.browser

FULL = StoreError("the disk is full: free some space")
DELIVERY = "How long does delivery take?"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[str, KnowledgeBase]]:
    with served(tmp_path, study=False) as opened:
        yield opened


@pytest.fixture
def page(page: Page, base: tuple[str, KnowledgeBase]) -> Page:
    """The admin page with a draft of one change."""
    page.goto(f"{base[0]}/admin/#knowledge-base")
    expect(page.locator("#entries")).to_contain_text("entries", timeout=120_000)  # on a machine that does other things
    page.get_by_role("button", name=f"Edit: {DELIVERY}").click()
    page.fill("#edit-answer textarea", "Soon.")
    page.click("#edit-save")
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change")
    return page


def fail(*_: object, **__: object) -> NoReturn:
    raise FULL


def crash(*_: object, **__: object) -> NoReturn:
    raise AttributeError("nobody thought of this")


def until_stopped(*given: Any, **named: Any) -> NoReturn:  # noqa: ANN401 - stands in for several functions
    """A task without end that tells its progress, as the real ones do."""
    progress: Progress = named.get("progress") or given[-1]
    waiting = threading.Event()
    while True:
        progress("working", 0.5)
        waiting.wait(0.2)


def ended(page: Page, *, once: str) -> None:
    """Nothing runs, nothing can be stopped, the draft is there, the message stands there once."""
    expect(page.locator("#panel-knowledge-base").get_by_text(once)).to_have_count(1)
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator(".progress-text, .progress-level, .eta-bar")).to_have_count(0)
    expect(page.locator(".toast-body")).to_have_count(0)
    expect(page.locator("#draft")).to_contain_text("Draft: 1 change")
    expect(page.locator("#review-draft")).to_be_enabled()


def check(page: Page) -> None:
    page.click("#review-draft")
    expect(page.locator("#publish")).to_be_enabled()


def test_a_check_that_fails_or_is_stopped_can_be_made_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(publishing, "lint_with", fail)
        page.click("#review-draft")
        expect(page.locator("#published")).to_contain_text("Not checked. The disk is full: free some space.")
        expect(page.locator("#published")).to_contain_text("Press “Check and publish” to check again.")
        ended(page, once="Not checked.")
        patched.setattr(publishing, "lint_with", until_stopped)
        page.click("#review-draft")
        page.click("#stop")
        expect(page.locator("#published")).to_contain_text("Stopped. Nothing was published")
        ended(page, once="Not checked.")
    check(page)
    expect(page.locator("#published")).to_be_empty()
    expect(page.locator("#stop")).to_be_hidden()


def test_a_publish_that_fails_or_is_stopped_can_be_tried_again(
    page: Page, base: tuple[str, KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(page)
    page.locator("#note").get_by_role("textbox").fill("Faster now")
    for does, said in ((fail, "The disk is full"), (until_stopped, "Stopped. Nothing was published")):
        with monkeypatch.context() as patched:
            patched.setattr(base[1], "publish", does)
            page.click("#publish")
            if does is until_stopped:
                page.click("#stop")
            expect(page.locator("#published")).to_contain_text(said)
            ended(page, once="Not published.")
            expect(page.locator("#publish")).to_be_enabled()
            expect(page.locator("#note").get_by_role("textbox")).to_have_value("Faster now")
    page.click("#publish")
    expect(page.locator("#published")).to_contain_text("Live: 3 entries.")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#live")).to_contain_text("Faster now")


def test_a_look_that_fails_or_is_stopped_can_be_made_again(
    page: Page, base: tuple[str, KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    base[1].labels.add([Label(DELIVERY, frozenset({"delivery"}))], author="Ada")
    check(page)
    for does, said in ((fail, "The disk is full"), (until_stopped, "Stopped. Nothing was published")):
        with monkeypatch.context() as patched:
            patched.setattr(what_changes, "compare_with_live", does)
            page.click("#look")
            if does is until_stopped:
                page.click("#stop")
            expect(page.locator("#tried")).to_contain_text(said)
            ended(page, once="Not compared.")
            expect(page.locator("#look")).to_be_enabled()


def test_a_publish_on_a_stale_base_ends_too(page: Page, base: tuple[str, KnowledgeBase]) -> None:
    check(page)
    base[1].publish(base[1].matcher.entries[:2], author="Bob")
    page.click("#publish")
    expect(page.locator("#published")).to_contain_text("Not published.")
    expect(page.locator("#stale")).to_contain_text("It was published by Bob")
    ended(page, once="Not published.")


def test_after_an_error_that_nobody_thought_of_nothing_is_left_to_stop(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(page)
    for name, button in (("publish", "#publish"), ("look", "#look"), ("check", "#review-draft")):
        with monkeypatch.context() as patched:
            patched.setattr(publishing.Publishing, name, crash)
            page.click(button)
            expect(page.locator(".toast-body")).to_contain_text("Error")
            expect(page.locator("#stop")).to_be_hidden()
            expect(page.locator(button)).to_be_enabled()
            page.locator(".toast-close").click()


def test_a_second_task_is_not_started_while_one_runs(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    check(page)
    monkeypatch.setattr(publishing, "lint_with", until_stopped)
    page.click("#review-draft")
    for button in ("#review-draft", "#publish", "#look"):
        expect(page.locator(button)).to_be_disabled()
    page.click("#stop")
    expect(page.locator("#publish")).to_be_enabled()
