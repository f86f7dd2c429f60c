"""Logistic regression of many codes at once, on soft targets and weighted rows."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from pipeline.tag.cards import Floats

# Where the search ends: below this the probabilities no longer move in the third decimal.
_STEPS = 200
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Logistic:
    """One weight a feature and code, and one level a code."""

    weights: Floats
    level: Floats

    def logits(self, rows: Floats) -> Floats:
        """How far each row speaks for each code: 0 is undecided."""
        told: Floats = rows @ self.weights + self.level
        return told


def fit_logistic(rows: Floats, targets: Floats, shares: Floats, c: float) -> Logistic:
    """The codes' weights with the least loss, each code by itself.

    `targets` holds the probability of each code for each row, `shares` how much each row counts; a greater `c` trusts
    the rows more and shrinks less.
    """
    features, codes = rows.shape[1], targets.shape[1]
    counted = shares[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, level = flat[:-codes].reshape(features, codes), flat[-codes:]
        logits = rows @ weights + level
        told = counted * (np.logaddexp(0, logits) - targets * logits)
        slope = counted * (expit(logits) - targets)
        gradient = rows.T @ slope + weights / c
        return float(told.sum() + (weights**2).sum() / (2 * c)), np.concatenate([gradient.ravel(), slope.sum(axis=0)])

    start = np.zeros((features + 1) * codes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "ftol": _TOLERANCE})
    return Logistic(found.x[:-codes].reshape(features, codes), found.x[-codes:])


@dataclass(frozen=True, slots=True)
class Calibration:
    """One slope for all codes and one shift a code, so that said probabilities come true."""

    slope: float
    shift: Floats

    def __call__(self, logits: Floats) -> Floats:
        """The logits as they should have been."""
        moved: Floats = self.slope * logits + self.shift
        return moved


def fit_calibration(logits: Floats, targets: Floats, ridge: float) -> Calibration:
    """The slope and shifts under which logits of rows not learned from are likeliest; `ridge` holds them back."""

    def loss(flat: Floats) -> tuple[float, Floats]:
        slope = np.exp(flat[0])
        moved = slope * logits + flat[1:]
        wrong = expit(moved) - targets
        told = (np.logaddexp(0, moved) - targets * moved).sum() + ridge * (flat**2).sum()
        gradient = np.concatenate([[(wrong * slope * logits).sum()], wrong.sum(axis=0)]) + 2 * ridge * flat
        return float(told), gradient

    found = minimize(loss, np.zeros(logits.shape[1] + 1), jac=True, method="L-BFGS-B")
    return Calibration(float(np.exp(found.x[0])), found.x[1:])
