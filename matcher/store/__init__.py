"""The knowledge base on disk: revisions, the live pointer, drafts, settings, cached vectors and studies."""

from matcher.store.drafts import Drafts
from matcher.store.ignored import Ignored
from matcher.store.store import Store

__all__ = ["Drafts", "Ignored", "Store"]
