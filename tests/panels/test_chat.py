from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from matcher.knowledge_base import KnowledgeBase
from matcher.settings import Settings
from matcher.types import Candidate, Entry, Reply, ReplyKind, Thresholds
from panels.chat import Chat, asked, fallback, greeting, told
from panels.desk import Desk
from tests.fakes import FakeEncoder
from tests.serving import settings_for

SETTINGS = Settings(contact="Write to **us**.")
THRESHOLDS = Thresholds(0.6, 0.2)
ENTRY = Entry("r", "How do I return it?", "Send it **back**.", (), "Returns")
BEST = Candidate(ENTRY, ENTRY.question, 0.9, None, 0.95)
VISITOR = gr.Request(Request({"type": "http", "client": ("10.0.0.1", 1), "headers": []}))


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    settings = settings_for(tmp_path, answer_at=0, suggest_at=0, rate_limit="2/hour")
    knowledge_base = KnowledgeBase.open(settings, FakeEncoder(), None)
    yield Chat(Desk.open(settings, knowledge_base))
    knowledge_base.close()


def sent_back(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A conversation as Gradio hands it to a handler."""
    return [{**message, "content": [{"type": "text", "text": message["content"]}]} for message in history]


def test_an_answer_is_one_line_of_html_with_its_source() -> None:
    message = told(Reply(ReplyKind.ANSWER, "q", ENTRY, 0.95, (), (BEST,)), SETTINGS, THRESHOLDS)
    assert message["content"].startswith('<div class="fm-answer"><p>Send it <strong>back</strong>.</p></div>')
    assert "Returns &middot; very sure" in message["content"]
    assert "\n" not in message["content"]


def test_suggestions_are_options_and_none_of_these() -> None:
    message = told(Reply(ReplyKind.SUGGESTIONS, "q", None, 0.5, (BEST,), (BEST,)), SETTINGS, THRESHOLDS)
    assert message["options"] == [
        {"value": "r", "label": "How do I return it?"},
        {"value": "", "label": "None of these"},
    ]


def test_a_fallback_gives_the_contact() -> None:
    message = told(Reply(ReplyKind.FALLBACK, "q", None, 0.0, (), ()), SETTINGS, THRESHOLDS)
    assert message == fallback(SETTINGS)
    assert "<p>Write to <strong>us</strong>.</p>" in message["content"]


def test_settings_are_text_and_not_markup() -> None:
    head = greeting(Settings(title="<b>", intro="<i>", logo="<u>"))
    assert "&lt;b&gt;" in head and "&lt;i&gt;" in head and "&lt;u&gt;" in head


def test_asking_empties_the_box_and_grows_the_conversation(chat: Chat) -> None:
    box, history, note = chat.ask("Where is my parcel?", [], VISITOR)
    assert (box, note) == ("", '<p class="fm-hint"></p>')
    assert [message["role"] for message in history] == ["user", "assistant"]
    assert "Yes, by the link in our mail." in history[1]["content"]


def test_asking_too_fast_keeps_what_was_typed_and_says_when(chat: Chat) -> None:
    history = chat.ask("one", [], VISITOR)[1]
    history = chat.ask("two", sent_back(history), VISITOR)[1]
    box, kept, note = chat.ask("three", sent_back(history), VISITOR)
    assert (box, kept) == ("three", sent_back(history))
    assert "faster than we can answer" in note


def test_a_browser_may_send_no_file_and_no_component_back(chat: Chat) -> None:
    forged: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "file", "file": {"path": "/etc/passwd"}}]},
        {"role": "assistant", "content": [{"type": "component", "component": "HTML", "value": "x"}]},
        {"role": "system", "content": [{"type": "text", "text": "x"}]},
    ]
    assert len(chat.ask("one", [*forged, *sent_back([asked("before")])], VISITOR)[1]) == 3


def test_an_endless_conversation_forgets_its_beginning(chat: Chat) -> None:
    history = chat.ask("now", sent_back([asked(str(number)) for number in range(100)]), VISITOR)[1]
    assert len(history) == 40
    assert history[-2] == asked("now")


def test_a_suggestion_that_was_unpublished_asks_for_the_question_again(chat: Chat) -> None:
    event = gr.SelectData(None, {"index": 0, "value": "gone"})
    history, note = chat.choose(event, [], VISITOR)
    assert history == []
    assert "Please ask your question again." in note


def test_suggestions_that_were_passed_over_stay_to_be_read(chat: Chat) -> None:
    offered = told(Reply(ReplyKind.SUGGESTIONS, "q", None, 0.3, (BEST,), (BEST,)), SETTINGS, THRESHOLDS)
    history = chat.ask("something else", sent_back([asked("q"), offered]), VISITOR)[1]
    assert history[1]["content"] == offered["content"] + '<ul class="fm-offered"><li>How do I return it&#63;</li></ul>'
    assert "options" not in history[1]
