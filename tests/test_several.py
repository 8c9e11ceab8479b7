from pathlib import Path

import pytest

from matcher.cli.several import spread

NAMES = ("--encoder", "--reranker")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("faq.csv l.csv", "faq.csv l.csv"),
        ("--encoder a b faq.csv l.csv", "--encoder a --encoder b faq.csv l.csv"),
        (
            "--encoder a b --reranker c none l.csv --json",
            "--encoder a --encoder b --reranker c --reranker none l.csv --json",
        ),
        ("--encoder a 3 4 l.csv", "--encoder a 3 4 l.csv"),
        ("live l.csv --encoder a b", "live l.csv --encoder a --encoder b"),
        ("--encoder a --encoder b live l.CSV", "--encoder a --encoder b live l.CSV"),
        ("--encoder=a l.csv x", "--encoder=a l.csv x"),
        ("--encoder a -- b", "--encoder a -- b"),
        ("l.csv --encoder", "l.csv --encoder"),
        ("--encoder --json", "--encoder --json"),
    ],
)
def test_every_value_gets_the_name_of_its_option(words: str, expected: str) -> None:
    assert list(spread(words.split(), NAMES)) == expected.split()


def test_a_file_without_a_suffix_ends_the_values_and_a_folder_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("labels").write_text("question,expected_id\n", encoding="utf-8")
    Path("model").mkdir()
    assert list(spread(["--encoder", "a", "model", "labels"], NAMES)) == [
        "--encoder", "a", "--encoder", "model", "labels",
    ]  # fmt: skip
