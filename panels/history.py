"""History: look at any revision, compare it, export it, make it live again."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from matcher.diff import diff
from matcher.ingest import EXPORT_FORMATS, FaqFormat, losses
from matcher.types import Entry, Revision
from matcher.workbench import Workbench
from panels.changes import SHOWN, changes_html
from panels.report import banner, counted
from panels.revisions import history_table, moment

# Reading back what was written tells what is lost; beyond it takes seconds.
_LOSSES_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class History:
    """What the section does; make_live alone changes anything."""

    bench: Workbench

    def show(self, format: str | None) -> tuple[Any, ...]:
        """Return the table, both dropdowns at what was live before and is now, and how these two compare."""
        revisions, live = self.bench.knowledge_base.revisions(), self.bench.knowledge_base.newest()
        before = next((each.number for each in revisions if each.number != live.number), live.number)
        labels = [(_label(each, live), each.number) for each in revisions]
        return (
            history_table(revisions, live),
            gr.update(choices=labels, value=before),
            gr.update(choices=labels, value=live.number),
            *self.look(before, live.number, format),
        )

    def follow(self, number: int | None, against: int | None, format: str | None) -> tuple[Any, ...]:
        """Return the same once something else is live, where somebody compares: what they chose stays chosen."""
        table, chosen, other, *_ = self.show(format)
        *same, button = self.look(number, against, format)
        return table, {**chosen, "value": number}, {**other, "value": against}, *same, button

    def look(self, number: int | None, against: int | None, format: str | None) -> tuple[Any, ...]:
        """Return the formats, the diff, the export and the button of a revision."""
        live = self.bench.knowledge_base.newest()
        revision = next((each for each in self.bench.knowledge_base.revisions() if each.number == number), live)
        source = FaqFormat(revision.format) if revision.format in EXPORT_FORMATS else FaqFormat.CSV
        chosen = FaqFormat(format) if format else FaqFormat.CSV
        entries = self.bench.revision_entries(revision.number)
        formats = [(_format_label(each, source), each.value) for each in _ordered(source)]
        button = gr.update(
            value=f"Make revision {revision.number} live again", interactive=revision.number != live.number
        )
        return (
            gr.update(choices=formats, value=chosen.value),
            self.compare(revision, against or live.number, entries),
            self.export(revision, entries, chosen),
            button,
        )

    def compare(self, revision: Revision, against: int, entries: Sequence[Entry]) -> str:
        """Return what changed from the older of two revisions to the newer."""
        if revision.number == against:
            return f'<p class="fm-note">{_head(revision)}</p>'
        old, new = sorted((revision.number, against))
        other = self.bench.revision_entries(against)
        pair = (other, entries) if against == old else (entries, other)
        return (
            f'<p class="fm-note">{_head(revision)}</p><h4>From revision {old} to revision {new}</h4>'
            f"{changes_html(diff(*pair), SHOWN, place='history-')}"
        )

    def export(self, revision: Revision, entries: Sequence[Entry], format: FaqFormat) -> str:
        """Return the link to the file, and what the format would not keep."""
        link = (
            f'<a class="fm-act" download href="export/{revision.number}?{urlencode({"format": format.value})}">'
            f"Download revision {revision.number} as {escape(format.display_name)}</a>"
        )
        if format is FaqFormat.CSV:
            return f'<p>{link}</p><p class="fm-note">Keeps everything.</p>'
        if len(entries) > _LOSSES_AT_ONCE:
            return f'<p>{link}</p><p class="fm-note">May not keep everything; CSV does.</p>'
        lost = losses(entries, format)
        items = "".join(f"<li>{escape(each)}</li>" for each in lost)
        kept = f"<p>Would be lost:</p><ul>{items}</ul>" if lost else '<p class="fm-note">Keeps everything.</p>'
        return f"<p>{link}</p>{kept}"

    def make_live(self, number: int | None) -> tuple[str, int]:
        """Make an earlier revision live again; return what to say, and the revision that is live."""
        if number is None:
            raise gr.Error("There is no earlier revision yet.", print_exception=False)
        revision = self.bench.knowledge_base.make_live(number)
        text = "The chat answers from it now. What was live stays in the history."
        title = f"Revision {number} is live again: {counted(revision.entries, 'entry', 'entries')}."
        return banner("good", title, text), revision.number


@dataclass(frozen=True, slots=True, eq=False)
class HistoryParts:
    """The components, in the order in which History.show returns them, and what was said of going back."""

    views: tuple[Any, ...]
    said: gr.HTML

    @property
    def chosen(self) -> list[Any]:
        """What was chosen: revision, the one to compare with, format."""
        return [self.views[1], self.views[2], self.views[3]]


def build_history() -> HistoryParts:
    """Add the section to the page."""
    with gr.Accordion("History: compare, export, go back", open=False, elem_id="history"):
        table = gr.HTML(padding=False)
        with gr.Row(elem_classes="fm-columns"):
            chosen = gr.Dropdown(label="Revision", elem_id="earlier", min_width=240)
            other = gr.Dropdown(label="Compare with", elem_id="compare", min_width=240)
        changes = gr.HTML(padding=False, elem_id="history-changes")
        back = gr.Button("Make live again", elem_id="make-live", min_width=160, scale=0)
        format = gr.Dropdown(label="Export as", elem_id="export-format", min_width=240)
        export = gr.HTML(padding=False, elem_id="export")
    said = gr.HTML(padding=False, elem_id="went-back")
    return HistoryParts((table, chosen, other, format, changes, export, back), said)


def _head(revision: Revision) -> str:
    note = f" “{escape(revision.note)}”." if revision.note else ""
    return (
        f"Revision {revision.number}: {counted(revision.entries, 'entry', 'entries')}, "
        f"{counted(revision.phrasings, 'phrasing', 'phrasings')}; published {moment(revision)} by "
        f"{escape(revision.author or 'unknown')}, from {escape(revision.source or 'unknown')}.{note}"
    )


def _label(revision: Revision, live: Revision) -> str:
    mark = " (live)" if revision.number == live.number else ""
    return f"{revision.number}{mark}: {revision.entries:,} entries, {moment(revision)}, {revision.author}"


def _ordered(source: FaqFormat) -> list[FaqFormat]:
    first = dict.fromkeys((FaqFormat.CSV, source))
    return [*first, *(each for each in EXPORT_FORMATS if each not in first)]


def _format_label(format: FaqFormat, source: FaqFormat) -> str:
    if format is FaqFormat.CSV:
        return "CSV (keeps everything)"
    return f"{format.display_name} (what it came from)" if format is source else format.display_name
