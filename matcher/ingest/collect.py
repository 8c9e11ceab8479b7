"""Put drafts together to entries, and say of every row what became of it."""

from dataclasses import dataclass, field, replace

from matcher.ingest.cells import same_text_key
from matcher.ingest.limits import Limits
from matcher.ingest.report import RowProblem, place, shorten
from matcher.ingest.rows import Draft, RowRefused, check_count, check_draft, refuse
from matcher.types import Entry


@dataclass(slots=True)
class Problems:
    """The first problems, and how many there are."""

    limit: int
    kept: list[RowProblem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: RowProblem) -> None:
        """Count the problem, and keep it while there is room."""
        self.count += 1
        if len(self.kept) < self.limit:
            self.kept.append(problem)


@dataclass(slots=True)
class _Group:
    """Where the entry of a group stands, by which row, and the phrasings it has."""

    index: int
    place: str
    keys: set[str]


class Collector:
    """What grows while the rows are read."""

    def __init__(self, limits: Limits, answers_required: bool) -> None:
        self.limits = limits
        self.answers_required = answers_required
        self.refused, self.warned, self.merged = (Problems(limits.max_problems) for _ in range(3))
        self.entries: list[Entry] = []
        self._place_of_id: dict[str, str] = {}
        self._place_of_question: dict[str, str] = {}
        self._groups: dict[str, _Group] = {}

    def add(self, item: Draft | RowProblem) -> None:
        """Take one draft: as a new entry, as a part of an earlier one, or as refused."""
        if isinstance(item, RowProblem):
            self.refused.add(item)
            return
        try:
            check_draft(item, self.limits, self.answers_required)
            group = self._groups.get(item.group)
            if group is not None:
                self._extend(group, item)
            elif item.continues:
                refuse(item.row, "", item.entry.question, "it adds to an entry above, but that one was not taken")
            else:
                self._start(item)
        except RowRefused as refused:
            self.refused.add(replace(refused.problem, sheet=item.sheet))

    def _start(self, draft: Draft) -> None:
        entry, here = draft.entry, place(draft.row, draft.sheet)
        if entry.id in self._place_of_id:
            first = self._place_of_id[entry.id]
            refuse(draft.row, "id", entry.id, f"the id {shorten(entry.id)} stands in {first} already")
        if entry.id:
            self._place_of_id[entry.id] = here
        keys = {same_text_key(entry.question)}
        kept = self._without_repeats(draft, entry.alternates, keys)
        if draft.group:
            self._groups[draft.group] = _Group(len(self.entries), here, keys)
        self.entries.append(replace(entry, alternates=kept) if kept != entry.alternates else entry)
        first = self._place_of_question.setdefault(same_text_key(entry.question), here)
        if first != here:
            self._warn(draft, "question", entry.question, f"the question stands in {first} already")
        for note in draft.notes:
            self._warn(draft, "", entry.question, note)

    def _extend(self, group: _Group, draft: Draft) -> None:
        entry, added = self.entries[group.index], draft.entry
        answer, note = entry.answer, ""
        if added.answer and added.answer != entry.answer:
            if not draft.continues:
                refuse(
                    draft.row,
                    "answer",
                    added.answer,
                    f"it belongs to the entry of {group.place}, but its answer differs",
                )
            answer = f"{entry.answer}\n\n{added.answer}" if entry.answer else added.answer
            note = ", and its answer was added"
        phrasings = tuple(text for text in (added.question, *added.alternates) if text)
        check_count(draft.row, "alternates", len(entry.alternates) + len(phrasings), self.limits)
        if len(answer) > self.limits.max_answer:
            reason = f"with it, the answer has more than {self.limits.max_answer:,} characters (FAQ_MAX_ANSWER)"
            refuse(draft.row, "answer", added.answer, reason)
        alternates = (*entry.alternates, *self._without_repeats(draft, phrasings, group.keys))
        tags = tuple(dict.fromkeys((*entry.tags, *added.tags)))
        category = entry.category or added.category
        self.entries[group.index] = replace(entry, answer=answer, alternates=alternates, tags=tags, category=category)
        reason = f"the row was put to the entry of {group.place}{note}"
        self.merged.add(RowProblem(draft.row, "", shorten(" ".join(phrasings) or added.answer), reason, draft.sheet))
        if added.category not in ("", category):
            self._warn(
                draft, "category", added.category, f"the category of {group.place} was kept: {shorten(category)}"
            )
        for text in draft.notes:
            self._warn(draft, "", added.question, text)

    def _without_repeats(self, draft: Draft, texts: tuple[str, ...], keys: set[str]) -> tuple[str, ...]:
        kept = []
        for text in texts:
            key = same_text_key(text)
            if key in keys:
                reason = f"the alternate {shorten(text)!r} is in this entry already and was left out"
                self._warn(draft, "alternates", text, reason)
            else:
                kept.append(text)
            keys.add(key)
        return tuple(kept)

    def _warn(self, draft: Draft, column: str, value: str, reason: str) -> None:
        self.warned.add(RowProblem(draft.row, column, shorten(value), reason, draft.sheet))
