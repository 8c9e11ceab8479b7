"""Knowledge base: what is live, the draft, a new file, the entries to edit, and the history, on one page."""

from typing import Any

import gradio as gr

from panels.desk import Desk
from panels.editor import Editing
from panels.errors import shown_to_user
from panels.history import History
from panels.knowledge_page import PRIVATE, QUIET, KnowledgePage
from panels.meanwhile import Meanwhile
from panels.reviewing import wire_tasks


def build_knowledge_base(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    page = KnowledgePage(desk)
    # With inputs, gr.on(None) would listen to their changes too: what was kept is read one step later.
    opened = gr.on(None, page.shelf.show_live, None, page.live, **QUIET)
    entered = opened.then(page.shelf.enter, page.identity, [page.identity, page.review.name], **QUIET)
    shown = page.show_after(entered)
    _wire_draft(page)
    _wire_review(page)
    _wire_entries(page)
    _wire_history(page, shown)
    _wire_meanwhile(page)


def _wire_draft(page: KnowledgePage) -> None:
    shelf, identity = page.shelf, page.identity
    page.show_after(page.undo.click(shown_to_user(shelf.undo), identity, None, **QUIET))
    page.show_after(page.discard.click(shown_to_user(shelf.discard), identity, None, **QUIET))
    for html in (page.bar, page.review.changes):
        pressed = html.act(shown_to_user(shelf.press), [identity, page.diffs], [identity, page.diffs], **QUIET)
        page.show_after(pressed)


def _wire_review(page: KnowledgePage) -> None:
    review, identity, publishing = page.review, page.identity, page.shelf.publishing
    acted = [identity, page.check]
    page.show_after(review.findings.act(shown_to_user(publishing.mend), acted, page.check, **QUIET))
    settled = review.stale.act(shown_to_user(publishing.settle), [identity, page.choices], page.choices, **QUIET)
    page.show_after(settled)
    review.name.blur(page.shelf.rename, [identity, review.name], identity, **QUIET)
    wire_tasks(page)


def _wire_entries(page: KnowledgePage) -> None:
    form, identity = page.form, page.identity
    editing = Editing(page.shelf.bench, page.shelf.default_name)
    views = list(form.views)
    focus = "() => fm.edit('#edit-question textarea, #edit-question input')"
    typed = [identity, *views[2:8]]
    opened = [html.open_entry(shown_to_user(editing.open_pressed), typed, views, **QUIET) for html in
              (page.entries, page.review.findings)]  # fmt: skip
    for event in (*opened, page.add.click(shown_to_user(editing.new), typed, views, **QUIET)):
        page.show_after(event.success(None, js=focus))
    saved = form.save.click(shown_to_user(editing.save), typed, views, **QUIET)
    removed = form.remove.click(shown_to_user(editing.remove), [identity, views[2]], views, **QUIET)
    for event in (
        page.show_after(saved),
        page.show_after(removed),
        form.close.click(editing.closed, None, views, **QUIET),
    ):
        event.then(None, js="() => fm.back()")
    found = [page.entries, page.rows]
    given = [identity, page.search, page.category]
    gr.on([page.search.change, page.category.input], page.shelf.find, given, found, trigger_mode="always_last", **QUIET)
    page.show_after(page.entries.act(page.shelf.more_entries, page.rows, page.rows, **QUIET))


def _wire_history(page: KnowledgePage, shown: Any) -> None:  # noqa: ANN401 - Gradio's events have no type
    history, parts = History(page.shelf.bench), page.history_parts
    views = list(parts.views)
    shown.then(shown_to_user(history.show), parts.chosen[2], views, **QUIET)
    chosen, other, format = parts.chosen
    looks: dict[str, Any] = {"inputs": parts.chosen, "outputs": views[3:], **QUIET}
    gr.on([chosen.input, other.input, format.input], shown_to_user(history.look), **looks)
    returned = views[-1].click(shown_to_user(history.make_live), chosen, [parts.said, page.known], **PRIVATE)
    page.show_after(returned).then(history.show, parts.chosen[2], views, **QUIET)


def _wire_meanwhile(page: KnowledgePage) -> None:
    history = History(page.shelf.bench)
    meanwhile, parts = Meanwhile(page.shelf, history), page.history_parts
    # Beside the queue, so that looking never waits for a task, nor any task for it.
    beside: dict[str, Any] = {"queue": False, **QUIET}
    page.follow.study(shown_to_user(page.shelf.show_live), None, page.live, **beside)
    page.follow.follow(meanwhile.follow, [*page.given, *parts.chosen], [*page.shown, *parts.views], **beside)
    page.meanwhile.act(shown_to_user(meanwhile.know), None, [page.known, page.meanwhile], **beside)
