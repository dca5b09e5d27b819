"""How sure a share is: the interval of a proportion that few decisions stand behind."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: half of 5 % is left out on each side."""


def wilson(k: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Give the score interval of a proportion, ``k`` of ``n``, as two shares between 0 and 1; 95 % unless told otherwise.

    ((p + z²/2n) ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = k/n: E. B. Wilson (1927), Probable inference, the law of
    succession, and statistical inference, Journal of the American Statistical Association 22, 209-212. It stays between 0 and 1
    and holds its level for few decisions, where p ± z √(p(1-p)/n) does not. Of nothing (``n`` 0) nothing is known: 0 to 1.
    Raises ValueError where ``k`` is no part of ``n``.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no proportion")
    if n == 0:
        return 0.0, 1.0
    p, spread = k / n, z * z / n
    half = z * sqrt(p * (1 - p) / n + spread / (4 * n))
    low, high = ((p + spread / 2 + side * half) / (1 + spread) for side in (-1, 1))
    return low if k else 0.0, high if k < n else 1.0
