"""The service as a process of its own: how soon it answers, and how much memory it takes."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from matcher.settings import PROJECT

_QUESTION = "How long does delivery take?"
_PATIENCE = 300.0  # seconds; a first start also converts the model
_POLL = 0.05
_SETTLING = 20.0  # seconds between the first answer and the look at memory: work in the background is over then


@dataclass(frozen=True, slots=True)
class Start:
    """What one start took: seconds from the command to the first answer, and bytes in memory when idle."""

    seconds: float
    resident: int


def warm_start() -> Start:
    """Start twice over one knowledge base, and measure the second start. Raises RuntimeError where it fails."""
    with tempfile.TemporaryDirectory() as home:
        with _served(Path(home)) as (process, port, _):
            _first_answer(process, port)
            time.sleep(_SETTLING)
        with _served(Path(home)) as (process, port, began):
            _first_answer(process, port)
            seconds = time.perf_counter() - began
            time.sleep(_SETTLING)
            return Start(seconds, resident(process.pid))


def resident(pid: int) -> int:
    """Read the bytes of physical memory of a process; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


@contextmanager
def _served(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """Start the service; give the process, its port and when it was started, and stop it at the end."""
    port = _free_port()
    environment = os.environ | {"FAQ_HOME": str(home), "FAQ_HOST": "127.0.0.1", "FAQ_PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "app.py")], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield process, port, began
    finally:
        process.terminate()
        process.wait(timeout=60)


def _first_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask over the REST API until there is an answer."""
    body = json.dumps({"question": _QUESTION}).encode()
    url = f"http://127.0.0.1:{port}/api/v1/answer"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    until = time.perf_counter() + _PATIENCE
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"app.py ended with {process.returncode}")
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                json.load(response)
            return
        except urllib.error.URLError:
            time.sleep(_POLL)
    raise RuntimeError(f"app.py gave no answer within {_PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
