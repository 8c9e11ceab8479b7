"""The real service, as `python app.py` starts it, and a browser before it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from matcher.settings import PROJECT
from tests.browser_setup import find_browser

_START_SECONDS = 90
expect.set_options(timeout=30_000)  # for machines that do other things too

HOSTILE = """id,question,alternates,answer,category
script,What about scripts?,<img src=x onerror=window.pwned=1> matched,"<script>window.pwned=1</script>Text stays \
<img src=x onerror=window.pwned=1><iframe src=/healthz></iframe><form action=/><input name=q></form>\
<style>body{display:none}</style><svg onload=window.pwned=1></svg>

[bad](javascript:window.pwned=1) \
<a id=raw href=javascript:window.pwned=1>raw</a> [data](data:text/html;base64,eA) \
[good](https://shop.example/help)",<b onclick=window.pwned=1>Bold</b>
tag,<img src=x onerror=window.pwned=1> in the question?,,Plain *answer*.,
third,Is there a third entry?,,**Yes**.,Third
"""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all servers, so that the model is converted once."""
    return tmp_path_factory.mktemp("cache")


@contextmanager
def running(home: Path, cache: Path, **values: object) -> Iterator[str]:
    """Run the service until the block ends, and give its address."""
    port = _free_port()
    given = {"FAQ_HOME": home, "FAQ_CACHE": cache, "FAQ_HOST": "127.0.0.1", "FAQ_PORT": port, **values}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")}
    environment = {**kept, **{name: str(value) for name, value in given.items()}}
    process = subprocess.Popen([sys.executable, PROJECT / "app.py"], cwd=PROJECT, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:
    """The shop FAQ, with thresholds under which a known question is answered and nonsense is not."""
    home = tmp_path_factory.mktemp("shop")
    with running(
        home, cache, FAQ_ANSWER_AT=0.5, FAQ_SUGGEST_AT=0.2, FAQ_CONTACT="Write to *help@shop.example*."
    ) as url:
        yield url


@pytest.fixture(scope="session")
def unsure(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:
    """A hostile FAQ, with thresholds under which nothing is answered and everything is suggested."""
    home = tmp_path_factory.mktemp("unsure")
    file = home / "hostile.csv"
    file.write_text(HOSTILE, encoding="utf-8")
    with running(home, cache, FAQ_FILE=file, FAQ_ANSWER_AT=1, FAQ_SUGGEST_AT=0, FAQ_TITLE="<i>Help</i>") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the session."""
    path = find_browser()
    if path is None:
        pytest.fail("There is no Chrome or Chromium: run python -m tests.browser_setup")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of 1280 x 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the service ended with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the service was not ready within {_START_SECONDS} s")
