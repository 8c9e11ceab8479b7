"""What the encoder thinks of a pair: the soft targets that a reranker starts from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.training.contrasts import SOURCE as CONTRAST
from matcher.training.lessons import Lesson
from matcher.types import Progress

_BATCH = 128


def targets(lessons: Sequence[Lesson], encoder: Path, progress: Progress | None = None) -> list[NDArray[np.float32]]:
    """Return for each lesson (texts,) logits of the teacher; NaN for contrasts, which a bi-encoder can't tell apart.

    The teacher is a logistic regression of right on the cosine of the two sentence vectors and on late interaction
    (the mean over the tokens of either text of the closest token of the other; Khattab & Zaharia 2020).
    """
    told = [lesson for lesson in lessons if lesson.source != CONTRAST]
    vectors = _token_vectors({text for lesson in told for text in (lesson.question, *lesson.texts)}, encoder, progress)
    rows = np.array([_closeness(vectors[lesson.question], vectors[text]) for lesson in told for text in lesson.texts])
    right = np.array([one for lesson in told for one in lesson.right])
    logits = LogisticRegression(C=np.inf, max_iter=1000).fit(rows, right).decision_function(rows).astype(np.float32)
    cut = np.split(logits, np.cumsum([len(lesson.texts) for lesson in told])[:-1])
    left = iter(cut)
    return [
        np.full(len(lesson.texts), np.nan, np.float32) if lesson.source == CONTRAST else next(left)
        for lesson in lessons
    ]


def _closeness(one: NDArray[np.float16], other: NDArray[np.float16]) -> tuple[float, float]:
    """Cosine of the means, and late interaction; (tokens, dim) unit rows under one row with the sentence vector."""
    cosines = one[1:].astype(np.float32) @ other[1:].astype(np.float32).T
    late = (cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2
    return float(one[0].astype(np.float32) @ other[0].astype(np.float32)), float(late)


def _token_vectors(texts: set[str], encoder: Path, progress: Progress | None) -> Mapping[str, NDArray[np.float16]]:
    """(1 + tokens, dim) unit rows of each text: its sentence vector, then its tokens' vectors."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(encoder), local_files_only=True)
    order = sorted(texts, key=lambda text: (len(text), text))
    found: dict[str, NDArray[np.float16]] = {}
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        with torch.inference_mode(), torch.autocast(model.device.type, torch.bfloat16):
            encoded: Any = model.encode(batch, output_value=None, batch_size=_BATCH, convert_to_numpy=False)
        for text, one in zip(batch, encoded, strict=True):
            tokens = one["token_embeddings"][1 : int(one["attention_mask"].sum()) - 1]
            rows = torch.cat([one["sentence_embedding"][None], tokens]).float()
            found[text] = torch.nn.functional.normalize(rows, dim=1).cpu().numpy().astype(np.float16)
        if progress:
            progress("asking the teacher", min(at + _BATCH, len(order)) / len(order))
    return found
