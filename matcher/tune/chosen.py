"""The choice of thresholds as it was made: for which models and revision, and what it promised."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from matcher.confidence import RankedConfidence
from matcher.errors import StoreError
from matcher.matcher import Matcher
from matcher.reranker import NONE
from matcher.tune.goals import AtMost, Cost, Goal
from matcher.tune.verdicts import Span
from matcher.types import Thresholds

CHOSEN = "chosen_thresholds"
"""The setting in the store that holds the choice."""


@dataclass(frozen=True, slots=True)
class Models:
    """What confidence depends on beside the FAQ: two fingerprints with their names, its fit, and the study.

    fit: the parameters of the confidence, "" where it is not calibrated.
    """

    encoder: str
    encoder_name: str
    reranker: str
    reranker_name: str
    fit: str
    studied: bool

    @classmethod
    def of(cls, matcher: Matcher) -> Self:
        """Return the models of a matcher."""
        reranker = matcher.reranker
        names = (reranker.fingerprint, reranker.name) if reranker else (NONE, NONE)
        studied = matcher.source.studied is not None
        return cls(matcher.encoder.fingerprint, matcher.encoder.name, *names, fit_of(matcher), studied)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was taken over, and everything by which to tell later whether it still holds.

    goal is None where the thresholds were set by hand; questions: how many test questions it was made with, 0 for a
    cold start; promised: as in Choice; came: what the test questions came to when it was made, for each of HEADLINES.
    """

    thresholds: Thresholds
    goal: Goal | None
    models: Models
    revision: int
    questions: int
    promised: dict[str, Span]
    came: dict[str, Span]
    author: str
    created_at: datetime

    def to_json(self) -> dict[str, object]:
        """Plain values to keep."""
        goal = asdict(self.goal) if self.goal else None
        return {**asdict(self), "goal": goal, "created_at": self.created_at.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_json gave. Raises StoreError for anything else."""
        try:
            return cls(
                Thresholds(**kept["thresholds"]),
                _goal(kept["goal"]),
                Models(**kept["models"]),
                int(kept["revision"]),
                int(kept["questions"]),
                _spans(kept["promised"]),
                _spans(kept["came"]),
                str(kept["author"]),
                datetime.fromisoformat(kept["created_at"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreError(f"the chosen thresholds in the knowledge base are damaged: {error!r}") from error


def _spans(kept: Mapping[str, Any]) -> dict[str, Span]:
    return {name: Span(**span) for name, span in kept.items()}


def _goal(kept: Mapping[str, Any] | None) -> Goal | None:
    if kept is None:
        return None
    return AtMost(**kept) if "wrong" in kept else Cost(**kept)


def fit_of(matcher: Matcher) -> str:
    """Return the parameters of a matcher's confidence as text, "" where it is not calibrated."""
    found = matcher.confidence
    if not isinstance(found, RankedConfidence):
        return ""
    return " ".join(f"{number:.6g}" for number in (*found.weights, found.closeness, found.lead, found.bias))
