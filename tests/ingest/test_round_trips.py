"""What is written in a format is read back from it, as far as the format can hold it."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from matcher.errors import IngestError
from matcher.ingest import EXPORT_FORMATS, Choices, FaqFormat, losses, read_faq, write_faq
from matcher.ingest.cells import find_control
from matcher.types import Entry
from tests.ingest.texts import entries

_LONG = Entry("long", "How =long?", ("=SUM(A1) 😀 \u202eאבג \"quoted\", 'so'\n" * 700)[:24_999].strip())


def _is_plain(text: str) -> bool:
    return not find_control(text)


def _has_no_break(text: str) -> bool:
    return _is_plain(text) and "\n" not in text and "\r" not in text


def _read(written: tuple[Entry, ...], format: FaqFormat) -> tuple[Entry, ...]:
    ingested = read_faq(write_faq(written, format), choices=Choices(format=format))
    assert ingested.report.refused == ()
    return ingested.entries


@settings(deadline=None)
@given(entries(outer_space=True))
@example((Entry("a\0b", "\0", " \n x\u3000", ("\x07\x08", " a", '\'"x"'), '\'"\\u0000"', ("\x7f",)), _LONG))
@example((Entry('\'"a\\u0000"', "''\"a\0\"", "'\""),))
@pytest.mark.parametrize("format", [FaqFormat.CSV, FaqFormat.XLSX])
def test_the_native_formats_hold_any_text_even_nuls_and_white_space(
    format: FaqFormat, given: tuple[Entry, ...]
) -> None:
    assert _read(given, format) == given


@settings(deadline=None)
@given(entries())
@example((_LONG, Entry("a\0b", "q\0", "a\0")))
@pytest.mark.parametrize(
    "format",
    [FaqFormat.JSON, FaqFormat.AZURE_JSON, FaqFormat.QNABOT_JSON, FaqFormat.QNABOT_JSONL, FaqFormat.QNABOT_XLSX],
)
def test_json_and_workbooks_hold_any_text(format: FaqFormat, given: tuple[Entry, ...]) -> None:
    assert _read(given, format) == given


@settings(deadline=None)
@given(entries(lambda text: text != "global"))
@example((_LONG,))
def test_botpress_holds_any_text_but_the_category_global(given: tuple[Entry, ...]) -> None:
    kept = tuple(entry if entry.category or not entry.tags else replace(entry, tags=entry.tags) for entry in given)
    assert _read(kept, FaqFormat.BOTPRESS_JSON) == kept


@settings(deadline=None)
@given(entries(lambda text: "[" not in text and not text.startswith("faq/")))
@example((_LONG,))
def test_rasa_holds_any_text_but_marks_of_entities(given: tuple[Entry, ...]) -> None:
    assert _read(given, FaqFormat.RASA_YAML) == given


@settings(deadline=None)
@given(entries(_is_plain))
@example((_LONG,))
def test_kore_holds_any_text_but_control_characters(given: tuple[Entry, ...]) -> None:
    assert _read(given, FaqFormat.KORE_CSV) == given


@settings(deadline=None)
@given(entries(lambda text: _is_plain(text) and not set("\\|\r") & set(text)))
@example((_LONG,))
def test_azure_tsv_holds_any_text_but_bars_and_backslashes(given: tuple[Entry, ...]) -> None:
    plain = tuple(replace(entry, category=" ".join(entry.category.split()), tags=()) for entry in given)
    assert [replace(entry, id="") for entry in _read(plain, FaqFormat.AZURE_TSV)] == [
        replace(entry, id="") for entry in plain
    ]


@settings(deadline=None)
@given(entries(_is_plain))
@example((_LONG,))
def test_fastgpt_holds_question_alternates_and_answer(given: tuple[Entry, ...]) -> None:
    read = [replace(entry, id="") for entry in _read(given, FaqFormat.FASTGPT_CSV)]
    assert read == [Entry("", entry.question, entry.answer, entry.alternates) for entry in given]


@settings(deadline=None)
@given(entries(_has_no_break))
def test_maxkb_holds_alternates_of_one_line(given: tuple[Entry, ...]) -> None:
    kept = tuple(replace(entry, alternates=tuple(a for a in entry.alternates if a[0] != "[")) for entry in given)
    read = [replace(entry, id="") for entry in _read(kept, FaqFormat.MAXKB_CSV)]
    assert read == [Entry("", entry.question, entry.answer, entry.alternates) for entry in kept]


@settings(deadline=None)
@given(entries(_is_plain))
@example((_LONG,))
@pytest.mark.parametrize(
    "format",
    [FaqFormat.DIALOGFLOW_ES, FaqFormat.DIALOGFLOW_CX, FaqFormat.KENDRA_CSV, FaqFormat.KENDRA_JSON, FaqFormat.DIFY_CSV],
)
def test_formats_of_pairs_hold_each_phrasing_with_its_answer(format: FaqFormat, given: tuple[Entry, ...]) -> None:
    pairs = [(phrasing, entry.answer) for entry in given for phrasing in entry.phrasings]
    assert [(entry.question, entry.answer) for entry in _read(given, format)] == pairs


@pytest.mark.parametrize("format", EXPORT_FORMATS)
def test_what_is_exported_is_known_again_without_being_told(format: FaqFormat) -> None:
    given = (Entry("1", "How?", "So."), Entry("2", "Why is it so?", "Because."))
    report = read_faq(write_faq(given, format)).report
    known_as = {FaqFormat.DIFY_CSV: FaqFormat.CSV}
    assert (report.format, report.taken) == (known_as.get(format, format), 2)


@pytest.mark.parametrize(
    ("format", "said"),
    [
        (FaqFormat.CSV, ()),
        (FaqFormat.AZURE_JSON, ()),
        (FaqFormat.FASTGPT_CSV, ("id of 1 entries", "category of 1 entries", "tags of 1 entries")),
        (
            FaqFormat.DIALOGFLOW_ES,
            (
                "alternates become entries of their own: 2 instead of 1",
                "id of 1 entries",
                "alternates of 1 entries",
                "category of 1 entries",
                "tags of 1 entries",
            ),
        ),
    ],
)
def test_losses_are_said_before_an_export(format: FaqFormat, said: tuple[str, ...]) -> None:
    assert losses([Entry("x", "How?", "So.", ("In what way?",), "c", ("t",))], format) == said


def test_a_format_without_answers_is_not_written() -> None:
    with pytest.raises(IngestError, match=r"^Watson intents hold no answers"):
        write_faq([Entry("x", "How?", "So.")], FaqFormat.WATSON_CSV)


def test_a_text_too_long_for_a_workbook_is_not_cut() -> None:
    with pytest.raises(IngestError, match="has 40,000 characters, but a cell of a workbook holds 32,767"):
        write_faq([Entry("x", "How?", "a" * 40_000)], FaqFormat.QNABOT_XLSX)
