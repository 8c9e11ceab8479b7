"""What lint says: findings, how grave they are, and the fix that each proposes."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

SHOWN = 120
"""Characters of a phrasing in a message; those that differ only at the end still show how."""


class Severity(StrEnum):
    """How grave a finding is, the gravest first."""

    DANGER = "danger"
    WARNING = "warning"
    HINT = "hint"


class Kind(StrEnum):
    """What was found, the most dangerous first."""

    SAME_QUESTION = "same_question"
    ALIKE_QUESTIONS = "alike_questions"
    EMPTY_ANSWER = "empty_answer"
    EMPTY_QUESTION = "empty_question"
    SCRIPT = "script"
    UNSAFE_LINK = "unsafe_link"
    DUPLICATE = "duplicate"
    CONFUSED = "confused"
    BROKEN_LINK = "broken_link"
    VAGUE_ALTERNATE = "vague_alternate"
    ANSWER_IS_QUESTION = "answer_is_question"
    CATEGORY_SPELLING = "category_spelling"
    REPEATED = "repeated"
    HTML = "html"
    BARE_LINK = "bare_link"
    LONG_PHRASING = "long_phrasing"
    NO_CATEGORY = "no_category"
    LONELY_CATEGORY = "lonely_category"

    @property
    def heading(self) -> str:
        """A heading for people."""
        return _HEADINGS[self]


_HEADINGS = {
    Kind.SAME_QUESTION: "Same question, different answers",
    Kind.ALIKE_QUESTIONS: "Nearly the same question, different answers",
    Kind.EMPTY_ANSWER: "No answer",
    Kind.EMPTY_QUESTION: "No question",
    Kind.SCRIPT: "Script in an answer",
    Kind.UNSAFE_LINK: "Link that runs code",
    Kind.DUPLICATE: "One answer under several entries",
    Kind.CONFUSED: "Entries that the matcher confuses",
    Kind.BROKEN_LINK: "Link that leads nowhere",
    Kind.VAGUE_ALTERNATE: "Alternate that says nothing",
    Kind.ANSWER_IS_QUESTION: "Answer that repeats the question",
    Kind.CATEGORY_SPELLING: "Category in several spellings",
    Kind.REPEATED: "Phrasing that stands twice in one entry",
    Kind.HTML: "HTML in an answer",
    Kind.BARE_LINK: "Link without https://",
    Kind.LONG_PHRASING: "Very long phrasing",
    Kind.NO_CATEGORY: "Entries without a category",
    Kind.LONELY_CATEGORY: "Categories with a single entry",
}


class Action(StrEnum):
    """What to do about a finding."""

    MERGE = "merge"
    EDIT = "edit"
    REMOVE = "remove"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Fix:
    """What a finding proposes.

    merge: the phrasings and tags of all entries go to the first, whose answer stays. remove: the alternate old goes
    from each of the entries. edit: in the field of each of the entries, old becomes new; without a new text, a
    person has to write it. ignore: nothing needs to be done.
    """

    action: Action
    entries: tuple[str, ...] = ()
    field: str = ""
    old: str = ""
    new: str = ""

    @property
    def automatic(self) -> bool:
        """Whether the fix can be applied as it is, with nothing for a person to write."""
        return self.action is not Action.EDIT or bool(self.new)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: the ids of the entries, the texts concerned, and in plain words what it is and why.

    phrasings are those texts, whether phrasing, link or category; message is one or two sentences.
    """

    kind: Kind
    severity: Severity
    entries: tuple[str, ...]
    phrasings: tuple[str, ...]
    message: str
    fix: Fix

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {**asdict(self), "heading": self.kind.heading}


def by_danger(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by severity, then by kind; findings of one kind stay in the order they were found in."""
    severities, kinds = list(Severity), list(Kind)
    return tuple(sorted(findings, key=lambda f: (severities.index(f.severity), kinds.index(f.kind))))
