"""The long tasks of the last two steps as the page runs them: each says what came of it, however it ended."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from matcher.background_study import FAILURES
from panels.errors import why_not
from panels.findings import Check
from panels.publishing import Publishing

_CHECK_AGAIN = "Press “Check and publish” to check again."
_PUBLISH_AGAIN = "Press “Publish” to try again."
_LOOK_AGAIN = "Press the button again to compare."

Buttons = tuple[Any, Any, Any, Any]
"""Check and publish, Publish, What would change, Stop."""


def busy() -> Buttons:
    """Return the buttons while a task runs: it can be stopped, and no other be started."""
    waits = gr.update(interactive=False)
    return waits, waits, waits, gr.update(visible=True, interactive=True, value="Stop")


def idle() -> Buttons:
    """Return the buttons as they are when no task runs."""
    ready = gr.update(interactive=True)
    return ready, ready, ready, gr.update(visible=False)


@dataclass(frozen=True, slots=True)
class Tasks:
    """Each returns what it outputs and then the buttons; none raises what models, disks and memory fail with.

    For after an error Gradio 6.31 runs no then(), which would leave the button to stop behind.
    """

    publishing: Publishing

    def check(
        self,
        kept: Any,  # noqa: ANN401 - a browser may hold anything
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Return the check, where it was made, and else what to say."""
        try:
            return self.publishing.check(kept, progress), "", *idle()
        except FAILURES as error:
            return gr.skip(), why_not("Not checked.", error, _CHECK_AGAIN), *idle()

    def publish(
        self,
        kept: Any,  # noqa: ANN401
        note: str,
        check: Check | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Return what to say, the note that is left, the check, closed where it went live, and what is live then."""
        try:
            said = self.publishing.publish(kept, note, check, progress)
            return *said, self.publishing.bench.knowledge_base.newest().number, *idle()
        except FAILURES as error:
            return why_not("Not published.", error, _PUBLISH_AGAIN), note, check, gr.skip(), *idle()

    def look(
        self,
        kept: Any,  # noqa: ANN401
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Return what would change or why that can't be told, and what to say where not even that could be kept."""
        try:
            return self.publishing.look(kept, progress), "", *idle()
        except FAILURES as error:
            return gr.skip(), why_not("Not compared.", error, _LOOK_AGAIN), *idle()

    def stop(self, kept: Any) -> Any:  # noqa: ANN401
        """Let the task under way end at its next step."""
        self.publishing.stop(kept)
        return gr.update(value="Stopping …", interactive=False)
