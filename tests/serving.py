"""The service over a small FAQ and an encoder without a model, for tests that need no real answers."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import Server
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


@contextmanager
def served(folder: Path, **values: str | float) -> Iterator[tuple[str, KnowledgeBase]]:
    """Serve it from a thread, for a browser; give the address, and the knowledge base, which a test may let fail."""
    settings = settings_for(folder, **values)
    base = KnowledgeBase.open(settings, FakeEncoder(), None)
    config = uvicorn.Config(create_app(settings, base), port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = Server(config, "")
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", base
    finally:
        server.should_exit = True
        thread.join()
