import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import announcement, listen
from matcher.errors import SettingsError
from matcher.settings import PROJECT, Settings


def run_app(folder: Path, **values: object) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")}
    given = {"FAQ_HOME": folder / "home", "FAQ_CACHE": folder / "cache", **values}
    environment = {**kept, **{name: str(value) for name, value in given.items()}}
    command = [sys.executable, "app.py"]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"FAQ_ANSWER_AT": "70"}, "FAQ_ANSWER_AT is '70'"),
        ({"FAQ_PORT": "0"}, "FAQ_PORT is '0'"),
    ],
)
def test_a_bad_setting_ends_with_its_message_alone(tmp_path: Path, values: dict[str, str], message: str) -> None:
    ended = run_app(tmp_path, **values)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(message)
    assert ended.stderr.count("\n") == 1


def test_a_taken_port_ends_with_a_message_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_app(tmp_path, FAQ_PORT=port)
    advice = "Set FAQ_HOST and FAQ_PORT to what is free here."
    assert ended.returncode == 2
    assert ended.stderr == f"Can't listen on 127.0.0.1, port {port}: Address already in use. {advice}\n"
    assert not (tmp_path / "home").exists()


def test_a_host_that_is_not_here_is_refused() -> None:
    with pytest.raises(SettingsError, match="Can't listen on 192.0.2.1, port 7860"):
        listen("192.0.2.1", 7860)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:7860"),
        ("0.0.0.0", "http://localhost:7860"),
        ("::", "http://localhost:7860"),
        ("::1", "http://[::1]:7860"),
        ("10.0.0.4", "http://10.0.0.4:7860"),
    ],
)
def test_the_announcement_names_pages_that_can_be_opened(host: str, url: str) -> None:
    lines = announcement(Settings(host=host), "").splitlines()
    assert lines == [f"Chat:   {url}/", f"Manage: {url}/admin/", f"API:    {url}/docs"]


def test_the_login_link_is_announced() -> None:
    assert announcement(Settings(host="0.0.0.0"), "http://x/?token=t").splitlines()[-1].endswith(": http://x/?token=t")


@pytest.mark.models
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_service_without_a_traceback(tmp_path: Path, stop: signal.Signals) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")}
    given = {"FAQ_HOME": tmp_path / "home", "FAQ_CACHE": tmp_path / "cache", "FAQ_PORT": port, "FAQ_RUNTIME": "torch"}
    environment = {**kept, **{name: str(value) for name, value in given.items()}}
    command = [sys.executable, "app.py"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == f"Chat:   http://localhost:{port}/\n"
        process.send_signal(stop)
        process.wait(timeout=30)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode in {0, -stop}
