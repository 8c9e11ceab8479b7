"""From what somebody typed about an entry to an entry that may be kept."""

import re
from dataclasses import dataclass

from matcher.errors import EntryError
from matcher.ingest.cells import LINES, join_list, same_text_key, split_list
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
        alternates = join_list(entry.alternates, "\n", LINES)
        tags = join_list(entry.tags, ", ", _BETWEEN_TAGS)
        return cls(entry.question, alternates, entry.answer, entry.category, tags)

    def entry(self, entry_id: str, limits: Limits) -> Entry:
        """Return the entry; alternates and tags that stand twice count once. Raises EntryError."""
        question = self.question.strip()
        seen = {same_text_key(question): question}
        for text in split_list(self.alternates.strip(), LINES):
            seen.setdefault(same_text_key(text), text)
        alternates = tuple(seen.values())[1:]
        tags = tuple(dict.fromkeys(split_list(self.tags.strip(), _BETWEEN_TAGS)))
        typed = Entry(entry_id, question, self.answer.strip(), alternates, self.category.strip(), tags)
        try:
            check_draft(Draft(0, typed), limits, answers_required=True)
        except RowRefused as refused:
            reason = refused.problem.reason
            raise EntryError(f"{reason[:1].upper()}{reason[1:]}.") from refused
        return typed
