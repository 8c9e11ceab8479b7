"""Look at the revisions of the knowledge base, compare them, and go back to one."""

from typing import Annotated

import typer

from matcher.cli.shared import AsJson, open_store, print_json, revision_dict
from matcher.diff import describe, diff, summary

Number = Annotated[int, typer.Argument(help="number of a revision, as `revisions` lists it")]


def revisions_command(as_json: AsJson = False) -> None:
    """List all revisions in FAQ_HOME, newest first; a star marks the live one."""
    with open_store() as store:
        live, found = store.live(), store.revisions()
    number = live.number if live else None
    if as_json:
        print_json([revision_dict(revision, number) for revision in found])
        return
    if not found:
        typer.echo("nothing is published yet; import a file first")
        return
    typer.echo("  number  published         entries  phrasings  author        source and note")
    for one in found:
        mark = "*" if one.number == number else " "
        about = " · ".join(part for part in (one.source, one.note) if part)
        when = one.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{mark} {one.number:6}  {when}  {one.entries:7,}  {one.phrasings:9,}  {one.author:12}  {about}")


def rollback_command(number: Number, as_json: AsJson = False) -> None:
    """Make a revision live again; none is lost. A running service answers from it within seconds."""
    with open_store() as store:
        before = store.live()
        revision = store.make_live(number)
    if as_json:
        print_json({**revision_dict(revision, revision.number), "before": before.number if before else None})
    elif before and before.number == number:
        typer.echo(f"revision {number} is live already")
    else:
        typer.echo(f"revision {number} is live ({revision.entries:,} entries)")


def diff_command(
    old: Annotated[int, typer.Argument(help="number of the revision to compare from")],
    new: Annotated[int, typer.Argument(help="number of the revision to compare to")],
    as_json: AsJson = False,
) -> None:
    """Show what changed between two revisions: entries added (+), removed (-) and changed (~)."""
    with open_store() as store:
        difference = diff(store.entries(old), store.entries(new))
    if as_json:
        print_json(difference.as_dict())
    else:
        typer.echo("\n".join([*describe(difference), summary(difference)]))
