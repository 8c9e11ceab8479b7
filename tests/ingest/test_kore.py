"""A knowledge graph of Kore.ai, with what its newer exports hold."""

import pytest

from matcher.ingest import read_faq
from matcher.types import Entry

_HEADER = (
    "Faq,Que ID,Path,Primary Question,Alternate Question,Tags,Answer,Extended Answer-1,Extended Answer-2,ReferenceId\n"
)


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ("3 days,and more text,", "3 days and more text"),
        ("3 days,,and more text", "3 days and more text"),
        ('"3 days.\n\n",Or four.,"\nOr five."', "3 days.\n\nOr four.\nOr five."),
        (",only here,", "only here"),
    ],
)
def test_the_rest_of_a_long_answer_is_read(cells: str, answer: str) -> None:
    ingested = read_faq(f"{_HEADER},F1,Ship,How long?,,,{cells},\n".encode())
    assert ingested.entries == (Entry("F1", "How long?", answer, (), "Ship"),)
    assert ingested.report.ignored == ("Faq", "ReferenceId")


def test_the_rest_of_a_further_answer_is_read() -> None:
    rows = ",F1,Ship,How long?,,,3 days,,,\n,,,,,,Or by air,in one,day,\n"
    assert read_faq((_HEADER + rows).encode()).entries[0].answer == "3 days\n\nOr by air in one day"


@pytest.mark.parametrize("section", ["confidenceConfigs,parameter,value", "KG Params,,", "Traits,Trait name,Data"])
def test_a_section_of_something_else_is_named_and_not_refused_row_by_row(section: str) -> None:
    rows = f",F1,Ship,How long?,,,3 days,,,\n{section}\n,useBotSynonyms,true\n,minThreshold,60\n"
    report = read_faq((_HEADER + rows).encode()).report
    assert (report.taken, report.refused) == (1, ())
    assert report.ignored[-1] == f"section {section.partition(',')[0]}"
