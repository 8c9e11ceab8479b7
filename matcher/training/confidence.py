"""Fit the confidence on simulated FAQs: python -m matcher train confidence DATA --out FILE."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.encoder import Encoder
from matcher.evidence import FEATURES, EvidenceSource, gather
from matcher.index import PhrasingIndex
from matcher.matcher import TOP_K
from matcher.reranker import NONE
from matcher.training.simulate import DataSet, SimulatedFaq, read_data_sets, simulate
from matcher.types import Progress

# Sets whose licence allows it; stackoverflow20's "entries" are topics of thousands of questions, not FAQs.
TRAIN_SETS = (
    "clinc150",
    "hwu64",
    "slurp",
    "covidfaq_jhu",
    "feedbackqa_cdc",
    "feedbackqa_uk",
    "feedbackqa_australia",
)
_ROUNDS = 24  # simulated FAQs a data set
_CANDIDATES = 5  # candidates a question that count as rows


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


def train_confidence(data: Path, out: Path, encoder: Encoder, seed: int = 0, progress: Progress | None = None) -> None:
    """Fit on every train set with equal weight and write the parameters with what they were fitted on."""
    cached, rng = CachedEncoder(encoder), np.random.default_rng(seed)
    sets = read_data_sets(data, TRAIN_SETS)
    rows, right, weight = [], [], []
    for number, data_set in enumerate(sets, 1):
        evidence, correct = rows_of(data_set, cached, rng)
        rows.append(evidence)
        right.append(correct)
        weight.append(np.full(len(correct), 1.0 / len(correct)))
        if progress:
            progress("simulating FAQs", number / len(sets))
    model = LogisticRegression(C=np.inf, max_iter=1000)
    model.fit(np.concatenate(rows), np.concatenate(right), np.concatenate(weight) * sum(map(len, right)) / len(sets))
    parameters = {
        "method": "logistic regression (Platt 1999) on the best candidates of simulated FAQs",
        "encoder": {"name": encoder.name, "fingerprint": encoder.fingerprint},
        "reranker": {"name": NONE, "fingerprint": NONE},
        "data": list(TRAIN_SETS),
        "rows": sum(map(len, right)),
        "seed": seed,
        "weights": dict(zip(FEATURES, model.coef_[0].tolist(), strict=True)),
        "bias": float(model.intercept_[0]),
    }
    out.write_text(json.dumps(parameters, indent=2) + "\n", encoding="utf-8")


def rows_of(
    data: DataSet, encoder: Encoder, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(rows, features) evidence of the best candidates in simulated FAQs, and (rows,) which of them are right."""
    parts = [_faq_rows(faq, encoder) for faq in simulate(data, _ROUNDS, rng)]
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([right for _, right in parts])


def _faq_rows(faq: SimulatedFaq, encoder: Encoder) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    vectors = encoder.encode([text for entry in faq.entries for text in entry.phrasings])
    source = EvidenceSource.of(faq.entries, PhrasingIndex(faq.entries, vectors))
    questions = encoder.encode([label.question for label in faq.labels])
    rows, right = [], []
    for label, vector in zip(faq.labels, questions, strict=True):
        hits = source.index.search(vector, TOP_K)
        rows.append(gather(source, label.question, hits)[:_CANDIDATES])
        right += [faq.entries[hit.entry].id in label.expected for hit in hits[:_CANDIDATES]]
    return np.concatenate(rows), np.array(right, bool)
