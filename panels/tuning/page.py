"""The page Tuning: the picture and its sliders, the charts, the test questions and the inspector."""

from typing import Any

import gradio as gr

from matcher.types import Thresholds
from panels.actions import acting_html
from panels.desk import Desk
from panels.errors import shown_to_user
from panels.tuning.choosing import Choosing
from panels.tuning.files import Files
from panels.tuning.following import FOLLOW, Following
from panels.tuning.goal import goal_form
from panels.tuning.inspector import EMPTY
from panels.tuning.measured import Measuring
from panels.tuning.models import build_models
from panels.tuning.room import Room
from panels.tuning.seen import Sight, seeing
from panels.tuning.sliders import build_sliders
from panels.tuning.teach import FORMAT

_INTRO = (
    "<h2>Tuning</h2><p>What visitors get depends on how sure the FAQ has to be before it answers. Move the sliders and "
    "see what comes of it. Nothing changes for visitors until you save.</p>"
)
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {**_PRIVATE, "show_progress": "hidden"}


class Page:
    """The components, in the order in which they stand."""

    def __init__(self, thresholds: Thresholds) -> None:
        self.sight, self.wanted = gr.State(Sight()), gr.State(0)
        gr.HTML(_INTRO, padding=False)
        self.study = gr.HTML(padding=False, elem_id="tuning-study")
        self.notes = acting_html(elem_id="tuning-notes")
        with gr.Row(elem_classes="fm-columns", elem_id="tuning-top"):
            with gr.Column(min_width=300, scale=3):
                self.picture = acting_html(elem_id="picture")
            with gr.Column(min_width=280, scale=2):
                self.answer_at, self.suggest_at = build_sliders(thresholds)
                self.saved = gr.HTML(padding=False, elem_id="saved")
                self.save = gr.Button("Save", variant="primary", elem_id="save")
        self._goal()
        self.curves = acting_html(elem_id="curves")
        self.marks = gr.HTML(padding=False, elem_id="marks")
        self._labels()
        self._inspector()
        self.weak = acting_html(elem_id="weak-spots")
        self.more = gr.Button("Which kinds of question go wrong?", elem_id="break-down")
        self.groups = gr.HTML(padding=False, elem_id="groups")
        with gr.Row(elem_id="trust", elem_classes="fm-columns"):
            with gr.Column(min_width=280, scale=3):
                self.trust = gr.HTML(padding=False)
            with gr.Column(min_width=240, scale=2):
                self.fit = acting_html(elem_id="fit")

    def _goal(self) -> None:
        self.goal = acting_html(goal_form(), elem_id="goal")
        self.promised = gr.HTML(padding=False, elem_id="promised")

    def _labels(self) -> None:
        gr.HTML("<h3>Test questions</h3>", padding=False)
        self.upload = gr.Accordion("Upload test questions", open=False, elem_id="label-upload")
        with self.upload:
            self._upload()
        self.report = gr.HTML(padding=False, elem_id="label-report")
        with gr.Row(elem_classes="fm-buttons"):
            self.add_file = gr.Button("Add", variant="primary", visible=False, elem_id="label-add")
            self.swap_file = gr.Button("Replace", visible=False, elem_id="label-swap")
        with gr.Row(elem_classes="fm-columns"):
            self.search = gr.Textbox(label="Search", placeholder="Words in the question", elem_id="tuning-search")
            self.add = acting_html(
                '<div class="fm-acts"><button type="button" class="fm-act" data-do="add" data-to="">Add one</button>'
                '<a class="fm-act" href="test-questions.csv" download>Download all</a></div>',
                elem_id="label-acts",
            )
        self.table = acting_html(elem_id="questions")

    def _upload(self) -> None:
        gr.HTML(FORMAT, padding=False)
        self.file = gr.File(label="CSV file", file_types=[".csv", ".tsv", ".txt"], height=120, elem_id="label-file")

    def _inspector(self) -> None:
        gr.HTML("<h3>One question</h3>", padding=False)
        self.question = gr.Textbox(label="Try a question", submit_btn="Try", max_lines=3, elem_id="try")
        self.inspector = acting_html(EMPTY, elem_id="outcome")
        self.effect = acting_html(elem_id="effect")
        self.mending = acting_html(elem_id="mending")

    @property
    def state(self) -> list[Any]:
        """What every handler takes first."""
        return [self.sight, self.answer_at, self.suggest_at]

    @property
    def views(self) -> list[Any]:
        """What handlers return, in the order of room.Views."""
        shown = [self.picture, self.marks, self.saved, self.table, self.inspector, self.effect, self.mending]
        return [*self.state, *shown, self.wanted]

    @property
    def results(self) -> list[Any]:
        """The views, and what changes only where something was measured."""
        return [*self.views, self.notes, self.curves, self.weak, self.groups, self.trust, self.fit]


def build_tuning(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    room = Room(Measuring(desk.knowledge_base), desk.settings.admin_user)
    page = Page(desk.knowledge_base.thresholds)
    _wire_presses(page, room)
    _wire_choosing(page, Choosing(room))
    _wire_file(page, Files(room, desk.settings))
    build_models(desk)
    _wire_following(page, Following(room))


def _wire_presses(page: Page, room: Room) -> None:
    moving: dict[str, Any] = {"trigger_mode": "always_last", **_QUIET}
    page.answer_at.input(seeing(room.move_answer), page.state, page.views, **moving)
    page.suggest_at.input(seeing(room.move_suggest), page.state, page.views, **moving)
    page.search.change(seeing(room.search), [*page.state, page.search], page.views, **moving)
    for html in (page.picture, page.curves, page.table, page.weak, page.inspector, page.add):
        html.act(shown_to_user(seeing(room.press)), page.state, page.views, **_QUIET)
    asking = [*page.state, page.question]
    page.question.submit(shown_to_user(seeing(room.try_question)), asking, page.views, **_QUIET)
    slow: dict[str, Any] = {"show_progress_on": page.effect, **_PRIVATE}
    for html in (page.effect, page.mending):
        html.act(shown_to_user(seeing(room.mend)), page.state, page.views, **slow)


def _wire_choosing(page: Page, choosing: Choosing) -> None:
    slow: dict[str, Any] = {"show_progress_on": page.picture, **_PRIVATE}
    # With inputs, gr.on(None) would listen to their changes too: what is seen is read one step later.
    opened = gr.on(None, choosing.open_upload, None, page.upload, **_QUIET)
    shown = opened.then(choosing.open_page, page.sight, page.results, **_QUIET)
    shown.then(shown_to_user(choosing.measure), page.state, page.results, **slow)
    page.wanted.change(shown_to_user(choosing.measure), page.state, page.results, **slow)
    noted = [*page.results, page.promised]
    page.notes.act(
        shown_to_user(seeing(choosing.press_note)), page.state, noted, show_progress_on=page.notes, **_PRIVATE
    )
    page.goal.act(shown_to_user(seeing(choosing.choose)), page.state, noted, show_progress_on=page.promised, **_PRIVATE)
    page.save.click(
        shown_to_user(seeing(choosing.save)), page.state, [*page.views, page.notes, page.weak, page.groups], **_QUIET
    )
    page.more.click(choosing.break_down, None, page.groups, **_PRIVATE)
    fitted = [page.sight, page.fit, page.wanted]
    page.fit.act(shown_to_user(seeing(choosing.fit)), page.state, fitted, show_progress_on=page.fit, **_PRIVATE)


def _wire_following(page: Page, following: Following) -> None:
    meanwhile = acting_html(elem_id="tuning-meanwhile", elem_classes="fm-pinned")
    watch = gr.HTML(js_on_load=FOLLOW, padding=False)
    watch.study(following.study, None, page.study, queue=False, **_QUIET)
    # In the queue: beside it, Gradio tells nobody that a state changed, and nothing would be measured.
    watch.look(following.look, None, [page.wanted, meanwhile], **_QUIET)
    meanwhile.act(following.press, None, [page.wanted, meanwhile], **_QUIET)


def _wire_file(page: Page, files: Files) -> None:
    buttons = [page.add_file, page.swap_file]
    page.file.upload(
        seeing(files.read), [page.sight, page.file], [page.file, page.sight, page.report, *buttons],
        show_progress_on=page.report, **_PRIVATE,
    )  # fmt: skip
    kept = [page.sight, page.report, *buttons, page.upload, page.wanted]
    page.add_file.click(shown_to_user(seeing(files.add)), page.sight, kept, show_progress_on=page.report, **_PRIVATE)
    page.swap_file.click(shown_to_user(seeing(files.swap)), page.sight, kept, show_progress_on=page.report, **_PRIVATE)
