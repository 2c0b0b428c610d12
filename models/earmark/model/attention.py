"""The two attention layers everything is made of.

Attention is written out (MatMul, Add, Softmax, MatMul): the fused operators of the browser's
runtime are wrong on adapters with small subgroups, these four are right everywhere.
"""

import math

import torch
from torch import Tensor, nn

MASKED = (
    -1e4
)  # added to the logits of keys that must not be seen; finite, so a fully masked row is no NaN


def attend(queries: Tensor, keys: Tensor, values: Tensor, heads: int, bias: Tensor) -> Tensor:
    """Scaled dot-product attention of projected rows: queries [B, Q, d], keys and values [B, K, d]
    -> [B, Q, d]. `bias` is added to the logits; it broadcasts to [B, heads, Q, K]."""
    batch, rows, width = queries.shape

    def split(x: Tensor) -> Tensor:
        return x.reshape(batch, x.shape[1], heads, width // heads).transpose(1, 2)

    logits = split(queries) @ split(keys).transpose(2, 3) / math.sqrt(width // heads) + bias
    mixed = torch.softmax(logits, dim=-1) @ split(values)
    return mixed.transpose(1, 2).reshape(batch, rows, width)


class Attention(nn.Module):
    """Multi-head scaled dot-product attention: queries [B, Q, d], keys and values [B, K, d]."""

    def __init__(self, width: int, heads: int = 8) -> None:
        super().__init__()
        self.heads = heads
        self.to_query = nn.Linear(width, width)
        self.to_key = nn.Linear(width, width)
        self.to_value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> Tensor:
        """`bias` is added to the logits; it broadcasts to [B, heads, Q, K]."""
        q, k, v = self.to_query(queries), self.to_key(keys), self.to_value(values)
        return self.out(attend(q, k, v, self.heads, bias))


class FeedForward(nn.Module):
    """Two linear layers with a GELU between, on [B, rows, d]."""

    def __init__(self, width: int, ratio: int = 2) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, width * ratio), nn.GELU(), nn.Linear(width * ratio, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class SelfAttentionLayer(nn.Module):
    """Pre-norm self-attention and feed-forward with residuals, on [B, rows, d]."""

    def __init__(self, width: int, heads: int = 8) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        y = self.norm1(x)
        x = x + self.attention(y, y, y, bias)
        return x + self.feed_forward(self.norm2(x))


class CrossAttentionLayer(nn.Module):
    """Pre-norm cross-attention and feed-forward: `x` [B, Q, d] reads `memory` [B, K, d]."""

    def __init__(self, width: int, heads: int = 8) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x), keys, values, bias)
        return x + self.feed_forward(self.norm2(x))


def key_bias(mask: Tensor) -> Tensor:
    """Additive bias [B, 1, 1, K] from a key mask [B, K] of ones (seen) and zeros (hidden)."""
    return ((1.0 - mask) * MASKED)[:, None, None, :]
