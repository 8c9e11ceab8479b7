"""Answers that are missing, say nothing, or hold code."""

import re
from collections.abc import Iterator, Sequence

from matcher.ingest.cells import same_text_key
from matcher.lint.findings import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry

_SCRIPT = re.compile(r"<(?:script|iframe|object|embed|svg|form|style|meta|link)\b|<[a-z][^>]*\son\w+\s*=", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|"
    r"sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*|\s*/?)>",
    re.I,
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def answers(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find empty answers, those that only repeat their question, scripts and other HTML."""
    for entry in entries:
        if not entry.answer.strip():
            yield _finding(
                Kind.EMPTY_ANSWER, Severity.DANGER, entry, entry.question,
                "The answer is empty: a visitor who asks this would be shown nothing.",
            )  # fmt: skip
        elif same_text_key(entry.answer) == same_text_key(entry.question):
            yield _finding(
                Kind.ANSWER_IS_QUESTION, Severity.WARNING, entry, entry.answer,
                "The answer is the question again: a visitor learns nothing from it. Was the wrong column taken?",
            )  # fmt: skip
        yield from _code(entry)


def _code(entry: Entry) -> Iterator[Finding]:
    shown = _CODE.sub("", entry.answer)  # what is marked as code is shown as it is, and does nothing
    if script := _SCRIPT.search(shown):
        yield _finding(
            Kind.SCRIPT, Severity.DANGER, entry, script[0],
            f"The answer holds {script[0]!r}, which is code for a browser. The chat drops it, "
            "but another page that shows the answer might run it.",
        )  # fmt: skip
    elif tags := tuple(dict.fromkeys(_TAG.findall(shown))):
        yield _finding(
            Kind.HTML, Severity.HINT, entry, tags[0],
            f"The answer holds HTML ({' '.join(tags[:3])}). Answers are Markdown; HTML may be dropped or shown raw.",
        )  # fmt: skip


def _finding(kind: Kind, severity: Severity, entry: Entry, text: str, message: str) -> Finding:
    return Finding(kind, severity, (entry.id,), (text,), message, Fix(Action.EDIT, (entry.id,), "answer"))
