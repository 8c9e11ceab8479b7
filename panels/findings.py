"""The findings of a check: what is dangerous comes first, and each has its fix one click away."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import Self

from matcher.ingest.report import shorten
from matcher.lint import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry
from panels.actions import button
from panels.markup import plain
from panels.report import banner, counted

_SHOWN = 5
_MORE = 20
_NAMED = 6  # entries that a finding shows by name
_PHRASINGS = 3
_WORDS = {Severity.DANGER: "Danger", Severity.WARNING: "Warning", Severity.HINT: "Hint"}
_MERGEABLE = frozenset({Kind.SAME_QUESTION, Kind.ALIKE_QUESTIONS, Kind.DUPLICATE, Kind.CONFUSED})


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What a check of these entries found, how much of each group is shown, and how many findings are ignored."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    ignored: int = 0
    shown: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: tuple[Entry, ...], found: Sequence[Finding], ignored: frozenset[str]) -> Self:
        """Leave out what is ignored."""
        left = tuple(finding for finding in found if key_of(finding) not in ignored)
        return cls(entries, left, len(found) - len(left))

    @property
    def dangers(self) -> int:
        """How many findings are dangers."""
        return sum(finding.severity is Severity.DANGER for finding in self.findings)

    def finding(self, key: str) -> Finding | None:
        """Return the finding of this key, if it is still there."""
        return next((finding for finding in self.findings if key_of(finding) == key), None)

    def of_group(self, group: str) -> tuple[Finding, ...]:
        """Return all findings of a group, those of one severity and kind."""
        return tuple(finding for finding in self.findings if group_of(finding) == group)

    def with_more(self, group: str) -> Self:
        """Show more of a group."""
        return replace(self, shown={**self.shown, group: self.shown.get(group, _SHOWN) + _MORE})

    def without(self, gone: Sequence[Finding]) -> Self:
        """Leave out findings that were dealt with."""
        keys = {key_of(finding) for finding in gone}
        return replace(self, findings=tuple(each for each in self.findings if key_of(each) not in keys))


def key_of(finding: Finding) -> str:
    """Return 32 hex digits that stay the same for the same finding in another check."""
    texts = (finding.kind.value, *sorted(finding.entries), *finding.phrasings)
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def group_of(finding: Finding) -> str:
    """Return the name of the group in which a finding is shown."""
    return f"{finding.severity.value}-{finding.kind.value}"


def merges(finding: Finding) -> tuple[Fix, ...]:
    """Return the ways to make one entry of all that a finding names, one for each answer that may stay."""
    ids = finding.entries
    if finding.kind not in _MERGEABLE or not 2 <= len(ids) <= _NAMED:
        return ()
    return tuple(Fix(Action.MERGE, (kept, *(other for other in ids if other != kept))) for kept in ids)


def findings_html(check: Check, *, current: bool) -> str:
    """Return the findings; current tells whether the entries are still those that were checked."""
    by_id = {entry.id: entry for entry in check.entries}
    groups = groupby(check.findings, key=group_of)
    blocks = "".join(_group(name, list(found), by_id, check.shown.get(name, _SHOWN)) for name, found in groups)
    stale = "" if current else f"<p>Entries changed since this check. {button('check', 'Check again')}</p>"
    count = counted(check.ignored, "finding is", "findings are")
    hidden = f'<p class="fm-note">{count} ignored. {button("unignore", "Show again")}</p>' if check.ignored else ""
    return f"{_verdict(check)}{stale}{blocks}{hidden}"


def _verdict(check: Check) -> str:
    counts = [(word, sum(each.severity is severity for each in check.findings)) for severity, word in _WORDS.items()]
    said = ", ".join(counted(count, word.lower(), f"{word.lower()}s") for word, count in counts if count)
    if not said:
        return banner("good", "Nothing to mend.", "No entry contradicts, repeats or hides another.")
    title = f"{said[:1].upper()}{said[1:]}."
    if check.dangers:
        return banner("bad", title, "Dangers give visitors a wrong answer: mend them before you publish.")
    return banner("warn", title, "Nothing dangerous: mend what matters to you, ignore the rest.")


def _group(name: str, found: Sequence[Finding], by_id: Mapping[str, Entry], shown: int) -> str:
    severity, kind = found[0].severity, found[0].kind
    opened = " open" if severity is Severity.DANGER or len(found) <= 2 else ""
    items = "".join(_item(finding, by_id) for finding in found[:shown])
    left = len(found) - shown
    more = button("more", f"Show {min(left, _MORE)} more of {len(found):,}", name) if left > 0 else ""
    every = f"all {len(found):,} of “{kind.heading}”"
    whole = ""
    if len(found) > 1:
        if all(each.fix.automatic and each.fix.action is not Action.IGNORE for each in found):
            whole += button("fix-all", f"Fix all {len(found):,}", name, label=f"Fix {every}")
        whole += button("ignore-all", f"Ignore all {len(found):,}", name, label=f"Ignore {every}")
    badge = f'<span class="fm-badge fm-{severity.value}">{_WORDS[severity]}</span>'
    return (
        f'<details class="fm-findings" data-keep="{name}"{opened}><summary>{badge} {escape(kind.heading)} '
        f'<span class="fm-quiet">{len(found):,}</span></summary><ul>{items}</ul>'
        f'<div class="fm-acts">{more}{whole}</div></details>'
    )


def _item(finding: Finding, by_id: Mapping[str, Entry]) -> str:
    key, ways = key_of(finding), merges(finding)
    rows = "".join(
        _entry(by_id[name], f"{key}:{name}" if ways else "") for name in finding.entries[:_NAMED] if name in by_id
    )
    hidden = len(finding.entries) - _NAMED
    rest = f'<li class="fm-quiet">and {hidden:,} more</li>' if hidden > 0 else ""
    texts = "; ".join(f"“{shorten(text)}”" for text in finding.phrasings[:_PHRASINGS])
    about = f'<p class="fm-quiet">{escape(texts)}</p>' if finding.kind is Kind.CONFUSED and texts else ""
    proposed = "" if ways and finding.fix.action is Action.MERGE else _proposed(finding, key)
    ignore = button("ignore", "Ignore", key, label=f"Ignore: {shorten(finding.message)}")
    return (
        f'<li class="fm-finding"><p>{escape(finding.message)}</p>{about}<ul>{rows}{rest}</ul>'
        f'<div class="fm-acts">{proposed}{ignore}</div></li>'
    )


def _entry(entry: Entry, merge: str) -> str:
    keep = button("merge", "Merge, keep this answer", merge, label=f"Merge, keep the answer of {entry.question}")
    edit = button("edit", "Edit", entry.id, label=f"Edit {entry.question}")
    return (
        f"<li><strong>{escape(shorten(entry.question, 160) or entry.id)}</strong>"
        f'<div class="fm-quiet">{escape(shorten(plain(entry.answer), 160))}</div>'
        f'<div class="fm-acts">{keep if merge else ""}{edit}</div></li>'
    )


def _proposed(finding: Finding, key: str) -> str:
    fix = finding.fix
    if not fix.automatic or fix.action is Action.IGNORE:
        return ""
    if fix.action is Action.MERGE:
        text = f"Merge into one entry of {len(fix.entries):,}"
    elif fix.action is Action.REMOVE:
        text = f"Remove “{shorten(fix.old, 40)}”"
    else:
        text = f"Change to “{shorten(fix.new, 40)}”"
    return button("fix", text, key)
