import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import MatcherError
from matcher.model_comparison import ModelRow, Run
from matcher.settings import Settings
from matcher.types import Label
from panels.tuning.comparing import Comparing, Comparison
from panels.tuning.models import Models, prefilled
from panels.tuning.models_table import models_table, state_line
from tests.bases import CARDS, DELIVERY, RETURNS, opening
from tests.panels.tuning.rooms import LABELS

FIGURES = {"top1": (0.8, 0.7, 0.9), "coverage@90": (0.6, 0.5, 0.7), "auroc_correct": (0.9, 0.8, 1.0), "ece": (0.05, 0.03, 0.08)}  # fmt: skip  # noqa: E501
RUN = Run(FIGURES, 2.04, 31.0, 400 * 2**20, 90 * 2**20, True, "openvino")


@contextmanager
def models_over(folder: Path, labels: tuple[Label, ...] = LABELS, **given: Any) -> Iterator[Models]:  # noqa: ANN401
    """Give the handlers over three entries and these labels; what still runs is stopped at the end."""
    with opening(folder) as open_base:
        base = open_base()
        base.publish([RETURNS, DELIVERY, CARDS], author="test")
        base.labels.add(labels, author="test")
        settings = Settings(cache=folder / "cache", runtime="torch", study=False, **given)
        comparing = Comparing(base, settings)
        yield Models(comparing)
        comparing.stop()


def seen(views: tuple[Any, ...]) -> tuple[bool, bool, bool]:
    """Return whether one can start, whether one can stop, and whether the page goes on looking."""
    return views[2]["interactive"], views[3]["visible"], views[4].active


def test_models_are_held_side_by_side_and_one_that_can_not_be_loaded_says_why(
    tmp_path: Path, tiny_encoder: Path
) -> None:
    with models_over(tmp_path, encoder=str(tiny_encoder)) as models:
        assert seen(models.start(f"{tiny_encoder}\n\n ./nowhere \n", "none")) == (False, True, True)
        models.comparing.wait()
        views = models.show()
    assert seen(views) == (True, False, False)
    assert "1 of 2 could not be run; the table says why." in views[0]
    table = views[1]
    assert "Models side by side, by 4 test questions" in table
    assert f'<strong>{tiny_encoder.name}</strong> + no reranker</span> <span class="fm-badge">in use</span>' in table
    assert "Can’t be run: FAQ_ENCODER=./nowhere: there is no such folder" in table
    assert table.count("in use") == 1


def test_stopping_ends_the_processes_and_another_comparison_may_start(tmp_path: Path, tiny_encoder: Path) -> None:
    with models_over(tmp_path) as models:
        before = set(multiprocessing.active_children())
        models.start(str(tiny_encoder), "none")
        while not set(multiprocessing.active_children()) - before:
            time.sleep(0.02)
        with pytest.raises(MatcherError, match="A comparison is running already"):
            models.start(str(tiny_encoder), "none")
        views = models.stop()
        assert set(multiprocessing.active_children()) <= before
        assert "compare models" not in {thread.name for thread in threading.enumerate()}
        assert seen(views) == (True, False, False)
        assert "<strong>Stopped.</strong> Nothing was done yet." in views[0]
        assert seen(models.start("./nowhere", "none")) == (False, True, True)


def test_without_test_questions_it_says_where_to_add_them(tmp_path: Path) -> None:
    with models_over(tmp_path, labels=()) as models:
        assert "Add some under Test questions on this page" in models.show()[0]
        with pytest.raises(MatcherError, match="no test questions"):
            models.start("all-MiniLM-L6-v2", "none")
        assert models.comparing.now is None


def test_no_encoder_at_all_is_refused(tmp_path: Path) -> None:
    with models_over(tmp_path) as models, pytest.raises(MatcherError, match="Name at least one encoder"):
        models.start(" \n", "none")


def test_the_fields_start_with_the_models_in_use_and_no_reranker() -> None:
    assert prefilled(Settings(encoder="a", reranker="none")) == ("a", "none")
    assert prefilled(Settings(encoder="a", reranker="b")) == ("a", "b\nnone")


def test_figures_are_in_plain_words_and_their_terms_one_click_deeper() -> None:
    now = Comparison(1200, 2, (ModelRow("/models/small", "none", RUN),), share=0.5)
    table, more = models_table(now, Settings()).split("<details>")
    assert "<strong>80</strong> of 100" in table
    assert "likely 70 to 90" in table
    assert "<strong>5</strong> points" in table
    assert [words in table for words in ("2.0 ms", "400 MB", "90 MB", "ECE", "Coverage@90")] == [True] * 3 + [False] * 2
    assert '<td data-label="ECE">0.050 (0.030 to 0.080)</td>' in more
    assert '<progress max="1" value="0.500"' in state_line(now)


def test_names_and_errors_can_do_no_harm() -> None:
    row = ModelRow('<b>"x', "<i>", None, "<script>")
    shown = models_table(Comparison(1, 1, (row,), running=False), Settings())
    assert [bad in shown for bad in ("<b>", "<i>", "<script>")] == [False] * 3
