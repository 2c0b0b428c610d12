"""The paper's loss: BCE and Dice on the map of what is meant, and whether each query is an
object."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from earmark.base.mask2former import NO_OBJECT_WEIGHT
from earmark.base.model import Answers
from earmark.base.training.recipe import LossWeights

EPSILON = 1.0  # pixels, so that an empty truth has a Dice of its own


class Losses(NamedTuple):
    """Each a scalar, not weighted yet but `total`."""

    total: Tensor
    bce: Tensor
    dice: Tensor
    score: Tensor


def dice_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """[..., H, W] -> [...]: 1 - Dice of probabilities and truth."""
    p = torch.sigmoid(logits)
    both = (p * truth).sum((-2, -1))
    each = p.sum((-2, -1)) + truth.sum((-2, -1))
    return 1.0 - (2.0 * both + EPSILON) / (each + EPSILON)


@torch.no_grad()
def matched_query(answers: Answers, truth: Tensor, weights: LossWeights) -> Tensor:
    """The query whose mask costs least, [B, T]: one object is meant, so matching is a minimum."""
    masks = answers.query_mask_logits.float()
    small = functional.interpolate(truth, size=masks.shape[-2:], mode="area")[:, :, None]
    small = small.expand_as(masks)
    bce = functional.binary_cross_entropy_with_logits(masks, small, reduction="none")
    p = object_logit(answers).sigmoid()
    cost = weights.bce * bce.mean((-2, -1)) + weights.dice * dice_loss(masks, small)
    return (cost - weights.score * p).argmin(2)


def object_logit(answers: Answers) -> Tensor:
    """log p(object) / p(no object) of each query, [B, T, Q]."""
    logits = answers.class_logits.float()
    return logits[..., 0] - logits[..., -1]


def score_loss(answers: Answers, truth: Tensor, weights: LossWeights) -> Tensor:
    """Cross-entropy of "object" for the matched query and "no object" for all others; where nothing
    is meant, for all. "No object" counts a tenth, as in Mask2Former."""
    logits = object_logit(answers)
    meant = truth.flatten(2).amax(2)  # [B, T]
    wanted = torch.zeros_like(logits)
    wanted.scatter_(2, matched_query(answers, truth, weights)[..., None], meant[..., None])
    weight = wanted + NO_OBJECT_WEIGHT * (1.0 - wanted)
    cost = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (weight * cost).sum() / weight.sum()


def losses(answers: Answers, truth: Tensor, weights: LossWeights) -> Losses:
    """truth [B, T, 256, 256] of zeros and ones."""
    logits = answers.mask_logits.float()
    bce = functional.binary_cross_entropy_with_logits(logits, truth)
    dice = dice_loss(logits, truth).mean()
    score = score_loss(answers, truth, weights) if weights.score else logits.new_zeros(())
    total = weights.bce * bce + weights.dice * dice + weights.score * score
    return Losses(total, bce, dice, score)
