"""Keyness: which words stand in one part of a study more often than its length lets expect.

Pure functions over counts. A word stands ``a`` times among the ``c`` words of one part, ``b`` times among the ``d`` of the other.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

VARIANT: Final = "LL two-cell (Rayson & Garside 2000)"
"""The name under which the log-likelihood is printed: other programs print other forms under one and the same name."""

NOTABLE: Final = 6.63
"""G2 from here on has p < .01 for a single word that was chosen beforehand (chi-squared, 1 degree of freedom)."""

_NONE: Final = 0.5
"""What a count of 0 is taken as in a log ratio."""


def log_likelihood(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> Floats:
    """Give the log-likelihood G2 of a word's counts in two parts, in the two-cell form of corpus comparison.

    ``2 (a ln(a/E1) + b ln(b/E2))`` with ``E1 = c(a+b)/(c+d)``, ``E2 = d(a+b)/(c+d)`` and ``0 ln 0 = 0``, after Rayson & Garside
    2000 (Comparing corpora using frequency profiling); the four-cell form, of Dunning 1993, adds the cells c-a and d-b. Never
    negative, and blind to direction: see :func:`log_ratio`. Counts may be arrays; where both counts are 0, G2 is 0.
    """
    a, b, c, d = (np.asarray(x, np.float64) for x in (a, b, c, d))
    both, words = a + b, np.maximum(c + d, 1)
    g2: Floats = 2 * (_term(a, c * both / words) + _term(b, d * both / words))
    return np.maximum(g2, 0)


def _term(observed: Floats, expected: Floats) -> Floats:
    """Give ``O ln(O/E)``, 0 where nothing was observed."""
    safe: Floats = np.where(observed > 0, observed, 1)
    return observed * np.log(safe / np.where(observed > 0, expected, 1))


def log_ratio(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> Floats:
    """Give the effect size: the binary logarithm of the ratio of relative frequencies, ``log2((a/c)/(b/d))`` (Hardie 2014).

    1 is twice as often, 2 four times; a count of 0 is taken as 0.5, a part without any words as one of a single word.
    """
    a, b, c, d = (np.asarray(x, np.float64) for x in (a, b, c, d))
    first, second = (np.where(count > 0, count, _NONE) / np.maximum(size, 1) for count, size in ((a, c), (b, d)))
    ratio: Floats = np.log2(first / second)
    return ratio
