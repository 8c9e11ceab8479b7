"""The service over a small FAQ and an encoder without a model, for tests that need no real answers."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from matcher.knowledge_base import KnowledgeBase
from matcher.settings import Settings
from panels.service import create_app
from tests.fakes import FakeEncoder

FAQ = """id,question,alternates,answer,category,tags
returns,How do I return a product?,I want to send it back,Within **30 days**.,Returns,
delivery,How long does delivery take?,,Two to four days.,Delivery,post
track,Can I track my order?,Where is my parcel?,"Yes, by the link in our mail.",Delivery,
"""
LOOPBACK = "http://127.0.0.1:7860"


def settings_for(folder: Path, **values: str | float) -> Settings:
    """Return settings whose files all lie in the folder, with the small FAQ to start from."""
    file = folder / "faq.csv"
    if not file.exists():
        file.write_text(FAQ, encoding="utf-8")
    given: dict[str, Any] = {"file": file, "home": folder / "home", "cache": folder / "cache", **values}
    return Settings(**given)


def app_for(folder: Path, **values: str | float) -> FastAPI:
    """Return the service as `python app.py` makes it, but for the encoder."""
    settings = settings_for(folder, **values)
    return create_app(settings, KnowledgeBase.open(settings, FakeEncoder(), None))


def client_for(folder: Path, **values: str | float) -> AbstractContextManager[TestClient]:
    """Return a client of the service, to be entered; redirects are not followed."""
    return TestClient(app_for(folder, **values), base_url=LOOPBACK, follow_redirects=False)
