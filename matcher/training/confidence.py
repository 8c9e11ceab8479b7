"""Fit the confidence on simulated FAQs: python -m matcher train confidence DATA --out FILE."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.confidence import RELEVANCE, SHIPPED, Confidence, load_confidence, log_odds, share_of_answer, softmax
from matcher.encoder import Encoder
from matcher.errors import MatcherError
from matcher.evidence import FEATURES, Evidence, EvidenceSource, gather
from matcher.matcher import TOP_K
from matcher.reranker import NONE, Reranker
from matcher.reranking import candidate_text, filled, read
from matcher.studied import study_entries
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.training.conditional_logit import Choice, fit_weights
from matcher.training.lessons import DATA_SETS as LEARNED
from matcher.training.simulate import DataSet, SimulatedFaq, read_data_sets, read_samples, simulate
from matcher.types import Progress

# stackoverflow20 is left out: its "entries" are topics of thousands of questions, not FAQs; rostd: 12 entries only.
DOMAINS = {
    "assistant": ("clinc150", "hwu64", "slurp"),
    "covid": ("covidfaq_jhu", "feedbackqa_cdc", "feedbackqa_uk", "feedbackqa_australia"),
}
TRAIN_SETS = tuple(name for names in DOMAINS.values() for name in names)
ROUNDS = 10


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


def train_confidence(
    data: Path,
    out: Path,
    encoder: Encoder,
    reranker: Reranker | None = None,
    *,
    rounds: int = ROUNDS,
    seed: int = 0,
    progress: Progress | None = None,
) -> None:
    """Fit on FAQs simulated from every train set, and write the parameters with what they were fitted on.

    rounds: simulated FAQs a data set; the data sets count the same. What was fitted for other models stays in the
    file. With a reranker, the fit without one must be there already, as it says which candidates are read; and the
    sets that the project's own reranker learned from are left out, as it knows their answers.
    """
    reading = Reading.of(reranker, encoder, out) if reranker else None
    cached, rng = CachedEncoder(encoder), np.random.default_rng(seed)
    plain: list[Case] = []
    studied: list[Case] = []
    public, unseen = held_out_sets(data)
    sets = unseen if reading else [*public, *read_samples()]
    for data_set in sets:
        faqs = list(simulate(data_set, rounds, strangers_to(data_set, public), rng))
        plain += cases_of(faqs, cached, reading, study=False, progress=progress)
        studied += cases_of(faqs, cached, reading, study=True, progress=progress)
    parameters = {
        "method": "conditional logit (McFadden 1974), then logistic regression (Platt 1999), on simulated FAQs",
        "encoder": {"name": encoder.name, "fingerprint": encoder.fingerprint},
        "reranker": {
            "name": reranker.name if reranker else NONE,
            "fingerprint": reranker.fingerprint if reranker else NONE,
        },
        "data": [data_set.name for data_set in sets],
        "simulated_faqs": rounds * len(sets),
        "questions": {"plain": len(plain), "studied": len(studied)},
        "seed": seed,
        "plain": fit(plain),
        "studied": fit(studied),
    }
    fits = [*_others(out, encoder.fingerprint, parameters["reranker"]), parameters]
    out.write_text(json.dumps({"fits": fits}, indent=2) + "\n", encoding="utf-8")


def _others(path: Path, encoder: str, reranker: object) -> list[dict[str, Any]]:
    """Return the fits in the file, if there is one, for other models."""
    kept = json.loads(path.read_text(encoding="utf-8"))["fits"] if path.is_file() else []
    return [fit for fit in kept if fit["encoder"]["fingerprint"] != encoder or fit["reranker"] != reranker]


def held_out_sets(data: Path) -> tuple[list[DataSet], list[DataSet]]:
    """Read all public train sets; and those, with the samples, whose labels the project's reranker never learned.

    On the others it looks better than it is.
    """
    public = read_data_sets(data, TRAIN_SETS)
    return public, [*(one for one in public if one.name not in LEARNED), *read_samples()]


def strangers_to(data_set: DataSet, public: Sequence[DataSet]) -> list[str]:
    """Questions of the public sets of other domains: out of scope for any FAQ drawn from this data set."""
    own = next((names for names in DOMAINS.values() if data_set.name in names), ())
    return [label.question for other in public if other.name not in own for label in other.labels]


def fit(cases: Sequence[Case], features: Sequence[str] = (*FEATURES, RELEVANCE)) -> dict[str, Any]:
    """Parameters of RankedConfidence: the weights of evidence first, then how closeness and lead become confidence.

    features: names of the columns of evidence; the last, relevance, may be missing.
    """
    weights = fit_weights([Choice(case.values, case.right, case.weight) for case in cases])
    found = [case for case in cases if len(case.right)]
    rows, right = zip(*(_best(case, weights) for case in found), strict=True)
    weight = np.array([case.weight for case in found]) * len(found)
    (closeness, lead), bias = _fit_rising(np.array(rows), np.array(right), weight)
    return {
        "weights": dict(zip(features, weights.tolist(), strict=False)),
        "closeness": closeness,
        "lead": lead,
        "bias": bias,
    }


def _fit_rising(
    rows: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[list[float], float]:
    """Logistic regression of (n,) right on (n, features) rows; a feature that would lower the chance is left out."""
    use = np.arange(rows.shape[1])
    while True:
        model = LogisticRegression(C=np.inf, max_iter=1000).fit(rows[:, use], right, weight)
        if model.coef_[0].min() >= 0 or len(use) == 1:
            break
        use = np.delete(use, model.coef_[0].argmin())
    slopes = np.zeros(rows.shape[1])
    slopes[use] = np.maximum(model.coef_[0], 0.0)
    return slopes.tolist(), float(model.intercept_[0])


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


def _best(case: Case, weights: NDArray[np.float64]) -> tuple[tuple[float, float], bool]:
    """Return closeness and lead of the best candidate, and whether it is right."""
    utility = case.values @ weights
    best = int(utility.argmax())
    lead = log_odds(share_of_answer(softmax(utility), case.evidence.answers, best))
    return (float(utility[best]), lead), bool(case.right[best])
