import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
from huggingface_hub import metadata_load
from pydantic.fields import FieldInfo

from matcher.cli import app as cli
from matcher.settings import Settings
from matcher.types import Reply, ReplyKind
from panels.api import AnswerBody, QuestionBody
from tests.test_packaging import pinned

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SPACE_COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


def front_matter() -> dict[str, object]:
    """The block on top, read as the hub reads it."""
    return dict(metadata_load(ROOT / "README.md") or {})


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def shell_lines(start: str) -> list[list[str]]:
    """Words of each shell line that holds start, from there on."""
    lines = "".join(blocks("sh")).splitlines()
    return [shlex.split(line[line.index(start) :], comments=True) for line in lines if start in line]


def shown_default(field: FieldInfo) -> str:
    """A setting's default as the table shows it."""
    if field.default_factory:
        return "per user"
    value = field.default
    if value is None or value == "":
        return ""
    return f"`{'|'.join(value) if isinstance(value, tuple) else value}`"


def settings_table() -> dict[str, str]:
    rows = re.findall(r"^\| `(FAQ_\w+)` \| (.*?) ?\| .* \|$", README.replace("\\|", "\0"), flags=re.MULTILINE)
    return {name: default.replace("\0", "|") for name, default in rows}


def test_settings_table_has_every_setting_with_its_default() -> None:
    assert settings_table() == {f"FAQ_{n.upper()}": shown_default(f) for n, f in Settings.model_fields.items()}


def test_every_variable_named_anywhere_is_a_setting() -> None:
    named = set(re.findall(r"\bFAQ_[A-Z_]+\b", README + MAKEFILE + (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert named - set(settings_table()) == set()


def test_space_is_set_up_as_the_requirements_say() -> None:
    values = front_matter()
    assert values["sdk"] == "gradio"
    assert values["sdk_version"] == pinned("requirements.txt", "gradio")
    assert values["python_version"] == "3.11"
    assert (ROOT / str(values["app_file"])).is_file()
    assert values["license"] == "apache-2.0"


def test_space_card_keeps_to_the_limits_of_the_hub() -> None:
    values = front_matter()
    assert len(str(values["short_description"])) <= 60
    assert {values["colorFrom"], values["colorTo"]} <= SPACE_COLOURS


def test_make_targets_named_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", MAKEFILE, flags=re.MULTILINE))
    named = {words[1] for words in shell_lines("make ")}
    assert named == targets - {"help"}


def options(command: Any) -> set[str]:  # noqa: ANN401 - its class is of click, which is no dependency of ours
    """Of a command, and of those below it."""
    below = getattr(command, "commands", {}).values()
    return {option for p in command.params for option in p.opts}.union(*map(options, below))


def test_commands_and_options_named_are_those_of_the_command_line() -> None:
    found = typer.main.get_group(cli).commands
    commands = {name: options(command) for name, command in found.items()}
    lines = shell_lines("python -m matcher ")
    assert {words[3] for words in lines} == set(commands)
    assert [w for words in lines for w in words[4:] if w.startswith("--") and w not in commands[words[3]]] == []
    assert {"--alternates", "--predictions", "--json"} <= commands["evaluate"]


def test_files_named_are_there() -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    data = re.findall(r"\bfaq_data/\w+\.csv", README)
    assert [name for name in links + data if not (ROOT / name).is_file()] == []


def test_sections_are_in_order() -> None:
    assert re.findall(r"^## (.*)$", README, flags=re.MULTILINE) == [
        "Quick start",
        "How it decides",
        "Your own FAQ",
        "Tuning",
        "Results",
        "Deploy",
        "API",
        "Development",
        "Limits",
        "Licence",
    ]


def test_http_example_is_a_question_that_the_api_takes() -> None:
    (line,) = shell_lines("curl ")
    assert line[1] == "http://localhost:7860/api/v1/answer"
    body = QuestionBody.model_validate_json(line[line.index("-d") + 1])
    assert body == QuestionBody(question="I want to send it back")


def test_fields_of_the_api_are_named() -> None:
    section = README[README.index("## API") : README.index("From Python, without")]
    named = set(re.findall(r"`(\w+)`", section))
    assert set(QuestionBody.model_fields) | set(AnswerBody.model_fields) <= named | {"question"}


@pytest.mark.models
def test_library_example_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    exec(blocks("python")[0], names)
    reply = names["reply"]
    assert isinstance(reply, Reply)
    assert reply.kind is ReplyKind.ANSWER
    assert reply.entry is not None
    assert reply.entry.category == "Returns"
