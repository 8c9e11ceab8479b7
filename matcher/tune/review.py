"""Whether a choice of thresholds still holds, and what moved where it may not."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.diff import diff, summary
from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.chosen import Chosen, Models
from matcher.tune.verdicts import HEADLINES, Span, spans
from matcher.types import Entry, Revision

_WORDS = {
    "right": "right answers",
    "wrong_answers": "wrong answers",
    "suggestions": "did-you-means",
    "no_answer": "questions without an answer",
}


@dataclass(frozen=True, slots=True)
class Review:
    """A choice held against what is live now.

    reasons: what changed since, in plain words; empty where the choice holds as it was made. now: of 100 visitors, what
    the test questions come to at the chosen thresholds; empty without test questions. moved: in plain words, what lies
    outside of the interval of what they came to when the choice was made.
    """

    chosen: Chosen
    reasons: tuple[str, ...]
    now: dict[str, Span]
    moved: tuple[str, ...]

    @property
    def needed(self) -> bool:
        """Whether the thresholds need another look."""
        return bool(self.reasons)


def review(chosen: Chosen, matcher: Matcher, revision: Revision, then: Sequence[Entry], asked: Asked | None) -> Review:
    """Compare a choice with the live matcher; then: the entries of the revision that it was made for."""
    reasons = [*_models(chosen.models, Models.of(matcher)), *_entries(chosen, matcher, revision, then)]
    if chosen.thresholds != matcher.thresholds:
        reasons.append("the thresholds in use are others than the chosen ones")
    now = spans(asked, chosen.thresholds) if asked else {}
    return Review(chosen, tuple(reasons), now, tuple(_moved(chosen.came, now)))


def _models(before: Models, now: Models) -> list[str]:
    said = []
    if before.encoder != now.encoder:
        said.append(f"the encoder is {_renamed(before.encoder_name, now.encoder_name)}")
    if before.reranker != now.reranker:
        said.append(f"the reranker is {_renamed(before.reranker_name, now.reranker_name)}")
    if before.studied != now.studied:  # which brings other parameters with it
        said.append("what was studied of the FAQ is " + ("used now" if now.studied else "not used now"))
    elif before.fit != now.fit and not said:
        said.append("the confidence was fitted anew")
    return said


def _renamed(before: str, now: str) -> str:
    return f"{now}, and was {before}" if before != now else f"another version of {now}"


def _entries(chosen: Chosen, matcher: Matcher, revision: Revision, then: Sequence[Entry]) -> list[str]:
    if chosen.revision == revision.number:
        return []
    difference = diff(then, matcher.entries)
    changed = summary(difference) if difference else "no entry changed"
    return [f"revision {revision.number} is live, and the choice was made for {chosen.revision}: {changed}"]


def _moved(came: dict[str, Span], now: dict[str, Span]) -> list[str]:
    said = []
    for name in HEADLINES:
        if name in came and name in now and not came[name].low <= now[name].value <= came[name].high:
            before, after = came[name].value, now[name].value
            said.append(f"{_WORDS[name]}: {after:.0f} of 100 now, {before:.0f} when the thresholds were chosen")
    return said
