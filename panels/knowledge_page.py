"""The components of the knowledge base, in the order in which they stand."""

from typing import Any

import gradio as gr

from panels.actions import acting_html
from panels.changes import SHOWN
from panels.desk import Desk
from panels.editor import Form, build_form
from panels.entry_table import ROWS
from panels.errors import shown_to_user
from panels.history import build_history
from panels.meanwhile import FOLLOW
from panels.review import build_review
from panels.shelf import Shelf
from panels.tasks import Tasks
from panels.upload_view import build_upload

PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}


class KnowledgePage:
    """The components of the panel while they are put together and wired; nothing of a visitor or an admin is here."""

    def __init__(self, desk: Desk) -> None:
        self.shelf = Shelf.of(desk)
        self.tasks = Tasks(self.shelf.publishing)
        self.identity = gr.BrowserState({}, storage_key="faq-matcher-admin", secret="not a secret: a draft id")
        self.check, self.choices = gr.State(), gr.State({})
        self.rows, self.diffs, self.told, self.known = gr.State(ROWS), gr.State(SHOWN), gr.State(), gr.State(0)
        gr.HTML("<h2>Knowledge base</h2>", padding=False)
        self.live = gr.HTML(padding=False, elem_id="live")
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
        self.meanwhile = acting_html(elem_id="meanwhile", elem_classes="fm-pinned")
        self.follow = gr.HTML(js_on_load=FOLLOW, padding=False)

    @property
    def given(self) -> list[Any]:
        """What show takes."""
        seen = [self.identity, self.check, self.choices, self.search, self.category, self.rows, self.diffs]
        return [*seen, self.told, self.known]

    @property
    def shown(self) -> list[Any]:
        """What show gives."""
        review = self.review
        draft = [self.bar, self.review_button, self.undo, self.discard, self.category, self.entries]
        steps = [self.check, review.frame, review.findings, review.stale, review.changes, review.publish]
        return [self.live, self.meanwhile, *draft, *steps, review.look, review.tried, self.known]

    @property
    def buttons(self) -> list[Any]:
        """Those that start a long task, and the one that stops it."""
        return [self.review_button, self.review.publish, self.review.look, self.review.stop]

    def show_after(self, event: Any) -> Any:  # noqa: ANN401 - Gradio's events have no type
        """Show how things stand once the event succeeded."""
        return event.success(shown_to_user(self.shelf.show), self.given, self.shown, **QUIET)


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
