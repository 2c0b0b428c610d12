"""Averages of weights."""

import torch

from earmark.training.mean import mean_of


def test_a_mean_of_weights_lies_between_them() -> None:
    start, end = {"a": torch.zeros(2)}, {"a": torch.full((2,), 5.0)}
    assert mean_of(start, end, 0.6)["a"].tolist() == [3.0, 3.0]
    assert mean_of({}, end, 0.6)["a"].tolist() == [5.0, 5.0]
