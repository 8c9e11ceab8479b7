"""The page of the knowledge base over a small FAQ, for handler tests without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gradio as gr

from matcher.knowledge_base import KnowledgeBase
from panels.desk import Desk
from panels.shelf import Shelf
from tests.fakes import FakeEncoder
from tests.serving import settings_for

ADA = {"draft": "a" * 32, "name": "Ada"}
BOB = {"draft": "b" * 32, "name": "Bob"}


@contextmanager
def shelf_in(folder: Path, **values: str | float) -> Iterator[Shelf]:
    """Give the shelf; the small FAQ of tests.serving is live as revision 1."""
    settings = settings_for(folder, **values)
    knowledge_base = KnowledgeBase.open(settings, FakeEncoder(), None)
    yield Shelf.of(Desk.open(settings, knowledge_base))
    knowledge_base.close()


def pressed(do: str, to: str = "") -> gr.EventData:
    """Return the event of a button inside HTML."""
    return gr.EventData(None, {"do": do, "to": to})


def uploaded(folder: Path, content: bytes, name: str = "new.csv") -> str:
    """Return the path of an upload."""
    path = folder / name
    path.write_bytes(content)
    return str(path)
