"""The knowledge base on disk: revisions, the live pointer, settings and cached vectors."""

from matcher.store.store import Store

__all__ = ["Store"]
