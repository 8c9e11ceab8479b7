"""Knowledge base: what is live, the draft, a new file, the entries to edit, and the history, on one page."""

from typing import Any

import gradio as gr

from panels.actions import acting_html
from panels.changes import SHOWN
from panels.desk import Desk
from panels.editor import Editing, Form, build_form
from panels.entry_table import ROWS
from panels.errors import shown_to_user
from panels.history import History, build_history
from panels.review import build_review
from panels.shelf import Shelf
from panels.upload_view import build_upload

_STUDY_SECONDS = 2.0  # between two looks at a study under way
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {**_PRIVATE, "show_progress": "hidden"}


class _Page:
    """The components of the panel while they are put together and wired; nothing of a visitor or an admin is here."""

    def __init__(self, desk: Desk) -> None:
        self.shelf = Shelf.of(desk)
        self.identity = gr.BrowserState({}, storage_key="faq-matcher-admin", secret="not a secret: a draft id")
        self.check, self.choices = gr.State(), gr.State({})
        self.rows, self.diffs, self.told = gr.State(ROWS), gr.State(SHOWN), gr.State()
        gr.HTML("<h2>Knowledge base</h2>", padding=False)
        self.live = gr.HTML(padding=False, elem_id="live")
        self.timer = gr.Timer(_STUDY_SECONDS, active=False)
        self.published = gr.HTML(padding=False, elem_id="published")
        self.fared = gr.HTML(padding=False, elem_id="fared")
        self.bar = acting_html(elem_id="draft")
        with gr.Row(elem_classes="fm-buttons"):
            self.review_button = gr.Button(
                "Check and publish", variant="primary", visible=False, elem_id="review-draft"
            )
            self.undo = gr.Button("Undo", visible=False, elem_id="undo", size="md")
            self.discard = gr.Button("Discard", visible=False, elem_id="discard", size="md")
        self.taken = build_upload(self.shelf.bench, self.identity, self.shelf.default_name)
        self.review = build_review()
        self.search, self.category, self.add, self.form, self.entries = _build_entries()
        self.history_parts = build_history()

    @property
    def standing(self) -> dict[str, Any]:
        """What show takes and gives, as arguments of an event."""
        review = self.review
        given = [self.identity, self.check, self.choices, self.search, self.category, self.rows, self.diffs]
        draft = [self.bar, self.review_button, self.undo, self.discard, self.category, self.entries]
        steps = [self.check, review.frame, review.findings, review.stale, review.changes, review.publish]
        tried = [review.look, review.tried]
        return {"inputs": [*given, self.told], "outputs": [self.live, self.timer, *draft, *steps, *tried], **_QUIET}

    def show_after(self, event: Any, *, always: bool = False) -> Any:  # noqa: ANN401 - Gradio's events have no type
        """Show how things stand once the event is over; always, or where it succeeded."""
        return (event.then if always else event.success)(shown_to_user(self.shelf.show), **self.standing)


def build_knowledge_base(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    page = _Page(desk)
    # With inputs, gr.on(None) would listen to their changes too: what was kept is read one step later.
    opened = gr.on(None, page.shelf.show_live, None, [page.live, page.timer], **_QUIET)
    entered = opened.then(page.shelf.enter, page.identity, [page.identity, page.review.name], **_QUIET)
    shown = page.show_after(entered)
    _wire_draft(page)
    _wire_review(page)
    _wire_entries(page)
    _wire_history(page, shown)


def _wire_draft(page: _Page) -> None:
    shelf, identity = page.shelf, page.identity
    page.timer.tick(shelf.show_live, None, [page.live, page.timer], **_QUIET)
    page.show_after(page.undo.click(shown_to_user(shelf.undo), identity, None, **_QUIET))
    page.show_after(page.discard.click(shown_to_user(shelf.discard), identity, None, **_QUIET))
    for html in (page.bar, page.review.changes):
        pressed = html.act(shown_to_user(shelf.press), [identity, page.diffs], [identity, page.diffs], **_QUIET)
        page.show_after(pressed)


def _wire_review(page: _Page) -> None:
    review, identity, publishing = page.review, page.identity, page.shelf.publishing
    for event in (page.review_button.click, page.show_after(page.taken).success):
        begun = event(shown_to_user(page.shelf.begin), identity, [review.frame, review.stop], **_QUIET)
        checked = begun.success(
            shown_to_user(publishing.check), identity, page.check, show_progress_on=review.findings, **_PRIVATE
        )
        _end(page, page.show_after(checked, always=True), "#review")
    acted = [identity, page.check]
    page.show_after(review.findings.act(shown_to_user(publishing.mend), acted, page.check, **_QUIET))
    settled = review.stale.act(shown_to_user(publishing.settle), [identity, page.choices], page.choices, **_QUIET)
    page.show_after(settled)
    review.name.blur(page.shelf.rename, [identity, review.name], identity, **_QUIET)
    review.stop.click(publishing.stop, identity, None, **_QUIET)
    _wire_look(page)
    _wire_publish(page)


def _wire_look(page: _Page) -> None:
    review, told = page.review, shown_to_user(page.shelf.publishing.look)
    started = review.look.click(review.busy, None, review.buttons, **_QUIET)
    looked = started.then(told, page.identity, page.told, show_progress_on=review.tried, **_PRIVATE)
    _end(page, page.show_after(looked, always=True), "#tried")


def _wire_publish(page: _Page) -> None:
    review, publishing, parts = page.review, page.shelf.publishing, page.history_parts
    started = review.publish.click(lambda: gr.update(visible=True), None, review.stop, **_QUIET)
    started.then(lambda: "", None, page.fared, **_QUIET)
    published = started.then(
        shown_to_user(publishing.publish),
        [page.identity, review.note, page.check],
        [page.published, review.note, page.check],
        show_progress_on=review.changes,
        **_PRIVATE,
    )
    ended = _end(page, page.show_after(published, always=True), "#published")
    listed = ended.then(History(page.shelf.bench).show, parts.chosen[2], list(parts.views), **_QUIET)
    listed.then(shown_to_user(publishing.fare), page.check, page.fared, **_PRIVATE)


def _end(page: _Page, event: Any, shown: str) -> Any:  # noqa: ANN401 - Gradio's events have no type
    """Put the button to stop away, and bring into view what came of the task."""
    scroll = f"() => fm.bring({shown!r})"
    return event.then(lambda: gr.update(visible=False), None, page.review.stop, **_QUIET).then(None, js=scroll)


def _wire_entries(page: _Page) -> None:
    form, identity = page.form, page.identity
    editing = Editing(page.shelf.bench, page.shelf.default_name)
    views = list(form.views)
    focus = "() => fm.edit('#edit-question textarea, #edit-question input')"
    typed = [identity, *views[2:8]]
    opened = [html.open_entry(shown_to_user(editing.open_pressed), typed, views, **_QUIET) for html in
              (page.entries, page.review.findings)]  # fmt: skip
    for event in (*opened, page.add.click(shown_to_user(editing.new), typed, views, **_QUIET)):
        page.show_after(event.success(None, js=focus))
    saved = form.save.click(shown_to_user(editing.save), typed, views, **_QUIET)
    removed = form.remove.click(shown_to_user(editing.remove), [identity, views[2]], views, **_QUIET)
    for event in (
        page.show_after(saved),
        page.show_after(removed),
        form.close.click(editing.closed, None, views, **_QUIET),
    ):
        event.then(None, js="() => fm.back()")
    found = [page.entries, page.rows]
    given = [identity, page.search, page.category]
    gr.on(
        [page.search.change, page.category.input], page.shelf.find, given, found, trigger_mode="always_last", **_QUIET
    )
    page.show_after(page.entries.act(page.shelf.more_entries, page.rows, page.rows, **_QUIET))


def _wire_history(page: _Page, shown: Any) -> None:  # noqa: ANN401 - Gradio's events have no type
    history, parts = History(page.shelf.bench), page.history_parts
    views = list(parts.views)
    shown.then(shown_to_user(history.show), parts.chosen[2], views, **_QUIET)
    chosen, other, format = parts.chosen
    looks: dict[str, Any] = {"inputs": parts.chosen, "outputs": views[3:], **_QUIET}
    gr.on([chosen.input, other.input, format.input], shown_to_user(history.look), **looks)
    returned = views[-1].click(shown_to_user(history.make_live), chosen, parts.said, **_PRIVATE)
    page.show_after(returned).then(history.show, parts.chosen[2], views, **_QUIET)


def _build_entries() -> tuple[gr.Textbox, gr.Dropdown, gr.Button, Form, gr.HTML]:
    gr.HTML("<h3>Entries</h3>", padding=False)
    with gr.Row(elem_classes="fm-columns"):
        search = gr.Textbox(
            label="Search", placeholder="Words in question, answer or tags", elem_id="search", min_width=240
        )
        category = gr.Dropdown(
            [("All categories", "")], value="", label="Category", elem_id="category", filterable=False, min_width=200
        )
        add = gr.Button("Add an entry", elem_id="add", min_width=150, scale=0, size="md")
    return search, category, add, build_form(), acting_html(elem_id="entries")
