"""Hold a change against what was before, and fail where it makes too much worse."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from os.path import commonprefix
from pathlib import Path
from typing import Annotated

import typer

from matcher.bounds import Bounds
from matcher.cli.shared import Alternates, AsJson, print_json, progress_bars
from matcher.cli.sides import entries_of, settings_for
from matcher.compare import Change, Comparison, Verdict, compare_matchers
from matcher.errors import MatcherError
from matcher.ingest import read_alternates, read_labels, with_alternates
from matcher.ingest.report import shorten
from matcher.judge import Judgement
from matcher.matcher import Matcher
from matcher.settings import Settings
from matcher.types import Entry, Label, Reply

_SIDE = "FAQ file, number of a revision in FAQ_HOME, or: live"
_TWICE = "{0} for both sides, or two: before and after; {1} of the settings without"

_SEEN_BEFORE = 20  # characters of an answer before those that were rewritten
_Models = tuple[str | None, str | None]

_SHARE = "by what share of all questions {0} than before, from 0 to 1"


def compare_command(
    before: Annotated[str, typer.Argument(help=_SIDE)],
    after: Annotated[str, typer.Argument(help=f"{_SIDE}; may be left out where two models are given")],
    labels: Annotated[Path | None, typer.Argument(help="CSV question,expected_id; no id is out of scope")] = None,
    alternates: Alternates = None,
    encoder: Annotated[list[str] | None, typer.Option(help=_TWICE.format("encoder", "that"))] = None,
    reranker: Annotated[list[str] | None, typer.Option(help=_TWICE.format("reranker, or none,", "that"))] = None,
    max_worse: Annotated[int | None, typer.Option(help="replies that may get worse")] = None,
    min_better: Annotated[int | None, typer.Option(help="replies that must get better")] = None,
    max_changed: Annotated[int | None, typer.Option(help="replies that may change")] = None,
    max_missing: Annotated[int | None, typer.Option(help="labels that may expect an entry that is gone")] = None,
    max_wrong_rise: Annotated[float | None, typer.Option(help=_SHARE.format("wrong answers may be more"))] = None,
    max_right_drop: Annotated[float | None, typer.Option(help=_SHARE.format("right answers may be fewer"))] = None,
    as_json: AsJson = False,
) -> None:
    """List every labelled question whose reply changes, better or worse; exit code 1 where a bound is broken."""
    bounds = _bounds(max_worse, min_better, max_changed, max_wrong_rise, max_right_drop, max_missing)
    models = list(zip(_pair("--encoder", encoder), _pair("--reranker", reranker), strict=True))
    if labels is None:
        if models[0] == models[1]:
            raise MatcherError("one FAQ and one model: give a second FAQ, or two models with --encoder or --reranker")
        after, labels = before, Path(after)
    comparison = _compare((before, after), models, read_labels(labels), alternates)
    _tell(comparison, bounds.broken(comparison), as_json)


def _compare(
    sources: tuple[str, str], models: Sequence[_Models], labels: Sequence[Label], alternates: Path | None
) -> Comparison:
    sides = _with_alternates([entries_of(source) for source in sources], alternates)
    settings = settings_for(sources)
    with progress_bars() as progress:
        before, after = (
            Matcher.from_entries(entries, _with_models(settings, *names), progress)
            for entries, names in zip(sides, models, strict=True)
        )
        return compare_matchers(before, after, labels, progress)


def _bounds(*given: float | None) -> Bounds:
    try:
        return Bounds(*given)  # type: ignore[arg-type]
    except ValueError as error:
        raise MatcherError(str(error)) from error


def _pair(option: str, names: Sequence[str] | None) -> _Models:
    if names and len(names) > 2:
        raise MatcherError(
            f"{option} names {len(names)} models, but a comparison has two sides; see the command models"
        )
    return (names[0], names[-1]) if names else (None, None)


def _with_models(settings: Settings, encoder: str | None, reranker: str | None) -> Settings:
    named = {"encoder": encoder, "reranker": reranker}
    return settings.model_copy(update={name: value for name, value in named.items() if value is not None})


def _with_alternates(sides: Sequence[tuple[Entry, ...]], alternates: Path | None) -> list[tuple[Entry, ...]]:
    """Put the alternates to both sides; those of an entry that one side lacks are left out there."""
    if alternates is None:
        return list(sides)
    pairs = read_alternates(alternates)
    ids = [{entry.id for entry in entries} for entries in sides]
    with_alternates(sides[0], [pair for pair in pairs if pair[0] not in ids[1]])  # raises for an id that neither has
    return [
        with_alternates(entries, [pair for pair in pairs if pair[0] in known])
        for entries, known in zip(sides, ids, strict=True)
    ]


def _tell(comparison: Comparison, broken: Sequence[str], as_json: bool) -> None:
    if as_json:
        print_json({**comparison.as_dict(), "broken_bounds": list(broken)})
    else:
        typer.echo("\n".join(_lines(comparison)))
    for line in broken:
        typer.echo(f"bound broken: {line}", err=True)
    if broken:
        raise typer.Exit(1)


def _lines(comparison: Comparison) -> Iterator[str]:
    counts = [f"{comparison.count(v):,} {v.heading}" for v in Verdict if comparison.count(v)]
    told = f": {'; '.join(counts)}" if counts else ""
    yield f"replies that change: {len(comparison.changes):,} of {comparison.questions:,}{told}"
    yield ""
    yield f"{'':31}  before   after"
    for kind in Judgement:
        before, after = comparison.before[kind], comparison.after[kind]
        if before or after:
            yield f"{kind.heading:31}  {before:6,}  {after:6,}"
    for verdict, group in groupby(comparison.changes, key=lambda change: change.verdict):
        changes = list(group)
        yield f"\n{verdict.heading} ({len(changes):,})"
        for change in changes:
            yield from _change_lines(change)
    if comparison.missing:
        yield f"\nno entry is left that these labels expect ({len(comparison.missing):,})"
        yield from (f"  {_name(label.question)}: {', '.join(sorted(label.expected))}" for label in comparison.missing)


def _change_lines(change: Change) -> Iterator[str]:
    yield f"  {_name(change.label.question)}"
    gone = f"; gone: {', '.join(change.missing)}" if change.missing else ""
    yield f"    expected: {', '.join(sorted(change.label.expected)) or 'no answer, it is out of scope'}{gone}"
    before, after = change.before, change.after
    same = _same_start(before, after)
    yield f"    before: {_reply(before, same)} ({change.judged_before.heading})"
    yield f"    after:  {_reply(after, same)} ({change.judged_after.heading})"


def _same_start(before: Reply, after: Reply) -> int:
    """Characters to leave out of an answer that was rewritten, so that what was rewritten is seen."""
    if not (before.entry and after.entry and before.entry.id == after.entry.id):
        return 0
    return max(0, len(commonprefix([before.entry.answer, after.entry.answer])) - _SEEN_BEFORE)


def _reply(reply: Reply, start: int) -> str:
    if reply.entry:
        text = reply.entry.answer or reply.entry.question
        return f"{reply.confidence:.2f} {reply.entry.id}: {'…' if start else ''}{_name(text[start:])}"
    suggested = ", ".join(candidate.entry.id for candidate in reply.suggestions)
    return f"{reply.confidence:.2f} {f'suggestions: {suggested}' if suggested else 'no answer'}"


def _name(text: str) -> str:
    return shorten(" ".join(text.split()))
