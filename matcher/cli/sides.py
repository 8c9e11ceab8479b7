"""Where a command finds entries: in a file, or in a revision of the knowledge base."""

from collections.abc import Sequence
from pathlib import Path

from matcher.cli.shared import live_revision, open_store, read_entries
from matcher.settings import Settings, load_settings
from matcher.startup import stored_thresholds
from matcher.types import Entry

LIVE = "live"


def entries_of(source: str) -> tuple[Entry, ...]:
    """Return the entries of a file, of the revision with this number, or of the live one."""
    if not from_store(source):
        return read_entries(Path(source), answers_required=False)
    with open_store() as store:
        return store.entries(live_revision(store).number if source == LIVE else int(source))


def from_store(source: str) -> bool:
    """Whether this names a revision rather than a file."""
    return source == LIVE or source.isdecimal()


def settings_for(sources: Sequence[str]) -> Settings:
    """Return the settings, with the thresholds kept in the knowledge base where a revision is among the sources."""
    settings = load_settings()
    if not any(map(from_store, sources)):
        return settings
    with open_store() as store:
        kept = stored_thresholds(store)
    return (
        settings.model_copy(update={"answer_at": kept.answer_at, "suggest_at": kept.suggest_at}) if kept else settings
    )
