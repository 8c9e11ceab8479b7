"""Fit the confidence on simulated FAQs: python -m matcher train confidence DATA --out FILE."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.confidence import RELEVANCE, log_odds, share_of_answer, softmax
from matcher.encoder import Encoder
from matcher.evidence import FEATURES
from matcher.reranker import NONE, Reranker
from matcher.training.cases import CachedEncoder, Case, Reading, cases_of
from matcher.training.conditional_logit import Choice, fit_weights
from matcher.training.lessons import DATA_SETS as LEARNED
from matcher.training.simulate import DataSet, read_data_sets, read_samples, simulate
from matcher.types import Progress

# stackoverflow20 is left out: its "entries" are topics of thousands of questions, not FAQs; rostd: 12 entries only.
DOMAINS = {
    "assistant": ("clinc150", "hwu64", "slurp"),
    "covid": ("covidfaq_jhu", "feedbackqa_cdc", "feedbackqa_uk", "feedbackqa_australia"),
}
TRAIN_SETS = tuple(name for names in DOMAINS.values() for name in names)
ROUNDS = 10


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


def _best(case: Case, weights: NDArray[np.float64]) -> tuple[tuple[float, float], bool]:
    """Return closeness and lead of the best candidate, and whether it is right."""
    utility = case.values @ weights
    best = int(utility.argmax())
    lead = log_odds(share_of_answer(softmax(utility), case.evidence.answers, best))
    return (float(utility[best]), lead), bool(case.right[best])
