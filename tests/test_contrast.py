from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import contrast, markdown
from benchmarks.contrast import KINDS, Contrast, read_contrasts
from matcher.encoder import TransformerEncoder
from matcher.words import words
from tests.fakes import FakeEncoder

SET = read_contrasts()
SMALL = [
    Contrast("pay by card now", "how to pay by card", "how to sign by hand", "a"),
    Contrast("pay by card now", "how to sign by hand", "how to pay by card", "a"),
    Contrast("zebra", "crossing", "street", "b"),
]
# Words by which a model that never reads the question could guess, were they always on the right or the wrong side.
MARKS = {
    "negation": {"not", "no", "t", "nothing"},
    "before or after": {"after", "once"},
    "with or without": {"without"},
    "cancel or change": {"cancel", "cancelled", "cancelling", "end", "delete", "withdraw", "close"},
}


class Favourites:
    """A reranker that likes phrasings about cards."""

    fingerprint, name, runtime = "cards", "org/cards", "none"

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array(["card" in phrasing for _, phrasing in pairs], np.float32)


def test_there_are_200_contrasts_of_seven_kinds() -> None:
    counts = Counter(row.kind for row in SET)
    assert (len(SET), tuple(counts)) == (200, KINDS)
    assert min(counts.values()) >= 28


def test_every_contrast_is_its_own_and_whole() -> None:
    assert all(text.strip() for row in SET for text in (row.question, row.right, row.wrong))
    assert (
        len({row.question.casefold() for row in SET}) == len({frozenset((row.right, row.wrong)) for row in SET}) == 200
    )
    assert all(row.right != row.wrong for row in SET)


def test_right_and_wrong_question_are_near_copies() -> None:
    alike = contrast.overlap([(row.right, row.wrong) for row in SET])
    assert float(np.median(alike)) > 0.6


def test_the_words_that_question_and_entry_share_do_not_tell_which_is_right() -> None:
    assert contrast.won(SET, contrast.overlap).mean() == pytest.approx(0.5, abs=0.05)


def test_length_does_not_tell_which_is_right() -> None:
    longer = [len(row.right) > len(row.wrong) for row in SET if len(row.right) != len(row.wrong)]
    assert np.mean(longer) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("kind", list(MARKS))
def test_the_word_that_makes_the_difference_is_on_either_side_alike(kind: str) -> None:
    marks = MARKS[kind]
    sides = [[len(marks & set(words(text))) for text in (r.right, r.wrong)] for r in SET if r.kind == kind]
    told = [right > wrong for right, wrong in sides if right != wrong]
    assert len(told) >= 20
    assert np.mean(told) == pytest.approx(0.5, abs=0.12)


def test_a_tie_counts_half() -> None:
    assert contrast.won(SMALL, contrast.overlap).tolist() == [1.0, 0.0, 0.5]


def test_cosine_is_that_of_each_pair() -> None:
    pairs = [("pay by card", "pay by card"), ("zebra", "street")]
    encoder = FakeEncoder()
    expected = [float(encoder.encode([a])[0] @ encoder.encode([b])[0]) for a, b in pairs]
    assert contrast.cosine(pairs, encoder) == pytest.approx(expected, abs=1e-6)


def test_report_has_a_row_a_kind_and_a_column_a_system() -> None:
    lines = contrast.report(SMALL, FakeEncoder(), Favourites()).splitlines()
    assert lines[0] == "| kind | pairs | words | cosine, fake encoder | relevance, cards |"
    assert [line.split(" | ")[:3] for line in lines[2:]] == [
        ["| a", "2", ".500"],
        ["| b", "1", ".500"],
        ["| **all**", "3", ".500"],
    ]
    assert lines[2].endswith("| .500 |") and lines[3].endswith("| .500 |")
    assert "relevance" not in contrast.report(SMALL, FakeEncoder(), None)


def test_readme_has_a_place_for_the_result() -> None:
    text = markdown.README.read_text(encoding="utf-8")
    assert "new" in markdown.replace_between(text, "contrast", "new")


@pytest.mark.models
def test_cosine_of_the_packaged_encoder_is_little_better_than_chance(encoder: TransformerEncoder) -> None:
    won = contrast.won(SET, lambda pairs: contrast.cosine(pairs, encoder))
    assert 0.5 < won.mean() < 0.65
