import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest

from matcher import models
from matcher.errors import ModelError

OFFICIAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FINDERS = [(models.find_encoder, "FAQ_ENCODER"), (models.find_reranker, "FAQ_RERANKER")]
Find = Callable[[str], Path]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[socket.socket]:
    """A hub that takes connections and never says a word, and an empty cache."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        yield server


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_packaged_encoder_is_found_under_both_its_names(name: str) -> None:
    assert models.find_encoder(name) == models.packaged_encoder()


def test_packaged_weights_with_one_changed_byte_are_refused(tmp_path: Path) -> None:
    shutil.copy(models.packaged_encoder() / "model.safetensors", tmp_path)
    with (tmp_path / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(ModelError, match="install the requirements again") as refused:
        models.packaged_encoder(tmp_path)
    assert f"official ones have {OFFICIAL[:12]}" in str(refused.value)


def test_missing_packaged_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^all-MiniLM-L6-v2: model.safetensors is missing; install"):
        models.packaged_encoder(tmp_path)


@pytest.mark.parametrize(("find", "variable"), FINDERS)
def test_a_folder_is_taken_as_it_is(find: Find, variable: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert find(str(tmp_path)) == tmp_path


@pytest.mark.parametrize(("find", "variable"), FINDERS)
def test_a_folder_without_a_model_is_refused(find: Find, variable: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        find(str(tmp_path))
    expected = f"{variable}={tmp_path}: the folder holds no model (no config.json or modules.json)"
    assert str(refused.value) == expected


@pytest.mark.parametrize(("find", "variable"), FINDERS)
@pytest.mark.parametrize("name", ["/nowhere/model", "./nowhere", "~/nowhere/at/all", "a/b/c"])
def test_a_folder_that_is_not_there_is_refused(find: Find, variable: str, name: str) -> None:
    with pytest.raises(ModelError) as refused:
        find(name)
    assert str(refused.value) == f"{variable}={name}: there is no such folder"


@pytest.mark.parametrize(("find", "variable"), FINDERS)
def test_a_hub_that_refuses_is_an_error_that_says_what_to_do(find: Find, variable: str, hub: socket.socket) -> None:
    hub.close()
    with pytest.raises(ModelError) as refused:
        find("some/model")
    assert str(refused.value).startswith(f"{variable}=some/model: the model hub can't be reached")
    assert f"set {variable} to its folder" in str(refused.value)


def test_a_hub_that_is_silent_is_not_waited_for(hub: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_HUB_SECONDS", 0.1)
    waited = threading.Event()

    def end_the_wait() -> None:
        waited.set()
        hub.close()

    rescue = threading.Timer(20, end_the_wait)
    rescue.start()
    with pytest.raises(ModelError, match="the model hub can't be reached"):
        models.find_encoder("some/model")
    rescue.cancel()
    assert not waited.is_set()


def test_a_short_name_is_looked_up_where_such_models_are(hub: socket.socket) -> None:
    hub.close()
    with pytest.raises(ModelError, match="FAQ_ENCODER=sentence-transformers/short: "):
        models.find_encoder("short")
    with pytest.raises(ModelError, match="FAQ_RERANKER=cross-encoder/short: "):
        models.find_reranker("short")


def test_what_can_be_no_name_is_refused() -> None:
    with pytest.raises(ModelError, match="is neither a folder nor the name of a model on the hub"):
        models.find_encoder("two words!")


def test_a_fingerprint_depends_on_names_and_contents_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "1_Pooling").mkdir(parents=True)
        (tmp_path / name / "config.json").write_text("{}")
        (tmp_path / name / "1_Pooling" / "config.json").write_text('{"mode": "mean"}')
    before = models.fingerprint(tmp_path / "one")
    assert len(before) == 16
    assert models.fingerprint(tmp_path / "two") == before
    (tmp_path / "two" / "README.md").write_text("about")
    assert models.fingerprint(tmp_path / "two") == before
    (tmp_path / "two" / "1_Pooling" / "config.json").write_text('{"mode": "cls"}')
    assert models.fingerprint(tmp_path / "two") != before
    (tmp_path / "one" / "config.json").rename(tmp_path / "one" / "other.json")
    assert models.fingerprint(tmp_path / "one") != before
