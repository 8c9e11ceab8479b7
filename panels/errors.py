"""The one place where the panels turn an error meant for a person into one that a person sees."""

import logging
from collections.abc import Callable
from functools import wraps
from html import escape
from typing import ParamSpec, TypeVar

import gradio as gr

from matcher.apart import StoppedError
from matcher.errors import MatcherError
from panels.report import banner

_LOG = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def shown_to_user(handler: Callable[P, R]) -> Callable[P, R]:
    """Return the handler with every MatcherError shown as a message on the page; what was there stays."""

    @wraps(handler)
    def handled(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except MatcherError as error:
            raise gr.Error(escape(str(error)), duration=None, print_exception=False) from error

    return handled


def why_not(title: str, error: Exception, again: str) -> str:
    """Say on the page that a long task came to nothing, why, and what starts it again; the draft is as it was."""
    if isinstance(error, StoppedError):
        return banner("warn", title, f"Stopped. {error} {again}")
    if isinstance(error, MatcherError):
        return banner("bad", title, f"{_sentence(str(error))} Your draft is kept. {again}")
    _LOG.error("a task of the admin page failed", exc_info=error)
    what = f"Something went wrong here ({type(error).__name__}); the log of the service says more."
    return banner("bad", title, f"{what} Your draft is kept. {again}")


def _sentence(text: str) -> str:
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]
