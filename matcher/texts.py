"""The texts of an FAQ that are encoded."""

from collections.abc import Sequence

from matcher.types import Entry

# Words of an answer that stand for it; 40 and more find no better on the train sets with answers, and encode slower.
_ANSWER_WORDS = 20
_PASSAGE_WORDS, _LEAST_PASSAGE_WORDS = 30, 10


def texts_of(entries: Sequence[Entry]) -> list[str]:
    """Every text that a matcher needs encoded: all phrasings, then each entry as a whole where there are answers."""
    phrasings = [text for entry in entries for text in entry.phrasings]
    return phrasings + [whole_of(entry) for entry in entries] if has_answers(entries) else phrasings


def has_answers(entries: Sequence[Entry]) -> bool:
    """Whether any entry has an answer; FAQs that are only measured may have none."""
    return any(entry.answer for entry in entries)


def whole_of(entry: Entry) -> str:
    """Category, question and the beginning of the answer as one text."""
    return " ".join([*entry.category.split(), *entry.question.split(), *entry.answer.split()[:_ANSWER_WORDS]])


def passage_of(entry: Entry) -> str:
    """Return the words of the answer that follow its beginning, as far as study asks them; "" where few are left."""
    words = entry.answer.split()[_ANSWER_WORDS : _ANSWER_WORDS + _PASSAGE_WORDS]
    return " ".join(words) if len(words) >= _LEAST_PASSAGE_WORDS else ""
