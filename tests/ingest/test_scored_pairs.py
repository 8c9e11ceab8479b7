import gzip
import re
from pathlib import Path

import pytest

from matcher.errors import IngestError
from matcher.ingest.limits import Limits
from matcher.ingest.scored_pairs import ScoredPair, read_scored_pairs

CSV = b'text_a,text_b,label,split\nA plane,An aircraft,4.8,train\n"Yes, sir",No,0,test\n'
PAIRS = (
    ScoredPair(2, "A plane", "An aircraft", 4.8, "train"),
    ScoredPair(3, "Yes, sir", "No", 0.0, "test"),
)


def test_pairs_are_read_with_their_row_and_split() -> None:
    assert read_scored_pairs(CSV) == PAIRS


@pytest.mark.parametrize(
    "header", ["text_a,text_b,score", "Sentence1,Sentence2,similarity_score", "question1,question2,is_duplicate"]
)
def test_columns_are_known_under_their_usual_names(header: str) -> None:
    assert read_scored_pairs(f"{header}\na,b,1\n".encode()) == (ScoredPair(2, "a", "b", 1.0),)


def test_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv.gz"
    path.write_bytes(gzip.compress(CSV))
    assert read_scored_pairs(path) == PAIRS


def test_only_rows_of_the_split_are_read_and_have_to_be_right() -> None:
    data = CSV + b"broken,,x,train\n"
    assert read_scored_pairs(data, split="test") == PAIRS[1:]


def test_the_benchmark_with_its_header_keeps_quotation_marks_as_text() -> None:
    data = (
        "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n"
        '0\tmain\tMSR\t2012\t1\tnone\tnone\tHe said "no\tHe said "yes" and left\t1.500\n'
        '1\tmain\tMSR\t2012\t2\tnone\tnone\t"Quoted, with ""marks"""\tplain\t5.000\n'
    )
    assert read_scored_pairs(data.encode()) == (
        ScoredPair(2, 'He said "no', 'He said "yes" and left', 1.5),
        ScoredPair(3, 'Quoted, with "marks"', "plain", 5.0),
    )


def test_the_benchmark_without_a_header_is_known_by_its_columns() -> None:
    data = (
        'main-captions\tMSRvid\t2012test\t0024\t2.500\tA "girl is styling.\tA girl is brushing.\n'
        "main-news\tMSRpar\t2012\t0025\t3.0\tOne.\tTwo.\tsource one\tsource two\n"
    )
    assert read_scored_pairs(data.encode()) == (
        ScoredPair(1, 'A "girl is styling.', "A girl is brushing.", 2.5),
        ScoredPair(2, "One.", "Two.", 3.0),
    )


def test_two_texts_and_a_number_need_no_header() -> None:
    assert read_scored_pairs(b'"One, two",Three,4.2\nA,B,0\n') == (
        ScoredPair(1, "One, two", "Three", 4.2),
        ScoredPair(2, "A", "B", 0.0),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"text_a,text_b,score\na,b,1\nc,d,high\n", "t.csv, row 3: the score is 'high', but must be a number"),
        (b"text_a,text_b,score\na,b,nan\n", "t.csv, row 2: the score is 'nan', but must be a number"),
        (b"text_a,text_b,score\na,b,\n", "t.csv, row 2: the score is '', but must be a number"),
        (b"text_a,text_b,score\na, ,1\n", "t.csv, row 2: the second text is empty"),
        (b"text_a,text_b,score\n,b,1\n", "t.csv, row 2: the first text is empty"),
        (b"text_a,text_b,score\na,b\n", "t.csv, row 2: the row has 2 cells, but the header has 3"),
        (b"a,b,1\nc,d\n", "t.csv, row 2: the row has 2 cells, but the rows above have more"),
        (b"text_a,text_b,score\n", "t.csv: there is a header, but no row under it"),
        (b"text_a,text_b\na,b\n", "t.csv: the header has no column score; columns found: text_a, text_b"),
        (b"question,answer\na,b\n", "t.csv: the header has no column text_a and no column text_b and no column score"),
        (b"", "t.csv: the file is empty"),
        (b"\x1f\x8bnot packed", "t.csv: the file is packed by gzip, but damaged"),
    ],
)
def test_what_can_not_be_read_names_file_row_and_value(data: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=f"^{re.escape(message)}"):
        read_scored_pairs(data, name="t.csv")


def test_a_split_that_no_row_has_is_told_with_those_there_are() -> None:
    with pytest.raises(IngestError, match=r"^t.csv: no row has the split 'dev'; there are: train, test$"):
        read_scored_pairs(CSV, name="t.csv", split="dev")


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    packed = gzip.compress(CSV + b"a,b,1,train\n" * 10_000)
    with pytest.raises(IngestError, match=r"unpacks to more than 0.01 MB"):
        read_scored_pairs(packed, limits=Limits(max_unpacked=10_000))
