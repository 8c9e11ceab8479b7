import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks import large, markdown, peers, quality, speed, systems
from benchmarks.datasets import EvalSet, entries_of, sample, synthetic
from matcher.matcher import Matcher
from matcher.measures import Outcomes, measure
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("pay", "which cards can I pay with", "By card or invoice.", ("do you take cash",)),
    Entry("send", "how do I send shoes back", "Put them into the parcel."),
)
LABELS = (
    Label("do you take cash", frozenset({"pay"})),
    Label("put shoes into the parcel", frozenset({"send"})),
    Label("quantum chromodynamics", frozenset()),
)
SMALL = EvalSet("small", "Made up.", ENTRIES, LABELS)

PREDICTIONS = """sentence,label,predicted_node,predicted_node_score
do you  take cash ,pay,pay,0.9
put shoes into the parcel,send,pay,0.4
quantum chromodynamics,NO_NODES_DETECTED,NO_NODES_DETECTED,0.5
"""


@pytest.fixture
def predictions(tmp_path: Path) -> peers.Predictions:
    path = tmp_path / "peer.csv"
    path.write_text(PREDICTIONS, encoding="utf-8")
    return peers.read_predictions(path)


def as_lists(outcomes: Outcomes) -> dict[str, list[float]]:
    names = ("correct", "in_scope", "rank", "predicted", "due")
    return {name: getattr(outcomes, name).tolist() for name in names}


def test_first_of_ten_phrasings_becomes_the_question() -> None:
    pairs = [("a", "one"), ("b", "two"), ("a", "three"), ("a", "four")]
    assert entries_of(pairs) == (Entry("a", "one", "", ("three", "four")), Entry("b", "two", ""))


def test_set_says_how_many_of_everything_it_has() -> None:
    assert SMALL.describe() == "3 questions, 1 out of scope; 2 entries, 3 phrasings. Made up."


@pytest.mark.parametrize("name", ["shop", "city"])
def test_sample_questions_expect_entries_of_their_faq(name: str) -> None:
    data = sample(name)
    known = {entry.id for entry in data.entries}
    assert {expected for label in data.labels for expected in label.expected} <= known


def test_cosine_takes_the_best_phrasing_of_each_entry() -> None:
    encoder = FakeEncoder()
    found = systems.cosine(SMALL, encoder)
    asked = encoder.encode([label.question for label in LABELS])
    expected = [
        max(float(v @ vector) for entry in ENTRIES for v in encoder.encode(list(entry.phrasings))) for vector in asked
    ]
    assert found.confidence == pytest.approx(np.clip(expected, 0.0, 1.0), abs=1e-6)
    assert found.correct.tolist()[:2] == [True, True]


def test_bm25_reads_phrasings_and_answers_and_finds_nothing_without_a_common_word() -> None:
    found = systems.bm25(SMALL, FakeEncoder())
    assert as_lists(found) == {
        "correct": [True, True, False],
        "in_scope": [True, True, False],
        "rank": [1, 1, 0],
        "predicted": [1, 2, 0],
        "due": [1, 2, 0],
    }
    assert found.confidence[2] == 0.0
    assert all(0.0 < value < 1.0 for value in found.confidence[:2])


def test_bm25_takes_a_question_of_stop_words_only() -> None:
    data = EvalSet("small", "", ENTRIES, (Label("is it the", frozenset()),))
    assert systems.bm25(data, FakeEncoder()).confidence.tolist() == [0.0]


def test_our_row_is_what_the_matcher_says() -> None:
    found = systems.ours(systems.not_studied)(SMALL, FakeEncoder())
    matcher = Matcher.build(ENTRIES, FakeEncoder())
    expected = Outcomes.of([matcher.ask(label.question) for label in LABELS], LABELS)
    assert as_lists(found) == as_lists(expected)
    assert found.confidence == pytest.approx(expected.confidence)


def test_peer_predictions_are_found_by_text_whatever_its_spaces(predictions: peers.Predictions) -> None:
    outcomes = peers.outcomes(predictions, LABELS)
    assert outcomes.confidence.tolist() == [0.9, 0.4, 0.5]
    assert as_lists(outcomes) == {
        "correct": [True, False, False],
        "in_scope": [True, True, False],
        "rank": [1, 0, 0],
        "predicted": [1, 1, 0],
        "due": [1, 2, 0],
    }


def test_question_without_a_peer_prediction_is_an_error(predictions: peers.Predictions) -> None:
    with pytest.raises(KeyError, match="never asked"):
        peers.outcomes(predictions, [Label("never asked", frozenset())])


def test_declined_prediction_counts_as_declined_whatever_its_confidence(predictions: peers.Predictions) -> None:
    outcomes = peers.outcomes(predictions, LABELS)
    figures = quality.peer_figures(outcomes)
    assert {name: figures[name][0] for name in ("best_accuracy", "top1", "ece")} == {
        "best_accuracy": pytest.approx(2 / 3),
        "top1": 0.5,
        "ece": pytest.approx(measure(outcomes)["ece"]),
    }
    assert figures["mcc"][0] == pytest.approx(measure(peers.declining(outcomes))["mcc"])
    assert "mrr" not in figures


def test_cells_follow_the_columns_with_a_dash_for_what_is_not_told() -> None:
    cells = quality.cells({"top1": (0.5, 0.25, 0.75), "auroc_scope": (math.nan, math.nan, math.nan)})
    assert cells == [".500 (.250–.750)", *["–"] * 8]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.7321, ".732"), (-0.05, "-.050"), (0.0, ".000"), (1.0, "1.000"), (0.9996, "1.000"), (math.nan, "–")],
)
def test_share_has_three_digits_and_no_leading_zero(value: float, text: str) -> None:
    assert markdown.share(value) == text


def test_table_has_text_on_the_left_and_numbers_on_the_right() -> None:
    assert markdown.table(("a", "b"), [("x", "1")]) == "| a | b |\n| --- | ---: |\n| x | 1 |"


def test_block_replaces_only_what_is_between_its_markers() -> None:
    text = "top\n<!-- a -->\nold\n<!-- /a -->\nmiddle\n<!-- b -->\n<!-- /b -->\n"
    once = markdown.replace_between(text, "a", "new\n")
    assert once == "top\n<!-- a -->\n\nnew\n\n<!-- /a -->\nmiddle\n<!-- b -->\n<!-- /b -->\n"
    assert markdown.replace_between(once, "a", "new") == once


@pytest.mark.parametrize("text", ["", "<!-- a -->", "<!-- /a --> <!-- a -->"])
def test_missing_marker_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="there is no <!-- a --> with <!-- /a --> after it"):
        markdown.replace_between(text, "a", "new")


def test_readme_has_a_place_for_all_results() -> None:
    text = markdown.README.read_text(encoding="utf-8")
    for name in ("quality", "thresholds", "ablation", "speed", "large"):
        assert "new" in markdown.replace_between(text, name, "new")


def test_processor_is_the_first_model_name(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Fast CPU\nmodel name\t: Other\n", encoding="utf-8")
    assert markdown.processor(cpuinfo) == "Fast CPU"


def test_synthetic_entries_are_as_long_as_the_samples_and_the_same_every_time() -> None:
    made = synthetic(ENTRIES, 5)
    lengths = [[len(text.split()) for text in (*entry.phrasings, entry.answer)] for entry in made]
    assert lengths == [[6, 4, 4], [6, 5], [6, 4, 4], [6, 5], [6, 4, 4]]
    assert len({entry.id for entry in made}) == 5
    assert made == synthetic(ENTRIES, 5)


def test_both_sides_are_asked_every_question_equally_often() -> None:
    asked: dict[str, list[str]] = {"ours": [], "plain": []}
    questions = [f"question {number}" for number in range(50)]
    times = speed.in_turns(asked["ours"].append, asked["plain"].append, questions, ["warm up"])
    assert asked["ours"] == asked["plain"] == ["warm up", *questions * 3]
    assert [len(side) for side in times] == [150, 150]


def test_question_rows_give_both_percentiles_and_how_much_faster_ours_is() -> None:
    ours, plain = np.full(300, 0.002), np.full(300, 0.009)
    assert speed.question_rows(ours, plain) == [
        ["one question end to end, p50", "2.00 ms", "9.00 ms", "4.5×"],
        ["one question end to end, p95", "2.00 ms", "9.00 ms", "4.5×"],
    ]


def test_large_faq_has_different_texts_and_the_same_number_in_each_entry() -> None:
    entries = large.large(300)
    assert {len(entry.phrasings) for entry in entries} == {3}
    assert len({text for entry in entries for text in entry.alternates}) == 600
    assert len({entry.id for entry in entries}) == 300


def test_one_entry_in_a_hundred_is_changed() -> None:
    entries = large.large(300)
    assert [n for n, (a, b) in enumerate(zip(entries, large.changed(entries), strict=True)) if a != b] == [0, 100, 200]
