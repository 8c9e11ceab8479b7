"""Get the bytes of a file, never more than allowed."""

from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.limits import Limits

_UNNAMED = "the file"


def load(source: Path | bytes, name: str | None, limits: Limits) -> tuple[bytes, str]:
    """Bytes and the name to show. Raises IngestError for what is missing, unreadable, a folder, empty or too large."""
    if isinstance(source, bytes):
        file, data = name or _UNNAMED, source
    else:
        file = name or source.name or str(source)
        data = _read(source, file, limits)
    if len(data) > limits.max_bytes:
        raise _too_large(file, limits)
    if not data.strip():
        raise IngestError(f"{file}: the file is empty; it needs a header and at least one row")
    return data, file


def _read(path: Path, file: str, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise IngestError(f"{file}: this is a folder; give the file inside it")
        if path.stat().st_size > limits.max_bytes:
            raise _too_large(file, limits)
        with path.open("rb") as stream:  # a pipe or a growing file tells no size beforehand
            return stream.read(limits.max_bytes + 1)
    except FileNotFoundError as error:
        raise IngestError(f"{file}: there is no such file; check the path {path}") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise IngestError(f"{file}: the file can't be read: {reason}") from error


def _too_large(file: str, limits: Limits) -> IngestError:
    return IngestError(
        f"{file}: the file is larger than {limits.max_bytes / 1_000_000:g} MB; "
        "split it, or allow more with FAQ_MAX_FILE_MB"
    )
