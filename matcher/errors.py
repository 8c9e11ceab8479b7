"""Errors whose message is meant for the person who uses the product."""


class MatcherError(Exception):
    """Something a user can mend; the message says what and how."""


class IngestError(MatcherError):
    """A file that can't be read as an FAQ or as labels; the message names file, row and value."""


class EntryError(MatcherError):
    """An entry or a draft that can't be changed as somebody asked; the message says why."""


class ModelError(MatcherError):
    """A model that can't be found, loaded or trusted; the message says what to do."""


class StoreError(MatcherError):
    """The knowledge base can't be read or written; what was live before is still live."""


class StaleBaseError(StoreError):
    """Something else went live since the base of a change; live is the number of the revision that is."""

    def __init__(self, base: int, live: int | None) -> None:
        now = f"revision {live} is live now" if live else "nothing is live now"
        super().__init__(f"your changes began at revision {base}, but {now}; nothing was published")
        self.base = base
        self.live = live


class SettingsError(MatcherError):
    """A setting with a value that is not allowed; the message shows the value and the range."""
