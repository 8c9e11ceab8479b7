"""The pipeline: question -> encode -> search -> candidates -> rerank -> confidence -> decide -> reply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.confidence import Confidence, load_confidence
from matcher.decide import decide
from matcher.encoder import Encoder, load_encoder
from matcher.errors import MatcherError
from matcher.evidence import Evidence, EvidenceSource, gather
from matcher.ingest import read_faq
from matcher.reranker import NONE, Reranker, load_reranker
from matcher.reranking import candidate_text, read
from matcher.settings import DEFAULT_THRESHOLDS, Settings, load_settings
from matcher.studied import StudyFolder, study_once
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.types import Candidate, Entry, Progress, Reply, Result, Thresholds
from matcher.verbatim import with_verbatim

_ENCODE_STEP = 256  # phrasings between two reports of progress
TOP_K = 20


@dataclass(frozen=True)
class Matcher:
    """One revision of an FAQ, ready to be asked. Immutable, so it can be shared by threads and swapped whole."""

    entries: tuple[Entry, ...]
    encoder: Encoder
    reranker: Reranker | None
    source: EvidenceSource
    first: Confidence
    """From the evidence alone; with a reranker, it says which candidates are read."""
    confidence: Confidence
    thresholds: Thresholds

    @classmethod
    def build(
        cls,
        entries: Sequence[Entry],
        encoder: Encoder,
        reranker: Reranker | None = None,
        *,
        thresholds: Thresholds | None = None,
        vectors: NDArray[np.float32] | None = None,
        studied: StudyMap | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Encode and index the entries.

        vectors: (texts, dim) unit rows, in the order of texts.texts_of(entries); encoded here where None.
        studied: what a study of the same entries with the same encoder learned, if it was kept.
        """
        if vectors is None:
            vectors = encode_all(texts_of(entries), encoder, progress)
        source = EvidenceSource.of(entries, vectors, studied)
        first = load_confidence(encoder.fingerprint, NONE, studied=studied is not None)
        confidence = first
        if reranker:
            confidence = load_confidence(encoder.fingerprint, reranker.fingerprint, studied=studied is not None)
        return cls(tuple(entries), encoder, reranker, source, first, confidence, thresholds or DEFAULT_THRESHOLDS)

    @classmethod
    def from_csv(cls, path: str | Path, settings: Settings | None = None) -> Self:
        """Read an FAQ file, load the models of the settings (the environment's where None), and study the entries.

        Raises IngestError for a file that can't be used and ModelError for a model that can't be loaded.
        """
        settings = settings or load_settings()
        return cls.from_entries(read_faq(Path(path)).entries, settings)

    @classmethod
    def from_entries(cls, entries: Sequence[Entry], settings: Settings, progress: Progress | None = None) -> Self:
        """Like from_csv, for entries that are at hand.

        The study takes seconds the first time; its outcome is kept in settings.cache. Without settings.study there is
        none.
        """
        encoder, reranker = load_encoder(settings), load_reranker(settings)
        vectors = encode_all(texts_of(entries), encoder, progress)
        folder = StudyFolder(settings.cache / "studies")
        studied = study_once(entries, vectors, encoder, folder, settings.seed, progress).map if settings.study else None
        return cls.build(entries, encoder, reranker, thresholds=settings.thresholds, vectors=vectors, studied=studied)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories of the entries, sorted."""
        return tuple(sorted({entry.category for entry in self.entries if entry.category}))

    @property
    def calibrated(self) -> bool:
        """Whether the confidence was fitted for the models in use."""
        return self.confidence.calibrated

    @property
    def models(self) -> dict[str, str]:
        """Names for people: encoder, reranker and runtime."""
        reranker = self.reranker.name if self.reranker else NONE
        return {"encoder": self.encoder.name, "reranker": reranker, "runtime": self.encoder.runtime}

    def with_thresholds(self, thresholds: Thresholds) -> Self:
        """Return the same matcher with other thresholds; nothing is encoded again."""
        return replace(self, thresholds=thresholds)

    def reply(
        self, question: str, *, category: str | None = None, top_k: int = TOP_K, thresholds: Thresholds | None = None
    ) -> Reply:
        """Ask and decide. Raises MatcherError for a category that no entry has."""
        return decide(self.ask(question, category=category, top_k=top_k), thresholds or self.thresholds)

    def ask(self, question: str, *, category: str | None = None, top_k: int = TOP_K) -> Result:
        """Rank up to top_k entries without deciding, so that thresholds can change later without a model call."""
        return self.ask_many([question], category=category, top_k=top_k)[0]

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        category: str | None = None,
        top_k: int = TOP_K,
        vectors: NDArray[np.float32] | None = None,
        progress: Progress | None = None,
    ) -> list[Result]:
        """Like ask, for many questions at once; the same results, faster. A blank question has no candidates.

        vectors: (questions, dim) unit rows of the encoder; encoded here where None.
        """
        allowed = self._allowed(category)
        if vectors is None:
            vectors = encode_all(questions, self.encoder, progress)
        return [
            self.rank(question, vector, allowed, top_k) for question, vector in zip(questions, vectors, strict=True)
        ]

    def rank(
        self,
        question: str,
        vector: NDArray[np.float32],
        allowed: NDArray[np.int64] | None = None,
        top_k: int = TOP_K,
    ) -> Result:
        """Rank for a question whose vector (dim,) is known; allowed: positions of the entries that may be found."""
        if not question.strip():
            return Result(question, ())
        evidence = gather(self.source, question, vector, top_k, allowed)
        texts = [self.source.index.texts[phrasing] for phrasing in evidence.phrasings]
        relevance = self.relevance(question, evidence)
        found = self.confidence.of(evidence, relevance)
        confidence = with_verbatim(found, evidence.entries, question, self.source.verbatim)
        candidates = [
            Candidate(
                entry=self.entries[entry],
                phrasing=texts[i],
                similarity=float(evidence.similarity[i]),
                relevance=None if relevance is None or np.isnan(relevance[i]) else float(relevance[i]),
                confidence=float(confidence[i]),
            )
            for i, entry in enumerate(evidence.entries)
        ]
        return Result(question, tuple(sorted(candidates, key=lambda c: -c.confidence)[:top_k]))

    def relevance(self, question: str, evidence: Evidence) -> NDArray[np.float32] | None:
        """(candidates,) the reranker's logits, NaN for candidates that it does not read; None without a reranker."""
        if self.reranker is None:
            return None
        texts = [
            candidate_text(self.source.index.texts[phrasing], self.entries[entry])
            for phrasing, entry in zip(evidence.phrasings, evidence.entries, strict=True)
        ]
        return read(question, evidence, self.first.of(evidence, None), texts, self.reranker)

    def _allowed(self, category: str | None) -> NDArray[np.int64] | None:
        if category is None:
            return None
        if category not in self.categories:
            known = ", ".join(self.categories) or "none"
            raise MatcherError(f"there is no category {category!r}; there are: {known}")
        return np.array([i for i, entry in enumerate(self.entries) if entry.category == category], np.int64)


def encode_all(texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> NDArray[np.float32]:
    """(n, dim) unit vectors, with progress reported as "encoding"."""
    if progress is None or len(texts) <= _ENCODE_STEP:
        return encoder.encode(texts)
    parts = []
    for at in range(0, len(texts), _ENCODE_STEP):
        parts.append(encoder.encode(texts[at : at + _ENCODE_STEP]))
        progress("encoding", min(at + _ENCODE_STEP, len(texts)) / len(texts))
    return np.concatenate(parts)
