from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from matcher import cli
from matcher.confidence import RankedConfidence, load_confidence
from matcher.errors import IngestError, MatcherError
from matcher.matcher import Matcher
from matcher.reranking import DEPTH
from matcher.training.confidence import TRAIN_SETS, train_confidence
from matcher.training.simulate import DataSet, SimulatedFaq, read_data_sets, simulate
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder

TOPICS = ("return", "refund", "pay", "parcel", "login", "gift", "size", "stock", "invoice", "voucher")
ENTRIES = tuple(
    Entry(topic, f"how about my {topic}", f"About {topic}.", tuple(f"{topic} question {i}" for i in range(12)))
    for topic in TOPICS
)
LABELS = (
    *(Label(f"{word} {topic} please", frozenset({topic})) for topic in TOPICS for word in ("my", "the", "which")),
    Label("is it raining", frozenset()),
    Label("return or refund", frozenset({"return", "refund"})),
)
STRANGERS = ("who won the match", "a recipe for soup")
DATA = DataSet("made up", ENTRIES, LABELS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every train set, each a few lines long."""
    root = tmp_path_factory.mktemp("data")
    for name in TRAIN_SETS:
        (root / name).mkdir()
        faq = "".join(f"{e.id},{e.question},{e.answer}\n" for e in ENTRIES)
        queries = "".join(f"{label.question},{'|'.join(sorted(label.expected))}\n" for label in LABELS)
        alternates = "".join(f"{e.id},{text}\n" for e in ENTRIES for text in e.alternates)
        (root / name / "faq.csv").write_text("id,question,answer\n" + faq, encoding="utf-8")
        (root / name / "queries.csv").write_text("query,faq_id\n" + queries, encoding="utf-8")
        (root / name / "alternates.csv").write_text("faq_id,question\n" + alternates, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def fitted(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parameters fitted on that folder for the fake encoder."""
    out = tmp_path_factory.mktemp("fitted") / "confidence.json"
    train_confidence(folder, out, FakeEncoder(), rounds=2, seed=1)
    return out


def faqs(seed: int, rounds: int = 40) -> list[SimulatedFaq]:
    return list(simulate(DATA, rounds, STRANGERS, np.random.default_rng(seed)))


def test_the_same_seed_simulates_the_same_faqs() -> None:
    assert faqs(1) == faqs(1)
    assert faqs(1) != faqs(2)


def test_entries_are_dropped_and_their_questions_become_out_of_scope() -> None:
    simulated = faqs(0)
    assert {len(faq.entries) for faq in simulated} > {7, 10}
    for faq in simulated:
        kept = {entry.id for entry in faq.entries}
        asked = list(faq.labels)[: len(LABELS)]
        assert sorted(map(sorted, (label.expected for label in asked))) == sorted(
            sorted(label.expected & kept) for label in LABELS
        )


def test_strangers_are_asked_and_are_out_of_scope() -> None:
    counts = {len(faq.labels) - len(LABELS) for faq in faqs(0)}
    assert counts == {int(share * len(LABELS)) for share in (0.0, 0.1, 0.2, 0.3)}
    for faq in faqs(0):
        assert {label.expected for label in faq.labels[len(LABELS) :]} <= {frozenset()}


def test_phrasings_are_thinned_to_one_of_the_caps() -> None:
    seen = set()
    for faq in faqs(0):
        counts = {len(entry.phrasings) for entry in faq.entries}
        assert len(counts) == 1
        seen |= counts
        for entry in faq.entries:
            whole = ENTRIES[TOPICS.index(entry.id)]
            assert set(entry.phrasings) <= set(whole.phrasings)
            assert len(set(entry.phrasings)) == len(entry.phrasings)
            assert entry.answer in {whole.answer, ""}
    assert seen == {1, 3, 10, 13}


def test_an_faq_has_all_its_answers_or_none() -> None:
    answered = [{bool(entry.answer) for entry in faq.entries} for faq in faqs(0)]
    assert {True} in answered
    assert {False} in answered
    assert {True, False} not in answered


def test_data_sets_come_back_from_their_folder(folder: Path) -> None:
    first, second = read_data_sets(folder, TRAIN_SETS[:2])
    assert first == DataSet(TRAIN_SETS[0], ENTRIES, LABELS)
    assert second == DataSet(TRAIN_SETS[1], ENTRIES, LABELS)


def test_a_missing_data_set_is_named(folder: Path) -> None:
    with pytest.raises(IngestError, match="the folder must hold the data set elsewhere$"):
        read_data_sets(folder, ["elsewhere"])


def test_what_is_fitted_loads_for_its_models_alone(fitted: Path) -> None:
    assert load_confidence("fake-encoder-1", "none", fitted).calibrated
    assert not load_confidence("fake-encoder-2", "none", fitted).calibrated
    assert not load_confidence("fake-encoder-1", "a reranker", fitted).calibrated


def test_the_same_seed_fits_the_same_parameters(folder: Path, fitted: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    train_confidence(
        folder,
        tmp_path / "a.json",
        FakeEncoder(),
        rounds=2,
        seed=1,
        progress=lambda doing, share: steps.append((doing, share)),
    )
    assert (tmp_path / "a.json").read_bytes() == fitted.read_bytes()
    kinds = [f"{name}, {kind}" for name in (*TRAIN_SETS, "shop", "city") for kind in ("plain", "studied")]
    assert steps == [(kind, share) for kind in kinds for share in (0.5, 1.0)]


class WordReranker:
    """Finds the words that question and text share."""

    fingerprint, name, runtime = "words-1", "words", "none"

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([len(set(a.casefold().split()) & set(b.casefold().split())) for a, b in pairs], np.float32)


@pytest.fixture(scope="module")
def fitted_with_reranker(folder: Path, fitted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parameters fitted without a reranker, and those with one beside them."""
    out = tmp_path_factory.mktemp("with_reranker") / "confidence.json"
    out.write_bytes(fitted.read_bytes())
    fit_with_reranker(folder, out)
    return out


def fit_with_reranker(folder: Path, out: Path) -> None:
    """Fit on one data set of the folder, which is enough to see what lands where."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.training.confidence.TRAIN_SETS", ("feedbackqa_cdc",))
        patch.setattr("matcher.training.confidence.read_samples", list)
        train_confidence(folder, out, FakeEncoder(), WordReranker(), rounds=2, seed=1)


def test_a_fit_with_a_reranker_weighs_relevance_and_leaves_the_other_fit_alone(
    fitted: Path, fitted_with_reranker: Path
) -> None:
    weights = []
    for studied in (False, True):
        models = ("fake-encoder-1", "none")
        alone = RankedConfidence.load(fitted, *models, studied=studied)
        assert RankedConfidence.load(fitted_with_reranker, *models, studied=studied) == alone
        read = RankedConfidence.load(fitted_with_reranker, "fake-encoder-1", "words-1", studied=studied)
        assert alone is not None
        assert read is not None
        assert alone.relevance == 0.0
        weights.append(read.relevance)
    assert max(weights) > 0.0, weights


def test_fitting_again_replaces_the_fit(folder: Path, fitted_with_reranker: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    again.write_bytes(fitted_with_reranker.read_bytes())
    fit_with_reranker(folder, again)
    assert again.read_bytes() == fitted_with_reranker.read_bytes()


def test_a_fit_with_a_reranker_needs_the_one_without(folder: Path, fitted: Path, tmp_path: Path) -> None:
    other = tmp_path / "confidence.json"
    other.write_bytes(fitted.read_bytes())
    with pytest.raises(MatcherError, match="^fit the confidence of fake encoder without a reranker first$"):
        train_confidence(folder, other, FakeEncoder("fake-encoder-2"), WordReranker(), rounds=1)


def test_a_matcher_with_a_fitted_reranker_is_calibrated_and_reads(
    fitted_with_reranker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "matcher.matcher.load_confidence",
        lambda encoder, reranker, *, studied: load_confidence(encoder, reranker, fitted_with_reranker, studied=studied),
    )
    matcher = Matcher.build(ENTRIES, FakeEncoder(), WordReranker())
    assert matcher.calibrated
    found = matcher.ask("the parcel please").candidates
    assert found[0].entry.id == "parcel"
    assert sum(candidate.relevance is not None for candidate in found) == DEPTH


def test_what_is_fitted_tells_right_from_wrong(fitted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "matcher.matcher.load_confidence",
        lambda encoder, reranker, *, studied: load_confidence(encoder, reranker, fitted, studied=studied),
    )
    matcher = Matcher.build(ENTRIES[:8], FakeEncoder())
    assert matcher.calibrated
    in_scope = [matcher.ask(f"the {topic} please").candidates[0] for topic in TOPICS[:8]]
    out_of_scope = [matcher.ask(f"the {topic} please").candidates[0] for topic in TOPICS[8:]]
    assert [candidate.entry.id for candidate in in_scope] == list(TOPICS[:8])
    assert min(c.confidence for c in in_scope) > max(c.confidence for c in out_of_scope)


def test_the_command_writes_the_same_parameters(
    folder: Path, fitted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.cli.train.load_encoder", lambda settings: FakeEncoder())
    out = tmp_path / "out.json"
    result = CliRunner().invoke(
        cli.app, ["train", "confidence", str(folder), "--out", str(out), "--rounds", "2", "--seed", "1"]
    )
    assert (result.exit_code, result.stdout) == (0, "wrote out.json\n")
    assert out.read_bytes() == fitted.read_bytes()
