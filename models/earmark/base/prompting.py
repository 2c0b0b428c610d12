"""Eq. 5 in both readings: the mask queries read the prompt Q_m. Nothing else of the mask decoder
sees sound or words."""

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.fused_attention import no_bias
from earmark.model.attention import CrossAttentionLayer, attend


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
