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


class Attention(nn.Module):
    """Multi-head scaled dot-product attention: queries [B, Q, d], keys and values [B, K, d]."""

    def __init__(self, width: int, heads: int = 8) -> None:
        super().__init__()
        self.heads = heads
        self.to_query = nn.Linear(width, width)
        self.to_key = nn.Linear(width, width)
        self.to_value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        batch, rows, width = x.shape
        return x.reshape(batch, rows, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> Tensor:
        """`bias` is added to the logits; it broadcasts to [B, heads, Q, K]."""
        batch, rows, width = queries.shape
        q = self._split(self.to_query(queries))
        k = self._split(self.to_key(keys))
        v = self._split(self.to_value(values))
        logits = q @ k.transpose(2, 3) / math.sqrt(width // self.heads) + bias
        mixed = torch.softmax(logits, dim=-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(batch, rows, width))


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
