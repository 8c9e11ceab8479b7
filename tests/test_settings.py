from pathlib import Path

import pytest
from pydantic import ValidationError

from matcher.errors import SettingsError
from matcher.settings import DEFAULT_THRESHOLDS, SAMPLE_FAQ, load_settings
from matcher.types import Thresholds

pytestmark = pytest.mark.usefixtures("no_settings")


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """What load_settings says about these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


def test_nothing_set_is_the_packaged_encoder_without_a_reranker_on_loopback() -> None:
    settings = load_settings()
    assert (settings.encoder, settings.reranker, settings.runtime) == ("all-MiniLM-L6-v2", "none", "auto")
    assert (settings.host, settings.port, settings.file) == ("127.0.0.1", 7860, None)
    assert settings.thresholds == DEFAULT_THRESHOLDS
    assert SAMPLE_FAQ.is_file()


def test_each_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {
        "FAQ_FILE": "my.csv", "FAQ_PORT": "8080", "FAQ_ANSWER_AT": "0.9", "FAQ_SUGGEST_AT": "0.1",
        "FAQ_RUNTIME": "torch", "FAQ_RERANKER": "folder", "FAQ_EXAMPLES": " one? | two? ||",
    }  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.file, settings.port, settings.runtime) == (Path("my.csv"), 8080, "torch")
    assert (settings.reranker, settings.examples) == ("folder", ("one?", "two?"))
    assert settings.thresholds == Thresholds(0.9, 0.1)


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_ANSWER_AT", "")
    monkeypatch.setenv("FAQ_ENCODER", "")
    assert load_settings().thresholds == DEFAULT_THRESHOLDS
    assert load_settings().encoder == "all-MiniLM-L6-v2"


@pytest.mark.parametrize("value", ["70", "1.01", "nan", "inf"])
def test_a_threshold_above_1_is_refused_with_name_value_and_range(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    message = refusal(monkeypatch, FAQ_ANSWER_AT=value)
    assert message == f"FAQ_ANSWER_AT is {value!r}: Input should be less than or equal to 1"


def test_a_threshold_below_0_is_refused_with_name_value_and_range(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, FAQ_SUGGEST_AT="-0.1")
    assert message == "FAQ_SUGGEST_AT is '-0.1': Input should be greater than or equal to 0"


def test_suggesting_above_answering_is_refused_with_both_names(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, FAQ_ANSWER_AT="0.3", FAQ_SUGGEST_AT="0.4")
    assert message.startswith("FAQ_ANSWER_AT and FAQ_SUGGEST_AT: ")
    assert "suggest_at is 0.4, but must not be above answer_at (0.3)" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [("FAQ_RUNTIME", "tpu"), ("FAQ_PORT", "0"), ("FAQ_PORT", "http"), ("FAQ_MAX_FILE_MB", "0"), ("FAQ_MAX_ROWS", "-1")],
)
def test_any_other_value_that_is_not_allowed_is_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert refusal(monkeypatch, **{name: value}).startswith(f"{name} is {value!r}: ")


def test_every_problem_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, FAQ_PORT="0", FAQ_ANSWER_AT="2")
    assert "FAQ_PORT is '0'" in message
    assert "FAQ_ANSWER_AT is '2'" in message


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().port = 1
