import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer
from typer.testing import CliRunner

from matcher import cli
from matcher.errors import IngestError, MatcherError
from matcher.training.exercises import Exercise, draw_batches, exercises_of, padded
from matcher.training.lessons import FAQ_ROUNDS, NEAR_COPIES, Lesson, build_lessons
from matcher.training.near_copies import NearCopies, Part
from matcher.training.reranker import CHECKPOINT, Recipe, start_from, train_reranker
from matcher.training.reranker_files import write_reranker
from tests.fakes import FakeEncoder

TOPICS = ("return", "refund", "payment", "parcel", "login", "gift", "size", "stock", "invoice", "voucher")
KINDS = {
    "symptoms": "What are the symptoms of {} ?",
    "treatment": "What are the treatments for {} ?",
    "causes": "What causes {} ?",
}
RECIPE = Recipe(steps=8, layers=(0, 1), frozen=1, lists=4, learning_rate=1e-3)


def write_data(folder: Path) -> Path:
    """Every data set that lessons are made of, each a few lines long."""
    for name in FAQ_ROUNDS:
        (folder / name).mkdir(parents=True)
        faq = "".join(f"{topic},how about my {topic},About {topic}.\n" for topic in TOPICS)
        alternates = "".join(f"{topic},{topic} before day {i}\n" for topic in TOPICS for i in range(4))
        queries = "".join(f"my {topic} please,{topic}\n" for topic in TOPICS) + "is it raining,\n"
        (folder / name / "faq.csv").write_text("id,question,answer\n" + faq, encoding="utf-8")
        (folder / name / "alternates.csv").write_text("faq_id,question\n" + alternates, encoding="utf-8")
        (folder / name / "queries.csv").write_text("query,faq_id\n" + queries, encoding="utf-8")
    pairs = [f"so the {topic} of 2 days ago,how is the {topic},1,train\n" for topic in TOPICS]
    pairs += [f"test {topic},test of the {topic},1,test\n" for topic in TOPICS]
    rows = [f"{text.format(t)},About {t} and {kind}.,1,{kind},{t}\n" for t in TOPICS for kind, text in KINDS.items()]
    for name, header, lines in (
        ("rqe", "text_a,text_b,label,split", pairs),
        ("medquad_qa", "text_a,text_b,label,qtype,focus", rows),
    ):
        (folder / name).mkdir()
        with gzip.open(folder / name / "pairs.csv.gz", "wt", encoding="utf-8") as file:
            file.write(f"{header}\n{''.join(lines)}")
    return folder


NEAR = [
    NearCopies(
        "time",
        (f"the {topic} before a month ?", f"the {topic} after a month ?"),
        (
            (f"{topic} in a week", f"early {topic}", f"{topic} of this week"),
            (f"{topic} next year", f"late {topic}", f"{topic} of last year"),
        ),
        f"price of the {topic}",
    )
    for topic in TOPICS
]


@pytest.fixture(scope="module", autouse=True)
def few_near_copies() -> Iterator[None]:
    """A few near copies in the place of the project's thousands, of which one file is like another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.training.lessons.read_near_copies", lambda part: {"a": NEAR[:5], "b": NEAR[5:]})
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def lessons(data: Path) -> list[Lesson]:
    return build_lessons(data, FakeEncoder(), seed=1)


@pytest.fixture(scope="module")
def exercises(lessons: list[Lesson], tiny_reranker: Path) -> list[Exercise]:
    """Sixty lessons, of public data, rules and near copies."""
    by_source = {source: [one for one in lessons if one.source == source] for source in ("contrast", NEAR_COPIES)}
    some = [*lessons[:40], *by_source["contrast"][:10], *by_source[NEAR_COPIES][:10]]
    return exercises_of(some, Tokenizer.from_file(str(tiny_reranker / "tokenizer.json")))


def weights(model: torch.nn.Module | None) -> Mapping[str, torch.Tensor]:
    assert model is not None
    return dict(model.named_parameters())


def assert_equal(one: Mapping[str, torch.Tensor], other: Mapping[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_the_same_seed_makes_the_same_lessons(data: Path, lessons: list[Lesson]) -> None:
    assert build_lessons(data, FakeEncoder(), seed=1) == lessons


def test_a_lesson_has_at_most_one_right_text_or_two_that_read_alike(lessons: list[Lesson]) -> None:
    assert {sum(lesson.right) for lesson in lessons} >= {0, 1}
    right = [{text for text, due in zip(one.texts, one.right, strict=True) if due} for one in lessons]
    assert max(map(len, right)) == 1
    assert {len(lesson.right) - len(lesson.texts) for lesson in lessons} == {0}
    assert {lesson.source for lesson in lessons} == {*FAQ_ROUNDS, "rqe", "medquad_qa", "contrast", NEAR_COPIES}


def test_a_near_copy_stands_beside_the_right_text(lessons: list[Lesson]) -> None:
    sides = [pair.asked[side] + (pair.questions[side],) for pair in NEAR for side in (0, 1)]
    side_of = {text: side for side, texts in enumerate(sides) for text in texts}
    told = [one for one in lessons if one.source == NEAR_COPIES and any(one.right)]
    assert len(told) > 40
    for lesson in told:
        shown = [side_of[text] for text in lesson.texts]
        right = shown[lesson.right.index(True)]
        assert right ^ 1 in shown  # the sides of a pair follow each other
        assert side_of.get(lesson.question, right) == right


def test_a_question_that_neither_answers_has_no_right_text(lessons: list[Lesson]) -> None:
    asked = {pair.neither for pair in NEAR}
    told = [one for one in lessons if one.question in asked]
    assert told
    assert not any(any(one.right) for one in told)


def test_the_prior_is_the_matchers_own_ranking(lessons: list[Lesson]) -> None:
    told = [one for one in lessons if one.prior is not None]
    assert {one.source for one in lessons} - {one.source for one in told} == {"contrast"}
    assert all(len(one.prior or ()) == len(one.texts) for one in told)
    assert all(np.isfinite(one.prior or ()).all() for one in told)


def test_near_copies_that_are_held_out_are_not_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Part] = []

    def note(part: Part) -> dict[str, list[NearCopies]]:
        asked.append(part)
        return {"a": NEAR}

    monkeypatch.setattr("matcher.training.lessons.read_near_copies", note)
    build_lessons(data, FakeEncoder(), seed=1)
    assert asked == [Part.LEARNED]


def test_no_question_of_a_test_part_is_learned(lessons: list[Lesson]) -> None:
    assert not any("test" in text.split() for one in lessons for text in (one.question, *one.texts))


def test_a_missing_data_set_is_named(data: Path, tmp_path: Path) -> None:
    for name in FAQ_ROUNDS:
        (tmp_path / name).symlink_to(data / name)
    with pytest.raises(IngestError, match="the folder must hold the data set rqe$"):
        build_lessons(tmp_path, FakeEncoder(), seed=1)


def test_batches_go_through_all_exercises_before_any_comes_again(exercises: list[Exercise]) -> None:
    batches = draw_batches(exercises, range(len(exercises)), 4, 30, np.random.default_rng(0))
    assert [len(batch) for batch in batches] == [4] * 30
    assert sorted(i for batch in batches[:15] for i in batch) == list(range(60))
    assert sorted(i for batch in batches[15:] for i in batch) == list(range(60))


def test_padding_keeps_every_pair_whole(exercises: list[Exercise]) -> None:
    batch = exercises[:3]
    inputs = padded(batch)
    pairs = [ids for one in batch for ids in one.ids]
    assert inputs["input_ids"].shape == (len(pairs), max(map(len, pairs)))
    for row, ids in enumerate(pairs):
        kept = inputs["attention_mask"][row].astype(bool)
        assert inputs["input_ids"][row][kept].tolist() == list(ids)


def test_an_interrupted_run_gives_what_an_uninterrupted_one_gives(
    exercises: list[Exercise], tiny_reranker: Path, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    expected = weights(train_reranker(tiny_reranker, exercises, whole, RECIPE))
    assert train_reranker(tiny_reranker, exercises, parts, RECIPE, stop_at=3) is None
    assert train_reranker(tiny_reranker, exercises, parts, RECIPE, stop_at=7) is None
    assert_equal(weights(train_reranker(tiny_reranker, exercises, parts, RECIPE)), expected)


def test_embeddings_and_the_first_layers_stay_and_the_rest_learns(
    exercises: list[Exercise], tiny_reranker: Path, tmp_path: Path
) -> None:
    before, losses = weights(start_from(tiny_reranker, RECIPE)), []
    after = weights(
        train_reranker(
            tiny_reranker, exercises, tmp_path, RECIPE, progress=lambda share, loss: losses.append((share, loss))
        )
    )
    same = {name for name in before if torch.equal(before[name], after[name])}
    assert same == {name for name in before if name.startswith(("bert.embeddings.", "bert.encoder.layer.0."))}
    assert [share for share, _ in losses] == [(step + 1) / 8 for step in range(8)]
    assert all(np.isfinite(loss) for _, loss in losses)


def test_a_checkpoint_of_another_recipe_is_refused(
    exercises: list[Exercise], tiny_reranker: Path, tmp_path: Path
) -> None:
    train_reranker(tiny_reranker, exercises, tmp_path, RECIPE, stop_at=2)
    other = replace(RECIPE, steps=9)
    with pytest.raises(MatcherError, match=f"^{CHECKPOINT} is of a run with another steps; go on with that"):
        train_reranker(tiny_reranker, exercises, tmp_path, other)


def test_a_layer_that_is_not_there_is_refused(tiny_reranker: Path) -> None:
    with pytest.raises(MatcherError, match="the encoder has 2 layers, and layer 5 is asked for"):
        start_from(tiny_reranker, Recipe(layers=(0, 5)))


def test_nothing_to_learn_from_is_an_error(tiny_reranker: Path, tmp_path: Path) -> None:
    with pytest.raises(MatcherError, match="there is nothing to learn from"):
        train_reranker(tiny_reranker, [], tmp_path, RECIPE)


def test_what_is_written_is_a_cross_encoder_in_half_precision(tiny_reranker: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    model = start_from(tiny_reranker, Recipe(layers=(1,)))
    write_reranker(model, tiny_reranker, tmp_path)
    assert {tensor.dtype for tensor in load_file(tmp_path / "model.safetensors").values()} == {torch.float16}
    loaded = CrossEncoder(str(tmp_path), device="cpu")
    assert (loaded.num_labels, loaded.model.dtype) == (1, torch.float32)
    logits = loaded.predict([("how to pay", "payment"), ("a", "b")], activation_fn=torch.nn.Identity())
    with torch.inference_mode():
        inputs = loaded.tokenizer([("how to pay", "payment"), ("a", "b")], padding=True, return_tensors="pt")
        expected = model.float().eval()(**inputs).logits[:, 0]
    assert logits == pytest.approx(expected.numpy(), abs=1e-4)


def test_the_command_trains_stops_and_goes_on(
    data: Path, tiny_flat_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAQ_ENCODER", str(tiny_flat_encoder))
    monkeypatch.setattr("matcher.cli.train.load_encoder", lambda settings: FakeEncoder())
    out = tmp_path / "out"
    command = ["train", "reranker", str(data), "--out", str(out), "--steps", "4", "--layers", "0"]
    first = CliRunner().invoke(cli.app, [*command, "--stop-at", "2"])
    assert (first.exit_code, first.stdout) == (0, "stopped at step 2; the same command goes on\n")
    second = CliRunner().invoke(cli.app, command)
    assert (second.exit_code, second.stdout) == (0, "wrote out\n")
    assert json.loads((out / "config.json").read_text())["num_hidden_layers"] == 1
    assert (out / "training" / "log.csv").read_text().startswith("4,")
    assert not (out / "training" / CHECKPOINT).exists()


def test_layers_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.app, ["train", "reranker", str(tmp_path), "--out", "x", "--layers", "two"])
    assert result.exit_code == 2
    assert "--layers" in result.output
