import pytest

from matcher.judge import Judgement, judge
from matcher.types import Candidate, Entry, Label, Reply, ReplyKind

PAY = Entry("pay", "how can I pay", "By card.")
OPEN = Entry("open", "when are you open", "From 9 to 5.")


def reply(kind: ReplyKind, *entries: Entry) -> Reply:
    """A reply of this kind about these entries."""
    candidates = tuple(Candidate(entry, entry.question, 0.5, None, 0.5) for entry in entries)
    answered = kind is ReplyKind.ANSWER
    suggestions = candidates if kind is ReplyKind.SUGGESTIONS else ()
    return Reply(kind, "q", entries[0] if answered else None, 0.5, suggestions, candidates)


@pytest.mark.parametrize(
    ("given", "expected", "judgement"),
    [
        (reply(ReplyKind.ANSWER, PAY), {"pay", "other"}, Judgement.RIGHT),
        (reply(ReplyKind.ANSWER, OPEN, PAY), {"pay"}, Judgement.WRONG),
        (reply(ReplyKind.SUGGESTIONS, OPEN, PAY), {"pay"}, Judgement.SUGGESTED),
        (reply(ReplyKind.SUGGESTIONS, OPEN), {"pay"}, Judgement.MISSED),
        (reply(ReplyKind.FALLBACK, PAY), {"pay"}, Judgement.MISSED),
        (reply(ReplyKind.FALLBACK), set(), Judgement.RIGHTLY_DECLINED),
        (reply(ReplyKind.SUGGESTIONS, PAY), set(), Judgement.OFFERED),
        (reply(ReplyKind.ANSWER, PAY), set(), Judgement.WRONGLY_ANSWERED),
    ],
)
def test_every_reply_is_judged_by_what_the_visitor_gets(given: Reply, expected: set[str], judgement: Judgement) -> None:
    assert judge(given, Label("q", frozenset(expected))) is judgement


def test_a_wrong_answer_is_worse_than_none_and_a_suggestion_is_between_none_and_the_answer() -> None:
    levels = [j.level for j in (Judgement.WRONG, Judgement.MISSED, Judgement.SUGGESTED, Judgement.RIGHT)]
    assert levels == [0, 1, 2, 3]
    assert [j.good for j in Judgement] == [True, True, True, True, False, False, False]


def test_every_judgement_has_words_for_people() -> None:
    assert len({judgement.heading for judgement in Judgement}) == len(Judgement)
