"""The interval of a proportion against numbers of others, and at its edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.interval import wilson

# statsmodels 0.15.0, proportion_confint(k, n, method="wilson"); the first four are also in Newcombe (1998), Two-sided confidence
# intervals for the single proportion, Statistics in Medicine 17, 857-872, table I, method 3 (.2553-.3662, .0624-.1605, .0000-.1611,
# .0061-.1718).
KNOWN = (
    (81, 263, 0.2552885198782742, 0.36620957698280004),
    (15, 148, 0.06238639953073628, 0.16048724172330803),
    (0, 20, 0.0, 0.1611251580528194),
    (1, 29, 0.006113214292762667, 0.17175521879320294),
    (29, 29, 0.8830302015002592, 1.0),
    (5, 10, 0.23659309051256394, 0.7634069094874361),
    (1, 1, 0.2065493143772374, 1.0),
    (0, 1, 0.0, 0.7934506856227627),
    (4999, 10000, 0.4901021004111254, 0.5096979763885487),
)


@pytest.mark.parametrize(("k", "n", "low", "high"), KNOWN)
def test_it_gives_the_numbers_that_others_give(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=1e-12)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10**6))
def test_none_and_all_reach_the_end_exactly(n: int) -> None:
    assert wilson(0, n)[0] == 0.0
    assert wilson(n, n)[1] == 1.0


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_its_share_lies_between_0_and_1_and_mirrors(of: tuple[int, int]) -> None:
    k, n = of
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(wilson(n - k, n), abs=1e-12)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_what_is_no_proportion_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        wilson(k, n)
