"""Swin transformer (arXiv 2103.14030) as Mask2Former's backbone: the map of every stage.

Names of parameters are those of published checkpoints.
"""

import torch
from torch import Tensor, nn

from earmark.base.config import SwinConfig
from earmark.model.attention import attend

ACROSS = -100.0  # added to the logits of cells that only the cyclic shift made neighbours


def to_windows(x: Tensor, size: int) -> Tensor:
    """Cells by windows: [B, H, W, d] -> [B * windows, size * size, d]."""
    batch, height, width, channels = x.shape
    x = x.reshape(batch, height // size, size, width // size, size, channels)
    return x.transpose(2, 3).reshape(-1, size * size, channels)


def from_windows(windows: Tensor, size: int, side: int) -> Tensor:
    """The inverse of `to_windows`, of a square map: -> [B, side, side, d]."""
    count = side // size
    x = windows.reshape(-1, count, count, size, size, windows.shape[2])
    return x.transpose(2, 3).reshape(-1, side, side, windows.shape[2])


def relative_positions(size: int) -> Tensor:
    """Row of the bias table for each pair of a window's cells: int64 [size^2, size^2]."""
    cells = torch.cartesian_prod(torch.arange(size), torch.arange(size))
    offset = cells[:, None] - cells[None] + size - 1
    return offset[..., 0] * (2 * size - 1) + offset[..., 1]


def shift_bias(side: int, size: int, shift: int) -> Tensor:
    """Bias [windows, 1, size^2, size^2] of a shifted map: `ACROSS` between cells that were no
    neighbours before the shift."""
    region = torch.zeros(side)
    region[side - size : side - shift] = 1.0
    region[side - shift :] = 2.0
    regions = region[:, None] * 3.0 + region[None]
    windows = to_windows(regions[None, :, :, None], size)[:, :, 0]
    apart = windows[:, None, :] != windows[:, :, None]
    return torch.where(apart, ACROSS, 0.0)[:, None]


class WindowAttention(nn.Module):
    """Query, key and value of the cells of each window, with a bias by relative position."""

    def __init__(self, width: int, heads: int, size: int) -> None:
        super().__init__()
        self.heads = heads
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * size - 1) ** 2, heads))
        self.register_buffer("relative_position_index", relative_positions(size))
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)

    def forward(self, windows: Tensor, shifted: Tensor | None) -> Tensor:
        """windows [B * W, n, d], shifted [W, 1, n, n] -> [B * W, n, d]."""
        cells = windows.shape[1]
        bias = self.relative_position_bias_table[self.relative_position_index.flatten()]
        bias = bias.reshape(cells, cells, self.heads).permute(2, 0, 1)[None]
        if shifted is not None:
            frames = windows.shape[0] // shifted.shape[0]
            bias = (bias + shifted).repeat(frames, 1, 1, 1)
        q, k, v = self.query(windows), self.key(windows), self.value(windows)
        return attend(q, k, v, self.heads, bias)


class Dense(nn.Module):
    """A linear layer under the name that checkpoints give it."""

    def __init__(self, width: int, out_width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, out_width)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense(x)


class BlockAttention(nn.Module):
    def __init__(self, width: int, heads: int, size: int) -> None:
        super().__init__()
        self.self = WindowAttention(width, heads, size)
        self.output = Dense(width, width)

    def forward(self, windows: Tensor, shifted: Tensor | None) -> Tensor:
        return self.output(self.self(windows, shifted))


class Block(nn.Module):
    """Pre-norm attention inside windows, on [B, side, side, d]; every second block shifts the map
    by half a window, also where the map is one window only."""

    def __init__(self, config: SwinConfig, stage: int, shifts: bool) -> None:
        super().__init__()
        width, self.size = config.widths[stage], config.window_size
        self.shift = self.size // 2 if shifts else 0
        self.layernorm_before = nn.LayerNorm(width)
        self.attention = BlockAttention(width, config.heads[stage], self.size)
        self.layernorm_after = nn.LayerNorm(width)
        self.intermediate = Dense(width, width * config.mlp_ratio)
        self.output = Dense(width * config.mlp_ratio, width)

    def forward(self, x: Tensor) -> Tensor:
        side, shift = x.shape[1], self.shift
        y, shifted = self.layernorm_before(x), None
        if shift:
            y = torch.roll(y, (-shift, -shift), (1, 2))
            shifted = shift_bias(side, self.size, shift).to(x)
        y = from_windows(self.attention(to_windows(y, self.size), shifted), self.size, side)
        if shift:
            y = torch.roll(y, (shift, shift), (1, 2))
        x = x + y
        y = nn.functional.gelu(self.intermediate(self.layernorm_after(x)))
        return x + self.output(y)


class PatchMerging(nn.Module):
    """Four cells become one: [B, side, side, d] -> [B, side / 2, side / 2, 2 d]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)
        self.norm = nn.LayerNorm(4 * width)

    def forward(self, x: Tensor) -> Tensor:
        parts = [x[:, row::2, column::2] for column in range(2) for row in range(2)]
        return self.reduction(self.norm(torch.cat(parts, 3)))


class Stage(nn.Module):
    def __init__(self, config: SwinConfig, stage: int) -> None:
        super().__init__()
        depth = config.depths[stage]
        self.blocks = nn.ModuleList(Block(config, stage, i % 2 == 1) for i in range(depth))
        if stage + 1 < len(config.depths):
            self.downsample = PatchMerging(config.widths[stage])

    def forward(self, x: Tensor) -> Tensor:
        """The map before `downsample`."""
        for block in self.blocks:
            x = block(x)
        return x


class PatchProjection(nn.Module):
    def __init__(self, config: SwinConfig) -> None:
        super().__init__()
        size = config.patch_size
        self.projection = nn.Conv2d(3, config.width, kernel_size=size, stride=size)


class Embeddings(nn.Module):
    """Patches to rows of the first stage: [B, 3, S, S] -> [B, S / 4, S / 4, d]."""

    def __init__(self, config: SwinConfig) -> None:
        super().__init__()
        self.patch_embeddings = PatchProjection(config)
        self.norm = nn.LayerNorm(config.width)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.norm(self.patch_embeddings.projection(pixels).permute(0, 2, 3, 1))


class Stages(nn.Module):
    def __init__(self, config: SwinConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Stage(config, i) for i in range(len(config.depths)))


class Swin(nn.Module):
    """Pictures [B, 3, S, S], normalised by ImageNet's mean and deviation -> the normed map of each
    stage, [B, d, S / 4, S / 4] to [B, 8 d, S / 32, S / 32]."""

    def __init__(self, config: SwinConfig) -> None:
        super().__init__()
        if any(side % config.window_size for side in config.sides):
            raise ValueError(f"maps of {config.sides} cells: not whole windows")
        self.embeddings = Embeddings(config)
        self.encoder = Stages(config)
        self.hidden_states_norms = nn.ModuleDict(
            {f"stage{i + 1}": nn.LayerNorm(width) for i, width in enumerate(config.widths)}
        )

    def forward(self, pixels: Tensor) -> list[Tensor]:
        x, maps = self.embeddings(pixels), []
        last = len(self.encoder.layers) - 1
        for i, (stage, norm) in enumerate(
            zip(self.encoder.layers, self.hidden_states_norms.values(), strict=True)
        ):
            x = stage(x)
            maps.append(norm(x).permute(0, 3, 1, 2))
            if i < last:
                x = stage.downsample(x)
        return maps
