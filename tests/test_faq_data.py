import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "faq_data"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    entries: int
    categories: int
    labels: int
    out_of_scope: int

    def read(self, suffix: str) -> tuple[list[str], list[Row]]:
        with (FOLDER / f"{self.name}{suffix}.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            return list(reader.fieldnames or ()), list(reader)

    @property
    def faq(self) -> list[Row]:
        return self.read("")[1]

    @property
    def questions(self) -> list[Row]:
        return self.read("_questions")[1]


SAMPLES = (
    Sample("shop", entries=64, categories=9, labels=220, out_of_scope=70),
    Sample("city", entries=42, categories=6, labels=110, out_of_scope=30),
)
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))


def phrasings(row: Row) -> list[str]:
    return [row["question"], *row["alternates"].split("\n")]


def repeated(texts: list[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if count > 1]


@each_sample
def test_headers_are_those_of_the_native_formats(sample: Sample) -> None:
    assert sample.read("")[0] == ["id", "question", "alternates", "answer", "category", "tags"]
    assert sample.read("_questions")[0] == ["question", "expected_id"]


@each_sample
def test_faq_starts_with_a_byte_order_mark_for_spreadsheets(sample: Sample) -> None:
    assert (FOLDER / f"{sample.name}.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


@each_sample
def test_faq_is_large_enough(sample: Sample) -> None:
    assert len(sample.faq) >= sample.entries
    assert len({row["category"] for row in sample.faq}) >= sample.categories


@each_sample
def test_labels_are_many_enough(sample: Sample) -> None:
    assert len(sample.questions) >= sample.labels
    assert sum(not row["expected_id"] for row in sample.questions) >= sample.out_of_scope


@each_sample
def test_ids_are_unique_slugs(sample: Sample) -> None:
    ids = [row["id"] for row in sample.faq]
    assert repeated(ids) == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


@each_sample
def test_no_cell_is_empty_but_tags_and_expected_id(sample: Sample) -> None:
    needed = ("id", "question", "alternates", "answer", "category")
    assert [row["id"] for row in sample.faq if not all(row[column].strip() for column in needed)] == []
    assert [row for row in sample.questions if not row["question"].strip()] == []


@each_sample
def test_no_cell_is_taken_for_a_formula_by_a_spreadsheet(sample: Sample) -> None:
    cells = [cell for row in (*sample.faq, *sample.questions) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


@each_sample
def test_every_entry_has_two_to_five_alternates(sample: Sample) -> None:
    counts = {row["id"]: len(phrasings(row)) - 1 for row in sample.faq}
    assert {name: count for name, count in counts.items() if not 2 <= count <= 5} == {}


@each_sample
def test_no_phrasing_appears_twice(sample: Sample) -> None:
    assert repeated([normalised(phrasing) for row in sample.faq for phrasing in phrasings(row)]) == []


@each_sample
def test_every_expected_id_exists(sample: Sample) -> None:
    expected = {name for row in sample.questions for name in row["expected_id"].split("|") if name}
    assert expected - {row["id"] for row in sample.faq} == set()


@each_sample
def test_every_entry_is_reached_by_a_label(sample: Sample) -> None:
    expected = {name for row in sample.questions for name in row["expected_id"].split("|")}
    assert {row["id"] for row in sample.faq} - expected == set()


@each_sample
def test_no_test_question_appears_twice(sample: Sample) -> None:
    assert repeated([normalised(row["question"]) for row in sample.questions]) == []


@each_sample
def test_no_test_question_equals_a_phrasing(sample: Sample) -> None:
    known = {normalised(phrasing) for row in sample.faq for phrasing in phrasings(row)}
    assert [row["question"] for row in sample.questions if normalised(row["question"]) in known] == []


@each_sample
def test_readme_states_the_sizes_of_the_files(sample: Sample) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    categories = len({row["category"] for row in sample.faq})
    out_of_scope = sum(not row["expected_id"] for row in sample.questions)
    assert f"{len(sample.faq)} entries in {categories} categories" in readme
    assert f"{len(sample.questions)} questions, {out_of_scope} of them out of scope" in readme
