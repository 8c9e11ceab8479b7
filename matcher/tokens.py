"""Texts to token ids, the same with and without torch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Features = Mapping[str, NDArray[np.int64]]
"""Token ids and masks by input name, each (n texts, tokens)."""

_FILE, _META = "tokenizer.json", "tokens.json"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenizer with the model's own limit and the names of the inputs that the model takes."""

    tokenizer: Tokenizer
    limit: int
    prefix: str
    inputs: tuple[str, ...]

    @classmethod
    def of(cls, tokenizer: "PreTrainedTokenizerFast", limit: int | None, prefix: str = "") -> Self:
        """Take over a loaded tokenizer; limit is in tokens a text or pair."""
        limit = min(limit or tokenizer.model_max_length, tokenizer.model_max_length, 8192)
        fast = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
        pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
        fast.enable_padding(pad_id=pad, pad_token=tokenizer.pad_token or "[PAD]")
        fast.enable_truncation(limit)
        return cls(fast, limit, prefix, tuple(n for n in tokenizer.model_input_names))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what save wrote."""
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        return cls(Tokenizer.from_file(str(folder / _FILE)), meta["limit"], meta["prefix"], tuple(meta["inputs"]))

    def save(self, folder: Path) -> None:
        """Write the tokenizer and its limit into the folder."""
        self.tokenizer.save(str(folder / _FILE))
        meta = {"limit": self.limit, "prefix": self.prefix, "inputs": self.inputs}
        (folder / _META).write_text(json.dumps(meta), encoding="utf-8")

    def features(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Features:
        """Token ids and masks, each (n, longest), of texts or of pairs of texts."""
        prefixed = [self.prefix + t if isinstance(t, str) else t for t in texts]
        encodings = self.tokenizer.encode_batch(prefixed)
        known = {
            "input_ids": [e.ids for e in encodings],
            "attention_mask": [e.attention_mask for e in encodings],
            "token_type_ids": [e.type_ids for e in encodings],
        }
        return {name: np.array(known[name], np.int64) for name in self.inputs}
