"""What was understood of an uploaded file and what became of its rows, said before anything is published."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path

from matcher.ingest import Ingested, Limits, Report, RowProblem, report_csv
from matcher.ingest.report import place
from panels.markup import listed, table
from panels.upload import DELIMITERS, Upload

_SHOWN = 50


def banner(mood: str, title: str, text: str) -> str:
    """Return a message that stands out; the mood is good, warn or bad, and the title says it in words too."""
    return f'<div class="fm-banner fm-{mood}" data-say><strong>{escape(title)}</strong> {escape(text)}</div>'


def step(number: int, title: str) -> str:
    """Return the heading of one of the four steps."""
    return f'<h3 class="fm-step"><span>{number}</span> {escape(title)}</h3>'


def limits_line(limits: Limits) -> str:
    """Say before the upload what may be uploaded."""
    return (
        f'<p class="fm-note">Excel, CSV, TSV, JSON or YAML, also as exported by Azure QnA Maker, QnABot, Dialogflow, '
        f"Kendra, Kore.ai, Rasa, FastGPT, MaxKB, Dify and Botpress. Up to {limits.max_bytes / 1_000_000:g} MB and "
        f"{limits.max_rows:,} rows; a question up to {limits.max_question:,} characters, an answer up to "
        f"{limits.max_answer:,}.</p>"
    )


def understood(upload: Upload) -> str:
    """Return how the file was read, and its first rows as they stand in it."""
    if upload.ingested is None:
        head = banner("bad", "This file can’t be taken.", upload.problem)
        return step(1, f"Read: {upload.name}") + head + _preview(upload)
    read = upload.ingested.report
    facts = [("Format", escape(read.format.display_name)), ("Encoding", escape(read.encoding))]
    if read.delimiter:
        facts.append(("Delimiter", escape(DELIMITERS.get(read.delimiter, read.delimiter))))
    if upload.peeked and upload.peeked.sheet:
        facts.append(("Sheet", escape(upload.choices.sheet or ", ".join(upload.peeked.sheets))))
    columns = ", ".join(f"{field} from “{column}”" for field, column in read.columns.items())
    ignored = f" Not used: {', '.join(read.ignored)}." if read.ignored else ""
    guess = banner("warn", "Please check.", f"Not certain: {'; '.join(read.guessed)}. Is this how it is meant?")
    return (
        f'{step(1, f"Read: {upload.name}")}<div class="fm-live">{listed(facts)}<p class="fm-note">{escape(columns)}.'
        f"{escape(ignored)}</p></div>{guess if read.needs_confirmation else ''}{_preview(upload)}"
    )


def _preview(upload: Upload) -> str:
    if upload.peeked is None:
        rows = upload.ingested.report.preview if upload.ingested else ()
        shown = [[row[0]] for row in rows if row]
        return table(["As it stands in the file"], shown, "The first items of the file") if shown else ""
    rows, header = upload.peeked.rows, upload.header
    used = {number: field for field, number in upload.columns.items() if number}
    names = [
        f"{name or f'column {number}'} → {used[number]}" if number in used else name or f"column {number}"
        for number, name in enumerate(header, 1)
    ]
    under = rows[1:] if header == tuple(cell.strip("\ufeff \t") for cell in rows[0]) else rows
    cells = [[*row[: len(names)], *[""] * (len(names) - len(row))] for row in under]
    return table(names, cells, "The first rows of the file") if rows else ""


def report(ingested: Ingested) -> str:
    """Return what became of the rows: taken, merged, refused with the reason, warned about; and all of it as CSV."""
    read = ingested.report
    facts = [
        ("Rows", f"{read.rows:,}"),
        ("Entries taken", f"{read.taken:,}"),
        ("Rows merged", f"{read.merged_count:,}"),
        ("Rows refused", f"{read.refused_count:,}"),
        ("Warnings", f"{read.warned_count:,}"),
    ]
    return (
        f"{step(2, 'Report')}{_verdict(read)}{listed(facts)}"
        f"{_problems('Refused rows', read.refused, read.refused_count, opened=True)}"
        f"{_problems('Warnings', read.warned, read.warned_count)}"
        f"{_problems('Rows merged into the entry of an earlier row', read.merged, read.merged_count)}"
        f"{_download(read)}"
    )


def _download(read: Report) -> str:
    name = escape(f"report on {Path(read.file).stem}.csv")
    data = b64encode(report_csv(read)).decode("ascii")
    return f'<p><a download="{name}" href="data:text/csv;base64,{data}">Download this report as CSV</a></p>'


def _verdict(read: Report) -> str:
    if read.refused_count:
        refused = counted(read.refused_count, "row", "rows")
        return banner("warn", f"{refused} will be left out.", "Go on without them, or mend the file and upload again.")
    return banner("good", "Every row can be taken.", "Nothing is left out.")


def _problems(title: str, problems: Sequence[RowProblem], count: int, *, opened: bool = False) -> str:
    if not problems:
        return ""
    rows = [
        [place(each.row, each.sheet).removeprefix("row "), each.column, each.value, each.reason]
        for each in problems[:_SHOWN]
    ]
    more = f"; the first {len(rows)} are shown, the download has more" if count > len(rows) else ""
    shown = table(["Row", "Column", "Value", "Reason"], rows, f"{title}{more}")
    return (
        f'<details data-keep="{escape(title)}"{" open" if opened else ""}><summary>{escape(title)}: {count:,}</summary>'
        f"{shown}</details>"
    )


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"
