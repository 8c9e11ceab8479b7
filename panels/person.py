"""Who is at the page: their draft and their name, both kept in their browser."""

import re
import secrets
from dataclasses import dataclass
from typing import Any, Self

_DRAFT_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Person:
    """The id of somebody's draft, and the name that the history will show."""

    draft: str
    name: str

    @classmethod
    def of(cls, kept: Any, default_name: str) -> Self:  # noqa: ANN401 - a browser may hold anything
        """Read what the browser kept; a browser that kept nothing gets a draft of its own."""
        values = kept if isinstance(kept, dict) else {}
        draft, name = str(values.get("draft", "")), " ".join(str(values.get("name", "")).split())
        known = draft if _DRAFT_ID.fullmatch(draft) else secrets.token_hex(16)
        return cls(known, name[:_LONGEST_NAME] or default_name)

    def kept(self) -> dict[str, str]:
        """Return what the browser is to keep."""
        return {"draft": self.draft, "name": self.name}
