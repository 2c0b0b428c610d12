"""Multi-scale deformable attention (arXiv 2010.04159) by `grid_sample`, which exports as
GridSample, with the adapter that EEMC trains behind it."""

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig


def cell_centres(side: int) -> Tensor:
    """Places [side * side, 2] of a square map's cells, x then y, from 0 to 1."""
    place = (torch.arange(side) + 0.5) / side
    y, x = torch.meshgrid(place, place, indexing="ij")
    return torch.stack([x, y], 2).reshape(side * side, 2)


class DeformableAttention(nn.Module):
    """Each cell of all levels reads `points` places on each level; the places are near its own."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        width, samples = config.width, config.heads * config.levels * config.points
        self.heads, self.levels, self.points = config.heads, config.levels, config.points
        self.adds_input = not config.released
        self.sampling_offsets = nn.Linear(width, samples * 2)
        self.attention_weights = nn.Linear(width, samples)
        self.value_proj = nn.Linear(width, width)
        self.output_proj = nn.Linear(width, width)
        self.avs_adapt = nn.Sequential(
            nn.Linear(width, config.adapter_width),
            nn.ReLU(),
            nn.Linear(config.adapter_width, width),
        )

    def sample(self, values: Tensor, sides: list[int], places: Tensor) -> Tensor:
        """values [B, N, d], places [B, N, heads, levels, points, 2] from 0 to 1 ->
        [B * heads, d / heads, N, levels * points]."""
        batch, cells, width = values.shape
        each = width // self.heads
        sampled = []
        maps = values.split([side * side for side in sides], 1)
        for level, (side, rows) in enumerate(zip(sides, maps, strict=True)):
            grid = (places[:, :, :, level] * 2.0 - 1.0).transpose(1, 2)
            sampled.append(
                nn.functional.grid_sample(
                    rows.transpose(1, 2).reshape(batch * self.heads, each, side, side),
                    grid.reshape(batch * self.heads, cells, self.points, 2),
                    align_corners=False,
                )
            )
        return torch.cat(sampled, 3)

    def forward(self, x: Tensor, positions: Tensor, sides: list[int]) -> Tensor:
        """x [B, N, d] with positions [N, d]: the cells of square maps of these sides, one map after
        the other -> [B, N, d]."""
        batch, cells, width = x.shape
        query = x + positions
        centres = torch.cat([cell_centres(side) for side in sides]).to(x)
        scale = torch.tensor([1.0 / side for side in sides]).to(x)
        shape = (batch, cells, self.heads, self.levels, self.points, 2)
        offsets = self.sampling_offsets(query).reshape(shape) * scale[:, None, None]
        places = centres[:, None, None, None] + offsets
        shares = self.attention_weights(query).reshape(batch, cells, self.heads, -1).softmax(3)
        sampled = self.sample(self.value_proj(x), sides, places)
        shares = shares.transpose(1, 2).reshape(batch * self.heads, 1, cells, -1)
        mixed = (sampled * shares).sum(3).reshape(batch, width, cells).transpose(1, 2)
        y = self.output_proj(mixed)
        adapted = self.avs_adapt(y)
        return y + adapted if self.adds_input else adapted
