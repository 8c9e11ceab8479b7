import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.decide import decide
from matcher.encoder import TransformerEncoder
from matcher.errors import MatcherError
from matcher.matcher import Matcher
from matcher.settings import DEFAULT_THRESHOLDS, SAMPLE_FAQ, Settings
from matcher.texts import texts_of
from matcher.types import Entry, ReplyKind, Result, Thresholds
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order", "give it back"), "returns"),
    Entry("refund", "when do I get my money for a return", "In 14 days.", (), "returns"),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",), "payment"),
    Entry("open", "opening hours", "From 9 to 5."),
)
QUESTIONS = [
    "how can I return my red shoes", "which cards", "are you open", "", "return", "  ", "pay by card", "return",
]  # fmt: skip


@pytest.fixture
def matcher() -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder())


@pytest.fixture(scope="module")
def shop(encoder: TransformerEncoder, model_cache: Path) -> Matcher:
    """The sample FAQ on the real encoder."""
    settings = Settings(encoder="all-MiniLM-L6-v2", runtime="openvino", cache=model_cache)
    return Matcher.from_csv(SAMPLE_FAQ, settings)


def found(result: Result) -> list[tuple[str, str, float, float]]:
    return [(c.entry.id, c.phrasing, c.similarity, c.confidence) for c in result.candidates]


def test_ask_gives_what_ask_many_gives_however_it_is_split(matcher: Matcher) -> None:
    together = matcher.ask_many(QUESTIONS)
    assert [result.question for result in together] == QUESTIONS
    assert [matcher.ask(question) for question in QUESTIONS] == together
    for size in (1, 2, 3, 7):
        parts = [QUESTIONS[at : at + size] for at in range(0, len(QUESTIONS), size)]
        assert [result for part in parts for result in matcher.ask_many(part)] == together


def test_no_questions_have_no_results(matcher: Matcher) -> None:
    assert matcher.ask_many([]) == []


def test_candidates_come_by_falling_confidence_once_an_entry(matcher: Matcher) -> None:
    for result in matcher.ask_many(QUESTIONS):
        confidences = [c.confidence for c in result.candidates]
        ids = [c.entry.id for c in result.candidates]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= value <= 1 for value in confidences)
        assert all(-1 <= c.similarity <= 1 and c.relevance is None for c in result.candidates)
        assert all(c.phrasing in c.entry.phrasings for c in result.candidates)
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("top_k", [1, 2, 3, 100])
def test_no_more_candidates_than_asked_for(matcher: Matcher, top_k: int) -> None:
    assert len(matcher.ask("how can I pay", top_k=top_k).candidates) <= min(top_k, len(ENTRIES))


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_exact_phrasing_finds_its_entry(matcher: Matcher, entry: Entry) -> None:
    for phrasing in entry.phrasings:
        best = matcher.ask(phrasing).candidates[0]
        assert (best.entry, best.phrasing) == (entry, phrasing)
        assert best.similarity == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000"])
def test_a_blank_question_has_no_candidates_and_gets_the_fallback(matcher: Matcher, question: str) -> None:
    assert matcher.ask(question) == Result(question, ())
    reply = matcher.with_thresholds(Thresholds(0, 0)).reply(question)
    assert (reply.kind, reply.confidence) == (ReplyKind.FALLBACK, 0)


def test_a_category_has_its_own_entries_alone(matcher: Matcher) -> None:
    assert matcher.categories == ("payment", "returns")
    for question in QUESTIONS[:3]:
        entries = {c.entry.id for c in matcher.ask(question, category="returns").candidates}
        assert entries <= {"return", "refund"}
        assert [c.entry.id for c in matcher.ask(question, category="payment").candidates] == ["pay"]


@pytest.mark.parametrize("category", ["", "Returns", "shoes"])
def test_an_unknown_category_is_refused_with_those_there_are(matcher: Matcher, category: str) -> None:
    with pytest.raises(MatcherError) as refused:
        matcher.ask("how can I pay", category=category)
    assert str(refused.value) == f"there is no category {category!r}; there are: payment, returns"


def test_an_faq_without_categories_says_so() -> None:
    with pytest.raises(MatcherError, match="^there is no category 'returns'; there are: none$"):
        Matcher.build(ENTRIES[3:], FakeEncoder()).ask("hours", category="returns")


def test_an_faq_of_one_entry_is_asked_like_any_other() -> None:
    matcher = Matcher.build(ENTRIES[3:], FakeEncoder())
    result = matcher.ask("your opening hours please")
    assert [c.entry for c in result.candidates] == [ENTRIES[3]]
    assert matcher.with_thresholds(Thresholds(0, 0)).reply("opening hours").entry == ENTRIES[3]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_entries_changes_nothing(matcher: Matcher, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(ENTRIES))
    shuffled = Matcher.build([ENTRIES[i] for i in order], FakeEncoder())
    for question in QUESTIONS[:3]:
        assert shuffled.ask(question).candidates[0].entry == matcher.ask(question).candidates[0].entry
        ours, theirs = (sorted(found(m.ask(question))) for m in (matcher, shuffled))
        assert [row[:2] for row in theirs] == [row[:2] for row in ours]
        assert [row[2:] for row in theirs] == [pytest.approx(row[2:], abs=1e-6) for row in ours]


def test_reply_is_the_decision_on_what_ask_found(matcher: Matcher) -> None:
    thresholds = Thresholds(0.3, 0.1)
    result = matcher.ask("how can I pay")
    assert matcher.thresholds == DEFAULT_THRESHOLDS
    assert matcher.reply("how can I pay") == decide(result, DEFAULT_THRESHOLDS)
    assert matcher.reply("how can I pay", thresholds=thresholds) == decide(result, thresholds)
    assert matcher.with_thresholds(thresholds).reply("how can I pay") == decide(result, thresholds)


def test_vectors_that_are_there_are_not_encoded_again(matcher: Matcher) -> None:
    encoder = FakeEncoder()
    again = Matcher.build(ENTRIES, encoder, vectors=FakeEncoder().encode(texts_of(ENTRIES)))
    assert encoder.encoded_count == 0
    assert again.ask_many(QUESTIONS) == matcher.ask_many(QUESTIONS)


def test_too_few_vectors_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"^2 vectors for \d texts$"):
        Matcher.build(ENTRIES[:1], FakeEncoder(), vectors=FakeEncoder().encode(["one", "two"]))


def test_progress_rises_to_the_end_and_changes_nothing() -> None:
    entries = [Entry(f"e{i}", f"question {i}", f"answer {i}") for i in range(600)]
    steps: list[tuple[str, float]] = []
    watched = Matcher.build(entries, FakeEncoder(), progress=lambda doing, share: steps.append((doing, share)))
    shares = [share for _, share in steps]
    assert {doing for doing, _ in steps} == {"encoding"}
    assert shares == sorted(shares)
    assert len(shares) > 1
    assert shares[-1] == 1
    assert watched.ask("question 7") == Matcher.build(entries, FakeEncoder()).ask("question 7")


def test_models_without_parameters_of_their_own_are_not_calibrated(matcher: Matcher) -> None:
    assert not matcher.calibrated
    assert matcher.models == {"encoder": "fake encoder", "reranker": "none", "runtime": "none"}


def test_threads_share_a_matcher(matcher: Matcher) -> None:
    expected, wrong = matcher.ask_many(QUESTIONS), []
    threads = [threading.Thread(target=lambda: wrong.append(matcher.ask_many(QUESTIONS) != expected)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [False] * 8


@pytest.mark.models
def test_the_sample_faq_knows_how_to_send_something_back(shop: Matcher) -> None:
    reply = shop.reply("I want to send it back")
    assert shop.calibrated
    assert reply.candidates[0].entry.category == "Returns"
    assert reply.candidates[0].entry.id.startswith("returns-")
    assert reply.kind is not ReplyKind.FALLBACK


@pytest.mark.models
def test_the_sample_faq_knows_what_it_does_not_know(shop: Matcher) -> None:
    assert shop.reply("What is the capital of Mongolia?").kind is ReplyKind.FALLBACK


@pytest.mark.models
def test_each_question_of_the_sample_faq_finds_itself(shop: Matcher) -> None:
    results = shop.ask_many([entry.question for entry in shop.entries])
    assert [result.candidates[0].entry.id for result in results] == [entry.id for entry in shop.entries]


@pytest.mark.models
def test_on_the_real_encoder_a_batch_finds_what_each_question_finds(shop: Matcher) -> None:
    questions = ["I want to send it back", "wheres my parcel", "do you take visa", "gift card", "hello"] * 3
    for one, many in zip(map(shop.ask, questions), shop.ask_many(questions), strict=True):
        assert many.candidates[0].entry == one.candidates[0].entry
        assert many.candidates[0].confidence == pytest.approx(one.candidates[0].confidence, abs=0.05)


@pytest.mark.models
def test_an_entry_with_the_same_answer_takes_no_confidence_away(encoder: TransformerEncoder) -> None:
    rival = Entry("rival", "How do I send a product back?", "By carrier pigeon.")
    entries = [Entry("a", "How do I return a product?", "By post."), rival, Entry("c", "Where is my parcel?", "Here.")]
    apart = Matcher.build(entries, encoder).ask("how can I return it").candidates[0]
    same = [entries[0], replace(rival, answer=" by POST. "), entries[2]]
    together = Matcher.build(same, encoder).ask("how can I return it").candidates[0]
    assert together.confidence > apart.confidence
