"""What speaks for each candidate, as one row of numbers."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.index import PhrasingIndex, flat_index, nearest, vectors_in
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.types import Entry
from matcher.verbatim import verbatim_owners
from matcher.words import Words, share_of_best, words

FEATURES = ("vote", "whole", "bm25")
"""Columns of evidence, higher is better in each.

vote: cosines of all the entry's phrasings, joined by log-sum-exp. whole: cosine with category, question and the
answer's beginning as one text; the best phrasing's in an FAQ without answers. bm25: score of the words in phrasings
and answer, as a share of the best. Tried beside these, and no better: the best phrasing's cosine, late interaction, and
the share of the question's words that the phrasings have (benchmarks/README.md).
"""

_VOTE_SHARPNESS = 15.0  # between the mean of the cosines (0) and the best one (infinity); the study spike's beta
_BY_WHOLE, _BY_WORDS = 10, 5  # entries that come in beside those found by phrasing


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """Everything about an FAQ that evidence is drawn from, made once a revision."""

    index: PhrasingIndex
    words: Words
    wholes: NDArray[np.float32]
    wholes_index: faiss.IndexFlatIP
    answers: NDArray[np.int64]
    studied: StudyMap | None
    verbatim: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, entries: Sequence[Entry], vectors: NDArray[np.float32], studied: StudyMap | None = None) -> Self:
        """Prepare the entries; vectors: (texts, dim) unit rows of the encoder, in the order of texts_of(entries)."""
        if len(vectors) != len(texts_of(entries)):
            raise ValueError(f"{len(vectors)} vectors for {len(texts_of(entries))} texts")
        vectors = studied.apply(vectors) if studied else vectors
        phrasings = sum(len(entry.phrasings) for entry in entries)
        index = PhrasingIndex(entries, vectors[:phrasings])
        wholes = flat_index(vectors[phrasings:])
        answers, verbatim = _answer_numbers(entries), verbatim_owners(entries)
        return cls(index, Words(entries), vectors_in(wholes), wholes, answers, studied, verbatim)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one question, a row a candidate.

    entries: (n,) positions; phrasings: (n,) positions of the best ones; similarity: (n,) their cosines; values:
    (n, features), in the order of FEATURES; answers: (n,) numbers, equal where the answers are.
    """

    entries: NDArray[np.int64]
    phrasings: NDArray[np.int64]
    similarity: NDArray[np.float64]
    values: NDArray[np.float64]
    answers: NDArray[np.int64]


def gather(
    source: EvidenceSource,
    question: str,
    vector: NDArray[np.float32],
    top_k: int,
    allowed: NDArray[np.int64] | None = None,
) -> Evidence:
    """Find candidates for a question and what speaks for each; vector is its unit vector (dim,) from the encoder.

    Candidates are the top_k entries by phrasing, joined by those that only their whole text or their words bring.
    """
    query = source.studied.apply(vector[None])[0] if source.studied else vector
    asked = words(question)
    scores = source.words.bm25(asked)
    entries = _candidates(source, query, scores, top_k, allowed)
    cosines = source.index.similarities(query, entries)
    similarity = np.array([values.max() for values, _ in cosines], np.float64)
    vote = [float(np.log(np.exp(_VOTE_SHARPNESS * (v - 1.0)).sum()) / _VOTE_SHARPNESS + 1.0) for v, _ in cosines]
    columns = [
        np.array(vote, np.float64),
        (source.wholes[entries] @ query).astype(np.float64) if len(source.wholes) else similarity,
        share_of_best(scores[entries]),
    ]
    phrasings = np.array([start + int(values.argmax()) for values, start in cosines], np.int64)
    return Evidence(entries, phrasings, similarity, np.column_stack(columns), source.answers[entries])


def _candidates(
    source: EvidenceSource,
    query: NDArray[np.float32],
    scores: NDArray[np.float32],
    top_k: int,
    allowed: NDArray[np.int64] | None,
) -> NDArray[np.int64]:
    by_phrasing = source.index.search(query, top_k, allowed)
    by_whole = nearest(source.wholes_index, query, _BY_WHOLE, allowed)
    eligible = np.arange(len(scores)) if allowed is None else allowed
    by_words = eligible[np.argsort(-scores[eligible], kind="stable")[:_BY_WORDS]]
    by_words = by_words[scores[by_words] > 0]
    return np.array(list(dict.fromkeys([*by_phrasing, *by_whole, *by_words])), np.int64)


def _answer_numbers(entries: Sequence[Entry]) -> NDArray[np.int64]:
    """(entries,) numbers, equal where the answers are equal but for spacing and case; no answer equals no other."""
    seen: dict[str, int] = {}
    numbers = []
    for position, entry in enumerate(entries):
        text = " ".join(unicodedata.normalize("NFKC", entry.answer).casefold().split())
        numbers.append(seen.setdefault(text, position) if text else position)
    return np.array(numbers, np.int64)
