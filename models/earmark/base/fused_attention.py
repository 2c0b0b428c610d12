"""Multi-head attention with the parameter names of `nn.MultiheadAttention`, written out as four
operators, so that it exports without a fused kernel."""

import math

import torch
from torch import Tensor, nn

from earmark.model.attention import attend


class FusedAttention(nn.Module):
    """queries [B, Q, d], keys and values [B, K, d] -> [B, Q, d]; no norm, no residual."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.uniform_(self.in_proj_weight, -1 / math.sqrt(width), 1 / math.sqrt(width))

    def forward(
        self, queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor | None = None
    ) -> Tensor:
        """`bias` is added to the logits; it broadcasts to [B, heads, Q, K]."""
        weights = self.in_proj_weight.chunk(3)
        biases = self.in_proj_bias.chunk(3)
        q, k, v = (
            nn.functional.linear(x, weight, offset)
            for x, weight, offset in zip((queries, keys, values), weights, biases, strict=True)
        )
        return self.out_proj(attend(q, k, v, self.heads, no_bias(q) if bias is None else bias))


def no_bias(like: Tensor) -> Tensor:
    """A bias [1, 1, 1, 1] that changes nothing."""
    return like.new_zeros(1, 1, 1, 1)
