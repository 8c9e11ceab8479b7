"""Evidence to a probability that the candidate's answer is the right one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.evidence import FEATURES, Evidence
from matcher.models import WEIGHTS
from matcher.reranking import filled

RELEVANCE = "relevance"  # the name of its weight, beside those of FEATURES
SHIPPED = WEIGHTS / "confidence.json"

_LEAST_SHARE = 1e-4  # shares are kept away from 0 and 1, where their log odds have no end


class Confidence(Protocol):
    """Anything that turns evidence into probabilities."""

    @property
    def calibrated(self) -> bool:
        """Whether the numbers are probabilities."""
        ...

    def of(self, evidence: Evidence, relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) probabilities, in [0, 1]; relevance: (candidates,) logits, NaN where nothing was read."""
        ...


@dataclass(frozen=True, slots=True)
class RankedConfidence:
    """How close the best candidate is, and how far ahead of its rivals, as one probability.

    The evidence of each candidate adds up to its utility. A softmax over utilities gives each candidate its share,
    as in a conditional logit model (McFadden 1974): the chance that it is the right one of those found. Utility and
    log odds of the share of the best candidate give its confidence by logistic regression (Platt 1999); the others
    have theirs in proportion to their shares. Every weight is at or above 0: better evidence never lowers it.

    relevance: the weight of the reranker's logit; 0 where the parameters were fitted without a reranker. refitted:
    whether closeness, lead and bias were fitted on the owner's labels.
    """

    weights: tuple[float, ...]
    closeness: float
    lead: float
    bias: float
    relevance: float = 0.0
    calibrated: bool = True
    refitted: bool = False

    @classmethod
    def load(cls, path: Path, encoder: str, reranker: str, *, studied: bool) -> Self | None:
        """Read parameters fitted for these two model fingerprints; None where there are none.

        studied: for vectors that a study has mapped, or for the encoder's own.

        Raises ModelError for a file that can't be read.
        """
        try:
            for fit in json.loads(path.read_text(encoding="utf-8"))["fits"]:
                if (fit["encoder"]["fingerprint"], fit["reranker"]["fingerprint"]) == (encoder, reranker):
                    return cls.of_parameters(fit["studied" if studied else "plain"])
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path.name} holds no confidence parameters: {error!r}") from error

    @classmethod
    def of_parameters(cls, fitted: Mapping[str, Any]) -> Self:
        """Take over the numbers of a fit, as they stand in its file."""
        weights = tuple(float(fitted["weights"][name]) for name in FEATURES)
        closeness, lead, bias = (float(fitted[name]) for name in ("closeness", "lead", "bias"))
        return cls(weights, closeness, lead, bias, relevance=float(fitted["weights"].get(RELEVANCE, 0.0)))

    def of(self, evidence: Evidence, relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) probabilities, in [0, 1]; relevance: (candidates,) logits, NaN where nothing was read."""
        if not len(evidence.entries):
            return np.zeros(0)
        utility = self.utility(evidence, relevance)
        best = int(utility.argmax())
        shares = softmax(utility)
        lead = log_odds(share_of_answer(shares, evidence.answers, best))
        top = sigmoid(self.closeness * utility[best] + self.lead * lead + self.bias)
        confidence: NDArray[np.float64] = top * shares / shares[best]
        return confidence

    def utility(self, evidence: Evidence, relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) what the evidence of each adds up to; softmax makes shares of it. relevance: as for of."""
        utility: NDArray[np.float64] = evidence.values @ np.array(self.weights)
        return utility if relevance is None else utility + self.relevance * filled(relevance)


class Uncalibrated:
    """Stands in beside models that no parameters were fitted for: orders candidates, but is no probability.

    With a reranker it is the logistic function of relevance, without one the cosine, cut off at 0.
    """

    calibrated = False

    def of(self, evidence: Evidence, relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) values in [0, 1]."""
        if relevance is not None:
            return np.asarray(sigmoid(filled(relevance)))
        return np.clip(evidence.similarity, 0.0, 1.0)


def load_confidence(encoder: str, reranker: str, path: Path = SHIPPED, *, studied: bool = False) -> Confidence:
    """Parameters fitted for the models with these fingerprints ("none" without a reranker), else Uncalibrated."""
    return RankedConfidence.load(path, encoder, reranker, studied=studied) or Uncalibrated()


def softmax(utility: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) shares that add up to 1."""
    weight = np.exp(utility - utility.max())
    shares: NDArray[np.float64] = weight / weight.sum()
    return shares


def share_of_answer(shares: NDArray[np.float64], answers: NDArray[np.int64], best: int) -> float:
    """Share of the best candidate's answer; entries with the same answer are no rivals, as the visitor reads the same.

    shares and answers: (n,); best: position of the best candidate.
    """
    return float(shares[answers == answers[best]].sum())


def log_odds(share: float) -> float:
    """Log odds of a share in [0, 1], finite also at its ends."""
    kept = min(max(share, _LEAST_SHARE), 1.0 - _LEAST_SHARE)
    return float(np.log(kept / (1.0 - kept)))


def sigmoid(value: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Logistic function, finite throughout."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -50, 50))), np.float64)
