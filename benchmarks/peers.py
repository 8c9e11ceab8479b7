"""Predictions that other systems made on the same questions, as their authors published them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from matcher.measures import Outcomes
from matcher.types import Label

NAMES: Mapping[str, str] = {
    "dialogflow": "Dialogflow",
    "luis": "LUIS",
    "rasa": "Rasa",
    "haptik": "Haptik",
    "bert": "BERT classifier",
}

_DECLINED = "NO_NODES_DETECTED"

Predictions = Mapping[str, tuple[str, float]]


def read_predictions(path: Path) -> Predictions:
    """Map each question, spaces evened out, to the entry ("" where it was declined) and its confidence."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    nodes = {row["sentence"]: row["predicted_node"].replace(_DECLINED, "") for row in rows}
    return {_key(row["sentence"]): (nodes[row["sentence"]], float(row["predicted_node_score"])) for row in rows}


def outcomes(predictions: Predictions, labels: Sequence[Label]) -> Outcomes:
    """Hold one prediction a question against the labels; nobody can be right by declining.

    Raises KeyError for a question without a prediction.
    """
    pairs = [predictions[_key(label.question)] for label in labels]
    predicted = [node for node, _ in pairs]
    scope = np.array([bool(label.expected) for label in labels], bool)
    correct = np.array([node in label.expected for node, label in zip(predicted, labels, strict=True)], bool)
    due = [
        node if node in label.expected else min(label.expected, default="")
        for node, label in zip(predicted, labels, strict=True)
    ]
    numbers = {name: number for number, name in enumerate(sorted({"", *predicted, *due}))}  # "" comes first: 0
    return Outcomes(
        confidence=np.array([confidence for _, confidence in pairs], np.float64),
        correct=correct,
        in_scope=scope,
        rank=correct.astype(np.int64),
        predicted=np.array([numbers[name] for name in predicted], np.int64),
        due=np.array([numbers[name] for name in due], np.int64),
    )


def declining(outcomes: Outcomes) -> Outcomes:
    """Take the confidence from declined predictions: at no threshold are they answers then."""
    return replace(outcomes, confidence=np.where(outcomes.predicted == 0, 0.0, outcomes.confidence))


def _key(text: str) -> str:
    return " ".join(text.split())
