"""What several commands share: their arguments, progress bars, and how they print."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import rich.progress
import typer
from rich.console import Console

from matcher.errors import StoreError
from matcher.ingest import Ingested, Limits, read_alternates, read_faq, with_alternates
from matcher.settings import load_settings
from matcher.store import Store
from matcher.types import Entry, Progress, Revision

Faq = Annotated[Path, typer.Argument(help="FAQ file of any known format, such as faq_data/shop.csv")]
Alternates = Annotated[Path | None, typer.Option("--alternates", help="CSV faq_id,question with more phrasings")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


def read_faq_file(faq: Path, *, answers_required: bool = True) -> Ingested:
    """Read an FAQ file within the limits of the settings.

    Standard error tells as what it was read, what was not used or isn't certain, and the rows that were not taken.
    """
    read = read_faq(faq, limits=Limits.from_settings(load_settings()), answers_required=answers_required)
    for line in (read.report.detected(), *read.report.doubts(), *read.report.describe()):
        typer.echo(line, err=True)
    return read


def read_entries(faq: Path, alternates: Path | None = None, *, answers_required: bool = True) -> tuple[Entry, ...]:
    """Return the entries of an FAQ file, with further alternates from a file of their own."""
    entries = read_faq_file(faq, answers_required=answers_required).entries
    if alternates is None:
        return entries
    return with_alternates(entries, read_alternates(alternates, limits=Limits.from_settings(load_settings())))


@contextmanager
def open_store() -> Iterator[Store]:
    """Open the store in FAQ_HOME for the length of a command."""
    store = Store.open(load_settings().home)
    try:
        yield store
    finally:
        store.close()


def live_revision(store: Store) -> Revision:
    """Return the live revision. Raises StoreError before the first publish."""
    live = store.live()
    if live is None:
        raise StoreError("nothing is published yet; import a file first")
    return live


def revision_dict(revision: Revision, live: int | None) -> dict[str, object]:
    """Plain values of a revision for JSON; live is the number of the live one."""
    values = {**asdict(revision), "created_at": revision.created_at.isoformat()}
    return {**values, "live": revision.number == live}


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show a bar on standard error for each thing that takes long, where a person watches."""
    with rich.progress.Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, rich.progress.TaskID] = {}

        def report(doing: str, share: float) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=1.0)
            bars.update(tasks[doing], completed=share)

        yield report


def print_json(value: object) -> None:
    """Print a plain value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
