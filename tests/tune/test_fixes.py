import pytest

from matcher.errors import MatcherError
from matcher.fair import FairMatchers
from matcher.matcher import Matcher
from matcher.tune.asked import Asked, ask_labels
from matcher.tune.fixes import AddAlternate, AddEntry, OutOfScope, effect, fixed
from matcher.tune.goals import Cost
from matcher.tune.verdicts import Verdict, totals
from matcher.types import Entry, Label, Thresholds
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card."),
)
LABELS = (
    Label("do you take plastic money", frozenset({"pay"})),
    Label("how do I return my shoes", frozenset({"return"})),
    Label("what is the weather", frozenset()),
)


def fair(matcher: Matcher) -> FairMatchers:
    return FairMatchers((matcher,))


@pytest.fixture
def matcher() -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder(), thresholds=Thresholds(0.75, 0.5))


@pytest.fixture
def asked(matcher: Matcher) -> Asked:
    return ask_labels(matcher, LABELS)


def test_an_alternate_is_measured_before_anything_is_changed(matcher: Matcher, asked: Asked) -> None:
    fix = AddAlternate("pay", "do you take plastic money")
    found = effect(fair(matcher), asked, fix, matcher.encoder.encode)
    assert found.before == totals(asked, matcher.thresholds)
    assert found.after.right > found.before.right
    assert [(change.label.question, change.after) for change in found.better] == [(fix.text, Verdict.RIGHT)]
    assert found.worse == ()
    assert matcher.entries == ENTRIES
    built = Matcher.build(found.entries, FakeEncoder(), thresholds=matcher.thresholds)
    assert found.after == totals(ask_labels(built, LABELS), matcher.thresholds)


def test_an_alternate_that_draws_others_astray_is_told(matcher: Matcher, asked: Asked) -> None:
    found = effect(fair(matcher), asked, AddAlternate("pay", "return my shoes how do I"), matcher.encoder.encode)
    assert [change.label for change in found.worse] == [LABELS[1]]
    assert found.changes[0] == found.worse[0]


def test_the_question_itself_is_measured_too_where_it_has_no_label(matcher: Matcher, asked: Asked) -> None:
    found = effect(fair(matcher), asked, AddAlternate("pay", "bitcoin accepted here"), matcher.encoder.encode)
    assert [change.label.question for change in found.better] == ["bitcoin accepted here"]
    alone = effect(fair(matcher), None, AddAlternate("pay", "bitcoin accepted here"), matcher.encoder.encode)
    assert (alone.before.right, alone.after.right) == (0.0, 100.0)


def test_a_new_entry_is_tried_on_all_questions(matcher: Matcher, asked: Asked) -> None:
    fix = AddEntry(Entry("weather", "what is the weather", "Look outside."))
    found = effect(fair(matcher), asked, fix, matcher.encoder.encode)
    assert found.entries == (*ENTRIES, fix.entry)
    assert [change.after for change in found.better] == [Verdict.RIGHT]


def test_out_of_scope_chooses_the_thresholds_again(matcher: Matcher, asked: Asked) -> None:
    found = effect(fair(matcher), asked, OutOfScope("how do I return shoes", Cost(5)), matcher.encoder.encode)
    assert found.entries == ENTRIES
    assert found.thresholds != matcher.thresholds
    assert found.before.intruded == 25


@pytest.mark.parametrize(
    ("fix", "message"),
    [
        (AddAlternate("pay", " "), "the new alternate is empty"),
        (AddAlternate("pay", "Return MY order"), "is a phrasing of the entry 'return' already"),
        (AddAlternate("nope", "new one"), "there is no entry with the id nope"),
        (AddEntry(Entry("pay", "q", "a")), "there is an entry with the id 'pay' already"),
        (AddEntry(Entry("new", "q", " ")), "a new entry needs an id, a question and an answer"),
    ],
)
def test_a_fix_that_can_not_be_made_is_refused(fix: AddAlternate | AddEntry, message: str) -> None:
    with pytest.raises(MatcherError, match=message):
        fixed(ENTRIES, fix)
