"""Which candidates the reranker reads, and what of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.evidence import Evidence
from matcher.reranker import Reranker
from matcher.types import Entry

DEPTH = 8  # candidates read a question: the right one is rarely further back, and each costs about a millisecond
_ANSWER_WORDS = 12  # words of the answer that are read after the phrasing


def candidate_text(phrasing: str, entry: Entry) -> str:
    """Phrasing and the beginning of the answer as one text; the phrasing alone without an answer."""
    return " ".join([*phrasing.split(), *entry.answer.split()[:_ANSWER_WORDS]])


def read(
    question: str,
    evidence: Evidence,
    first: NDArray[np.float64],
    texts: Sequence[str],
    reranker: Reranker,
) -> NDArray[np.float32]:
    """(candidates,) relevance of the DEPTH candidates that are first by (candidates,) first; NaN for the others.

    texts: (candidates,) what is read of each.
    """
    relevance = np.full(len(evidence.entries), np.nan, np.float32)
    near = np.sort(np.argsort(-first, kind="stable")[:DEPTH])
    relevance[near] = reranker.relevance([(question, texts[i]) for i in near.tolist()])
    return relevance


def filled(relevance: NDArray[np.float32]) -> NDArray[np.float64]:
    """(candidates,) relevance, in which a candidate that was not read counts as the least relevant that was."""
    values = relevance.astype(np.float64)
    unread = np.isnan(values)
    return np.where(unread, values[~unread].min(initial=np.inf), values) if unread.any() else values
