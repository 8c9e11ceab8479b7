"""Long tasks that a person can stop."""

import threading

import gradio as gr

from matcher.apart import StoppedError
from matcher.types import Progress


class Stopping:
    """Knows, by the draft it is about, which long task is to stop; may be used from any thread."""

    def __init__(self) -> None:
        self._asked: dict[str, threading.Event] = {}

    def begin(self, draft_id: str, shown: gr.Progress) -> Progress:
        """Return the progress of a new task, which raises StoppedError once it is to stop."""
        asked = self._asked[draft_id] = threading.Event()
        show = telling(shown)

        def tell(doing: str, share: float) -> None:
            if asked.is_set():
                raise StoppedError("Nothing was published, and your draft is as it was.")
            show(doing, share)

        return tell

    def stop(self, draft_id: str) -> None:
        """Let the task under way come to nothing."""
        if draft_id in self._asked:
            self._asked[draft_id].set()


def telling(shown: gr.Progress) -> Progress:
    """Return the progress of a task that runs to its end."""
    return lambda doing, share: shown(share, desc=doing.capitalize())
