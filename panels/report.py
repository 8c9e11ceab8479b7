"""What was understood of an uploaded file, said before anything is published."""

from collections.abc import Sequence
from html import escape

from matcher.ingest import Ingested, Report, RowProblem
from panels.markup import listed, table

_SHOWN = 100
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def banner(mood: str, title: str, text: str) -> str:
    """Return a message that stands out; the mood is good, warn or bad, and the title says it in words too."""
    return f'<div class="fm-banner fm-{mood}"><strong>{escape(title)}</strong>{escape(text)}</div>'


def publish_label(ingested: Ingested) -> str:
    """Return what the button says, so that nothing is left out unawares."""
    label = f"Publish {counted(len(ingested.entries), 'entry', 'entries')}"
    refused = ingested.report.refused_count
    return f"{label}, leave out {counted(refused, 'row', 'rows')}" if refused else label


def report(name: str, ingested: Ingested) -> str:
    """Return what was taken, warned about and refused, row by row, and how the file was read."""
    read = ingested.report
    facts = [
        ("Rows", f"{read.rows:,}"),
        ("Taken", f"{read.taken:,}"),
        ("Refused", f"{read.refused_count:,}"),
        ("Warnings", f"{read.warned_count:,}"),
        ("Format", escape(read.format)),
        ("Encoding", escape(read.encoding)),
        ("Delimiter", escape(_DELIMITERS.get(read.delimiter, read.delimiter))),
    ]
    columns = ", ".join(f"{field} from {column!r}" for field, column in read.columns.items())
    ignored = f" Not used: {', '.join(read.ignored)}." if read.ignored else ""
    return (
        f'<div class="fm-live"><h3>{escape(name)}</h3>{listed(facts)}<p class="fm-note">Columns: {escape(columns)}.'
        f"{escape(ignored)}</p></div>{_verdict(read)}"
        f"{_problems('Refused rows', read.refused, read.refused_count)}"
        f"{_problems('Warnings', read.warned, read.warned_count)}"
    )


def _verdict(read: Report) -> str:
    if not read.taken:
        return banner("bad", "No row can be taken.", "Mend the rows below in your file, then upload it again.")
    if read.refused_count:
        refused = counted(read.refused_count, "row", "rows")
        return banner("warn", f"{refused} will be left out.", "Publish without them, or mend the file first.")
    return banner("good", "Every row can be taken.", "Look at the preview, then publish.")


def _problems(title: str, problems: Sequence[RowProblem], count: int) -> str:
    if not problems:
        return ""
    rows = [[str(each.row), each.column, each.value, each.reason] for each in problems[:_SHOWN]]
    more = f"; the first {len(rows)} of {count:,}" if count > len(rows) else ""
    return table(["Row", "Column", "Value", "Reason"], rows, f"{title}{more}")


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"
