"""FAQ Matcher: answers from a site's own FAQ, and knows when it doesn't know.

>>> from matcher import Matcher
>>> Matcher.from_csv("faq_data/shop.csv").reply("How much is delivery?").kind
<ReplyKind.ANSWER: 'answer'>
"""

from matcher.decide import decide
from matcher.errors import IngestError, MatcherError, ModelError, SettingsError, StoreError
from matcher.matcher import Matcher
from matcher.settings import Settings, load_settings
from matcher.types import Candidate, Entry, Label, Reply, ReplyKind, Result, Revision, Thresholds

__all__ = [
    "Candidate",
    "Entry",
    "IngestError",
    "Label",
    "Matcher",
    "MatcherError",
    "ModelError",
    "Reply",
    "ReplyKind",
    "Result",
    "Revision",
    "Settings",
    "SettingsError",
    "StoreError",
    "Thresholds",
    "decide",
    "load_settings",
]
