"""Phrasings that say too little or too much."""

import re
from collections.abc import Iterator, Sequence

from matcher.ingest.cells import same_text_key
from matcher.ingest.report import shorten
from matcher.lint.findings import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry

_WORD = re.compile(r"\w+")
# Words that carry no topic. Shorter than the usual lists, which hold words that name one, such as bill, call or move.
_STOP_WORDS = frozenset({
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "he", "her", "hers", "him", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "just", "me", "my", "no", "not", "of", "on", "or", "our", "please", "s", "she", "should", "so",
    "some", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "was", "we", "were", "what", "when", "where", "which", "who", "whom", "why", "will", "with", "would", "yes",
    "you", "your",
})  # fmt: skip
# Visitors ask in about 10 words; a phrasing beyond this many characters is a paragraph, whose vector has no one topic.
_LONG = 200


def wording(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find empty questions, alternates without meaning, phrasings that stand twice, and very long ones."""
    for entry in entries:
        if not _WORD.search(entry.question):
            yield Finding(
                Kind.EMPTY_QUESTION, Severity.DANGER, (entry.id,), (entry.question,),
                "The question holds no words, so no visitor reaches the entry by it, and a suggestion shows a blank.",
                Fix(Action.EDIT, (entry.id,), "question", entry.question),
            )  # fmt: skip
        yield from _repeated(entry)
        yield from _vague(entry)
        yield from _long(entry)


def _repeated(entry: Entry) -> Iterator[Finding]:
    seen = {same_text_key(entry.question)}
    for text in entry.alternates:
        key = same_text_key(text)
        if key in seen and key:
            yield Finding(
                Kind.REPEATED, Severity.HINT, (entry.id,), (text,),
                f"“{shorten(text)}” stands twice in this entry; the second one adds nothing.",
                Fix(Action.REMOVE, (entry.id,), "alternates", text),
            )  # fmt: skip
        seen.add(key)


def _vague(entry: Entry) -> Iterator[Finding]:
    for text in entry.alternates:
        if _says_nothing(text):
            yield Finding(
                Kind.VAGUE_ALTERNATE, Severity.WARNING, (entry.id,), (text,),
                f"“{shorten(text)}” names no topic, so it draws questions that this entry has nothing to say about.",
                Fix(Action.REMOVE, (entry.id,), "alternates", text),
            )  # fmt: skip


def _says_nothing(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return all(word in _STOP_WORDS for word in words) or (len(words) == 1 and len(words[0]) == 1 and text.isascii())


def _long(entry: Entry) -> Iterator[Finding]:
    texts = tuple(text for text in entry.phrasings if len(text) > _LONG)
    if texts:
        field = "question" if texts[0] == entry.question else "alternates"
        yield Finding(
            Kind.LONG_PHRASING, Severity.HINT, (entry.id,), texts,
            f"A phrasing has {max(map(len, texts)):,} characters. Visitors ask in a few words, and match a short "
            "question better; move the details into the answer.",
            Fix(Action.EDIT, (entry.id,), field, texts[0]),
        )  # fmt: skip
