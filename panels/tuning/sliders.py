"""The two sliders: what they stand for, and whether that is what visitors get."""

from collections.abc import Sequence

import gradio as gr

from matcher.types import Thresholds

_STEP = 0.01
_DIGITS = 2


def push_suggest(answer_at: float, suggest_at: float) -> Thresholds:
    """Return both after the first was moved: the second never stands above it."""
    return Thresholds(answer_at, min(suggest_at, answer_at))


def push_answer(answer_at: float, suggest_at: float) -> Thresholds:
    """Return both after the second was moved: the first never stands below it."""
    return Thresholds(max(answer_at, suggest_at), suggest_at)


def rounded(thresholds: Thresholds) -> tuple[float, float]:
    """Return what the sliders show of thresholds."""
    return round(thresholds.answer_at, _DIGITS), round(thresholds.suggest_at, _DIGITS)


def exact(sliders: Thresholds, known: Sequence[Thresholds]) -> Thresholds:
    """Return what the sliders stand for: known thresholds where they show these, rounded, else their own."""
    return next((each for each in known if rounded(each) == rounded(sliders)), sliders)


def saved_state(thresholds: Thresholds, saved: Thresholds) -> str:
    """Say what visitors get now, and whether the sliders stand elsewhere."""
    if thresholds == saved:
        return '<p class="fm-note fm-saved">Saved: this is what visitors get.</p>'
    answer_at, suggest_at = rounded(saved)
    return (
        '<p class="fm-note fm-unsaved">Not saved yet.</p><p class="fm-note">Visitors still get what the sliders show '
        f"at {answer_at:.2f} and {suggest_at:.2f}.</p>"
    )


def build_sliders(thresholds: Thresholds) -> tuple[gr.Slider, gr.Slider]:
    """Add both sliders to the page."""
    answer_at, suggest_at = rounded(thresholds)
    return (
        gr.Slider(
            0,
            1,
            answer_at,
            step=_STEP,
            label="Answer when at least this sure",
            info="Higher: fewer wrong answers, more “did you mean”.",
            elem_id="answer-at",
            buttons=[],
        ),
        gr.Slider(
            0,
            1,
            suggest_at,
            step=_STEP,
            label="Suggest when at least this sure",
            info="Higher: fewer suggestions, more “I don’t have an answer”.",
            elem_id="suggest-at",
            buttons=[],
        ),
    )
