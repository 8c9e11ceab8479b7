"""The one place where a visitor's question meets the live matcher, whichever way it came in."""

from dataclasses import dataclass
from typing import Self

from matcher.knowledge_base import KnowledgeBase
from matcher.settings import Settings
from matcher.types import Entry, Reply, Thresholds
from panels.questions import Pace, QuestionError, checked_category, checked_question


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers for the chat, the REST API and the Gradio endpoint alike, and counts what each address asks."""

    settings: Settings
    knowledge_base: KnowledgeBase
    pace: Pace

    @classmethod
    def open(cls, settings: Settings, knowledge_base: KnowledgeBase) -> Self:
        """Open it with the pace that the settings allow. Raises SettingsError for a pace that can't be read."""
        return cls(settings, knowledge_base, Pace(settings.rate_limit))

    @property
    def thresholds(self) -> Thresholds:
        """Those that decide now."""
        return self.knowledge_base.thresholds

    def ask(self, question: str, address: str, *, category: str | None = None, top_k: int = 20) -> Reply:
        """Answer, suggest or fall back. Raises QuestionError or PaceError, whose messages are for the visitor."""
        matcher = self.knowledge_base.matcher
        checked = checked_question(question)
        known = checked_category(category, matcher.categories)
        self.pace.count(address)
        return matcher.reply(checked, category=known, top_k=top_k)

    def entry(self, entry_id: str, address: str) -> Entry:
        """Return the live entry that a visitor chose among the suggestions."""
        self.pace.count(address)
        for entry in self.knowledge_base.matcher.entries:
            if entry.id == entry_id:
                return entry
        raise QuestionError("This answer was changed in the meantime. Please ask your question again.")
