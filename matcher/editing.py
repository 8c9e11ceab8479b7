"""From what somebody typed about an entry to an entry that may be kept."""

import re
from dataclasses import dataclass

from matcher.errors import EntryError
from matcher.ingest.cells import LINES, same_text_key
from matcher.ingest.limits import Limits
from matcher.ingest.rows import Draft, RowRefused, check_draft
from matcher.types import Entry

_BETWEEN_TAGS = re.compile(r"[,\r\n]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form: alternates one per line, tags separated by commas."""

    question: str
    alternates: str
    answer: str
    category: str
    tags: str

    @classmethod
    def of(cls, entry: Entry) -> "Typed":
        """Return an entry as it stands in the form."""
        return cls(entry.question, "\n".join(entry.alternates), entry.answer, entry.category, ", ".join(entry.tags))

    def entry(self, entry_id: str, limits: Limits) -> Entry:
        """Return the entry; alternates and tags that stand twice count once. Raises EntryError."""
        question = self.question.strip()
        alternates = {same_text_key(text): text for text in reversed(_split(self.alternates, LINES))}
        alternates.pop(same_text_key(question), None)
        tags = tuple(dict.fromkeys(_split(self.tags, _BETWEEN_TAGS)))
        typed = Entry(
            entry_id, question, self.answer.strip(), tuple(reversed(alternates.values())), self.category.strip(), tags
        )
        try:
            check_draft(Draft(0, typed), limits, answers_required=True)
        except RowRefused as refused:
            reason = refused.problem.reason
            raise EntryError(f"{reason[:1].upper()}{reason[1:]}.") from refused
        return typed


def _split(text: str, between: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in between.split(text) if part.strip()]
