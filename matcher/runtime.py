"""Run a loaded torch model fast: on OpenVINO where it is there, else on torch."""

import importlib.metadata
import importlib.util
import logging
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.models import fingerprint
from matcher.tokens import Features, Tokens

if TYPE_CHECKING:
    import torch

_log = logging.getLogger(__name__)

_SEAL = "fingerprint"
_LAYOUT = 2  # of the files in a folder of the cache; another one is never read


class Runtime(Protocol):
    """Something that maps token features to one row a text."""

    name: str

    def run(self, features: Features) -> NDArray[np.float32]:
        """(n texts, tokens) features to (n texts, dim) values."""
        ...


class TorchRuntime:
    """The model as sentence-transformers loaded it, on a GPU where there is one."""

    def __init__(self, module: "torch.nn.Module") -> None:
        import torch

        self._torch = torch
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._module = module.to(self._device).eval()
        self.name = f"torch {self._device}"

    def run(self, features: Features) -> NDArray[np.float32]:
        """(n texts, tokens) features to (n texts, dim) values."""
        with self._torch.inference_mode():
            tensors = [self._torch.from_numpy(np.ascontiguousarray(v)).to(self._device) for v in features.values()]
            output: NDArray[np.float32] = self._module(*tensors).float().cpu().numpy()
        return output


class OpenVinoRuntime:
    """A converted model, compiled for this CPU: bf16 where the CPU has it, f32 elsewhere."""

    def __init__(self, model: Path) -> None:
        import openvino

        core = openvino.Core()
        half = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
            "CACHE_DIR": str(model.parent / "compiled"),
        }
        self._compiled = core.compile_model(model, "CPU", options)
        self._local = threading.local()  # an infer request serves one thread at a time
        self.name = f"openvino {'bf16' if half else 'f32'}"

    def run(self, features: Features) -> NDArray[np.float32]:
        """(n texts, tokens) features to (n texts, dim) values."""
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        output: NDArray[np.float32] = request.infer(dict(features), share_inputs=True)[0].copy()
        return output


def load(
    folder: Path, runtime: str, cache: Path, load_torch: Callable[[Path], tuple[Tokens, "torch.nn.Module"]]
) -> tuple[Tokens, Runtime]:
    """Bring the model in a folder onto a runtime: "openvino", "torch", or "auto" for the faster that is there.

    load_torch gives the tokens and a module that takes tokens.inputs in order. The conversion to OpenVINO is kept in
    the cache under the model's fingerprint; one that is damaged is made again. Raises ModelError when OpenVINO is
    asked for and not installed.
    """
    if _choose(runtime) == "torch":
        tokens, module = load_torch(folder)
        return tokens, TorchRuntime(module)
    kept = cache / f"{fingerprint(folder)}-openvino-{importlib.metadata.version('openvino')}-{_LAYOUT}"
    if _intact(kept):
        return Tokens.load(kept), OpenVinoRuntime(kept / "model.xml")
    _log.info("converting %s to OpenVINO: %s", folder.name, "the one kept is damaged" if kept.exists() else "none kept")
    tokens, module = load_torch(folder)
    _convert(module, tokens, kept)
    return tokens, OpenVinoRuntime(kept / "model.xml")


def _choose(runtime: str) -> str:
    installed = importlib.util.find_spec("openvino") is not None
    if runtime == "openvino" and not installed:
        raise ModelError("FAQ_RUNTIME=openvino, but the package openvino is not installed; install it or use torch")
    if runtime != "auto":
        return runtime
    return "openvino" if installed and not _gpu() else "torch"


def _intact(folder: Path) -> bool:
    """Whether every file of a converted model is as it was written; a damaged one can load and give wrong vectors."""
    seal = folder / _SEAL
    return seal.is_file() and seal.read_text(encoding="ascii", errors="replace") == fingerprint(folder)


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """Undo what the converter does to the root logger, which would silence the whole program's warnings."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


def _convert(module: "torch.nn.Module", tokens: Tokens, folder: Path) -> None:
    """Convert a torch model, and write it with its tokens into the folder, all or nothing."""
    import openvino
    import torch

    example = tokens.features(["an example", "and one that is longer"])
    with torch.inference_mode(), warnings.catch_warnings(), _root_logger_kept():
        warnings.simplefilter("ignore")  # the tracer's warnings are about inputs of other ranks than ours
        model = openvino.convert_model(
            module.eval(), example_input=tuple(torch.from_numpy(v) for v in example.values())
        )
    for port, name in zip(model.inputs, example, strict=True):
        port.get_tensor().set_names({name})
        port.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
    model.validate_nodes_and_infer_types()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        built = Path(scratch) / "model"
        built.mkdir()
        openvino.save_model(model, built / "model.xml", compress_to_fp16=False)
        tokens.save(built)
        (built / _SEAL).write_text(fingerprint(built), encoding="ascii")
        if _intact(folder):  # another process converted it meanwhile, and may be reading it
            return
        shutil.rmtree(folder, ignore_errors=True)
        try:
            built.rename(folder)
        except OSError:
            if not _intact(folder):
                raise


def _gpu() -> bool:
    if importlib.util.find_spec("triton") is None:  # CPU builds of torch come without; spares an import of seconds
        return False
    import torch

    return torch.cuda.is_available()
