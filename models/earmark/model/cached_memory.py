"""The cached memory of Ref-AVS (arXiv 2407.10957, section 4), for both kinds of cue fusion."""

import torch
from torch import Tensor

BETA = 1.0  # weight of the cached memory in eq. 2, as published


def cached_memory(features: Tensor, mean: Tensor, beta: Tensor | float = BETA) -> Tensor:
    """Eq. 2: Q = (beta + 1) F - beta C, which amplifies what changed against the mean so far."""
    return (beta + 1.0) * features - beta * mean


def causal_mean(features: Tensor, mask: Tensor, mean: Tensor, count: Tensor) -> Tensor:
    """Eq. 3 inside a window: C^tau is the mean of F over the steps before tau, C^1 = 0.

    features [B, T, d], mask [B, T] (1 = the step exists), mean [B, 1, d] and count [B, 1] over
    all steps before the window -> [B, T, d].
    """
    steps = features.shape[1]
    earlier = torch.tril(torch.ones(steps, steps, device=features.device), diagonal=-1)
    weights = earlier[None] * mask[:, None, :]
    total = weights @ features + (mean[:, 0] * count)[:, None, :]
    number = weights.sum(2, keepdim=True) + count[:, None, :]
    return total / number.clamp_min(1.0)
