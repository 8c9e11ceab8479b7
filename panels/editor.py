"""One entry to be edited: opened from the table or from a finding, and kept in the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.types import Entry
from matcher.workbench import Bench, Workbench
from panels.actions import Act
from panels.person import Person
from panels.report import banner

_NEW = Entry("", "", "")


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in the form: the id of an entry, empty for a new one, and the revision that it was opened at."""

    entry_id: str = ""
    base: int = 0


@dataclass(frozen=True, slots=True)
class Editing:
    """What the form does.

    Each handler returns the form: its frame, its heading, what is opened, the fields and what it says.
    """

    bench: Workbench
    default_name: str

    def open(self, entry_id: str, kept: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Show an entry of the draft in the form. Raises EntryError where it is gone."""
        bench = self.bench.open(Person.of(kept, self.default_name).draft)
        for entry in bench.entries:
            if entry.id == entry_id:
                return _form(entry, bench, f'<h3>Edit entry</h3><p class="fm-note">Id: {escape(entry.id)}</p>')
        raise EntryError("This entry is not there any more: it was deleted or merged.")

    def open_pressed(self, kept: Any, event: gr.EventData, opened: Opened, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Show the entry whose button was pressed; opened and typed are in the form before."""
        return self._kept_first(kept, opened, typed) or self.open(Act.of(event).to, kept)

    def new(self, kept: Any, opened: Opened, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Show an empty form."""
        left = self._kept_first(kept, opened, typed)
        bench = self.bench.open(Person.of(kept, self.default_name).draft)
        return left or _form(_NEW, bench, "<h3>New entry</h3>")

    def save(self, kept: Any, opened: Opened, *typed: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Keep what was typed in the draft; where it can't be, leave it in the form and say why."""
        person, read = Person.of(kept, self.default_name), Typed(*(text or "" for text in typed))
        try:
            self.bench.save(person.draft, person.name, opened.entry_id, read, opened.base)
        except EntryError as error:
            return *[gr.skip()] * 9, banner("bad", "Not kept.", str(error))
        return self.closed()

    def remove(self, kept: Any, opened: Opened) -> tuple[Any, ...]:  # noqa: ANN401
        """Take the entry away; undo brings it back."""
        person = Person.of(kept, self.default_name)
        self.bench.remove(person.draft, person.name, opened.entry_id, opened.base)
        return self.closed()

    def closed(self) -> tuple[Any, ...]:
        """Put the form away."""
        return gr.update(visible=False), "", Opened(), *[""] * 5, gr.update(visible=False), ""

    def _kept_first(self, kept: Any, opened: Opened, typed: Sequence[str]) -> tuple[Any, ...]:  # noqa: ANN401
        """Keep what was typed into the form before; where that can't be, return the form as it is, saying why."""
        draft_id = Person.of(kept, self.default_name).draft
        seen = self.bench.seen(draft_id, opened.base)
        before = next((entry for entry in seen if entry.id == opened.entry_id), _NEW)
        if Typed(*(text or "" for text in typed)) == Typed.of(before):
            return ()
        *form, said = self.save(kept, opened, *typed)
        return (*form, said) if said else ()


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
        opened = gr.State(Opened())
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
    views = (frame, heading, opened, question, alternates, answer, category, tags, remove, said)
    return Form(views, save, close)


def _form(entry: Entry, bench: Bench, heading: str) -> tuple[Any, ...]:
    typed, categories = Typed.of(entry), sorted({each.category for each in bench.entries if each.category})
    return (
        gr.update(visible=True),
        heading,
        Opened(entry.id, bench.draft.base if bench.changes else bench.live.number),
        typed.question,
        typed.alternates,
        typed.answer,
        gr.update(choices=categories, value=typed.category),
        typed.tags,
        gr.update(visible=bool(entry.id)),
        "",
    )
