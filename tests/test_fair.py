from dataclasses import replace

import numpy as np

from matcher.fair import FairMatchers
from matcher.matcher import Matcher
from matcher.studied import study_entries
from matcher.texts import texts_of
from matcher.types import Label
from tests.studies import TEACHABLE, TOPICS, NoisyEncoder

ALONE = tuple(replace(entry, alternates=()) for entry in TEACHABLE)
LABELS = [Label(f"topic{t} asks {i}", frozenset({f"id{t}"})) for t in range(TOPICS) for i in range(6)]
STRANGE = Label("nothing of the kind", frozenset())


def studied(labels: list[Label]) -> Matcher:
    encoder = NoisyEncoder()
    vectors = encoder.encode(texts_of(ALONE))
    learned = study_entries(ALONE, vectors, encoder.encode, labels=labels).map
    return Matcher.build(ALONE, encoder, vectors=vectors, studied=learned)


def test_every_label_is_asked_of_a_map_that_never_saw_it() -> None:
    encoder = NoisyEncoder()
    fair = FairMatchers.of(studied(LABELS), [*LABELS, STRANGE], encoder.encode)
    assert len(fair.matchers) == 4
    for label in LABELS[:6]:
        others = [other for other in LABELS if other != label]
        without = FairMatchers.of(studied(LABELS), others, encoder.encode)
        one, other = (each.matcher_for(label.question).source.studied for each in (fair, without))
        assert one is not None and other is not None
        assert np.array_equal(one.matrix, other.matrix)


def test_a_label_added_later_is_asked_without_learning_anew() -> None:
    encoder = NoisyEncoder()
    fair = FairMatchers.of(studied(LABELS), LABELS, encoder.encode)
    (result,) = fair.ask([STRANGE], encoder.encode([STRANGE.question]))
    matcher = fair.matcher_for(STRANGE.question)
    assert result == matcher.ask(STRANGE.question)
    assert matcher in fair.matchers


def test_results_come_in_the_order_of_the_labels() -> None:
    encoder = NoisyEncoder()
    fair = FairMatchers.of(studied(LABELS), LABELS, encoder.encode)
    results = fair.ask(LABELS, encoder.encode([label.question for label in LABELS]))
    assert [result.question for result in results] == [label.question for label in LABELS]


def test_without_a_map_the_matcher_itself_is_asked() -> None:
    encoder = NoisyEncoder()
    plain = Matcher.build(ALONE, encoder)
    assert FairMatchers.of(plain, LABELS, encoder.encode).matchers == (plain,)


def test_a_map_that_learned_from_no_label_is_asked_itself() -> None:
    matcher = studied(LABELS)
    assert FairMatchers.of(matcher, [STRANGE], NoisyEncoder().encode).matchers == (matcher,)
