import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.encoder import load_encoder
from matcher.errors import IngestError, MatcherError
from matcher.ingest import Limits, write_csv
from matcher.ingest.cells import same_text_key
from matcher.models import fingerprint
from matcher.settings import Settings
from matcher.training.adapt import adapt
from matcher.training.finetune import Recipe, finetune
from matcher.training.finetune_report import FinetuneReport
from matcher.training.pairs import Pair, rank_correlation, read_lessons
from matcher.training.trials import Trial, ask, plan_trials
from matcher.training.triplets import Triplet, draw_batches, texts_to_teach
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder

TOPICS = ("refund", "delivery", "password", "invoice", "voucher", "warranty", "size", "gift")
PHRASINGS = ("how about my {}", "tell me of the {}", "{} please", "what is a {}", "I need a {}")
QUESTIONS = ("wheres the {}", "{} help", "problem with {}", "any {} left", "no {} came", "ask on {}")
FAQ = tuple(
    Entry(topic, PHRASINGS[0].format(topic), f"All about {topic}.", tuple(p.format(topic) for p in PHRASINGS[1:]))
    for topic in TOPICS
)
LABELS = tuple(Label(q.format(topic), frozenset({topic})) for q in QUESTIONS for topic in TOPICS)
STRANGERS = tuple(Label(f"what of number {n}", frozenset()) for n in range(12))
PAIRS = tuple(Pair(f"one {a} now", f"other {b} then", float(a == b)) for a in TOPICS for b in TOPICS)
COVERAGE = "coverage@90"
WORDS = "model.embeddings.word_embeddings.weight"
LONG = tuple(Entry(f"e{n}", f"what is number {n}", " ".join(f"word{n}x{i}" for i in range(45))) for n in range(24))


@pytest.fixture
def recipe(tiny_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """One epoch from the tiny encoder, in an empty folder, without a network."""

    def refuse(*_: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    return Recipe(Settings(encoder=str(tiny_encoder), cache=tmp_path / "cache"), epochs=1, seed=3)


def taught(trial: Trial) -> set[str]:
    texts = [text for entry in trial.taught for text in texts_to_teach(entry)]
    texts += [text for pair in trial.taught_pairs for text in (pair.one, pair.other)]
    return {same_text_key(text) for text in texts}


def asked(trials: Sequence[Trial]) -> list[str]:
    return [same_text_key(label.question) for trial in trials for label in trial.asked]


def test_encoder_is_written_whole_and_loads_on_both_runtimes(recipe: Recipe, model_cache: Path, tmp_path: Path) -> None:
    shares: dict[str, float] = {}
    report = finetune(FAQ, (*LABELS, *STRANGERS), (), tmp_path / "out", recipe, shares.__setitem__)
    assert report.asked.startswith("questions, ")
    counts = (report.entries, report.phrasings, report.labels, report.pairs, report.questions)
    assert counts == (8, 40, 48, 0, 30)
    assert set(report.before) == set(report.after) == {"top1", "mrr", "auroc_correct", "auroc_scope", "coverage@90"}
    assert shares == {"trial 1 of 1": 1.0, "training on everything": 1.0}
    assert os.listdir(tmp_path) == ["out"]
    folder = str(tmp_path / "out")
    one = load_encoder(Settings(encoder=folder, runtime="torch", cache=model_cache)).encode(["refund please"])
    two = load_encoder(Settings(encoder=folder, runtime="openvino", cache=model_cache)).encode(["refund please"])
    base = load_encoder(recipe.settings.model_copy(update={"runtime": "torch"})).encode(["refund please"])
    assert float((one * two).sum()) > 0.999
    assert float((one * base).sum()) < 0.9999
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert report.table() in card
    assert "8 entries with 40 phrasings; 48 labelled questions" in card


def test_word_embeddings_stay_as_they_are(recipe: Recipe, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    report = finetune(FAQ, LABELS, PAIRS, tmp_path / "out", recipe)
    assert (report.pairs, report.asked_pairs, "pairs" in report.after) == (64, 32, True)
    one, two = (SentenceTransformer(n).state_dict() for n in (recipe.settings.encoder, str(tmp_path / "out")))
    same = {name for name in one if one[name].cpu().equal(two[name].cpu())}
    assert [name.split(".", 1)[1] for name in same if "word_embeddings" in name] == [WORDS]
    assert len(same) < len(one) / 2


def test_same_seed_gives_the_same_encoder_and_another_seed_another(recipe: Recipe, tmp_path: Path) -> None:
    reports = [finetune(FAQ, LABELS, (), tmp_path / name, recipe) for name in ("one", "two")]
    finetune(FAQ, LABELS, (), tmp_path / "three", Recipe(recipe.settings, recipe.epochs, seed=4))
    one, two, three = (fingerprint(tmp_path / name) for name in ("one", "two", "three"))
    assert reports[0] == reports[1]
    assert one == two != three


def test_pairs_are_learned(recipe: Recipe, tmp_path: Path) -> None:
    adapt(Path(recipe.settings.encoder), tmp_path / "out", (), PAIRS, epochs=100, seed=0)  # the rate is small
    folders = (recipe.settings.encoder, str(tmp_path / "out"))
    encoders = [load_encoder(Settings(encoder=folder, runtime="torch")) for folder in folders]
    trial = Trial((), (), FAQ, (), PAIRS)
    likeness = np.array([pair.likeness for pair in PAIRS])
    before, after = (float(((ask(trial, encoder).cosines - likeness) ** 2).mean()) for encoder in encoders)
    assert after < 0.8 * before


@pytest.mark.parametrize(
    ("entries", "labels", "what", "count"),
    [
        (FAQ, (*LABELS, *STRANGERS), "questions", 30),
        (FAQ, LABELS[:10], "phrasings", 40),
        (FAQ, (), "phrasings", 40),
        (LONG, (), "parts of answers", 24),
    ],
)
def test_nothing_is_asked_that_was_trained_on(
    entries: tuple[Entry, ...], labels: tuple[Label, ...], what: str, count: int
) -> None:
    pairs = (*PAIRS, Pair(entries[0].question, "some text", 1.0), Pair("some text", "refund help", 1.0))
    plan = plan_trials(entries, labels, pairs, seed=0)
    assert plan.what.startswith(what)
    assert len(asked(plan.trials)) == len(set(asked(plan.trials))) == count
    assert [set(asked([trial])) & taught(trial) for trial in plan.trials] == [set()] * len(plan.trials)
    assert [set(trial.taught_pairs) & set(trial.asked_pairs) for trial in plan.trials] == [set()] * len(plan.trials)


def test_question_that_is_a_phrasing_already_is_not_asked() -> None:
    labels = (*LABELS, Label(FAQ[0].question.upper(), frozenset({"refund"})), LABELS[0])
    for seed in range(5):
        trials = plan_trials(FAQ, labels, (), seed).trials
        assert same_text_key(FAQ[0].question) not in asked(trials)
        assert len(asked(trials)) == 24


def test_negatives_are_the_nearest_phrasings_with_another_answer() -> None:
    entries = (
        Entry("a", "return a red shoe", "Send it.", ("return shoe",)),
        Entry("same", "return a red boot", "send  it.", ("return boot",)),
        Entry("b", "return a bottle", "Keep it.", ("keep a bottle",)),
        Entry("c", "who are you", "A shop.", ("your name",)),
    )
    triplets = [t for batch in draw_batches(entries, FakeEncoder(), 1, 0) for t in batch]
    (first,) = [t for t in triplets if t.anchor == "return a red shoe"]
    assert first == Triplet("return a red shoe", "return shoe", "return a bottle", 0, 2)


def test_every_text_is_an_anchor_once_an_epoch_and_no_batch_holds_a_false_negative() -> None:
    batches = draw_batches(FAQ, FakeEncoder(), 3, 0)
    anchors = sorted(t.anchor for batch in batches for t in batch)
    assert anchors == sorted(text for entry in FAQ for text in entry.phrasings * 3)
    for batch in batches:
        own, rivals = [t.own for t in batch], {t.rival for t in batch}
        assert len(own) == len(set(own))
        assert not set(own) & rivals


def test_single_phrasing_is_taught_with_the_beginning_of_its_answer() -> None:
    answer = " ".join(f"w{i}" for i in range(30))
    assert texts_to_teach(Entry("a", "why", answer)) == ("why", " ".join(f"w{i}" for i in range(20)))
    assert texts_to_teach(Entry("a", "why", answer, ("how", "WHY"))) == ("WHY", "how")
    assert texts_to_teach(Entry("a", "why", "")) == ("why",)


@pytest.mark.parametrize("entries", [(), FAQ[:1], (Entry("a", "why", ""), Entry("b", "how", ""))])
def test_too_little_to_learn_from_is_told(entries: tuple[Entry, ...], recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(MatcherError, match="too little to learn from"):
        finetune(entries, (), (), tmp_path / "out", recipe)
    assert os.listdir(tmp_path) == []


def test_label_without_its_entry_is_told(recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="there is no entry with the id gone"):
        finetune(FAQ, (*LABELS, Label("where", frozenset({"gone"}))), (), tmp_path / "out", recipe)


def test_folder_with_something_else_is_left_alone(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "config.json").write_text("{}")
    with pytest.raises(MatcherError, match="is not empty and holds no encoder"):
        finetune(FAQ, (), (), tmp_path / "out", recipe)
    with pytest.raises(MatcherError, match="is no folder"):
        finetune(FAQ, (), (), tmp_path / "out" / "config.json", recipe)
    assert os.listdir(tmp_path / "out") == ["config.json"]


def test_encoder_that_is_there_is_replaced_only_once_the_new_one_is_done(recipe: Recipe, tmp_path: Path) -> None:
    finetune(FAQ, LABELS, PAIRS[:5], tmp_path / "out", recipe)
    before = fingerprint(tmp_path / "out")

    def stop(doing: str, share: float) -> None:
        if doing == "training on everything":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finetune(FAQ, LABELS, PAIRS, tmp_path / "out", recipe, stop)
    assert (os.listdir(tmp_path), fingerprint(tmp_path / "out")) == (["out"], before)
    finetune(FAQ, LABELS, PAIRS, tmp_path / "out", recipe)
    assert os.listdir(tmp_path) == ["out"]
    assert fingerprint(tmp_path / "out") != before


def test_missing_package_is_told_with_what_to_install(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MatcherError, match="needs the package datasets; run pip install -r requirements-train.txt"):
        finetune(FAQ, (), (), tmp_path / "out", recipe)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text_a,text_b,label\na,b,1\nc,d,5\n", "row 3: the label is '5', but must be a number from 0 to 1"),
        ("text_a,text_b,label\na,b,yes\n", "row 2: the label is 'yes'"),
        ("text_a,text_b,label\na,,1\n", "row 2: the second text is empty"),
        ("text_a,text_b\na,b\n", "no column label"),
        ("text_a,text_b,label\n", "no row under it"),
        ("one,two\na,b\n", "no column question"),
    ],
)
def test_file_that_is_neither_labels_nor_pairs_names_its_row(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(text, encoding="utf-8")
    with pytest.raises(IngestError, match=message):
        read_lessons(tmp_path / "file.csv", Limits())


def test_labels_and_pairs_are_told_apart_by_their_header(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("question,expected_id\nwhy,a\n", encoding="utf-8")
    (tmp_path / "pairs.csv").write_text("sentence1,sentence2,score\nwhy,how,0.5\n", encoding="utf-8")
    assert read_lessons(tmp_path / "labels.csv", Limits()) == ((Label("why", frozenset({"a"})),), ())
    assert read_lessons(tmp_path / "pairs.csv", Limits()) == ((), (Pair("why", "how", 0.5),))


def test_rank_correlation_shares_ranks_among_ties() -> None:
    values = np.array([0.1, 0.2, 0.2, 0.9])
    assert rank_correlation(values, values * 3 - 1) == pytest.approx(1.0)
    assert rank_correlation(values, -values) == pytest.approx(-1.0)
    assert rank_correlation(np.array([0.0, 1.0, 0.0, 1.0]), np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(0.4472136)
    assert np.isnan(rank_correlation(values, np.ones(4)))


def test_command_shows_the_table_and_how_to_use_the_encoder(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_ENCODER", recipe.settings.encoder)
    Path("faq.csv").write_bytes(write_csv(FAQ))
    rows = ["question,expected_id", *(f"{label.question},{'|'.join(label.expected)}" for label in LABELS)]
    Path("labels.csv").write_text("\n".join(rows), encoding="utf-8")
    words = ["finetune", "faq.csv", "labels.csv", "--out", "out", "--epochs", "1"]
    shown = CliRunner().invoke(app, words, catch_exceptions=False)
    assert shown.stdout.startswith("Asked: 24 questions, the half of the labels that was held out.")
    assert shown.stdout.endswith("\n\nTo use it: FAQ_ENCODER=out\n")
    given = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert (given["epochs"], given["labels"], set(given["before"])) == (
        1,
        48,
        {"top1", "mrr", "auroc_correct", COVERAGE},
    )


def test_table_says_when_it_is_worse_and_when_nothing_was_measured() -> None:
    counts = {
        "entries": 1,
        "phrasings": 2,
        "labels": 0,
        "pairs": 0,
        "epochs": 1,
        "steps": 1,
        "seed": 0,
        "asked_pairs": 0,
    }
    worse = FinetuneReport("m", asked="x", questions=9, before={"top1": 0.5}, after={"top1": 0.25}, fitted={}, **counts)
    assert "| top1 | 0.500 | 0.250 | -0.250 |" in worse.table()
    assert "worse than the one it came from" in worse.table()
    nothing = FinetuneReport("m", asked="", questions=0, before={}, after={}, fitted={}, **counts)
    assert nothing.table().startswith("Too few texts")
