"""The texts of an FAQ that are encoded."""

from collections.abc import Sequence

from matcher.types import Entry

# Words of an answer that stand for it: more made retrieval worse on the train sets with answers, and encoding slower.
_ANSWER_WORDS = 40


def texts_of(entries: Sequence[Entry]) -> list[str]:
    """Every text that a matcher needs encoded: all phrasings, then each entry as a whole where there are answers."""
    phrasings = [text for entry in entries for text in entry.phrasings]
    return phrasings + [whole_of(entry) for entry in entries] if has_answers(entries) else phrasings


def has_answers(entries: Sequence[Entry]) -> bool:
    """Whether any entry has an answer; FAQs that are only measured may have none."""
    return any(entry.answer for entry in entries)


def whole_of(entry: Entry) -> str:
    """Category, question and the beginning of the answer as one text."""
    return _joined(entry.category, entry.question, entry.answer)


def lead_of(entry: Entry) -> str:
    """Category and the beginning of the answer: what is known of an entry before anybody asks for it."""
    return _joined(entry.category, "", entry.answer)


def _joined(category: str, question: str, answer: str) -> str:
    return " ".join([*category.split(), *question.split(), *answer.split()[:_ANSWER_WORDS]])
