"""The matcher and what it is held against: each takes an FAQ with questions and returns what came of them."""

from collections.abc import Callable, Mapping, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import EvalSet
from matcher.encoder import Encoder
from matcher.matcher import TOP_K, Matcher
from matcher.measures import Outcomes
from matcher.settings import load_settings
from matcher.types import Candidate, Entry, Result

System = Callable[[EvalSet, Encoder], Outcomes]
Build = Callable[[Sequence[Entry], Encoder], Matcher]

_BM25_HALF = 5.0  # the BM25 score that counts as a confidence of one half; it moves ece only


def ours(build: Build) -> System:
    """Ask the matcher that is built from the entries."""

    def run(data: EvalSet, encoder: Encoder) -> Outcomes:
        matcher = build(data.entries, encoder)
        return Outcomes.of(matcher.ask_many([label.question for label in data.labels]), data.labels)

    return run


def cosine(data: EvalSet, encoder: Encoder) -> Outcomes:
    """Take the cosine of the best phrasing, clipped to [0, 1] as the confidence."""
    phrasings = encoder.encode([text for entry in data.entries for text in entry.phrasings])
    asked = encoder.encode([label.question for label in data.labels])
    starts = np.cumsum([0, *(len(entry.phrasings) for entry in data.entries[:-1])])
    similarity = np.maximum.reduceat(asked @ phrasings.T, starts, axis=1)  # (questions, entries)
    return ranked(data, np.clip(similarity, 0.0, 1.0))


def bm25(data: EvalSet, encoder: Encoder) -> Outcomes:
    """Score by BM25 over phrasings and answer as one text, without English stop words; confidence is s / (s + 5)."""
    texts = [" ".join((*entry.phrasings, entry.answer)) for entry in data.entries]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    questions = [label.question for label in data.labels]
    asked = bm25s.tokenize(questions, stopwords="en", return_ids=False, show_progress=False)
    rows = [index.get_scores(words) if words else np.zeros(len(texts), np.float32) for words in asked]
    scores = np.array(rows, np.float64)  # (questions, entries)
    return ranked(data, scores / (scores + _BM25_HALF))


def ranked(data: EvalSet, confidence: NDArray[np.floating]) -> Outcomes:
    """Rank by confidences (questions, entries) in [0, 1]; an entry with 0 was not found."""
    results = []
    for label, row in zip(data.labels, confidence, strict=True):
        order = np.argsort(-row, kind="stable")[:TOP_K]
        found = [(data.entries[i], float(row[i])) for i in order.tolist() if row[i] > 0]
        candidates = (Candidate(entry, entry.question, value, None, value) for entry, value in found)
        results.append(Result(label.question, tuple(candidates)))
    return Outcomes.of(results, data.labels)


def studied(entries: Sequence[Entry], encoder: Encoder) -> Matcher:
    """Build the matcher that answers once the study of the FAQ is done."""
    return Matcher.from_entries(entries, load_settings())


def not_studied(entries: Sequence[Entry], encoder: Encoder) -> Matcher:
    """Build the matcher that answers from the first moment on."""
    return Matcher.build(entries, encoder)


SYSTEMS: Mapping[str, System] = {
    "**ours**": ours(studied),
    "ours, not studied": ours(not_studied),
    "plain cosine": cosine,
    "BM25": bm25,
}
