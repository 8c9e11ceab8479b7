"""Texts to token ids, the same with and without torch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Features = Mapping[str, NDArray[np.int64]]
"""Token ids and masks by input name, each (n texts, tokens)."""

_FILE, _META = "tokenizer.json", "tokens.json"
# Larger batches gain nothing on 2 cores (benchmarks/speed.py), and what a model needs in memory grows with its batch.
_MOST_TEXTS, _MOST_TOKENS = 64, 2048


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenizer that does not pad, with the model's own limit and the names of the inputs that the model takes."""

    tokenizer: Tokenizer
    padding: int
    limit: int
    prefix: str
    inputs: tuple[str, ...]

    @classmethod
    def of(cls, tokenizer: "PreTrainedTokenizerFast", limit: int | None, prefix: str = "") -> Self:
        """Take over a loaded tokenizer; limit is in tokens a text or pair."""
        limit = min(limit or tokenizer.model_max_length, tokenizer.model_max_length, 8192)
        fast = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
        pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
        fast.no_padding()
        fast.enable_truncation(limit)
        return cls(fast, pad, limit, prefix, tuple(n for n in tokenizer.model_input_names))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what save wrote."""
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / _FILE))
        return cls(tokenizer, meta["padding"], meta["limit"], meta["prefix"], tuple(meta["inputs"]))

    def save(self, folder: Path) -> None:
        """Write the tokenizer and its limit into the folder."""
        self.tokenizer.save(str(folder / _FILE))
        meta = {"padding": self.padding, "limit": self.limit, "prefix": self.prefix, "inputs": self.inputs}
        (folder / _META).write_text(json.dumps(meta), encoding="utf-8")

    def features(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Features:
        """Token ids and masks, each (n, longest), of texts or of pairs of texts."""
        return self.padded(self.encoded(texts))

    def encoded(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> list[Encoding]:
        """Tokens of each text, or of each pair of texts, cut to the limit."""
        return self.tokenizer.encode_batch([self.prefix + t if isinstance(t, str) else t for t in texts])

    def padded(self, encodings: Sequence[Encoding]) -> Features:
        """Token ids and masks, each (n, longest)."""
        shape = len(encodings), max((len(one) for one in encodings), default=0)
        ids = np.full(shape, self.padding, np.int64)
        known = {
            "input_ids": ids,
            "attention_mask": np.zeros(shape, np.int64),
            "token_type_ids": np.zeros(shape, np.int64),
        }
        for row, one in enumerate(encodings):
            known["input_ids"][row, : len(one)] = one.ids
            known["attention_mask"][row, : len(one)] = 1
            known["token_type_ids"][row, : len(one)] = one.type_ids
        return {name: known[name] for name in self.inputs}


def batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Positions of all texts, in batches of similar length, so that hardly anything is padding."""
    batch: list[int] = []
    for place in sorted(range(len(encodings)), key=lambda i: len(encodings[i])):
        if len(batch) == _MOST_TEXTS or (batch and (len(batch) + 1) * len(encodings[place]) > _MOST_TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
