"""Keyness against published numbers.

The first seven rows (hand, hands, forehead, head, neck in parts of a corpus of novels, and words that stand in one part only) were
run through UCREL's own calculator, ucrel.lancs.ac.uk/llwizard.html, by the authors of CLiC, whose tests print the values; 52 of 50,000
and 57 of 75,000 is the worked example of course slides on that calculator. 200 and 100 of 10,000 each, and 0 of 1,200 and 9 of 3,400,
are the formula worked out at full precision.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.keyness import log_likelihood, log_ratio


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "printed"),
    [
        (540, 7525, 116000, 5451382, 534.64),
        (227, 3635, 116000, 5451382, 183.53),
        (29, 504, 116000, 5451382, 20.50),
        (431, 5892, 116000, 5451382, 437.88),
        (16, 650, 116000, 5451382, 0.32),
        (540, 0, 116000, 5451382, 4180.78),
        (7, 0, 10000, 100000, 33.57),
        (10, 10, 150, 150, 0),
        (52, 57, 50000, 75000, 2.65),
    ],
)
def test_log_likelihood_is_what_others_print(a: int, b: int, c: int, d: int, printed: float) -> None:
    assert round(float(log_likelihood(a, b, c, d)), 2) == printed


def test_the_two_cell_form_and_not_the_four_cell_one() -> None:
    g2 = log_likelihood([200, 0], [100, 9], [10000, 1200], [10000, 3400])
    assert g2 == pytest.approx([33.979807, 5.441056], abs=1e-6)


def test_log_ratio_doubles_and_takes_half_for_none() -> None:
    assert log_ratio([200, 0], [100, 9], [10000, 1200], [10000, 3400]) == pytest.approx([1.0, -2.667425], abs=1e-6)


COUNTS = st.integers(0, 500)


@given(COUNTS, COUNTS, st.integers(500, 9000), st.integers(500, 9000))
def test_g2_is_symmetric_never_negative_and_nothing_at_equal_shares(a: int, b: int, c: int, d: int) -> None:
    g2 = float(log_likelihood(a, b, c, d))
    assert g2 >= 0
    assert g2 == pytest.approx(float(log_likelihood(b, a, d, c)))
    assert float(log_likelihood(a, a, c, c)) == pytest.approx(0, abs=1e-9)
    assert np.sign(float(log_ratio(a, b, c, d))) == np.sign(max(a, 0.5) * d - max(b, 0.5) * c)


def test_empty_parts_are_no_error() -> None:
    assert float(log_likelihood(0, 0, 0, 0)) == 0
    assert float(log_likelihood(3, 0, 5, 0)) == 0
    assert float(log_ratio(0, 0, 0, 0)) == 0
