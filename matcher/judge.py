"""What a reply is worth to the visitor who asked a labelled question."""

from enum import StrEnum

from matcher.types import Label, Reply, ReplyKind


class Judgement(StrEnum):
    """What came of a labelled question."""

    RIGHT = "right"
    RIGHTLY_DECLINED = "rightly_declined"
    SUGGESTED = "suggested"
    OFFERED = "offered"
    MISSED = "missed"
    WRONG = "wrong"
    WRONGLY_ANSWERED = "wrongly_answered"

    @property
    def heading(self) -> str:
        """The same in words for people."""
        return _HEADINGS[self]

    @property
    def level(self) -> int:
        """How good it is, from 0 to 3: a wrong answer is worse than none, and a suggestion is half a success."""
        return _LEVELS[self]

    @property
    def good(self) -> bool:
        """Whether the visitor was helped, or rightly told that there is no answer."""
        return self.level >= Judgement.SUGGESTED.level


_HEADINGS = {
    Judgement.RIGHT: "answered right",
    Judgement.RIGHTLY_DECLINED: "rightly declined",
    Judgement.SUGGESTED: "right entry suggested",
    Judgement.OFFERED: "out of scope, suggestions only",
    Judgement.MISSED: "no answer, although there is one",
    Judgement.WRONG: "answered wrong",
    Judgement.WRONGLY_ANSWERED: "out of scope, but answered",
}
_LEVELS = {
    Judgement.RIGHT: 3,
    Judgement.RIGHTLY_DECLINED: 3,
    Judgement.SUGGESTED: 2,
    Judgement.OFFERED: 2,
    Judgement.MISSED: 1,
    Judgement.WRONG: 0,
    Judgement.WRONGLY_ANSWERED: 0,
}


def judge(reply: Reply, label: Label) -> Judgement:
    """Hold a reply against its label; suggestions without an expected entry count as no answer."""
    answered = reply.kind is ReplyKind.ANSWER
    if not label.expected:
        if answered:
            return Judgement.WRONGLY_ANSWERED
        return Judgement.OFFERED if reply.kind is ReplyKind.SUGGESTIONS else Judgement.RIGHTLY_DECLINED
    if answered:
        return Judgement.RIGHT if reply.entry and reply.entry.id in label.expected else Judgement.WRONG
    suggested = any(candidate.entry.id in label.expected for candidate in reply.suggestions)
    return Judgement.SUGGESTED if suggested else Judgement.MISSED
