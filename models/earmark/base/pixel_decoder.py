"""Mask2Former's pixel decoder: three refined maps and the mask features."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.deformable import DeformableAttention
from earmark.base.positions import sine_positions

GROUPS = 32


class PixelLayer(nn.Module):
    """Post-norm deformable self-attention and feed-forward, on [B, N, d]."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        width = config.width
        self.self_attn = DeformableAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, config.pixel_feed_forward)
        self.fc2 = nn.Linear(config.pixel_feed_forward, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, positions: Tensor, sides: list[int]) -> Tensor:
        x = self.self_attn_layer_norm(x + self.self_attn(x, positions, sides))
        y = self.fc2(torch.relu(self.fc1(x)))
        return self.final_layer_norm(x + y)


class PixelLayers(nn.Module):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(PixelLayer(config) for _ in range(config.pixel_layers))


class PixelMaps(NamedTuple):
    """What the mask decoder reads of B pictures."""

    levels: list[Tensor]  # [B, d, s, s], the smallest map first
    mask_features: Tensor  # [B, d, S, S] at stride 4


def normed(convolution: nn.Conv2d, *then: nn.Module) -> nn.Sequential:
    return nn.Sequential(convolution, nn.GroupNorm(GROUPS, convolution.out_channels), *then)


class PixelDecoder(nn.Module):
    """Maps of the backbone, largest first -> `PixelMaps`."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        width, channels = config.width, config.swin.widths
        self.level_embed = nn.Parameter(torch.zeros(config.levels, width))
        self.input_projections = nn.ModuleList(
            normed(nn.Conv2d(count, width, 1)) for count in channels[::-1][: config.levels]
        )
        self.encoder = PixelLayers(config)
        self.mask_projection = nn.Conv2d(width, width, 1)
        self.adapter_1 = normed(nn.Conv2d(channels[0], width, 1, bias=False))
        self.layer_1 = normed(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.ReLU())

    def forward(self, maps: list[Tensor]) -> PixelMaps:
        sides, rows, positions = [], [], []
        for level, (project, x) in enumerate(
            zip(self.input_projections, reversed(maps), strict=False)
        ):
            y = project(x)
            sides.append(y.shape[3])
            rows.append(y.flatten(2).transpose(1, 2))
            position = sine_positions(y.shape[3], y.shape[1]).to(y)
            positions.append(position + self.level_embed[level])
        x, place = torch.cat(rows, 1), torch.cat(positions)
        for layer in self.encoder.layers:
            x = layer(x, place, sides)
        levels = [
            part.transpose(1, 2).reshape(part.shape[0], -1, side, side)
            for part, side in zip(x.split([side * side for side in sides], 1), sides, strict=True)
        ]
        fine = self.adapter_1(maps[0])
        fine = fine + nn.functional.interpolate(
            levels[-1], size=fine.shape[2:], mode="bilinear", align_corners=False
        )
        return PixelMaps(levels, self.mask_projection(self.layer_1(fine)))
