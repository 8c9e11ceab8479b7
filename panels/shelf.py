"""How the page of the knowledge base stands: what is live, the draft, its check, and the entries."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from matcher.errors import EntryError
from matcher.ingest import Limits
from matcher.rebase import Choice
from matcher.workbench import Bench, Workbench
from panels.actions import Act
from panels.changes import SHOWN
from panels.desk import Desk
from panels.draft_bar import discard_label, draft_bar, undo_label
from panels.entry_table import MORE, ROWS, categories_of, entries_table
from panels.findings import Check
from panels.meanwhile_line import meanwhile_html
from panels.person import Person
from panels.publishing import Publishing
from panels.pulse import live_note, live_pulse
from panels.revisions import live_card
from panels.tasks import busy
from panels.what_changes import Told


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the page does but for its sections: it shows how things stand, and takes steps of the draft back."""

    bench: Workbench
    default_name: str
    publishing: Publishing

    @classmethod
    def of(cls, desk: Desk) -> "Shelf":
        """Return the shelf of a desk."""
        bench = Workbench(desk.knowledge_base, Limits.from_settings(desk.settings))
        name = desk.settings.admin_user
        return cls(bench, name, Publishing(bench, name))

    def person(self, kept: Any) -> Person:  # noqa: ANN401 - a browser may hold anything
        """Return who is at the page."""
        return Person.of(kept, self.default_name)

    def enter(self, kept: Any) -> tuple[dict[str, str], str]:  # noqa: ANN401
        """Return what the browser is to keep, and the name."""
        person = self.person(kept)
        return person.kept(), person.name

    def rename(self, kept: Any, name: str) -> dict[str, str]:  # noqa: ANN401
        """Keep another name."""
        return Person.of({**self.person(kept).kept(), "name": name}, self.default_name).kept()

    def show_live(self) -> str:
        """Return what is live."""
        knowledge_base = self.bench.knowledge_base
        newest = knowledge_base.newest()
        return live_card(newest, live_note(knowledge_base, newest), live_pulse(knowledge_base, newest))

    def show(
        self,
        kept: Any,  # noqa: ANN401
        check: Check | None,
        choices: dict[str, Choice],
        search: str,
        category: str | None,
        rows: int,
        diffs: int,
        told: Told | None = None,
        known: int = 0,
    ) -> tuple[Any, ...]:
        """Return all that depends on what is live or in the draft.

        known: the live revision that the person knows of, 0 where the page is new; it comes last in what is returned.
        """
        bench = self.bench.open(self.person(kept).draft)
        others = [head for head in self.bench.knowledge_base.store.drafts.heads() if head.id != bench.draft.id]
        categories = categories_of(bench.entries)
        chosen = category if category in {value for _, value in categories} else ""
        return (
            self.show_live(),
            meanwhile_html(bench, known),
            draft_bar(bench, others, diffs),
            *_buttons(bench),
            gr.update(choices=categories, value=chosen),
            entries_table(bench, search, chosen or "", rows),
            *self.publishing.shown(bench, check, choices, diffs, told),
            known or bench.live.number,
        )

    def find(self, kept: Any, search: str, category: str | None) -> tuple[str, int]:  # noqa: ANN401
        """Return the entries that hold the words, from the first one on."""
        bench = self.bench.open(self.person(kept).draft)
        return entries_table(bench, search, category or "", ROWS), ROWS

    def more_entries(self, rows: int) -> int:
        """Return how many entries to show."""
        return rows + MORE

    def press(self, kept: Any, diffs: int, event: gr.EventData) -> tuple[dict[str, str], int]:  # noqa: ANN401
        """Do what was pressed in a list of changes, or go on with another draft."""
        act, person = Act.of(event), self.person(kept)
        if act.do == "restore":
            self.bench.restore(person.draft, person.name, act.to)
        if act.do == "adopt":
            return Person.of({**person.kept(), "draft": act.to}, self.default_name).kept(), SHOWN
        return person.kept(), diffs + SHOWN if act.do == "more" else diffs

    def undo(self, kept: Any) -> None:  # noqa: ANN401
        """Take the last step of the draft back."""
        gr.Info(f"Taken back: {self.bench.undo(self.person(kept).draft)}.", duration=4)

    def discard(self, kept: Any) -> None:  # noqa: ANN401
        """Give up the draft; undo brings it back."""
        person = self.person(kept)
        gr.Info(f"Discarded: {self.bench.discard(person.draft, person.name)}. Undo brings it back.", duration=6)

    def begin(self, kept: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Return the frame of the check, no message, no line of what went live, what is known then, and the buttons.

        Raises EntryError where there is nothing to check.
        """
        bench = self.bench.open(self.person(kept).draft)
        if not bench.changes:
            raise EntryError("There is nothing to publish: the draft changes nothing that is live.")
        return gr.update(visible=True), "", "", bench.live.number, *busy()


def _buttons(bench: Bench) -> tuple[Any, Any, Any]:
    """Return the buttons: check and publish, undo, discard."""
    undo = undo_label(bench)
    return (
        gr.update(visible=bool(bench.changes)),
        gr.update(visible=bool(undo), value=undo),
        gr.update(visible=bool(bench.changes), value=discard_label(bench)),
    )
