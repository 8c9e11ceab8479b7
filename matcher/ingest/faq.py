"""Read a whole FAQ file: every row is taken or refused with a reason."""

from dataclasses import dataclass, field
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.cells import same_text_key
from matcher.ingest.columns import FAQ_COLUMNS
from matcher.ingest.ids import with_ids
from matcher.ingest.limits import Limits
from matcher.ingest.report import Ingested, Report, RowProblem, shorten
from matcher.ingest.rows import Row, RowRefused, check_shape, read_row, refuse
from matcher.ingest.table import Table, open_table
from matcher.types import Entry

_DEFAULT_LIMITS = Limits()
_FIRST_REASONS = 3


def read_faq(
    source: Path | bytes,
    *,
    name: str | None = None,
    limits: Limits = _DEFAULT_LIMITS,
    answers_required: bool = True,
) -> Ingested:
    """Read the entries of an FAQ file, with a report on every row.

    name is how messages call the file; without answers_required, an answer, or the whole column, may be missing.
    Raises IngestError where nothing can be taken.
    """
    needed = ("question", "answer") if answers_required else ("question",)
    table = open_table(source, name, limits, FAQ_COLUMNS, needed)
    collected = _collect(table, answers_required)
    if not collected.entries:
        raise IngestError(_nothing_taken(table.file, collected))
    return Ingested(with_ids(collected.entries), _report(table, collected))


@dataclass(slots=True)
class _Problems:
    """The first problems, and how many there are."""

    limit: int
    kept: list[RowProblem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: RowProblem) -> None:
        self.count += 1
        if len(self.kept) < self.limit:
            self.kept.append(problem)


@dataclass(slots=True)
class _Collected:
    """What grows while the rows are read."""

    refused: _Problems
    warned: _Problems
    entries: list[Entry] = field(default_factory=list)
    row_of_id: dict[str, int] = field(default_factory=dict)
    row_of_question: dict[str, int] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        entry = row.entry
        if entry.id in self.row_of_id:
            first = self.row_of_id[entry.id]
            refuse(row.number, "id", entry.id, f"the id {shorten(entry.id)} stands in row {first} already")
        if entry.id:
            self.row_of_id[entry.id] = row.number
        self.entries.append(entry)
        self._warn(row)

    def _warn(self, row: Row) -> None:
        entry = row.entry
        first = self.row_of_question.setdefault(same_text_key(entry.question), row.number)
        if first != row.number:
            reason = f"the question stands in row {first} already"
            self.warned.add(RowProblem(row.number, "question", shorten(entry.question), reason))
        for text in row.repeated:
            reason = f"the alternate {shorten(text)!r} is in this entry already and was left out"
            self.warned.add(RowProblem(row.number, "alternates", shorten(text), reason))
        if row.loose:
            reason = 'text follows a closing quotation mark ("); check that the cell reads as meant'
            self.warned.add(RowProblem(row.number, "", shorten(entry.question), reason))


def _collect(table: Table, answers_required: bool) -> _Collected:
    limit = table.limits.max_problems
    collected = _Collected(_Problems(limit), _Problems(limit))
    for record in table.rows():
        try:
            check_shape(table, record)
            collected.take(read_row(table, record, answers_required))
        except RowRefused as refused:
            collected.refused.add(refused.problem)
    return collected


def _nothing_taken(file: str, collected: _Collected) -> str:
    if not collected.refused.count:
        return f"{file}: there is a header, but no row under it; add at least one question with its answer"
    reasons = "; ".join(f"row {problem.row}: {problem.reason}" for problem in collected.refused.kept[:_FIRST_REASONS])
    count = collected.refused.count
    return f"{file}: none of the {count:,} rows could be taken; {reasons}{' ...' if count > _FIRST_REASONS else ''}"


def _report(table: Table, collected: _Collected) -> Report:
    used = set(table.columns.values())
    return Report(
        file=table.file,
        format="TSV" if table.delimiter == "\t" else "CSV",
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={name: table.header[position] for name, position in table.columns.items()},
        ignored=tuple(name for position, name in enumerate(table.header) if position not in used),
        rows=len(collected.entries) + collected.refused.count,
        taken=len(collected.entries),
        refused=tuple(collected.refused.kept),
        refused_count=collected.refused.count,
        warned=tuple(collected.warned.kept),
        warned_count=collected.warned.count,
    )
