"""Check an FAQ file before it goes live."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import typer

from matcher.cli.shared import AsJson, Faq, print_json, progress_bars, read_entries
from matcher.encoder import load_encoder
from matcher.ingest.report import shorten
from matcher.lint import Finding, Kind, Severity, lint
from matcher.settings import load_settings

_SHOWN_ENTRIES = 5
_SHOWN_PHRASINGS = 3
_PLURAL = {Severity.DANGER: "dangers", Severity.WARNING: "warnings", Severity.HINT: "hints"}


def lint_command(faq: Faq, as_json: AsJson = False) -> None:
    """Find what will make an FAQ answer wrongly; exit code 1 where there are dangers."""
    entries = read_entries(faq, answers_required=False)
    with progress_bars() as progress:
        findings = lint(entries, load_encoder(load_settings()), progress=progress)
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        typer.echo("\n".join(_lines(findings, len(entries))))
    if any(finding.severity is Severity.DANGER for finding in findings):
        raise typer.Exit(1)


def _lines(findings: Sequence[Finding], entries: int) -> Iterator[str]:
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        found = list(group)
        yield f"{len(found):,} {_PLURAL[severity] if len(found) != 1 else severity.value}"
        for finding in found:
            names = ", ".join(finding.entries[:_SHOWN_ENTRIES])
            hidden = len(finding.entries) - _SHOWN_ENTRIES
            more = f" and {hidden:,} more" if hidden > 0 else ""
            yield f"  {finding.kind.heading}: {names}{more}"
            yield f"    {finding.message}"
            if finding.kind is Kind.CONFUSED:
                yield f"    such as: {', '.join(shorten(text) for text in finding.phrasings[:_SHOWN_PHRASINGS])}"
            yield f"    fix: {finding.fix.action.value}"
        yield ""
    checked = "1 entry" if entries == 1 else f"{entries:,} entries"
    yield f"checked {checked}: {len(findings):,} finding{'s' if len(findings) != 1 else ''}"
