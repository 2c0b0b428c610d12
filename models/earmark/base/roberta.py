"""distilRoBERTa (arXiv 1910.01108): word pieces -> last hidden states.

Names of parameters are those of transformers' `RobertaModel`, whose pooler is left out.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earmark.model.attention import attend, key_bias


@dataclass(frozen=True)
class RobertaConfig:
    """distilroberta-base."""

    vocabulary: int = 50265
    width: int = 768
    layers: int = 6
    heads: int = 12
    feed_forward: int = 3072
    positions: int = 514  # the first two belong to padding
    padding: int = 1  # id of the padding piece
    norm_epsilon: float = 1e-5


class Embeddings(nn.Module):
    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.padding = config.padding
        self.word_embeddings = nn.Embedding(config.vocabulary, config.width)
        self.position_embeddings = nn.Embedding(config.positions, config.width)
        self.token_type_embeddings = nn.Embedding(1, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=config.norm_epsilon)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Pieces count from padding + 1 on; padding, told by the mask whatever its id, has rows of
        its own. Sentences are padded at their end, so that a piece's place is its index."""
        pieces = ids.shape[1]
        first = self.padding + 1
        places = self.position_embeddings.weight[first : first + pieces]
        seen = mask.to(places.dtype)[:, :, None]
        places = seen * places + (1.0 - seen) * self.position_embeddings.weight[self.padding]
        words = self.word_embeddings(ids)
        words = seen * words + (1.0 - seen) * self.word_embeddings.weight[self.padding]
        x = words + self.token_type_embeddings.weight[0] + places
        return self.LayerNorm(x)


class Projections(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)


class Output(nn.Module):
    """A linear layer, then the norm of its sum with the residual."""

    def __init__(self, inputs: int, config: RobertaConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=config.norm_epsilon)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dense(x) + residual)


class LayerAttention(nn.Module):
    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.self = Projections(config.width)
        self.output = Output(config.width, config)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        q, k, v = self.self.query(x), self.self.key(x), self.self.value(x)
        return self.output(attend(q, k, v, self.heads, bias), x)


class Intermediate(nn.Module):
    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.width, config.feed_forward)


class Layer(nn.Module):
    """Post-norm, on [B, L, d]."""

    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.attention = LayerAttention(config)
        self.intermediate = Intermediate(config)
        self.output = Output(config.feed_forward, config)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention(x, bias)
        return self.output(nn.functional.gelu(self.intermediate.dense(x)), x)


class Layers(nn.Module):
    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer(config) for _ in range(config.layers))


class Roberta(nn.Module):
    """ids, mask int32 [B, L], padded at the end -> text_tokens [B, L, 768]."""

    def __init__(self, config: RobertaConfig) -> None:
        super().__init__()
        self.embeddings = Embeddings(config)
        self.encoder = Layers(config)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x, bias = self.embeddings(ids, mask), key_bias(mask.to(torch.float32))
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x
