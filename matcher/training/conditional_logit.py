"""Conditional logit with an outside option: which candidate is right, or that none is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

_RIDGE = 1e-6  # next to nothing: keeps the weight of a useless feature from drifting


@dataclass(frozen=True, slots=True)
class Choice:
    """One question's candidates: (n, features) evidence, and (n,) which of them are right; weight of the question."""

    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: float


def fit_weights(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """(features,) weights at or above 0 that make the right candidates, or none, most likely (McFadden 1974).

    The utility of "none of them" is one free number, which only this fit needs. Some ridge keeps weights finite.
    """
    values, there, right = _padded(choices)
    weight = np.array([choice.weight for choice in choices]) / sum(choice.weight for choice in choices)
    features = values.shape[2]
    none_right = ~right.any(axis=1, keepdims=True)
    target_mask = np.concatenate([right, none_right], axis=1)  # (questions, candidates + 1)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utility = np.where(there, values @ parameters[:features], -np.inf)
        utility = np.concatenate([utility, np.full((len(utility), 1), parameters[features])], axis=1)
        log_share = utility - _log_sum_exp(utility)
        log_right = _log_sum_exp(np.where(target_mask, log_share, -np.inf))
        share, due = np.exp(log_share), np.exp(np.where(target_mask, log_share, -np.inf) - log_right)
        slope = (share - due) * weight[:, None]
        gradient = np.append(np.einsum("qc,qcf->f", slope[:, :-1], values), slope[:, -1].sum())
        ridge = _RIDGE * parameters * np.append(np.ones(features), 0.0)
        return float(-(weight * log_right[:, 0]).sum() + 0.5 * ridge @ parameters), gradient + ridge

    bounds = [(0.0, None)] * features + [(None, None)]
    found = minimize(loss, np.append(np.ones(features), 1.0), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: NDArray[np.float64] = found.x[:features]
    return weights


def _padded(
    choices: Sequence[Choice],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """(questions, most candidates, features) values, and which places are filled and right."""
    most = max(len(choice.values) for choice in choices)
    values = np.zeros((len(choices), most, choices[0].values.shape[1]))
    there, right = np.zeros((len(choices), most), bool), np.zeros((len(choices), most), bool)
    for row, choice in enumerate(choices):
        count = len(choice.values)
        values[row, :count], there[row, :count], right[row, :count] = choice.values, True, choice.right
    return values, there, right


def _log_sum_exp(values: NDArray[np.float64]) -> NDArray[np.float64]:
    highest = values.max(axis=1, keepdims=True)
    summed: NDArray[np.float64] = highest + np.log(np.exp(values - highest).sum(axis=1, keepdims=True))
    return summed
