"""Of two boxes on one instance that a query means, the closer one is to be surer."""

import pytest
import torch

from earmark.training.instance_learner import FIT_MARGIN, fit_loss

FITS = torch.tensor([[0.9, 0.4, 0.8]])
NEAREST = torch.tensor([[0, 0, 1]])


def test_a_loose_box_that_is_surer_costs() -> None:
    truth = torch.tensor([[1, -1, 0]])
    wrong, right = (
        fit_loss(torch.tensor([logits]), truth, NEAREST, FITS)
        for logits in ([0.0, 3.0, 0.0], [3.0, 0.0, 0.0])
    )
    assert wrong.item() == pytest.approx(3.0486, abs=1e-3)  # log(1 + e^3)
    assert right.item() == pytest.approx(0.0486, abs=1e-3)


@pytest.mark.parametrize(
    ("truth", "nearest", "fits"),
    [
        ([[0, 0, 1]], NEAREST, FITS),  # the instance with two boxes is not meant
        ([[1, 1, 0]], torch.tensor([[-1, -1, 1]]), FITS),  # nobody's
        ([[1, 1, 0]], NEAREST, torch.tensor([[0.8, 0.8 - FIT_MARGIN / 2, 0.8]])),  # alike
    ],
)
def test_else_nothing_is_asked(
    truth: list[list[int]], nearest: torch.Tensor, fits: torch.Tensor
) -> None:
    logits = torch.tensor([[0.0, 3.0, 1.0]], requires_grad=True)
    loss = fit_loss(logits, torch.tensor(truth), nearest, fits)
    loss.backward()
    assert loss.item() == 0.0 and not logits.grad.any()
