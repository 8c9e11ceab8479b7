"""Look for what will make an FAQ answer wrongly, before it goes live.

Read top to bottom: findings (what is said) -> duplicates, wording, answers, links, categories (from the texts alone)
-> compare (all phrasings against all, in blocks) -> alike and confusion (what the comparison shows) -> check (all of
them in a line) -> fixes (apply what a finding proposes).
"""

from matcher.lint.check import lint
from matcher.lint.findings import Action, Finding, Fix, Kind, Severity
from matcher.lint.fixes import apply

__all__ = ["Action", "Finding", "Fix", "Kind", "Severity", "apply", "lint"]
