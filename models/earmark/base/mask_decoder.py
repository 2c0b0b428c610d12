"""Mask2Former's masked-attention decoder (arXiv 2112.01527), whose queries read a prompt first."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.fused_attention import FusedAttention, no_bias
from earmark.base.pixel_decoder import PixelMaps
from earmark.base.positions import sine_positions
from earmark.base.prompting import PaperPrompting, ReleasedPrompting
from earmark.model.attention import MASKED, attend


class Prediction(NamedTuple):
    """What the queries say before the first layer and after each."""

    hidden: Tensor  # [B, Q, d], normed
    masks: Tensor  # [B, Q, S, S] logits at stride 4


class QueryAttention(nn.Module):
    """Self-attention of the queries; positions are added to queries and keys, not to values."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        placed = x + positions
        q, k, v = self.q_proj(placed), self.k_proj(placed), self.v_proj(x)
        return self.out_proj(attend(q, k, v, self.heads, no_bias(q)))


class DecoderLayer(nn.Module):
    """Post-norm: masked cross-attention to one level, self-attention, feed-forward."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        width = config.width
        self.self_attn = QueryAttention(width, config.heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.cross_attn = FusedAttention(width, config.heads)
        self.cross_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, config.decoder_feed_forward)
        self.fc2 = nn.Linear(config.decoder_feed_forward, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(
        self, x: Tensor, positions: Tensor, cells: Tensor, places: Tensor, bias: Tensor
    ) -> Tensor:
        """x [B, Q, d] with positions [Q, d], cells [B, N, d] with places [N, d], bias
        [B, 1, Q, N] -> [B, Q, d]."""
        read = self.cross_attn(x + positions, cells + places, cells, bias)
        x = self.cross_attn_layer_norm(x + read)
        x = self.self_attn_layer_norm(x + self.self_attn(x, positions))
        y = self.fc2(torch.relu(self.fc1(x)))
        return self.final_layer_norm(x + y)


def mask_bias(masks: Tensor, side: int) -> Tensor:
    """Which cells of a level a query may read: those inside its mask so far; all where it has none.

    masks [B, Q, S, S] logits -> bias [B, 1, Q, side * side]. Sums and products instead of indices:
    no NonZero in the exported graph.
    """
    small = nn.functional.interpolate(
        masks.detach(), size=(side, side), mode="bilinear", align_corners=False
    )
    outside = (torch.sigmoid(small) < 0.5).flatten(2).to(masks.dtype)
    some_inside = (outside.sum(2, keepdim=True) < side * side).to(masks.dtype)
    return (outside * some_inside * MASKED)[:, None]


class MaskPredictor(nn.Module):
    """Query states [B, Q, d] and mask features [B, d, S, S] -> mask logits [B, Q, S, S]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mask_embedder = nn.Sequential(
            nn.Sequential(nn.Linear(width, width), nn.ReLU()),
            nn.Sequential(nn.Linear(width, width), nn.ReLU()),
            nn.Sequential(nn.Linear(width, width)),
        )

    def forward(self, hidden: Tensor, mask_features: Tensor) -> Tensor:
        batch, _, height, width = mask_features.shape
        masks = self.mask_embedder(hidden) @ mask_features.flatten(2)
        return masks.reshape(batch, -1, height, width)


class DecoderLayers(nn.Module):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.layernorm = nn.LayerNorm(config.width)
        self.mask_predictor = MaskPredictor(config.width)

    def predict(self, x: Tensor, mask_features: Tensor) -> Prediction:
        hidden = self.layernorm(x)
        return Prediction(hidden, self.mask_predictor(hidden, mask_features))


class MaskDecoder(nn.Module):
    """Learned queries, changed by the prompt, then refined on the maps of the pixel decoder."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.queries_embedder = nn.Embedding(config.queries, config.width)  # positions
        self.queries_features = nn.Embedding(config.queries, config.width)
        self.decoder = DecoderLayers(config)
        self.level_embed = nn.Embedding(config.levels, config.width)
        prompting = ReleasedPrompting if config.released else PaperPrompting
        self.ref_avs_attn = prompting(config)

    def queries(self, batch: int, prompt: Tensor | None) -> Tensor:
        """Query features [B, Q, d] as they enter the first layer. prompt [B, P, d], or None for
        Mask2Former alone."""
        features = self.queries_features.weight.expand(batch, -1, -1)
        return features if prompt is None else self.ref_avs_attn(features, prompt)

    def prompt_shares(self, prompt: Tensor) -> Tensor:
        """How much of their attention the queries give to each row of the prompt [B, P, d]:
        [B, P], sum 1."""
        features = self.queries_features.weight.expand(prompt.shape[0], -1, -1)
        return self.ref_avs_attn.shares(features, prompt)

    def predictions(self, maps: PixelMaps, prompt: Tensor | None) -> Iterator[Prediction]:
        """One before the first layer and one after each."""
        x = self.queries(maps.mask_features.shape[0], prompt)
        positions = self.queries_embedder.weight
        cells = [
            level.flatten(2).transpose(1, 2) + self.level_embed.weight[i]
            for i, level in enumerate(maps.levels)
        ]
        sides = [level.shape[3] for level in maps.levels]
        places = [sine_positions(side, x.shape[2]).to(x) for side in sides]
        prediction = self.decoder.predict(x, maps.mask_features)
        yield prediction
        for i, layer in enumerate(self.decoder.layers):
            level = i % len(sides)
            bias = mask_bias(prediction.masks, sides[level])
            x = layer(x, positions, cells[level], places[level], bias)
            prediction = self.decoder.predict(x, maps.mask_features)
            yield prediction

    def forward(self, maps: PixelMaps, prompt: Tensor | None) -> Prediction:
        """The last prediction."""
        *_, last = self.predictions(maps, prompt)
        return last
