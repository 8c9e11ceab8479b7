import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from matcher.encoder import TransformerEncoder
from matcher.errors import MatcherError
from matcher.ingest.scored_pairs import ScoredPair
from matcher.sts import agreement, agreement_dict, relevances, similarities, sts
from tests.fakes import FakeEncoder, fake_vector

PAIRS = (
    ScoredPair(2, "a red car", "a red car", 5.0, "train"),
    ScoredPair(3, "a red car", "a red bus", 3.0, "train"),
    ScoredPair(4, "dogs bark loudly", "cats sleep", 0.0, "test"),
    ScoredPair(5, "one two three", "one two four", 0.5, "test"),
    ScoredPair(6, "blue sea", "green tree", 4.5, "test"),
)
SCORES = np.array([pair.score for pair in PAIRS])


class WordReranker:
    """Says how many words two texts share."""

    fingerprint, name, runtime = "words", "words", "none"

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([len(set(a.split()) & set(b.split())) for a, b in pairs], np.float32)


def test_similarity_is_the_cosine_of_each_pair_and_every_text_is_encoded_once() -> None:
    encoder = FakeEncoder()
    found = similarities(PAIRS, encoder)
    assert found == pytest.approx([fake_vector(pair.text_a) @ fake_vector(pair.text_b) for pair in PAIRS], abs=1e-6)
    assert len(encoder.encoded) == len(set(encoder.encoded)) == 8


def test_correlations_are_those_of_scipy() -> None:
    report, reranked = sts(PAIRS, FakeEncoder(), WordReranker())
    for found, value in (
        (report.all, similarities(PAIRS, FakeEncoder())),
        (reranked.all, relevances(PAIRS, WordReranker())),
    ):
        assert found.pearson[0] == pytest.approx(stats.pearsonr(value, SCORES)[0])
        assert found.spearman[0] == pytest.approx(stats.spearmanr(value, SCORES)[0])
        low, high = stats.pearsonr(value, SCORES).confidence_interval(0.95)
        assert found.pearson[1:] == pytest.approx((low, high))
    assert [(r.number, r.model) for r in (report, reranked)] == [("similarity", "fake encoder"), ("relevance", "words")]


def test_each_split_has_its_own_correlations() -> None:
    (report,) = sts(PAIRS, FakeEncoder())
    value = similarities(PAIRS, FakeEncoder())
    assert {name: part.pairs for name, part in report.splits.items()} == {"train": 2, "test": 3}
    assert report.splits["test"].pearson[0] == pytest.approx(stats.pearsonr(value[2:], SCORES[2:])[0])
    (without,) = sts([ScoredPair(p.row, p.text_a, p.text_b, p.score) for p in PAIRS], FakeEncoder())
    assert without.splits == {}


def test_the_largest_errors_are_those_furthest_from_their_place() -> None:
    (report,) = sts(PAIRS, FakeEncoder(), errors=2)
    assert [(error.pair.row, error.off) for error in report.errors] == [(5, 0.5), (6, -0.5)]
    assert report.errors[1].value == pytest.approx(fake_vector("blue sea") @ fake_vector("green tree"), abs=1e-6)


def test_the_order_of_the_pairs_and_the_scale_of_the_scores_do_not_matter() -> None:
    (one,) = sts(PAIRS, FakeEncoder())
    turned = [ScoredPair(p.row, p.text_a, p.text_b, p.score / 5 - 1, p.split) for p in reversed(PAIRS)]
    (other,) = sts(turned, FakeEncoder())
    assert other.all.pearson == pytest.approx(one.all.pearson)
    assert other.all.spearman == pytest.approx(one.all.spearman)
    assert {(e.pair.row, e.off) for e in other.errors} == {(e.pair.row, e.off) for e in one.errors}


def test_scores_of_two_kinds_also_tell_auroc_and_accuracy() -> None:
    value = np.array([0.9, 0.8, 0.7, 0.2, 0.1, 0.6])
    found = agreement(value, np.array([1.0, 1, 0, 0, 0, 1]))
    assert found.auroc == pytest.approx(8 / 9)
    assert found.best_accuracy == pytest.approx(5 / 6)
    assert found.best_threshold in (0.6, 0.8)
    assert agreement(value, np.array([5.0, 5, 2, 2, 2, 5])) == found
    assert agreement(value, np.array([5.0, 5, 2, 2, 1, 5])).auroc is None


def test_held_out_accuracy_is_near_chance_where_there_is_nothing_to_tell() -> None:
    rng = np.random.default_rng(3)
    found = agreement(rng.random(2000), rng.integers(0, 2, 2000).astype(np.float64))
    assert found.held_out_accuracy == pytest.approx(0.5, abs=0.05)
    clear = agreement(np.arange(100.0), (np.arange(100) >= 50).astype(np.float64))
    assert (clear.best_accuracy, clear.auroc) == (1.0, 1.0)
    assert clear.held_out_accuracy is not None and clear.held_out_accuracy >= 0.95


def test_what_can_not_be_told_is_null_in_json() -> None:
    found = agreement(np.array([0.1, 0.2, 0.3]), np.ones(3))
    assert all(math.isnan(number) for number in found.pearson + found.spearman)
    assert agreement_dict(found) == {
        "pairs": 3, "pearson": None, "pearson_interval": None, "spearman": None, "spearman_interval": None,
    }  # fmt: skip


def test_the_report_in_json_holds_models_splits_and_errors() -> None:
    values = sts(PAIRS, FakeEncoder(), errors=1)[0].as_dict()
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert list(values) == [
        "model", "pairs", "pearson", "pearson_interval", "spearman", "spearman_interval", "splits", "largest_errors",
    ]  # fmt: skip
    assert isinstance(values["largest_errors"], list)
    assert list(values["largest_errors"][0]) == ["row", "text_a", "text_b", "score", "split", "similarity", "off"]


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(MatcherError, match="3 pairs are too few for a correlation; give at least 4"):
        sts(PAIRS[:3], FakeEncoder())


@pytest.mark.models
def test_the_encoder_agrees_with_people_on_plain_pairs(encoder: TransformerEncoder) -> None:
    pairs = [
        ScoredPair(1, "A man is playing a guitar.", "Somebody plays the guitar.", 4.5),
        ScoredPair(2, "A man is playing a guitar.", "A man is playing the drums.", 2.0),
        ScoredPair(3, "A man is playing a guitar.", "The bank raised its rates.", 0.0),
        ScoredPair(4, "The train is late today.", "Today's train is delayed.", 4.8),
    ]
    (report,) = sts(pairs, encoder)
    assert report.all.spearman[0] == pytest.approx(1.0)
