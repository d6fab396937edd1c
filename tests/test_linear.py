"""What every test of linear time rests on tells linear work from quadratic, and a noisy machine from both."""

import gc
from itertools import count

import pytest
from linear import PIECES, ROUNDS, assert_linear, ratios


def test_linear_work_is_linear() -> None:
    assert_linear(sum, range, 400_000)
    assert_linear(lambda text: text.count("a"), lambda size: "b" * size, 4_000_000)


def test_quadratic_work_fails_in_every_round() -> None:
    tried = ratios(lambda size: sum(range(size * size)), int, 1600)
    assert len(tried) == ROUNDS
    assert min(tried) > PIECES / 2
    with pytest.raises(AssertionError, match="the whole costs"):
        assert_linear(lambda text: [text[at:].count("a") for at in range(len(text))], lambda size: "b" * size, 8000)


def test_one_quiet_round_is_enough() -> None:
    busy = count()

    def work(size: int) -> int:
        return sum(range(size * (20 if size == 400_000 and next(busy) < 2 else 1)))

    tried = ratios(work, int, 400_000)
    assert len(tried) >= 3
    assert tried[0] > 2 > tried[-1]


def test_garbage_is_collected_again() -> None:
    assert_linear(sum, range, 400_000)
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        ratios(lambda size: 1 // size, int, 0)
    assert gc.isenabled()
