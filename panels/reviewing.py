"""The long tasks of the knowledge base, wired: check, publish, and what would change."""

from typing import Any

from panels.errors import shown_to_user
from panels.history import History
from panels.knowledge_page import PRIVATE, QUIET, KnowledgePage
from panels.tasks import busy, idle

# A message of a task that failed comes first, then what somebody else made live, then what was found.
_TO_CHECK = "() => fm.bring(['#published', '#stale', '#review'])"


def wire_tasks(page: KnowledgePage) -> None:
    """Connect the buttons of the last two steps."""
    review, identity = page.review, page.identity
    pressed = [page.review_button.click, page.meanwhile.check, review.findings.check]
    for event in (*pressed, page.show_after(page.taken).success):
        _wire_check(page, event)
    _wire_look(page)
    _wire_publish(page)
    review.stop.click(page.tasks.stop, identity, review.stop, **QUIET)


def _wire_check(page: KnowledgePage, event: Any) -> None:  # noqa: ANN401 - Gradio's events have no type
    begun = event(
        shown_to_user(page.shelf.begin),
        page.identity,
        [page.review.frame, page.published, page.meanwhile, page.known, *page.buttons],
        **QUIET,
    )
    checked = begun.success(
        page.tasks.check,
        page.identity,
        [page.check, page.published, *page.buttons],
        show_progress_on=page.review.findings,
        **PRIVATE,
    )
    _end(page, checked, _TO_CHECK)


def _wire_look(page: KnowledgePage) -> None:
    started = page.review.look.click(lambda: ("", *busy()), None, [page.published, *page.buttons], **QUIET)
    looked = started.success(
        page.tasks.look,
        page.identity,
        [page.told, page.published, *page.buttons],
        show_progress_on=page.review.tried,
        **PRIVATE,
    )
    _end(page, looked, "() => fm.bring(['#published', '#tried'])")


def _wire_publish(page: KnowledgePage) -> None:
    review, publishing, parts = page.review, page.shelf.publishing, page.history_parts
    cleared = [page.published, page.fared, *page.buttons]
    started = review.publish.click(lambda: ("", "", *busy()), None, cleared, **QUIET)
    published = started.success(
        page.tasks.publish,
        [page.identity, review.note, page.check],
        [page.published, review.note, page.check, page.known, *page.buttons],
        show_progress_on=review.changes,
        **PRIVATE,
    )
    ended = _end(page, published, "() => fm.bring(['#published'])")
    listed = ended.then(History(page.shelf.bench).show, parts.chosen[2], list(parts.views), **QUIET)
    listed.then(shown_to_user(publishing.fare), page.check, page.fared, **PRIVATE)


def _end(page: KnowledgePage, task: Any, bring: str) -> Any:  # noqa: ANN401 - Gradio's events have no type
    """Show how things stand and bring into view what came of the task; return the event after.

    A task raises only what nobody thought of. Gradio then shows the error, and runs failure() but no then().
    """
    task.failure(idle, None, page.buttons, **QUIET)
    return page.show_after(task).then(None, js=bring)
