"""The words of the domain as plain, frozen values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One FAQ: what people ask, and the answer a person wrote."""

    id: str
    question: str
    answer: str
    alternates: tuple[str, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every text by which the entry can be asked; its question comes first."""
        return (self.question, *self.alternates)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that retrieval found, with its best phrasing and the three numbers about it.

    similarity is a cosine in [-1, 1]; relevance is the reranker's logit, or None where it read nothing;
    confidence is a probability in [0, 1] that this entry's answer is the right one.
    """

    entry: Entry
    phrasing: str
    similarity: float
    relevance: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Result:
    """What the matcher found for a question, before anything is decided; candidates by falling confidence."""

    question: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence on to answer, and from which on to suggest: 0 <= suggest_at <= answer_at <= 1.

    Raises ValueError, with the value and the range, for anything else.
    """

    answer_at: float
    suggest_at: float

    def __post_init__(self) -> None:
        for name, value in (("answer_at", self.answer_at), ("suggest_at", self.suggest_at)):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} is {value:g}, but must lie between 0 and 1")
        if self.suggest_at > self.answer_at:
            raise ValueError(f"suggest_at is {self.suggest_at:g}, but must not be above answer_at ({self.answer_at:g})")


class ReplyKind(StrEnum):
    """What a visitor gets."""

    ANSWER = "answer"
    SUGGESTIONS = "suggestions"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Reply:
    """The decision on one question.

    entry is set for an answer and None otherwise; suggestions holds up to 3 candidates for "did you mean" and is
    empty otherwise; confidence is that of the best candidate (0 without any); candidates are all that were ranked.
    """

    kind: ReplyKind
    question: str
    entry: Entry | None
    confidence: float
    suggestions: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A test question with the ids of the entries it may reach; an empty set means out of scope."""

    question: str
    expected: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptLabel:
    """A label in the knowledge base, with a number of its own.

    missing are the expected ids that the live revision does not have; the label waits for someone to look at it.
    """

    number: int
    label: Label
    author: str
    created_at: datetime
    missing: frozenset[str] = frozenset()

    @property
    def usable(self) -> Label | None:
        """What of it can be measured: without missing ids, and None where no other was expected."""
        left = self.label.expected - self.missing
        return Label(self.label.question, left) if left or not self.missing else None


@dataclass(frozen=True, slots=True)
class Revision:
    """One immutable state of the knowledge base; format is that of the file it came from, or empty."""

    number: int
    created_at: datetime
    author: str
    note: str
    source: str
    entries: int
    phrasings: int
    format: str = ""
