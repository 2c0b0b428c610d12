"""Averages of weights."""

import torch

from earmark.training.mean import follow, mean_of


def test_a_mean_of_weights_lies_between_them() -> None:
    start, end = {"a": torch.zeros(2)}, {"a": torch.full((2,), 5.0)}
    assert mean_of(start, end, 0.6)["a"].tolist() == [3.0, 3.0]
    assert mean_of({}, end, 0.6)["a"].tolist() == [5.0, 5.0]


def test_the_running_mean_follows_fast_at_first() -> None:
    average = {"w": torch.zeros(2), "count": torch.tensor(0)}
    now = {"w": torch.ones(2), "count": torch.tensor(3)}
    follow(average, now, 0.99, 0)
    assert torch.allclose(average["w"], torch.full((2,), 0.9))
    assert average["count"].item() == 3
    follow(average, now, 0.5, 1000)
    assert torch.allclose(average["w"], torch.full((2,), 0.95))
