"""Categories that split or miss what belongs together."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from matcher.ingest.cells import same_text_key
from matcher.ingest.report import shorten
from matcher.lint.findings import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry

_SHOWN = 5


def categories(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find spellings of one category, entries without any, and categories of a single entry."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        members[same_text_key(entry.category)].append(entry)
    without = members.pop("", [])
    for group in members.values():
        yield from _spellings(group)
    if without and members:
        yield _missing(without, len(entries))
    lonely = [group[0] for group in members.values() if len(group) == 1]
    if lonely and len(lonely) < len(members):  # where every entry has its own, the column means something else
        yield _lonely(lonely)


def _spellings(group: Sequence[Entry]) -> Iterator[Finding]:
    counts = Counter(entry.category for entry in group)
    if len(counts) > 1:
        ((usual, _),) = counts.most_common(1)
        odd = tuple(entry.id for entry in group if entry.category != usual)
        shown = ", ".join(f"“{shorten(name)}” ({count})" for name, count in counts.most_common())
        yield Finding(
            Kind.CATEGORY_SPELLING, Severity.WARNING, odd, tuple(counts),
            f"One category is spelled in {len(counts)} ways: {shown}. A filter on one misses the others.",
            Fix(Action.EDIT, odd, "category", new=usual),
        )  # fmt: skip


def _missing(without: Sequence[Entry], total: int) -> Finding:
    ids = tuple(entry.id for entry in without)
    be = "entry has" if len(ids) == 1 else "entries have"
    return Finding(
        Kind.NO_CATEGORY, Severity.HINT, ids, (),
        f"{len(ids):,} of {total:,} {be} no category, though others do; a filter by category never shows them.",
        Fix(Action.EDIT, ids, "category"),
    )  # fmt: skip


def _lonely(lonely: Sequence[Entry]) -> Finding:
    names = [f"“{shorten(entry.category)}”" for entry in lonely]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return Finding(
        Kind.LONELY_CATEGORY, Severity.HINT, tuple(e.id for e in lonely), tuple(e.category for e in lonely),
        f"A single entry each: {', '.join(names[:_SHOWN])}{more}. Check for a slip of the pen, or join them to others.",
        Fix(Action.EDIT, tuple(e.id for e in lonely), "category"),
    )  # fmt: skip
