"""The public chat: what a visitor sees and may do."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr
from gradio.events import api as endpoint
from pydantic import ValidationError

from matcher.errors import MatcherError
from matcher.settings import Settings
from matcher.types import Entry, Reply, ReplyKind, Thresholds
from panels.api import QuestionBody, answered, problem
from panels.desk import Desk
from panels.markup import literal, safe_markdown
from panels.why import how_sure, source_line, why

Message = dict[str, Any]

_NONE_OF_THESE = ""
# A conversation goes to the browser and back with every question: what is far above stays out of it.
_KEPT_MESSAGES = 40
_PARALLEL = 4
_WAITING = 64


def greeting(settings: Settings) -> str:
    """Return the head of the page: logo, title, intro and the way to the admin pages."""
    logo = f'<span class="fm-logo" aria-hidden="true">{escape(settings.logo)}</span>' if settings.logo else ""
    return (
        f'<header class="fm-head"><h1>{logo}{escape(settings.title)}</h1><p>{escape(settings.intro)}</p>'
        '<a class="fm-manage" href="/admin/">Manage</a></header>'
    )


def asked(question: str) -> Message:
    """Return the visitor's own words as a message, shown as they were typed."""
    return _message("user", f'<div class="fm-asked">{literal(question.strip())}</div>')


def told(reply: Reply, settings: Settings, thresholds: Thresholds) -> Message:
    """Return the message that a reply becomes."""
    match reply.kind:
        case ReplyKind.ANSWER if reply.entry:
            sure = how_sure(reply.confidence, thresholds)
            return _answer(reply.entry, sure, why(reply, thresholds))
        case ReplyKind.SUGGESTIONS:
            labels = [(candidate.entry.id, candidate.entry.question) for candidate in reply.suggestions]
            options = [{"value": value, "label": label} for value, label in labels]
            options.append({"value": _NONE_OF_THESE, "label": "None of these"})
            return _message("assistant", '<div class="fm-unsure">I’m not certain. Did you mean:</div>', options)
        case ReplyKind.FALLBACK:
            return fallback(settings)
    raise ValueError(f"a reply of kind {reply.kind!r} with entry {reply.entry!r} can't be told")


def fallback(settings: Settings) -> Message:
    """Return the honest end: no answer, and whom to ask instead."""
    contact = safe_markdown(settings.contact)
    return _message("assistant", f'<div class="fm-fallback"><p>I don’t have an answer to that.</p>{contact}</div>')


def chosen(desk: Desk, entry_id: str, address: str) -> tuple[Message, Message]:
    """Return what the visitor chose among the suggestions, and its answer."""
    if entry_id == _NONE_OF_THESE:
        return asked("None of these"), fallback(desk.settings)
    entry = desk.entry(entry_id, address)
    return asked(entry.question), _answer(entry, "your choice", "")


def hint(text: str = "") -> str:
    """Return the line under the input that says what to do next."""
    return f'<p class="fm-hint">{escape(text)}</p>'


@dataclass(frozen=True, slots=True)
class Chat:
    """What the page does: each handler takes what was typed or clicked and returns what is shown then."""

    desk: Desk

    def ask(self, question: str, history: list[Message], request: gr.Request) -> tuple[str, list[Message], str]:
        """Answer what was typed; keep it in the text box where that can't be done, and say why."""
        try:
            reply = self.desk.ask(question, _address(request))
        except MatcherError as error:
            return question, history, hint(str(error))
        return "", _longer(history, asked(question), told(reply, self.desk.settings, self.desk.thresholds)), hint()

    def ask_example(
        self, event: gr.SelectData, history: list[Message], request: gr.Request
    ) -> tuple[str, list[Message], str]:
        """Answer the example that was clicked."""
        return self.ask(event.value["text"], history, request)

    def choose(self, event: gr.SelectData, history: list[Message], request: gr.Request) -> tuple[list[Message], str]:
        """Answer with the suggestion that was clicked, or fall back where none fits."""
        try:
            added = chosen(self.desk, event.value, _address(request))
        except MatcherError as error:
            return history, hint(str(error))
        return _longer(history, *added), hint()

    def answer(
        self, question: str, request: gr.Request, category: str | None = None, top_k: int = 20
    ) -> dict[str, Any]:
        """Answer a question as POST /api/v1/answer does."""
        try:
            body = QuestionBody(question=question, category=category, top_k=top_k)
            return answered(self.desk, body, _address(request)).model_dump(mode="json")
        except (MatcherError, ValidationError) as error:
            raise gr.Error(problem(error), print_exception=False) from error


def build_chat(desk: Desk) -> gr.Blocks:
    """Return the page."""
    chat = Chat(desk)
    page = gr.Blocks(title=desk.settings.title, analytics_enabled=False, fill_height=True, delete_cache=(3600, 3600))
    with page:
        gr.HTML(greeting(desk.settings), padding=False)
        history, question, note = _conversation(desk.settings)
        shown: dict[str, Any] = {"api_visibility": "private", "show_progress_on": history}
        question.submit(chat.ask, [question, history], [question, history, note], **shown)
        history.example_select(chat.ask_example, history, [question, history, note], **shown)
        history.option_select(chat.choose, history, [history, note], **shown)
        endpoint(chat.answer, api_name="answer")
    page.queue(max_size=_WAITING, default_concurrency_limit=_PARALLEL)
    return page


def _conversation(settings: Settings) -> tuple[gr.Chatbot, gr.Textbox, gr.HTML]:
    history = gr.Chatbot(
        elem_id="conversation",
        label="Conversation",
        show_label=False,
        container=False,
        scale=1,
        height=None,
        layout="bubble",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        autoscroll=False,
        placeholder='<p class="fm-empty">Try one of these, or ask in your own words.</p>',
        examples=[{"text": example} for example in settings.examples],
    )
    question = gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask a question…",
        lines=1,
        max_lines=5,
        autofocus=True,
        submit_btn=True,
    )
    note = gr.HTML(hint(), elem_id="hint", padding=False)
    return history, question, note


def _answer(entry: Entry, sure: str, explained: str) -> Message:
    body = f'<div class="fm-answer">{safe_markdown(entry.answer)}</div>'
    return _message("assistant", body + source_line(entry, sure) + explained)


def _message(role: str, content: str, options: list[dict[str, str]] | None = None) -> Message:
    message: Message = {"role": role, "content": content}
    return {**message, "options": options} if options else message


def _longer(history: list[Message], *added: Message) -> list[Message]:
    return [*_texts(history), *added][-_KEPT_MESSAGES:]


def _texts(history: list[Message]) -> list[Message]:
    """Return what a browser sent of a conversation as text alone: it may name no file and no component.

    Suggestions that were passed over lose their buttons; what they offered stays to be read.
    """
    kept = []
    for message in history:
        parts = [part for part in message["content"] if isinstance(part, dict) and isinstance(part.get("text"), str)]
        if message["role"] in {"user", "assistant"} and parts:
            kept.append(_message(message["role"], parts[0]["text"] + _offered(message.get("options"))))
    return kept


def _offered(options: object) -> str:
    """Return the questions among the options as a list."""
    rows = options if isinstance(options, list) else []
    offers = [row for row in rows if isinstance(row, dict) and row.get("value") != _NONE_OF_THESE]
    items = "".join(f"<li>{literal(str(row.get('label', '')))}</li>" for row in offers)
    return f'<ul class="fm-offered">{items}</ul>' if items else ""


def _address(request: gr.Request) -> str:
    return request.client.host if request.client else "unknown"
