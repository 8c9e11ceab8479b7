"""JSON and JSON lines of hand-made files, which resemble several formats."""

import json

import pytest

from matcher.errors import IngestError
from matcher.ingest import FaqFormat, Ingested, read_faq
from matcher.types import Entry


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


@pytest.mark.parametrize("value", [{"assets": {"qnas": []}}, {"qna": []}, {"FaqDocuments": []}])
def test_an_empty_list_is_not_said_to_have_a_header(value: object) -> None:
    with pytest.raises(IngestError) as error:
        _read(value)
    assert str(error.value) == "faq.json: the list of questions and answers is empty; add at least one"
