"""Read a whole FAQ file: every row is taken, merged into an earlier entry, or refused with a reason."""

from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.collect import Collector
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import TREES
from matcher.ingest.ids import with_ids
from matcher.ingest.limits import Limits
from matcher.ingest.report import Ingested, Report, place
from matcher.ingest.source import load
from matcher.ingest.understand import Understood, understand

_DEFAULT_LIMITS = Limits()
_FIRST_REASONS = 3


def read_faq(
    source: Path | bytes,
    *,
    name: str | None = None,
    limits: Limits = _DEFAULT_LIMITS,
    answers_required: bool = True,
    choices: Choices | None = None,
) -> Ingested:
    """Read the entries of an FAQ file of any known format, with a report on every row.

    name is how messages call the file; without answers_required, an answer, or the whole column, may be missing;
    choices replace what would be detected. Raises IngestError where nothing can be taken.
    """
    data, file = load(source, name, limits)
    needed = ("question", "answer") if answers_required else ("question",)
    understood = understand(data, file, limits, choices or Choices(), needed)
    collector = Collector(limits, answers_required)
    for item in understood.drafts():
        collector.add(item)
    if not collector.entries:
        raise IngestError(_nothing_taken(file, understood.format, collector))
    return Ingested(with_ids(collector.entries), _report(file, understood, collector))


def _nothing_taken(file: str, format: FaqFormat, collector: Collector) -> str:
    refused = collector.refused
    if not refused.count and format in TREES:
        return f"{file}: the list of questions and answers is empty; add at least one"
    if not refused.count:
        return f"{file}: there is a header, but no row under it; add at least one question with its answer"
    reasons = "; ".join(f"{place(each.row, each.sheet)}: {each.reason}" for each in refused.kept[:_FIRST_REASONS])
    more = " ..." if refused.count > _FIRST_REASONS else ""
    return f"{file}: none of the {refused.count:,} rows could be taken; {reasons}{more}"


def _report(file: str, understood: Understood, collector: Collector) -> Report:
    refused, warned, merged = collector.refused, collector.warned, collector.merged
    return Report(
        file=file,
        format=understood.format,
        encoding=understood.encoding,
        delimiter=understood.delimiter,
        columns=understood.columns,
        ignored=understood.ignored,
        rows=len(collector.entries) + merged.count + refused.count,
        taken=len(collector.entries),
        refused=tuple(refused.kept),
        refused_count=refused.count,
        warned=tuple(warned.kept),
        warned_count=warned.count,
        merged=tuple(merged.kept),
        merged_count=merged.count,
        preview=understood.preview,
        guessed=understood.guessed,
    )
