"""The knowledge base on disk: revisions, the live pointer, settings, cached vectors and studies."""

from matcher.store.store import Store

__all__ = ["Store"]
