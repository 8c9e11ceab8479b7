from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.lesson import Lesson
from matcher.study import StudyMap, StudyReport, study
from matcher.texts import texts_of
from matcher.types import Entry, Label
from tests.studies import TOPICS, VARIANTS, NoisyEncoder, lesson_of, noisy_vector, teachable


def unlabelled(rows: NDArray[np.float32], owners: NDArray[np.int64]) -> Lesson:
    """Phrasings and nothing else."""
    return Lesson(rows, owners, np.zeros(len(rows), bool), rows[:0], rows[:0], np.zeros(0, np.int64))


def random_lesson(seed: int, entries: int = 20, phrasings: int = 4) -> Lesson:
    """Vectors that say nothing about their owners."""
    rows = np.random.default_rng(seed).standard_normal((entries * phrasings, 24)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    owners = np.repeat(np.arange(entries), phrasings)
    return unlabelled(rows, owners)


def test_study_helps_where_noise_can_be_told_from_signal() -> None:
    found, report = study(lesson_of(teachable()))
    assert found is not None
    assert (report.kept, report.questions, report.enough) == (True, TOPICS * VARIANTS, True)
    assert report.after > report.before + 0.1


def test_the_map_helps_questions_that_were_never_seen() -> None:
    found, _ = study(lesson_of(teachable()))
    assert found is not None
    lesson = lesson_of(teachable())
    asked = np.stack([noisy_vector(f"topic{topic} strange{i}") for topic in range(TOPICS) for i in range(20)])
    expected = np.repeat(np.arange(TOPICS), 20)

    def reached(learned: StudyMap | None) -> float:
        apply = learned.apply if learned else np.asarray
        best = (apply(asked) @ apply(lesson.phrasings).T).argmax(axis=1)
        return float((lesson.owners[best] == expected).mean())

    assert reached(found) > reached(None) + 0.1


def test_the_same_seed_gives_the_same_map() -> None:
    maps = [study(lesson_of(teachable()), seed=3) for _ in range(2)]
    assert maps[0][0] is not None and maps[1][0] is not None
    assert np.array_equal(maps[0][0].matrix, maps[1][0].matrix)
    assert maps[0][1] == maps[1][1]


def test_another_seed_gives_another_map_and_nearly_the_same_decisions() -> None:
    lesson = lesson_of(teachable())
    one, other = study(lesson, seed=0)[0], study(lesson, seed=1)[0]
    assert one is not None and other is not None
    assert not np.array_equal(one.matrix, other.matrix)
    asked = np.stack([noisy_vector(f"topic{topic} strange{i}") for topic in range(TOPICS) for i in range(20)])
    best = [lesson.owners[(m.apply(asked) @ m.apply(lesson.phrasings).T).argmax(axis=1)] for m in (one, other)]
    assert (best[0] == best[1]).mean() > 0.9


@pytest.mark.parametrize("seed", range(4))
def test_a_map_is_kept_only_where_more_held_out_texts_reach_their_entry(seed: int) -> None:
    found, report = study(random_lesson(seed), seed=seed)
    assert report.kept == (found is not None)
    assert not report.kept or report.after > report.before


def test_labels_teach_and_are_asked_when_held_out() -> None:
    entries = tuple(replace(entry, alternates=()) for entry in teachable())
    labels = [Label(f"topic{topic} asks {i}", frozenset({f"id{topic}"})) for topic in range(TOPICS) for i in range(5)]
    encoder = NoisyEncoder()
    vectors = encoder.encode(texts_of(entries))
    found, report = study(Lesson.of(entries, vectors, encoder.encode, labels))
    assert found is not None
    assert report.kept
    # asked are all but those held out together with their entry's only phrasing
    assert len(labels) * 0.8 < report.questions < len(labels)
    assert report.after > report.before + 0.1


def test_nothing_is_learned_from_single_phrasings_without_answers() -> None:
    entries = [Entry(str(i), f"question number {i}", "") for i in range(60)]
    assert study(lesson_of(entries)) == (None, StudyReport(False, 0, 0.0, 0.0))


def test_nothing_is_learned_where_all_is_right_already() -> None:
    corners = np.repeat(np.eye(16, dtype=np.float32), 4, axis=0)
    lesson = unlabelled(corners, np.repeat(np.arange(16), 4))
    assert study(lesson) == (None, StudyReport(False, 64, 1.0, 1.0))


def test_with_too_few_texts_nothing_is_tried() -> None:
    entries = teachable()[:2]
    calls: list[float] = []
    found, report = study(lesson_of(entries), progress=lambda _, share: calls.append(share))
    assert (found, report, report.enough, calls) == (None, StudyReport(False, 0, 0.0, 0.0), False, [])


def test_progress_rises_from_0_to_1_and_what_it_raises_ends_the_study() -> None:
    seen: list[float] = []
    study(lesson_of(teachable()), progress=lambda doing, share: seen.append(share))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)

    class StopError(Exception):
        pass

    def stop(doing: str, share: float) -> None:
        if share > 0.3:
            raise StopError

    with pytest.raises(StopError):
        study(lesson_of(teachable()), progress=stop)


def test_the_map_keeps_unit_length_and_does_nothing_where_it_is_zero() -> None:
    lesson = lesson_of(teachable())
    found, _ = study(lesson)
    assert found is not None
    assert np.allclose(np.linalg.norm(found.apply(lesson.phrasings), axis=1), 1.0, atol=1e-5)
    nothing = replace(found, matrix=np.zeros_like(found.matrix))
    assert np.allclose(nothing.apply(lesson.phrasings), lesson.phrasings, atol=1e-6)


def test_the_noisy_encoder_is_of_unit_length() -> None:
    assert np.allclose(np.linalg.norm(NoisyEncoder().encode(["a b", "c"]), axis=1), 1.0, atol=1e-6)
