"""The loss of the mask network: cross entropy, which counts more at the boundary, and Dice."""

import torch.nn.functional as F
from torch import Tensor

BOUNDARY_REACH = 5  # pixels across; a place is at the boundary if its neighbours differ


def boundary(masks: Tensor) -> Tensor:
    """Masks [B, H, W] in 0..1 -> how much the neighbours of each place differ, 0..1."""
    padding = BOUNDARY_REACH // 2
    masks = masks[:, None]
    most = F.max_pool2d(masks, BOUNDARY_REACH, 1, padding)
    least = -F.max_pool2d(-masks, BOUNDARY_REACH, 1, padding)
    return (most - least)[:, 0]


def mask_loss(logits: Tensor, masks: Tensor, boundary_times: float) -> tuple[Tensor, Tensor]:
    """Cross entropy, in which a place at the boundary counts `1 + boundary_times` times, and
    1 - Dice, each the mean over the batch. Logits and masks [B, H, W]."""
    weights = 1 + boundary_times * boundary(masks)
    entropies = F.binary_cross_entropy_with_logits(logits, masks, reduction="none")
    entropy = (entropies * weights).sum((1, 2)) / weights.sum((1, 2))
    shares = logits.sigmoid()
    shared = 2 * (shares * masks).sum((1, 2)) + 1
    dice = 1 - shared / (shares.sum((1, 2)) + masks.sum((1, 2)) + 1)
    return entropy.mean(), dice.mean()
