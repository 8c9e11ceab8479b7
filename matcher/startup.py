"""What a deployment answers from when it starts: its live revision, its file, or the sample."""

import hashlib
import logging
from pathlib import Path

from matcher.building import Builder, Built, check_entries
from matcher.errors import IngestError, StoreError
from matcher.ingest import Limits, Report, read_faq
from matcher.settings import SAMPLE_FAQ
from matcher.store import Store
from matcher.types import Revision, Thresholds

_LOG = logging.getLogger(__name__)

THRESHOLDS = "thresholds"
"""The setting in the store that holds the thresholds."""

_IMPORTED = "imported_file_sha256"
_STARTUP = "startup"


def first_live(builder: Builder) -> tuple[Revision, Built]:
    """Return what is live at the start, published first where the file of the settings asks for it."""
    store, settings = builder.store, builder.settings
    thresholds = stored_thresholds(store) or settings.thresholds
    live = store.live()
    sha256 = _file_sha256(settings.file) if settings.file else None
    if live and (sha256 is None or sha256 == store.setting(_IMPORTED)):
        return live, builder.build(store.entries(live.number), thresholds)
    path = settings.file or SAMPLE_FAQ
    ingested = read_faq(path, limits=Limits.from_settings(settings))
    _tell(ingested.report)
    entries, format = ingested.entries, ingested.report.format
    check_entries(entries)
    built = builder.build(entries, thresholds)
    kept = {_IMPORTED: sha256} if sha256 else None
    return store.publish(entries, author=_STARTUP, source=path.name, format=format, settings=kept), built


def _tell(report: Report) -> None:
    """Log as what a file was read, what was not used or isn't certain, and what became of its rows."""
    doubts = report.doubts()
    _LOG.log(logging.WARNING if doubts else logging.INFO, "%s", report.detected())
    for line in doubts:
        _LOG.warning("%s", line)
    for problem in report.refused:
        _LOG.warning("not taken: %s", problem.describe(report.file))
    for problem in report.warned:
        _LOG.warning("taken, but: %s", problem.describe(report.file))
    rest = report.refused_count + report.warned_count - len(report.refused) - len(report.warned)
    if rest:
        _LOG.warning("%s: %s more rows were refused or warned about", report.file, f"{rest:,}")


def stored_thresholds(store: Store) -> Thresholds | None:
    """Return the thresholds that were kept, or None. Raises StoreError where they are damaged."""
    values = store.setting(THRESHOLDS)
    if values is None:
        return None
    try:
        return Thresholds(answer_at=values["answer_at"], suggest_at=values["suggest_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"the thresholds in the knowledge base are damaged: {values!r}") from error


def _file_sha256(path: Path) -> str:
    try:
        if not path.is_file():
            raise IngestError(f"{path}: there is no such file")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IngestError(f"{path}: can't be read: {error.strerror}") from error
