"""Tuning: two sliders, and a box to try at once what they do."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from matcher.decide import decide
from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.types import Reply, ReplyKind, Result, Thresholds
from panels.desk import Desk
from panels.errors import shown_to_user
from panels.markup import safe_markdown
from panels.questions import checked_question
from panels.why import candidate_list, how_sure, source_line

_STEP = 0.01
_INTRO = (
    "<h2>Tuning</h2><p>Move the sliders and see at once what a visitor would get. Nothing changes for visitors until "
    "you save.</p>"
)
_EMPTY = (
    '<p class="fm-note">Type a question as a visitor would, and press Enter: here is what they would get, and why.</p>'
)


def push_suggest(answer_at: float, suggest_at: float) -> Thresholds:
    """Return both after the first was moved: the second never stands above it."""
    return Thresholds(answer_at, min(suggest_at, answer_at))


def push_answer(answer_at: float, suggest_at: float) -> Thresholds:
    """Return both after the second was moved: the first never stands below it."""
    return Thresholds(max(answer_at, suggest_at), suggest_at)


def outcome(result: Result | None, thresholds: Thresholds) -> str:
    """Return what a visitor would get with these thresholds, and why. Asks no model."""
    if result is None:
        return _EMPTY
    reply = decide(result, thresholds)
    return f'<div class="fm-outcome">{_verdict(reply, thresholds)}<h3>Why</h3>{candidate_list(reply, thresholds)}</div>'


def saved_state(thresholds: Thresholds, saved: Thresholds) -> str:
    """Say what visitors get now, and whether the sliders stand elsewhere."""
    now = f"Visitors get an answer from {saved.answer_at:.2f} and suggestions from {saved.suggest_at:.2f}."
    if thresholds == saved:
        return f'<p class="fm-note fm-saved">Saved. {now}</p>'
    return f'<p class="fm-note fm-unsaved">Not saved yet. {now}</p>'


def calibration(matcher: Matcher) -> str:
    """Warn where the confidence was fitted on other models than those that run."""
    if matcher.calibrated:
        return ""
    return (
        '<p class="fm-banner" role="note"><strong>Not calibrated.</strong> The confidence was not fitted on the models '
        "that run now: its numbers order the candidates, but are no probabilities. Choose the sliders by trying.</p>"
    )


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the panel does. A slider is never set while it is dragged: each move gives back the other one only."""

    knowledge_base: KnowledgeBase

    def show(self) -> tuple[float, float, str, str]:
        """Return the sliders as they are saved."""
        saved = self.knowledge_base.thresholds
        return saved.answer_at, saved.suggest_at, saved_state(saved, saved), calibration(self.knowledge_base.matcher)

    def move_answer(self, answer_at: float, suggest_at: float, result: Result | None) -> tuple[float, str, str]:
        """Return the other slider, whether this is saved, and what a visitor would get."""
        moved = push_suggest(answer_at, suggest_at)
        return moved.suggest_at, saved_state(moved, self.knowledge_base.thresholds), outcome(result, moved)

    def move_suggest(self, answer_at: float, suggest_at: float, result: Result | None) -> tuple[float, str, str]:
        """Return the other slider, whether this is saved, and what a visitor would get."""
        moved = push_answer(answer_at, suggest_at)
        return moved.answer_at, saved_state(moved, self.knowledge_base.thresholds), outcome(result, moved)

    def try_question(self, question: str, answer_at: float, suggest_at: float) -> tuple[Result, str]:
        """Ask the models once; the sliders then work on what is kept."""
        result = self.knowledge_base.matcher.ask(checked_question(question))
        return result, outcome(result, push_suggest(answer_at, suggest_at))

    def save(self, answer_at: float, suggest_at: float) -> str:
        """Let visitors be answered by the sliders from now on."""
        thresholds = push_suggest(answer_at, suggest_at)
        self.knowledge_base.set_thresholds(thresholds)
        return saved_state(thresholds, thresholds)


def build_tuning(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    tuning = Tuning(desk.knowledge_base)
    gr.HTML(_INTRO, padding=False)
    warning = gr.HTML(calibration(desk.knowledge_base.matcher), padding=False)
    kept = gr.State()
    with gr.Row(elem_classes="fm-columns"):
        with gr.Column(min_width=280):
            answer_at, suggest_at = _sliders(desk.knowledge_base.thresholds)
            saved = gr.HTML(padding=False, elem_id="saved")
            save = gr.Button("Save", variant="primary", elem_id="save")
        with gr.Column(min_width=280):
            question = gr.Textbox(label="Try a question", submit_btn="Try", max_lines=3, elem_id="try")
            seen = gr.HTML(_EMPTY, padding=False, elem_id="outcome")
    positions = [answer_at, suggest_at]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    moving: dict[str, Any] = {"inputs": [*positions, kept], "trigger_mode": "always_last", **quiet}
    answer_at.input(tuning.move_answer, outputs=[suggest_at, saved, seen], **moving)
    suggest_at.input(tuning.move_suggest, outputs=[answer_at, saved, seen], **moving)
    question.submit(shown_to_user(tuning.try_question), [question, *positions], [kept, seen], **quiet)
    save.click(shown_to_user(tuning.save), positions, saved, **quiet)
    gr.on(None, tuning.show, None, [*positions, saved, warning], **quiet)


def _verdict(reply: Reply, thresholds: Thresholds) -> str:
    if reply.kind is ReplyKind.ANSWER and reply.entry:
        line = source_line(reply.entry, how_sure(reply.confidence, thresholds))
        answer = f'<div class="fm-answer">{safe_markdown(reply.entry.answer)}</div>'
        return f"<h3>Would answer</h3>{answer}{line}"
    if reply.kind is ReplyKind.SUGGESTIONS:
        items = "".join(f"<li>{escape(candidate.entry.question)}</li>" for candidate in reply.suggestions)
        return f"<h3>Would ask: did you mean</h3><ul>{items}</ul>"
    return "<h3>Would say that there is no answer</h3><p>And give the contact.</p>"


def _sliders(thresholds: Thresholds) -> tuple[gr.Slider, gr.Slider]:
    answer_at = gr.Slider(
        0,
        1,
        thresholds.answer_at,
        step=_STEP,
        label="Answer when at least this sure",
        info="Higher: fewer wrong answers, more “did you mean”.",
        elem_id="answer-at",
        buttons=[],
    )
    suggest_at = gr.Slider(
        0,
        1,
        thresholds.suggest_at,
        step=_STEP,
        label="Suggest when at least this sure",
        info="Higher: fewer suggestions, more “I don’t have an answer”.",
        elem_id="suggest-at",
        buttons=[],
    )
    return answer_at, suggest_at
