"""Knowledge bases to be opened again and again over one folder, as restarts do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matcher.encoder import Encoder
from matcher.knowledge_base import KnowledgeBase
from matcher.settings import Settings
from matcher.types import Entry
from tests.fakes import FakeEncoder

RETURNS = Entry("returns", "How do I return an item?", "Within 30 days.", ("send it back", "refund please"))
DELIVERY = Entry("delivery", "How long does delivery take?", "Two days.")
CARDS = Entry("cards", "Which cards do you accept?", "All of them.")

Opener = Callable[..., KnowledgeBase]


@contextmanager
def opening(home: Path) -> Iterator[Opener]:
    """Give what opens the knowledge base of the folder, without study unless asked for; all are closed at the end."""
    bases: list[KnowledgeBase] = []

    def open_base(encoder: Encoder | None = None, **given: Any) -> KnowledgeBase:  # noqa: ANN401
        settings = Settings(**{"home": home, "study": False, **given})
        bases.append(KnowledgeBase.open(settings, encoder or FakeEncoder()))
        return bases[-1]

    yield open_base
    for base in bases:
        base.close()
