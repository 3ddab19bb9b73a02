"""Logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani and Friedman, 4.4.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_STEPS = 30
_LARGEST = 30.0


def fit(columns: Matrix, wanted: NDArray[np.bool_], ridge: float) -> tuple[Matrix, float]:
    """Weights a column and the bias, for columns as they are; the ridge is on columns of spread one."""
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    scaled = np.c_[(columns - mean) / spread, np.ones(len(columns))]
    penalty = ridge * np.diag([1.0] * columns.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ weights, -_LARGEST, _LARGEST)))
        slope = scaled.T @ (wanted - likely) - penalty @ weights
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + penalty
        weights += np.linalg.solve(curve, slope)
    return weights[:-1] / spread, float(weights[-1] - (weights[:-1] * mean / spread).sum())


def area(odds: Matrix, right: NDArray[np.bool_]) -> float:
    """The area under the ROC curve (Hanley and McNeil 1982): a right one has higher odds than a wrong one."""
    yes, no = odds[right][:, None], odds[~right]
    return float(((yes > no) + 0.5 * (yes == no)).mean())
