"""JSON and JSON lines of hand-made files, which resemble several formats."""

import json

import pytest

from matcher.errors import IngestError
from matcher.ingest import FaqFormat, Ingested, Limits, read_faq
from matcher.types import Entry

_GOOD = '{"qid":"a","q":["A?"],"a":"1"}'
_BAD = '{"qid":"x","q":["Z?"]'


def _read(value: object) -> Ingested:
    return read_faq(json.dumps(value).encode(), name="faq.json")


def test_a_plain_list_with_several_questions_keeps_category_and_tags() -> None:
    ingested = _read(
        [
            {"questions": ["A?", "B?"], "answer": "x", "category": "Billing", "tags": ["t1"], "source": "shop"},
            {"questions": ["C?"], "answer": "y"},
        ]
    )
    assert ingested.entries == (Entry("a", "A?", "x", ("B?",), "Billing", ("t1",)), Entry("c", "C?", "y"))
    assert (ingested.report.format, ingested.report.ignored) == (FaqFormat.JSON, ("source",))


@pytest.mark.parametrize("own", [{"metadata": {"topic": "Billing"}}, {"metadata": [], "dialog": {}}])
def test_a_plain_list_with_marks_of_azure_is_azures(own: dict[str, object]) -> None:
    ingested = _read([{"id": 7, "questions": ["A?"], "answer": "x", **own}])
    assert ingested.entries[0].id == "7"
    assert ingested.report.format is FaqFormat.AZURE_JSON


@pytest.mark.parametrize("beside", [{"title": "C", "id": 1}, {"question": "Which?"}])
def test_the_list_with_answers_is_read_and_another_one_named(beside: dict[str, object]) -> None:
    ingested = _read({"version": "1", "categories": [beside], "faqs": [{"question": "A?", "answer": "a"}]})
    assert ingested.entries == (Entry("a", "A?", "a"),)
    assert ingested.report.ignored == ("list categories",)


def test_two_lists_with_answers_are_not_chosen_between() -> None:
    with pytest.raises(IngestError, match="there are no questions and answers as in a format that is known"):
        _read({"one": [{"question": "A?", "answer": "a"}], "two": [{"question": "B?", "answer": "b"}]})


def test_a_list_of_questions_alone_is_read_for_what_needs_no_answers() -> None:
    data = json.dumps({"faqs": [{"question": "A?"}], "other": [{"x": "y"}]}).encode()
    ingested = read_faq(data, answers_required=False)
    assert ingested.entries == (Entry("a", "A?", ""),)
    assert ingested.report.ignored == ("list other",)


def _botpress(utterances: dict[str, list[str]], answers: dict[str, list[str]]) -> Ingested:
    item = {"name": "n", "contexts": [], "utterances": utterances, "metadata": {"answers": answers, "enabled": True}}
    return _read([item, {**item, "name": "m", "utterances": {"en": ["M?"]}, "metadata": {"answers": {"en": ["m"]}}}])


def test_a_language_left_empty_in_botpress_is_nothing_to_refuse() -> None:
    ingested = _botpress({"de": [], "en": ["A?"], "fr": [" "]}, {"de": [""], "en": ["a"]})
    assert ingested.entries == (Entry("n", "A?", "a"), Entry("m", "M?", "m"))
    assert ingested.report.refused == ()


@pytest.mark.parametrize(
    ("utterances", "answers", "reason"),
    [
        ({"en": ["A?"], "de": ["B?"]}, {"en": ["a"], "de": []}, "the answer is empty"),
        ({"en": ["A?"], "de": []}, {"en": ["a"], "de": ["b"]}, "the question is empty"),
        ({"en": [], "de": []}, {}, "the question is empty"),
    ],
)
def test_a_half_empty_language_or_an_empty_item_is_refused(
    utterances: dict[str, list[str]], answers: dict[str, list[str]], reason: str
) -> None:
    assert [(each.row, each.reason) for each in _botpress(utterances, answers).report.refused] == [(1, reason)]


@pytest.mark.parametrize("bad", [_BAD, '{"qid"', '{"a": tru}'])
def test_a_bad_first_line_costs_that_line_only(bad: str) -> None:
    ingested = read_faq(f"\n{bad}\n{_GOOD}\n{_GOOD.replace('a', 'b', 1)}\n".encode(), name="faq.jsonl")
    assert ingested.report.format is FaqFormat.QNABOT_JSONL
    assert [(each.row, each.value) for each in ingested.report.refused][:1] == [(2, bad)]


@pytest.mark.parametrize(
    "text",
    [
        f"{_BAD}\n{_BAD}\n{_GOOD}\n",
        '{"faqs": [\n{"question": "A?", "answer": "a"},\n{"question": "B?", "answer": "b"}\n]\n',
        '{"question": "A?",\n"tags": [\n"a",\n"b"\n]\n',
        '{"question": "A?",\n1\n2\n3\n',
    ],
)
def test_a_damaged_file_that_is_not_mostly_lines_of_objects_is_refused_whole(text: str) -> None:
    with pytest.raises(IngestError, match=r"^faq\.json: this is no valid JSON: .* line \d"):
        read_faq(text.encode(), name="faq.json")


def test_a_bad_line_says_where_in_it_the_trouble_is() -> None:
    report = read_faq(f"{_GOOD}\n{_BAD}\n".encode(), name="faq.jsonl").report
    assert report.describe() == ("faq.jsonl, row 2: the line is no valid JSON: Expecting ',' delimiter (character 22)",)


@pytest.mark.parametrize("first", ["", _BAD + "\n"])
def test_lines_are_counted_up_to_the_limit(first: str) -> None:
    lines = [_GOOD.replace("a", f"n{number}", 1) for number in range(9)]
    data = (first + "\n".join(lines) + "\n").encode()
    most = 10 if first else 9
    assert read_faq(data, limits=Limits(max_rows=most)).report.taken == 9
    with pytest.raises(IngestError, match="more than 8 rows"):
        read_faq(data, limits=Limits(max_rows=8))


@pytest.mark.parametrize("value", [{"assets": {"qnas": []}}, {"qna": []}, {"FaqDocuments": []}])
def test_an_empty_list_is_not_said_to_have_a_header(value: object) -> None:
    with pytest.raises(IngestError) as error:
        _read(value)
    assert str(error.value) == "faq.json: the list of questions and answers is empty; add at least one"
