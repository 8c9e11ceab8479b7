"""The one place where the panels turn an error meant for a person into one that a person sees."""

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import ParamSpec, TypeVar

import gradio as gr

from matcher.errors import MatcherError

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
