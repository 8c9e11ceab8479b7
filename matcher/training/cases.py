"""Questions put to simulated FAQs, with the evidence for each candidate and which of them are right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.confidence import SHIPPED, Confidence, load_confidence
from matcher.encoder import Encoder
from matcher.errors import MatcherError
from matcher.evidence import Evidence, EvidenceSource, gather
from matcher.matcher import TOP_K
from matcher.reranker import NONE, Reranker
from matcher.reranking import candidate_text, filled, read
from matcher.studied import study_entries
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.training.simulate import SimulatedFaq
from matcher.types import Progress


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to a simulated FAQ: what was found, which candidates are right, and what the question counts.

    relevance: (candidates,) what a reranker read there, NaN where it read nothing; None without a reranker.
    """

    evidence: Evidence
    right: NDArray[np.bool_]
    weight: float
    relevance: NDArray[np.float32] | None = None

    @property
    def values(self) -> NDArray[np.float64]:
        """(candidates, features), with relevance as the last one where there is a reranker."""
        if self.relevance is None:
            return self.evidence.values
        return np.column_stack([self.evidence.values, filled(self.relevance)])


class CachedEncoder:
    """Encodes each text once; simulated FAQs share most of theirs."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.name, self.runtime = encoder.fingerprint, encoder.name, encoder.runtime
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length, in the order of the texts."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True, slots=True)
class Reading:
    """A reranker, and the confidence without it, which says what it reads: plain, and with a study."""

    reranker: Reranker
    plain: Confidence
    studied: Confidence

    @classmethod
    def of(cls, reranker: Reranker, encoder: Encoder, path: Path = SHIPPED) -> Self:
        """Take the confidence from the file. Raises MatcherError where it holds none for the encoder alone."""
        kept = path if path.is_file() else SHIPPED
        plain, studied = (load_confidence(encoder.fingerprint, NONE, kept, studied=one) for one in (False, True))
        if not plain.calibrated:
            raise MatcherError(f"fit the confidence of {encoder.name} without a reranker first")
        return cls(reranker, plain, studied)


def cases_of(
    faqs: Sequence[SimulatedFaq],
    encoder: Encoder,
    reading: Reading | None = None,
    *,
    study: bool,
    progress: Progress | None = None,
) -> list[Case]:
    """Every question put to the FAQs, whose weights add up to 1; with study, only FAQs whose study was kept count."""
    cases: list[Case] = []
    for number, faq in enumerate(faqs, 1):
        vectors = encoder.encode(texts_of(faq.entries))
        learned = study_entries(faq.entries, vectors, encoder.encode).map if study else None
        if learned or not study:
            cases += _ask(faq, encoder, vectors, learned, reading)
        if progress:
            progress(f"{faq.name}, {'studied' if study else 'plain'}", number / len(faqs))
    return [replace(case, weight=1.0 / len(cases)) for case in cases]


def _ask(
    faq: SimulatedFaq,
    encoder: Encoder,
    vectors: NDArray[np.float32],
    learned: StudyMap | None,
    reading: Reading | None,
) -> list[Case]:
    source = EvidenceSource.of(faq.entries, vectors, learned)
    questions = encoder.encode([label.question for label in faq.labels])
    cases = []
    for label, vector in zip(faq.labels, questions, strict=True):
        evidence = gather(source, label.question, vector, TOP_K)
        right = np.array([faq.entries[entry].id in label.expected for entry in evidence.entries], bool)
        relevance = _relevance(faq, source, label.question, evidence, reading) if reading else None
        cases.append(Case(evidence, right, 1.0, relevance))
    return cases


def _relevance(
    faq: SimulatedFaq, source: EvidenceSource, question: str, evidence: Evidence, reading: Reading
) -> NDArray[np.float32]:
    texts = [
        candidate_text(source.index.texts[phrasing], faq.entries[entry])
        for phrasing, entry in zip(evidence.phrasings.tolist(), evidence.entries.tolist(), strict=True)
    ]
    first = reading.studied if source.studied else reading.plain
    return read(question, evidence, first.of(evidence, None), texts, reading.reranker)
