"""Errors whose message is meant for the person who uses the product."""


class MatcherError(Exception):
    """Something a user can mend; the message says what and how."""


class IngestError(MatcherError):
    """A file that can't be read as an FAQ or as labels; the message names file, row and value."""


class ModelError(MatcherError):
    """A model that can't be found, loaded or trusted; the message says what to do."""


class StoreError(MatcherError):
    """The knowledge base can't be read or written; what was live before is still live."""


class SettingsError(MatcherError):
    """A setting with a value that is not allowed; the message shows the value and the range."""
