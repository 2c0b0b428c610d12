"""Eq. 5 in both readings: the mask queries read the prompt Q_m. Nothing else of the mask decoder
sees sound or words."""

import math

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.fused_attention import no_bias
from earmark.model.attention import CrossAttentionLayer, attend


def attention_shares(queries: Tensor, keys: Tensor, heads: int) -> Tensor:
    """How much of their attention the queries give to each key, mean over heads and queries:
    projected queries [B, Q, d] and keys [B, P, d] -> [B, P], which sum to 1."""
    batch, _, width = queries.shape

    def split(x: Tensor) -> Tensor:
        return x.reshape(batch, x.shape[1], heads, width // heads).transpose(1, 2)

    logits = split(queries) @ split(keys).transpose(2, 3) / math.sqrt(width // heads)
    return torch.softmax(logits, 3).mean(2).mean(1)


class ReleasedPrompting(nn.Module):
    """One cross-attention and the prompt's mean row, each behind a gate of one number."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        width, self.heads = config.width, config.prompt_heads
        self.beta_source_pool = nn.Parameter(torch.zeros(1))
        self.beta_source_attn = nn.Parameter(torch.zeros(1))
        self.query_embedding = nn.Linear(width, width)
        self.key_embedding = nn.Linear(width, width)
        self.value_embedding = nn.Linear(width, width)
        self.out_projection = nn.Linear(width, width)

    def forward(self, queries: Tensor, prompt: Tensor) -> Tensor:
        """queries [B, Q, d], prompt [B, P, d] -> [B, Q, d]."""
        q, k, v = (
            self.query_embedding(queries),
            self.key_embedding(prompt),
            self.value_embedding(prompt),
        )
        read = self.out_projection(attend(q, k, v, self.heads, no_bias(q)))
        pooled = prompt.mean(1, keepdim=True)
        gates = torch.sigmoid(self.beta_source_attn), torch.sigmoid(self.beta_source_pool)
        return queries + gates[0] * read + gates[1] * pooled

    def shares(self, queries: Tensor, prompt: Tensor) -> Tensor:
        """Attention to each row of the prompt: [B, P], sum 1."""
        q, k = self.query_embedding(queries), self.key_embedding(prompt)
        return attention_shares(q, k, self.heads)


class PaperPrompting(nn.Module):
    """Layers of cross-attention, with residual, norm and feed-forward."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            CrossAttentionLayer(config.width, config.fusion_heads) for _ in range(config.layers)
        )

    def forward(self, queries: Tensor, prompt: Tensor) -> Tensor:
        """queries [B, Q, d], prompt [B, P, d] -> [B, Q, d]."""
        for layer in self.layers:
            queries = layer(queries, prompt, prompt, no_bias(queries))
        return queries

    def shares(self, queries: Tensor, prompt: Tensor) -> Tensor:
        """Attention to each row of the prompt, mean over the layers: [B, P], sum 1."""
        of_layers = []
        for layer in self.layers:
            attention = layer.attention
            q = attention.to_query(layer.norm1(queries))
            of_layers.append(attention_shares(q, attention.to_key(prompt), attention.heads))
            queries = layer(queries, prompt, prompt, no_bias(queries))
        return torch.stack(of_layers).mean(0)
