"""Logistic regression of many codes at once, on soft targets and weighted rows."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import expit

from pipeline.tag.cards import Floats

# Where the search ends: no probability is then further than half a hundredth from where it would end in ten times the
# steps, and the mean one less than a five-thousandth.
_STEPS = 100
_TOLERANCE = 1e-5
_BEND = 0.1  # how curved the loss of a row is taken to be: p (1 - p) of a code that one text in nine has
_LEVEL = 1e-3  # hardly holds the levels back, and keeps the search from running off where a code has no row


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
    the rows more and shrinks less. The search walks in directions in which the loss is about equally curved: a dozen
    or two steps to where plain ones were still off by three hundredths after a hundred.
    """
    wide = np.hstack([rows, np.ones((len(rows), 1))])
    held = np.append(np.full(rows.shape[1], 1 / c), _LEVEL)
    curved = (wide * (_BEND * shares)[:, None]).T @ wide + np.diag(held)
    back = solve_triangular(cholesky(curved, lower=True), np.eye(len(held)), lower=True).T
    walked, penalty = wide @ back, back.T @ (held[:, None] * back)
    counted = shares[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        steps = flat.reshape(len(held), -1)
        logits, pulled = walked @ steps, penalty @ steps
        told = counted * (np.logaddexp(0, logits) - targets * logits)
        slope = walked.T @ (counted * (expit(logits) - targets)) + pulled
        return float(told.sum() + (steps * pulled).sum() / 2), slope.ravel()

    start = np.zeros(len(held) * targets.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "ftol": _TOLERANCE})
    weights = back @ found.x.reshape(len(held), -1)
    return Logistic(weights[:-1], weights[-1])


@dataclass(frozen=True, slots=True)
class Calibration:
    """One slope for all codes and one shift a code, so that said probabilities come true."""

    slope: float
    shift: Floats

    def __call__(self, logits: Floats) -> Floats:
        """The logits as they should have been; the greater of two logits of a code stays the greater."""
        moved: Floats = self.slope * logits + self.shift
        return moved


def fit_calibration(logits: Floats, targets: Floats, shares: Floats, ridge: float) -> Calibration:
    """The slope and shifts under which logits of rows not learned from are likeliest; `ridge` holds them back."""
    counted = shares[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        slope = np.exp(flat[0])
        moved = slope * logits + flat[1:]
        wrong = counted * (expit(moved) - targets)
        told = (counted * (np.logaddexp(0, moved) - targets * moved)).sum() + ridge * (flat**2).sum()
        gradient = np.concatenate([[(wrong * slope * logits).sum()], wrong.sum(axis=0)]) + 2 * ridge * flat
        return float(told), gradient

    found = minimize(loss, np.zeros(logits.shape[1] + 1), jac=True, method="L-BFGS-B")
    return Calibration(float(np.exp(found.x[0])), found.x[1:])
