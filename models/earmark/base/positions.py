"""Sine positions of a map's cells, as DETR and Mask2Former have them."""

import math

import torch
from torch import Tensor

TEMPERATURE = 10_000.0


def sine_positions(side: int, width: int) -> Tensor:
    """Rows [side * side, width] of a square map, row by row: first half from y, second from x."""
    half = width // 2
    place = torch.arange(1, side + 1, dtype=torch.float32)
    place = place / (side + 1e-6) * (2 * math.pi)
    exponent = 2 * torch.div(torch.arange(half), 2, rounding_mode="floor") / half
    angle = place[:, None] / TEMPERATURE**exponent
    waves = torch.stack([angle[:, 0::2].sin(), angle[:, 1::2].cos()], 2).flatten(1)
    of_y = waves[:, None].expand(side, side, half)
    of_x = waves[None].expand(side, side, half)
    return torch.cat([of_y, of_x], 2).reshape(side * side, width)
