"""Equations 2 and 3 with numbers worked by hand, and causality."""

import pytest
import torch

from earmark.model.cached_memory import cached_memory, causal_mean

FEATURES = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]])
EVERY = torch.ones(1, 3)
NOTHING, NONE = torch.zeros(1, 1, 2), torch.zeros(1, 1)


@pytest.mark.parametrize(("beta", "expected"), [(1.0, 5.0), (0.5, 4.0), (0.0, 3.0)])
def test_eq_2_amplifies_what_differs_from_the_mean(beta: float, expected: float) -> None:
    assert float(cached_memory(torch.tensor(3.0), torch.tensor(1.0), beta)) == expected


def test_eq_2_with_nothing_remembered_is_twice_the_feature() -> None:
    assert torch.equal(cached_memory(FEATURES, torch.zeros_like(FEATURES)), 2 * FEATURES)


def test_eq_3_is_the_mean_of_the_steps_before() -> None:
    got = causal_mean(FEATURES, EVERY, NOTHING, NONE)
    assert got.tolist() == [[[0.0, 0.0], [1.0, 2.0], [2.0, 3.0]]]


def test_eq_3_carries_mean_and_count_of_earlier_windows() -> None:
    got = causal_mean(FEATURES, EVERY, torch.tensor([[[10.0, 20.0]]]), torch.tensor([[2.0]]))
    # (2 x 10 + 1) / 3 = 7, (2 x 10 + 1 + 3) / 4 = 6; (2 x 20 + 2) / 3 = 14, (... + 4) / 4 = 11.5
    assert got.tolist() == [[[10.0, 20.0], [7.0, 14.0], [6.0, 11.5]]]


def test_eq_3_leaves_out_seconds_without_sound() -> None:
    got = causal_mean(FEATURES, torch.tensor([[1.0, 0.0, 1.0]]), NOTHING, NONE)
    assert got.tolist() == [[[0.0, 0.0], [1.0, 2.0], [1.0, 2.0]]]


def test_two_windows_with_the_mean_carried_over_are_one_long_window() -> None:
    torch.manual_seed(0)
    features, mask = torch.randn(2, 20, 8), (torch.rand(2, 20) > 0.3).float()
    nothing, none = torch.zeros(2, 1, 8), torch.zeros(2, 1)
    whole = causal_mean(features, mask, nothing, none)
    count = mask[:, :10].sum(1, keepdim=True)
    mean = (features[:, :10] * mask[:, :10, None]).sum(1, keepdim=True) / count[:, :, None]
    second = causal_mean(features[:, 10:], mask[:, 10:], mean, count)
    assert torch.allclose(whole[:, 10:], second, atol=1e-6)


def test_a_later_second_changes_nothing_before_it() -> None:
    torch.manual_seed(0)
    features = torch.randn(1, 10, 8)
    nothing, mask = torch.zeros(1, 1, 8), torch.ones(1, 10)
    before = causal_mean(features, mask, nothing, NONE)
    features[:, 6] += 100.0
    after = causal_mean(features, mask, nothing, NONE)
    assert torch.equal(before[:, :7], after[:, :7])
    assert not torch.allclose(before[:, 7:], after[:, 7:])
