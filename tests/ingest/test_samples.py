"""Every sample is a small file of one format, written from the format's description."""

from pathlib import Path

import pytest

from matcher.errors import IngestError
from matcher.ingest import Choices, FaqFormat, as_labels, read_faq, read_intents
from matcher.types import Entry, Label

_SAMPLES = Path(__file__).parent / "samples"
_RETURN = "How do I return a parcel?"
_ALTERNATES = ("Can I send something back?", "return policy")
_BACK = "Send it back within 30 days.\nPostage is free."
_CARDS = "Which cards do you take?"
_ALL = "We take “all” cards, and NA is fine too."
_PAIRS = (Entry("how-do-i-return-a-parcel", _RETURN, _BACK), Entry("which-cards-do-you-take", _CARDS, _ALL))
_AZURE = (
    Entry("1", _RETURN, _BACK, _ALTERNATES, "Orders"),
    Entry("2", _CARDS, _ALL, ("Can I pay by card?",), "Payment"),
)
_TAGGED = (
    Entry("1", _RETURN, _BACK, _ALTERNATES, "Orders", ("team:web",)),
    Entry("2", _CARDS, _ALL, ("Can I pay by card?",), "Payment", ("team:web",)),
)
_NO_ID = (
    Entry("how-do-i-return-a-parcel", _RETURN, _BACK, _ALTERNATES),
    Entry("which-cards-do-you-take", _CARDS, _ALL, ("Can I pay by card?",)),
)
_NAMED = (
    Entry("how-do-i-return-a-parcel", _RETURN, _BACK, _ALTERNATES, "Orders"),
    Entry("which-cards-do-you-take", _CARDS, _ALL, ("Can I pay by card?",), "Payment"),
)
_QNABOT = (
    Entry("faq.1", _RETURN, _BACK, _ALTERNATES, "Orders"),
    Entry("faq.2", _CARDS, _ALL, ("Can I pay by card?",), "Payment"),
)


@pytest.mark.parametrize(
    ("name", "format", "entries"),
    [
        ("azure.tsv", FaqFormat.AZURE_TSV, _TAGGED),
        ("azure-utf16.tsv", FaqFormat.AZURE_TSV, _TAGGED),
        ("azure.json", FaqFormat.AZURE_JSON, _AZURE),
        ("azure-rest.json", FaqFormat.AZURE_JSON, _AZURE),
        ("qnabot.jsonl", FaqFormat.QNABOT_JSONL, _QNABOT),
        ("dialogflow-es.csv", FaqFormat.DIALOGFLOW_ES, _PAIRS),
        ("dialogflow-cx.csv", FaqFormat.DIALOGFLOW_CX, _PAIRS),
        ("kendra.csv", FaqFormat.KENDRA_CSV, _PAIRS),
        ("kendra-header.csv", FaqFormat.KENDRA_CSV, _PAIRS),
        ("fastgpt.csv", FaqFormat.FASTGPT_CSV, _NO_ID),
        ("fastgpt-metadata.csv", FaqFormat.FASTGPT_CSV, _NO_ID[:1]),
        ("maxkb.csv", FaqFormat.MAXKB_CSV, _NO_ID),
        ("dify.csv", FaqFormat.CSV, _PAIRS),
        ("handmade.json", FaqFormat.JSON, _NAMED),
    ],
)
def test_a_sample_is_known_and_read_whole(name: str, format: FaqFormat, entries: tuple[Entry, ...]) -> None:
    ingested = read_faq(_SAMPLES / name)
    assert ingested.report.format is format
    assert ingested.entries == entries
    assert ingested.report.refused == ()


@pytest.mark.parametrize(
    "path", sorted(path for path in _SAMPLES.iterdir() if path.name != "watson.csv"), ids=lambda path: path.name
)
def test_rows_of_every_sample_add_up_and_its_first_rows_are_shown(path: Path) -> None:
    report = read_faq(path).report
    assert report.rows == report.taken + report.merged_count + report.refused_count
    assert 0 < len(report.preview) <= 6
    assert report.needs_confirmation == (path.name in ("dialogflow-es.csv", "kendra.csv", "handmade.csv"))


def test_rows_of_one_id_are_merged_and_counted() -> None:
    report = read_faq(_SAMPLES / "azure.tsv").report
    assert [(each.row, each.reason) for each in report.merged] == [
        (3, "the row was put to the entry of row 2"),
        (4, "the row was put to the entry of row 2"),
        (6, "the row was put to the entry of row 5"),
    ]
    assert report.ignored == ("Source", "SuggestedQuestions", "Prompts")


def test_every_visible_sheet_of_a_workbook_is_read_and_the_others_are_named() -> None:
    ingested = read_faq(_SAMPLES / "qnabot.xlsx")
    assert ingested.entries == (
        *_QNABOT,
        Entry("faq.3", "How many stores are there?", "12"),
        Entry("faq.4", "When did you open?", "2020-05-01"),
    )
    assert ingested.report.format is FaqFormat.QNABOT_XLSX
    assert ingested.report.ignored == (
        "Question5",
        "clientFilterValues",
        "sheet Drafts (hidden)",
        "sheet Empty (empty)",
        "sheet Notes (no question and answer)",
    )


def test_blank_primary_questions_add_to_the_row_above_and_other_sections_are_named() -> None:
    ingested = read_faq(_SAMPLES / "kore.csv")
    answer = f"{_BACK}\n\nWe also take back what is broken."
    assert ingested.entries == (
        Entry("q1", _RETURN, answer, _ALTERNATES, "Orders", ("back", "parcel")),
        Entry("q2", _CARDS, _ALL, ("Can I pay by card?",), "Payment"),
    )
    assert ingested.report.ignored == ("Faq", "section Node", "section Synonyms")
    assert ingested.report.merged_count == 3


def test_an_intent_finds_its_response_and_one_without_is_refused() -> None:
    ingested = read_faq(_SAMPLES / "rasa.yml", name="rasa.yml")
    assert ingested.entries == (
        Entry("returns", _RETURN, _BACK, ("Can I send something back?", "return policy in Berlin")),
        Entry("cards", _CARDS, "yes"),
    )
    assert ingested.report.describe() == (
        "rasa.yml, row 3: the answer is empty; the file has no response utter_greet",
        "rasa.yml, row 1: 1 more of its responses were left out: an entry has one",
    )
    assert ingested.report.ignored == ("response utter_bye",)


def test_each_language_of_an_item_is_an_entry_and_a_disabled_item_is_refused() -> None:
    ingested = read_faq(_SAMPLES / "botpress.json")
    assert ingested.entries == (
        Entry("returns", _RETURN, _BACK, _ALTERNATES, "orders", ("web",)),
        Entry("returns-de", "Wie sende ich etwas zurück?", "Binnen 30 Tagen.", (), "orders", ("web",)),
        Entry("cards", _CARDS, _ALL),
    )
    assert [each.reason for each in ingested.report.refused] == ["it is switched off in Botpress (enabled is false)"]


def test_intents_have_no_answers_but_serve_as_alternates_and_labels() -> None:
    with pytest.raises(IngestError, match=r"^watson\.csv: these are intents of Watson, questions without answers"):
        read_faq(_SAMPLES / "watson.csv")
    pairs = read_intents(_SAMPLES / "watson.csv")
    assert pairs[1:] == [("order-return", "Can I send something back?"), ("pay-cards", _CARDS)]
    assert as_labels(pairs)[2] == Label(_CARDS, frozenset({"pay-cards"}))


def test_annotations_are_read_by_position_whatever_their_header() -> None:
    data = b"prompt,completion\nA?,a\n"
    assert read_faq(data, choices=Choices(format=FaqFormat.DIFY_CSV)).entries == (Entry("a", "A?", "a"),)
