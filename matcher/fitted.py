"""Confidence fitted on the owner's labels, kept in the store for the models that it was fitted with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from matcher.confidence import Confidence, RankedConfidence, load_confidence
from matcher.errors import StoreError
from matcher.matcher import Matcher
from matcher.reranker import NONE
from matcher.store import Store

_SETTING = "fitted_confidence"


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters of RankedConfidence that labels can move, and the models that they belong to.

    encoder and reranker are fingerprints; studied: whether the vectors were mapped by a study; questions: how many
    labels they were fitted on.
    """

    encoder: str
    reranker: str
    studied: bool
    closeness: float
    lead: float
    bias: float
    questions: int

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what was kept. Raises StoreError for anything else."""
        try:
            fitted = cls(**kept)
            numbers = [float(value) for value in (fitted.closeness, fitted.lead, fitted.bias)]
        except (TypeError, ValueError) as error:
            raise StoreError(f"the fitted confidence in the knowledge base is damaged: {error}") from error
        if not all(abs(number) < float("inf") for number in numbers) or min(numbers[:2]) < 0:
            raise StoreError(f"the fitted confidence in the knowledge base is damaged: {numbers}")
        return fitted

    def fits(self, matcher: Matcher) -> bool:
        """Whether it was fitted with the models of this matcher, and as it was studied."""
        reranker = matcher.reranker.fingerprint if matcher.reranker else NONE
        of_matcher = (matcher.encoder.fingerprint, reranker, matcher.source.studied is not None)
        return (self.encoder, self.reranker, self.studied) == of_matcher

    def to_json(self) -> dict[str, object]:
        """Plain values to keep."""
        return asdict(self)


def kept_fit(store: Store, matcher: Matcher) -> Fitted | None:
    """Return what is kept for the models of this matcher, and as it was studied; None where nothing is."""
    kept = store.setting(setting_of(matcher))
    return None if kept is None else Fitted.from_json(kept)


def keep_fit(store: Store, matcher: Matcher, fitted: Fitted | None) -> None:
    """Keep the parameters for the models of this matcher in place of any before; None forgets them."""
    store.set_setting(setting_of(matcher), fitted.to_json() if fitted else None)


def setting_of(matcher: Matcher) -> str:
    """Name the setting in the store that holds the parameters for the models of a matcher, and as it was studied."""
    reranker = matcher.reranker.fingerprint if matcher.reranker else NONE
    studied = "studied" if matcher.source.studied else "plain"
    return f"{_SETTING} {matcher.encoder.fingerprint} {reranker} {studied}"


def with_fit(matcher: Matcher, fitted: Fitted | None) -> Matcher:
    """Return the matcher with the fitted confidence, or with the shipped one where it belongs to other models."""
    shipped = shipped_confidence(matcher)
    if fitted is None or not fitted.fits(matcher) or not isinstance(shipped, RankedConfidence):
        return replace(matcher, confidence=shipped)
    moved = replace(shipped, closeness=fitted.closeness, lead=fitted.lead, bias=fitted.bias, refitted=True)
    return replace(matcher, confidence=moved)


def shipped_confidence(matcher: Matcher) -> Confidence:
    """Return the confidence that the project ships for the models of a matcher."""
    reranker = matcher.reranker.fingerprint if matcher.reranker else NONE
    return load_confidence(matcher.encoder.fingerprint, reranker, studied=matcher.source.studied is not None)
