"""The outcomes by which test questions can be picked: the four of the picture, and the seven verdicts in them."""

from collections.abc import Mapping

from matcher.tune.charts import WORDS as HEADLINE_WORDS
from matcher.tune.verdicts import HEADLINES, VERDICTS, Verdict

ALL = "all"
GONE = "gone"
"""Test questions that expect an entry which is not live any more."""

HEADLINE_PLURALS: Mapping[str, str] = {
    "right": "right answers",
    "wrong_answers": "wrong answers",
    "suggestions": "did-you-means",
    "no_answer": "without an answer",
}
"""The four shares of the picture in words, behind a number."""

_VERDICTS_OF: Mapping[str, tuple[Verdict, ...]] = {
    ALL: VERDICTS,
    "answered": (Verdict.RIGHT, Verdict.WRONG, Verdict.INTRUDED),
    **{verdict.value: (verdict,) for verdict in VERDICTS},
    **HEADLINES,
}


def verdicts_of(outcome: str) -> tuple[Verdict, ...]:
    """Return the verdicts that an outcome stands for; all of them for a name that is none."""
    return _VERDICTS_OF.get(outcome, VERDICTS)


def outcome_words(outcome: str) -> str:
    """Say an outcome in plain words."""
    if outcome in HEADLINE_WORDS:
        return HEADLINE_WORDS[outcome]
    return Verdict(outcome).heading if outcome in {each.value for each in VERDICTS} else outcome


def headline_of(verdict: Verdict) -> str:
    """Return the share of the picture in which a verdict is counted."""
    return next(name for name, verdicts in HEADLINES.items() if verdict in verdicts)
