"""A page Tuning over a small knowledge base, without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr

from matcher.knowledge_base import KnowledgeBase
from matcher.types import Label, Thresholds
from panels.tuning.measured import Measuring
from panels.tuning.room import Room
from tests.bases import CARDS, DELIVERY, RETURNS, opening

RIGHT = Label("How do I return an item please?", frozenset({"returns"}))
WRONG = Label("Which cards do you lose in delivery?", frozenset({"delivery"}))
FAR = Label("moonlight over quiet harbours", frozenset())
NEAR = Label("How long does a cake take?", frozenset())
LABELS = (RIGHT, WRONG, FAR, NEAR)
AT = Thresholds(0.5, 0.3)
"""With the fake encoder: RIGHT is answered, WRONG and NEAR are answered wrongly, FAR is declined."""


@contextmanager
def room_over(folder: Path, labels: tuple[Label, ...] = LABELS) -> Iterator[Room]:
    """Give the handlers over three entries and these labels, measured already."""
    with opening(folder) as open_base:
        base: KnowledgeBase = open_base()
        base.publish([RETURNS, DELIVERY, CARDS], author="test")
        base.set_thresholds(AT)
        base.labels.add(labels, author="test")
        room = Room(Measuring(base), "test")
        room.measuring.measure()
        yield room


def pressed(do: str, to: str = "", **typed: str) -> gr.EventData:
    """Return what the browser sends for a pressed button."""
    data: dict[str, Any] = {"do": do, "to": to, "typed": typed}
    return gr.EventData(None, data)
