"""Bring a file into the knowledge base, and get one out."""

from typing import Annotated

import typer

from matcher.cli.shared import AsJson, Faq, live_revision, open_store, print_json, read_faq_file, revision_dict
from matcher.diff import diff, summary
from matcher.ingest import FaqFormat, MergeMode, losses, merge, write_faq

_AUTHOR = "command line"


def import_command(
    faq: Faq,
    mode: Annotated[MergeMode, typer.Option(help="what happens to the live entries")] = MergeMode.REPLACE_ALL,
    note: Annotated[str, typer.Option(help="why, for the history")] = "",
    author: Annotated[str, typer.Option(help="who, for the history")] = _AUTHOR,
    as_json: AsJson = False,
) -> None:
    """Publish a file as a new live revision in FAQ_HOME, unless it changes nothing.

    Standard error tells as what it was read, what was not used or isn't certain, and the rows refused.

    Nothing is encoded here: a running service sees the revision within a second, encodes the texts that it never saw,
    and answers from it.
    """
    read = read_faq_file(faq)
    with open_store() as store:
        live = store.live()
        before = store.entries(live.number) if live else ()
        entries = merge(before, read.entries, mode).entries
        same = live if entries == before else None
        revision = same or store.publish(entries, author=author, note=note, source=faq.name, format=read.report.format)
    changed = same is None
    difference = diff(before, entries)
    if as_json:
        shown = revision_dict(revision, revision.number)
        report, changes = read.report.as_dict(), difference.as_dict()
        print_json({"published": changed, "revision": shown, "report": report, "changes": changes})
    elif changed:
        typer.echo(f"revision {revision.number} is live ({revision.entries:,} entries): {summary(difference)}")
    else:
        typer.echo(f"nothing changed; revision {revision.number} stays live")


def export_command(
    revision: Annotated[int | None, typer.Option(help="number of a revision; the live one without")] = None,
    format: Annotated[FaqFormat, typer.Option(help="format of the file; csv keeps everything")] = FaqFormat.CSV,
    as_json: Annotated[bool, typer.Option("--json", help="the same as --format json")] = False,
) -> None:
    """Write the entries of a revision to standard output; what the format can't keep is told on standard error."""
    chosen = FaqFormat.JSON if as_json else format
    with open_store() as store:
        number = live_revision(store).number if revision is None else revision
        entries = store.entries(number)
    data = write_faq(entries, chosen)
    for lost in losses(entries, chosen) if chosen is not FaqFormat.CSV else ():
        typer.echo(f"{chosen.display_name} does not keep: {lost}", err=True)
    typer.get_binary_stream("stdout").write(data)
