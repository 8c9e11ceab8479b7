"""Test questions from a file: read, reported row by row, then added."""

import csv
import io
from collections.abc import Sequence
from html import escape

from matcher.errors import MatcherError
from matcher.ingest import IngestedLabels, RowProblem
from matcher.knowledge_base import KnowledgeBase
from matcher.types import Label
from panels.markup import table
from panels.report import banner, counted

_SHOWN = 100


def file_report(found: IngestedLabels, known: int) -> str:
    """Say what was understood of a file before anything is kept; known: how many test questions there are already."""
    out = sum(not label.expected for label in found.labels)
    taken = counted(len(found.labels), "test question", "test questions")
    said = f"{out:,} of them should not be answered. " if out else "None of them says “should not be answered”. "
    if not found.labels:
        head = banner("bad", f"{found.file}: no row can be taken.", "Mend the rows below, then upload it again.")
    elif found.refused:
        left = counted(len(found.refused), "row", "rows")
        head = banner("warn", f"{found.file}: {taken}, and {left} will be left out.", said)
    else:
        head = banner("good", f"{found.file}: {taken}.", said)
    there = ""
    if known and found.labels:
        there = (
            f'<p class="fm-note">There are {known:,} already. Adding keeps them; a question that is there already '
            "takes what the file says.</p>"
        )
    return head + there + _refused(found.refused)


def typed_label(base: KnowledgeBase, question: str, expected: str) -> Label:
    """Return the label that was typed, read as a row of a file would be. Raises MatcherError where it can't be."""
    if not question.strip():
        raise MatcherError("The question is empty. Write what a visitor would ask.")
    row = io.StringIO(newline="")
    csv.writer(row).writerows([("question", "expected_question"), (question, expected)])
    found = base.labels.read(row.getvalue().encode("utf-8"), name="typed.csv")
    if found.refused:
        reason = found.refused[0].reason
        raise MatcherError(f"{reason[:1].upper()}{reason[1:]}. Choose one from the list, or leave the field empty.")
    return found.labels[0]


def _refused(refused: Sequence[RowProblem]) -> str:
    if not refused:
        return ""
    rows = [[str(each.row), each.column, each.value, each.reason] for each in refused[:_SHOWN]]
    more = f"; the first {len(rows)} of {len(refused):,}" if len(refused) > len(rows) else ""
    return table(["Row", "Column", "Value", "Reason"], rows, f"Rows left out{escape(more)}")
