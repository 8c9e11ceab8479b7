"""One entry to be edited: opened from the table or from a finding, and kept in the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.types import Entry
from matcher.workbench import Workbench
from panels.actions import Act
from panels.person import Person
from panels.report import banner

_NEW = Entry("", "", "")


@dataclass(frozen=True, slots=True)
class Editing:
    """What the form does: each handler returns the form, that is its frame, heading, id, fields and what it says."""

    bench: Workbench
    default_name: str

    def open(self, entry_id: str, kept: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Show an entry of the draft in the form. Raises EntryError where it is gone."""
        entries = self.bench.open(Person.of(kept, self.default_name).draft).entries
        for entry in entries:
            if entry.id == entry_id:
                return self._form(entry, entries, f'<h3>Edit entry</h3><p class="fm-note">Id: {escape(entry.id)}</p>')
        raise EntryError("This entry is not there any more: it was deleted or merged.")

    def open_pressed(self, kept: Any, event: gr.EventData, entry_id: str, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Show the entry whose button was pressed; entry_id and typed are in the form before."""
        return self._kept_first(kept, entry_id, typed) or self.open(Act.of(event).to, kept)

    def new(self, kept: Any, entry_id: str, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Show an empty form."""
        left = self._kept_first(kept, entry_id, typed)
        if left:
            return left
        entries = self.bench.open(Person.of(kept, self.default_name).draft).entries
        return self._form(_NEW, entries, "<h3>New entry</h3>")

    def save(self, kept: Any, entry_id: str, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Keep what was typed in the draft; where it can't be, leave it in the form and say why."""
        person = Person.of(kept, self.default_name)
        try:
            self.bench.save(person.draft, person.name, entry_id, Typed(*(text or "" for text in typed)))
        except EntryError as error:
            return *[gr.skip()] * 9, banner("bad", "Not kept.", str(error))
        return self.closed()

    def remove(self, kept: Any, entry_id: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Take the entry away; undo brings it back."""
        person = Person.of(kept, self.default_name)
        self.bench.remove(person.draft, person.name, entry_id)
        return self.closed()

    def closed(self) -> tuple[Any, ...]:
        """Put the form away."""
        return gr.update(visible=False), "", "", *[""] * 5, gr.update(visible=False), ""

    def _kept_first(self, kept: Any, entry_id: str, typed: Sequence[str]) -> tuple[Any, ...]:  # noqa: ANN401
        """Keep what was typed into the form before; where that can't be, return the form as it is, saying why."""
        draft_id = Person.of(kept, self.default_name).draft
        before = next((entry for entry in self.bench.open(draft_id).entries if entry.id == entry_id), _NEW)
        if Typed(*(text or "" for text in typed)) == Typed.of(before):
            return ()
        *form, said = self.save(kept, entry_id, *typed)
        return (*form, said) if said else ()

    def _form(self, entry: Entry, entries: Sequence[Entry], heading: str) -> tuple[Any, ...]:
        typed = Typed.of(entry)
        return (
            gr.update(visible=True),
            heading,
            entry.id,
            typed.question,
            typed.alternates,
            typed.answer,
            gr.update(choices=sorted({each.category for each in entries if each.category}), value=typed.category),
            typed.tags,
            gr.update(visible=bool(entry.id)),
            "",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The components of the form, in the order in which the handlers return them, and its buttons."""

    views: tuple[Any, ...]
    save: gr.Button
    close: gr.Button

    @property
    def remove(self) -> Any:  # noqa: ANN401
        """The button that takes the entry away."""
        return self.views[8]


def build_form() -> Form:
    """Add the form to the page; it is hidden until an entry is opened."""
    with gr.Column(visible=False, elem_id="editor") as frame:
        heading = gr.HTML(padding=False)
        entry_id = gr.State("")
        question = gr.Textbox(label="Question", lines=1, max_lines=4, elem_id="edit-question")
        alternates = gr.Textbox(
            label="Alternates", info="Other ways to ask it, one per line.", lines=3, max_lines=20,
            elem_id="edit-alternates",
        )  # fmt: skip
        answer = gr.Textbox(
            label="Answer", info="Shown to visitors; Markdown for links, lists and bold text.", lines=6, max_lines=30,
            elem_id="edit-answer",
        )  # fmt: skip
        with gr.Row(elem_classes="fm-columns"):
            category = gr.Dropdown(
                [], label="Category", allow_custom_value=True, elem_id="edit-category", min_width=200
            )
            tags = gr.Textbox(label="Tags", placeholder="Separated by commas", elem_id="edit-tags", min_width=200)
        said = gr.HTML(padding=False, elem_id="edit-said")
        with gr.Row(elem_classes="fm-buttons"):
            save = gr.Button("Keep in the draft", variant="primary", elem_id="edit-save", min_width=140)
            close = gr.Button("Close without keeping", elem_id="edit-close", min_width=100)
            remove = gr.Button("Delete entry", variant="stop", elem_id="edit-delete", min_width=120)
    views = (frame, heading, entry_id, question, alternates, answer, category, tags, remove, said)
    return Form(views, save, close)
