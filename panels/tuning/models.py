"""The section that compares models: which, the button and the one that stops, how far it is, and the table."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from matcher.reranker import NONE
from matcher.settings import Settings
from panels.desk import Desk
from panels.errors import shown_to_user
from panels.report import banner
from panels.tuning.comparing import Comparing
from panels.tuning.models_table import models_table, state_line

_LOOK_SECONDS = 1.0  # between two looks how far the comparison is
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_NOTE = (
    "<p>Would other models do better on your test questions? Every encoder, which finds entries, is tried with every "
    "reranker, which looks again at the best of them. Nothing changes for visitors. To switch, set "
    "<code>FAQ_ENCODER</code> and <code>FAQ_RERANKER</code> to the names below and restart the service.</p>"
)
_NO_LABELS = banner(
    "warn",
    "There are no test questions to compare by.",
    "Add some under Test questions on this page: upload a file, or try questions and say which answer is right.",
)


@dataclass(frozen=True, slots=True)
class Models:
    """The handlers; each returns what there is to say, the table, both buttons and the timer."""

    comparing: Comparing

    def show(self) -> tuple[Any, ...]:
        """Return how far the comparison is that somebody started, or what is missing to start one."""
        now = self.comparing.now
        running = now is not None and now.running
        said = state_line(now)
        if now is None and not self.comparing.labels:
            said = _NO_LABELS
        return (
            said,
            models_table(now, self.comparing.settings),
            gr.update(interactive=not running),
            gr.update(visible=running),
            gr.Timer(active=running),
        )

    def start(self, encoders: str, rerankers: str) -> tuple[Any, ...]:
        """Begin to compare."""
        self.comparing.start(encoders, rerankers)
        return self.show()

    def stop(self) -> tuple[Any, ...]:
        """End what runs; the rows that are done stay."""
        self.comparing.stop()
        return self.show()


def prefilled(settings: Settings) -> tuple[str, str]:
    """Return the encoders and rerankers to start with, one a line."""
    return settings.encoder, "\n".join(dict.fromkeys((settings.reranker, NONE)))


def build_models(desk: Desk) -> None:
    """Add the section to the page that is being built."""
    models = Models(Comparing(desk.knowledge_base, desk.settings))
    encoders, rerankers = prefilled(desk.settings)
    with gr.Accordion("Compare models", open=False, elem_id="compare-models") as section:
        gr.HTML(_NOTE, padding=False)
        info = "One name or folder a line."
        with gr.Row(elem_classes="fm-columns"):
            first = gr.Textbox(encoders, label="Encoders", info=info, lines=3, max_lines=8, elem_id="encoders")
            second = gr.Textbox(
                rerankers,
                label="Rerankers",
                info=f"{info} “none” is one, “faq-reranker” another.",
                lines=3,
                max_lines=8,
                elem_id="rerankers",
            )
        with gr.Row(elem_classes="fm-buttons"):
            compare = gr.Button("Compare on the test questions", variant="primary", elem_id="compare")
            stop = gr.Button("Stop", visible=False, elem_id="compare-stop")
        said = gr.HTML(padding=False, elem_id="compared")
        found = gr.HTML(padding=False, elem_id="models-table")
    timer = gr.Timer(_LOOK_SECONDS, active=False)
    views = [said, found, compare, stop, timer]
    compare.click(shown_to_user(models.start), [first, second], views, **_QUIET)
    stop.click(models.stop, None, views, **_QUIET)
    gr.on([section.expand, timer.tick], models.show, None, views, **_QUIET)
    gr.on(None, models.show, None, views, **_QUIET)
