"""Links in answers that are not URLs."""

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from matcher.ingest.report import shorten
from matcher.lint.findings import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry

# [text](target), where the target may hold one pair of parentheses, as in links to Wikipedia.
_LINK = re.compile(r"\[[^\[\]]*\]\(((?:[^()]|\([^()]*\))*)\)")
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')$""")
_BARE = re.compile(r"(?<![\w/.@:\[(<-])www\.[\w-]+\.[\w.-]+", re.IGNORECASE)
_IGNORED = re.compile(r"[\s\x00-\x1f]+")  # browsers skip these inside a scheme
_RUNS_CODE = ("javascript:", "vbscript:", "data:")
_NEEDS_NO_HOST = ("mailto", "tel", "sms")
_WEB = ("http", "https")


def links(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find Markdown links that run code or lead nowhere, and web addresses without a scheme."""
    for entry in entries:
        for found in _LINK.finditer(entry.answer):
            target = _TITLE.sub("", found[1].strip()).strip("<>")
            if _IGNORED.sub("", html.unescape(target)).casefold().startswith(_RUNS_CODE):
                yield _unsafe(entry, target)
            elif reason := _reason(target):
                yield _broken(entry, target, reason)
        rest = _LINK.sub("", entry.answer)
        for address in dict.fromkeys(found.rstrip(".-") for found in _BARE.findall(rest)):
            yield _bare(entry, address)


def _reason(target: str) -> str:
    """Why the target is no URL that works from anywhere; empty where it is one."""
    if not target:
        return "it has no target"
    if any(char.isspace() for char in target):
        return "it has a space in it"
    if target.casefold().startswith("www."):
        return "https:// is missing before it"
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return "it is no valid address"
    if not parts.scheme:
        return "it is relative, and the chat may stand on another page than the one it was written for"
    if parts.scheme in _WEB:
        return "" if host else "it names no site"
    return "" if parts.scheme in _NEEDS_NO_HOST and parts.path else f"“{parts.scheme}:” is not a way to link to a page"


def _unsafe(entry: Entry, target: str) -> Finding:
    return Finding(
        Kind.UNSAFE_LINK, Severity.DANGER, (entry.id,), (target,),
        f"The link to “{shorten(target)}” runs code in the visitor's browser instead of opening a page.",
        Fix(Action.EDIT, (entry.id,), "answer", target),
    )  # fmt: skip


def _broken(entry: Entry, target: str, reason: str) -> Finding:
    new = f"](https://{target}" if target.casefold().startswith("www.") and " " not in target else ""
    return Finding(
        Kind.BROKEN_LINK, Severity.WARNING, (entry.id,), (target,),
        f"The link to “{shorten(target)}” does not work for visitors: {reason}.",
        Fix(Action.EDIT, (entry.id,), "answer", f"]({target}" if new else target, new),
    )  # fmt: skip


def _bare(entry: Entry, address: str) -> Finding:
    return Finding(
        Kind.BARE_LINK, Severity.HINT, (entry.id,), (address,),
        f"“{shorten(address)}” has no https:// before it, so many pages show it as text that can't be clicked.",
        Fix(Action.EDIT, (entry.id,), "answer", address),
    )  # fmt: skip
