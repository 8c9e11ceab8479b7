"""Knowledge base: what is live and was before, a new file in, and the entries themselves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from matcher.errors import MatcherError
from matcher.ingest import Ingested, Limits, read_faq
from matcher.settings import Settings
from panels.desk import Desk
from panels.errors import shown_to_user
from panels.report import banner, counted, publish_label, report
from panels.revisions import earlier, entries_table, entry_rows, history_table, live_card
from panels.study_line import study_line

_PREVIEW_ROWS = 5
_STUDY_SECONDS = 2.0  # between two looks at a study under way


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read and is not published."""

    name: str
    ingested: Ingested


def read_draft(path: Path, settings: Settings) -> Draft:
    """Read an uploaded file, and forget the upload. Raises IngestError where it is no FAQ."""
    try:
        return Draft(path.name, read_faq(path, limits=Limits.from_settings(settings)))
    finally:
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the panel does: nothing that visitors see changes but by publish and go_back."""

    desk: Desk

    def show_live(self) -> tuple[str, Any]:
        """Return what is live, and the timer that looks again as long as it is being studied."""
        knowledge_base = self.desk.knowledge_base
        study = knowledge_base.study
        return live_card(knowledge_base.live, study_line(study)), gr.update(active=study.doing == "studying")

    def show(self) -> tuple[str, Any, str, Any, str, Any]:
        """Return what is live and its timer, the history, what one can go back to, the entries and their categories."""
        knowledge_base = self.desk.knowledge_base
        live, revisions, matcher = knowledge_base.live, knowledge_base.revisions(), knowledge_base.matcher
        before = earlier(revisions, live)
        categories = [("All categories", ""), *((name, name) for name in matcher.categories)]
        return (
            *self.show_live(),
            history_table(revisions, live),
            gr.update(choices=before, value=before[0][1] if before else None),
            entries_table(matcher.entries),
            gr.update(choices=categories, value=""),
        )

    def find(self, search: str, category: str | None) -> str:
        """Return the live entries that hold the words."""
        return entries_table(self.desk.knowledge_base.matcher.entries, search, category or "")

    def read(self, path: str) -> tuple[None, Draft | None, str, Any]:
        """Read an upload; return what was found in it, and the button that publishes it."""
        try:
            draft = read_draft(Path(path), self.desk.settings)
        except MatcherError as error:
            return None, None, banner("bad", "This file can’t be taken.", str(error)), gr.update(visible=False)
        preview = entry_rows(draft.ingested.entries[:_PREVIEW_ROWS], "How the first entries will look")
        button = gr.update(value=publish_label(draft.ingested), visible=bool(draft.ingested.entries))
        return None, draft, report(draft.name, draft.ingested) + preview, button

    def publish(
        self,
        draft: Draft | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[None, str, Any]:
        """Make the draft live."""
        if draft is None:
            raise gr.Error("Upload a file first.", print_exception=False)
        revision = self.desk.knowledge_base.publish(
            draft.ingested.entries,
            author=self.desk.settings.admin_user,
            source=draft.name,
            progress=lambda doing, share: progress(share, desc=doing.capitalize()),
        )
        done = banner(
            "good", f"Live: {counted(revision.entries, 'entry', 'entries')}.", "The chat answers from them now."
        )
        return None, done, gr.update(visible=False)

    def go_back(self, number: int | None) -> str:
        """Make an earlier revision live again."""
        if number is None:
            raise gr.Error("There is no earlier revision yet.", print_exception=False)
        revision = self.desk.knowledge_base.make_live(number)
        return banner("good", f"Revision {number} is live again: {counted(revision.entries, 'entry', 'entries')}.", "")


def build_knowledge_base(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    shelf = Shelf(desk)
    private: dict[str, Any] = {"api_visibility": "private"}
    quiet: dict[str, Any] = {**private, "show_progress": "hidden"}
    gr.HTML("<h2>Knowledge base</h2>", padding=False)
    live = gr.HTML(padding=False, elem_id="live")
    timer = gr.Timer(_STUDY_SECONDS, active=False)
    file, draft, seen, publish = _upload()
    history, chosen, make_live, went_back = _history()
    search, category, entries = _entries()
    state = [live, timer, history, chosen, entries, category]

    gr.on(None, shelf.show, None, state, **quiet)
    timer.tick(shelf.show_live, None, [live, timer], **quiet)
    file.upload(shelf.read, file, [file, draft, seen, publish], show_progress_on=seen, **private)
    publishing = shown_to_user(shelf.publish)
    published = publish.click(publishing, draft, [draft, seen, publish], show_progress_on=seen, **private)
    published.success(shelf.show, None, state, **quiet)
    returned = make_live.click(shown_to_user(shelf.go_back), chosen, went_back, **private)
    returned.success(shelf.show, None, state, **quiet)
    gr.on([search.change, category.input], shelf.find, [search, category], entries, trigger_mode="always_last", **quiet)


def _upload() -> tuple[gr.File, gr.State, gr.HTML, gr.Button]:
    gr.HTML("<h3>New file</h3><p>Nothing changes for visitors until you publish.</p>", padding=False)
    file = gr.File(label="CSV file", file_types=[".csv", ".tsv", ".txt"], height=140, elem_id="upload")
    draft = gr.State()
    seen = gr.HTML(padding=False, elem_id="report")
    publish_button = gr.Button("Publish", variant="primary", visible=False, elem_id="publish")
    return file, draft, seen, publish_button


def _history() -> tuple[gr.HTML, gr.Dropdown, gr.Button, gr.HTML]:
    with gr.Accordion("History", open=False, elem_id="history"):
        history = gr.HTML(padding=False)
        with gr.Row(elem_classes="fm-columns"):
            chosen = gr.Dropdown(label="Go back to", elem_id="earlier", min_width=240)
            back_button = gr.Button("Make live again", elem_id="make-live", min_width=160, scale=0)
        gr.HTML('<p class="fm-note">Nothing is lost: what is live now stays in the history.</p>', padding=False)
    return history, chosen, back_button, gr.HTML(padding=False, elem_id="went-back")


def _entries() -> tuple[gr.Textbox, gr.Dropdown, gr.HTML]:
    gr.HTML("<h3>Entries</h3>", padding=False)
    with gr.Row(elem_classes="fm-columns"):
        search = gr.Textbox(label="Search", placeholder="Words in question, answer or tags", elem_id="search")
        category = gr.Dropdown(label="Category", elem_id="category", filterable=False)
    return search, category, gr.HTML(padding=False, elem_id="entries")
