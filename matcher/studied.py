"""The outcome of a study, kept under the fingerprint of what it was learned from, so that nothing is studied twice."""

import hashlib
import io
import logging
import os
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.lesson import Lesson, taught
from matcher.study import VERSION, StudyMap, StudyReport, study
from matcher.texts import passage_of, texts_of
from matcher.types import Entry, Label, Progress

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Studied:
    """What a study came to: the map where it was kept, and the report in any case."""

    map: StudyMap | None
    report: StudyReport

    def to_bytes(self) -> bytes:
        """Return the outcome as a NumPy archive."""
        matrix = self.map.matrix if self.map else np.zeros((0, 0), np.float32)
        buffer = io.BytesIO()
        np.savez(buffer, matrix=matrix, report=np.array(list(asdict(self.report).values()), np.float64))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what to_bytes gave. Raises ValueError for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                matrix, (is_kept, questions, before, after) = kept["matrix"], kept["report"].tolist()
        except (OSError, KeyError, EOFError, TypeError, RuntimeError, BadZipFile, zlib.error) as error:
            raise ValueError(f"this is no outcome of a study: {error}") from error
        square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and (len(matrix) > 0) == bool(is_kept)
        if matrix.dtype != np.float32 or not square or not np.isfinite(matrix).all():
            raise ValueError(f"this is no outcome of a study: a matrix of {matrix.dtype}, shape {matrix.shape}")
        report = StudyReport(bool(is_kept), int(questions), before, after)
        return cls(StudyMap(matrix) if report.kept else None, report)


def study_entries(
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    labels: Sequence[Label] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Studied:
    """Study an FAQ; vectors: (texts, dim), in the order of texts_of(entries); encode is for what else is needed.

    The questions of labels are learned from like phrasings, and asked when held out; they don't become phrasings.
    """
    return Studied(*study(Lesson.of(entries, vectors, encode, labels), seed, progress))


def fingerprint_of(entries: Sequence[Entry], encoder: str, seed: int = 0, labels: Sequence[Label] = ()) -> str:
    """32 hex digits over all that a study depends on; encoder is the model's fingerprint."""
    digest = hashlib.sha256(f"{VERSION} {encoder} {seed}".encode())
    passages = [passage_of(entry) for entry in entries]
    counts = [str(len(entry.phrasings)) for entry in entries]
    questions, owners = taught(entries, labels)
    for text in (*texts_of(entries), *passages, *counts, *questions, *map(str, owners.tolist())):
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


class StudyFolder:
    """Outcomes of studies as files in a folder, for the library and the command line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, fingerprint: str) -> Studied | None:
        """Return what is kept under a fingerprint; None where there is nothing, or nothing that can be read."""
        try:
            return Studied.from_bytes((self._folder / f"{fingerprint}.npz").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("a kept study can't be read and is made again: %s", error)
            return None

    def save(self, fingerprint: str, studied: Studied) -> None:
        """Keep an outcome, whole or not at all; a folder that can't be written is logged and done without."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(studied.to_bytes())
            os.replace(file.name, self._folder / f"{fingerprint}.npz")
        except OSError as error:
            _log.warning("the study can't be kept and will be made again: %s", error)


def study_once(
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    encoder: Encoder,
    folder: StudyFolder,
    seed: int,
    progress: Progress | None = None,
) -> Studied:
    """Return what the folder keeps of the study of these entries, or study them and keep it there."""
    fingerprint = fingerprint_of(entries, encoder.fingerprint, seed)
    studied = folder.load(fingerprint)
    if studied is None:
        studied = study_entries(entries, vectors, encoder.encode, seed=seed, progress=progress)
        folder.save(fingerprint, studied)
    return studied
