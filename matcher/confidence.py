"""Evidence to a probability that the candidate's answer is the right one."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.evidence import FEATURES
from matcher.models import WEIGHTS

SHIPPED = WEIGHTS / "confidence.json"


class Confidence(Protocol):
    """Anything that turns evidence into probabilities."""

    calibrated: bool

    def of(self, evidence: NDArray[np.float64], relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) probabilities from (candidates, features) evidence."""
        ...


@dataclass(frozen=True, slots=True)
class LogisticConfidence:
    """Logistic regression on evidence (Platt 1999), fitted by matcher.training.confidence on public FAQ data."""

    weights: tuple[float, ...]
    bias: float
    calibrated: bool = True

    @classmethod
    def load(cls, path: Path, encoder: str, reranker: str) -> Self | None:
        """Read parameters fitted for these two model fingerprints; None where they were fitted for others.

        Raises ModelError for a file that can't be read.
        """
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if (kept["encoder"]["fingerprint"], kept["reranker"]["fingerprint"]) != (encoder, reranker):
                return None
            return cls(tuple(float(kept["weights"][name]) for name in FEATURES), float(kept["bias"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path.name} holds no confidence parameters: {error!r}") from error

    def of(self, evidence: NDArray[np.float64], relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) probabilities from (candidates, features) evidence."""
        return _sigmoid(evidence @ np.array(self.weights) + self.bias)


class Uncalibrated:
    """Stands in beside models that no parameters were fitted for: orders candidates, but is no probability.

    With a reranker it is the logistic function of relevance, without one the cosine, cut off at 0.
    """

    calibrated = False

    def of(self, evidence: NDArray[np.float64], relevance: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """(candidates,) values in [0, 1]."""
        if relevance is not None:
            return _sigmoid(relevance.astype(np.float64))
        similarity: NDArray[np.float64] = np.clip(evidence[:, FEATURES.index("similarity")], 0.0, 1.0)
        return similarity


def load_confidence(encoder: str, reranker: str, path: Path = SHIPPED) -> Confidence:
    """Parameters fitted for the models with these fingerprints ("none" without a reranker), else Uncalibrated."""
    return LogisticConfidence.load(path, encoder, reranker) or Uncalibrated()


def _sigmoid(value: NDArray[np.float64]) -> NDArray[np.float64]:
    positive: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(value, -50, 50)))
    return positive
