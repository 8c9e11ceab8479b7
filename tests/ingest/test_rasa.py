"""Training data of Rasa in every shape in which people keep it."""

import pytest

from matcher.errors import IngestError
from matcher.ingest import FaqFormat, Ingested, read_faq
from matcher.types import Entry

_PAY = 'version: "3.1"\nnlu:\n- intent: faq/pay\n  examples: |\n    - How to pay?\n    - Pay by card?\n'
_PAID = "responses:\n  utter_faq/pay:\n  - text: By card\n"


def _read(text: str) -> Ingested:
    return read_faq(text.encode(), name="faq.yml")


def test_every_document_is_read_and_each_intent_finds_its_response_in_any_of_them() -> None:
    ship = (
        "nlu:\n- intent: faq/ship\n  examples: |\n    - How long?\nresponses:\n  utter_faq/ship:\n  - text: Two days\n"
    )
    ingested = _read(f"---\n{_PAY}---\n{ship}...\n---\n{_PAID}---\n")
    assert ingested.entries == (
        Entry("pay", "How to pay?", "By card", ("Pay by card?",)),
        Entry("ship", "How long?", "Two days"),
    )
    assert (ingested.report.describe(), ingested.report.ignored) == ((), ())


def test_responses_of_one_name_in_two_documents_are_variants() -> None:
    ingested = _read(f"{_PAY}{_PAID}---\n{_PAID.replace('card', 'cash')}")
    assert [entry.answer for entry in ingested.entries] == ["By card"]
    assert ingested.report.describe() == ("faq.yml, row 1: 1 more of its responses were left out: an entry has one",)


def test_a_document_that_is_no_training_data_is_named() -> None:
    assert _read(f"{_PAY}{_PAID}---\n- just a list\n---\na: b\n").report.ignored == ("document 2", "document 3")


def test_a_damaged_later_document_is_no_valid_file() -> None:
    with pytest.raises(IngestError, match=r"^faq\.yml: this is no valid YAML"):
        _read(f"{_PAY}{_PAID}---\na: [\n")


def test_an_intent_in_two_blocks_is_one_entry() -> None:
    again = "- intent: faq/pay\n  examples: |\n    - Which cards?\n    - how to PAY?\n"
    ingested = _read(f"{_PAY}{again}{_PAID}")
    assert ingested.entries == (Entry("pay", "How to pay?", "By card", ("Pay by card?", "Which cards?")),)
    report = ingested.report
    assert [(each.row, each.reason) for each in report.merged] == [(2, "the row was put to the entry of row 1")]
    assert report.describe() == (
        "faq.yml, row 2: the alternate 'how to PAY?' is in this entry already and was left out",
    )


_SLACK = "  - text: On Slack\n    channel: slack\n"
_KNOWN = "  - condition:\n    - type: slot\n      name: known\n      value: true\n    text: Hello Ann\n"
_ANY = "  - text: 9 to 5\n"
_PICTURE = "  - image: map.png\n"
_LEFT_OUT = "{count} more of its responses were left out: an entry has one"


@pytest.mark.parametrize(
    ("variants", "answer", "warnings"),
    [
        (_SLACK + _KNOWN + _ANY, "9 to 5", [_LEFT_OUT.format(count=2)]),
        (
            _KNOWN + _SLACK,
            "On Slack",
            [_LEFT_OUT.format(count=1), "Rasa gives this response on the channel slack only"],
        ),
        (_KNOWN + _PICTURE, "Hello Ann", ["Rasa gives this response under a condition only"]),
        (
            _KNOWN + "    channel: sms\n",
            "Hello Ann",
            ["Rasa gives this response on the channel sms only", "Rasa gives this response under a condition only"],
        ),
    ],
)
def test_the_response_for_everyone_is_the_answer_and_any_other_is_warned_about(
    variants: str, answer: str, warnings: list[str]
) -> None:
    ingested = _read(f"{_PAY}responses:\n  utter_faq/pay:\n{variants}")
    assert [entry.answer for entry in ingested.entries] == [answer]
    assert [each.reason for each in ingested.report.warned] == warnings


def test_an_intent_without_a_response_in_words_is_refused_by_its_name() -> None:
    others = "- intent: greet\n  examples: |\n    - hi\n- intent: map\n  examples: |\n    - where?\n"
    report = _read(f"{_PAY}{others}{_PAID}  utter_map:\n{_PICTURE}").report
    assert report.describe() == (
        "faq.yml, row 2: the answer is empty; the file has no response utter_greet",
        "faq.yml, row 3: the answer is empty; the response utter_map has no text",
    )
    assert [each.value for each in report.refused] == ["hi", "where?"]


@pytest.mark.parametrize(
    "start",
    [
        "entities:\n- city\n", "language: en\n", "# ours\n\n---\nslots:\n  a:\n    type: text\n", "%YAML 1.2\n---\n",
        "session_config:\n  session_expiration_time: 60\n", '"version": "3.1"\n', "actions: [a]\n",
        "recipe: default.v1\n",
    ],
)  # fmt: skip
def test_training_data_are_known_whatever_stands_first(start: str) -> None:
    report = _read(f"{start}{_PAY.partition(chr(10))[2]}{_PAID}").report
    assert (report.format, report.taken) == (FaqFormat.RASA_YAML, 1)


def test_a_table_that_speaks_of_languages_is_a_table() -> None:
    report = _read("question,answer\nlanguage:,nlu:\nnlu:,a\n").report
    assert (report.format, report.taken) == (FaqFormat.CSV, 2)
