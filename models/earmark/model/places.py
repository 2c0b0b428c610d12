"""Where a row stands: in the picture, or in the window of seconds.

Rows of attention have no order of their own. What says where they stand must be about as large as
what they carry: at the usual 0.02 it was a fiftieth of it, layer norm drowned it, and "the left
dog" was any dog.
"""

import torch
from torch import Tensor

LOW_WAVES = 6  # enough to tell a twelfth of the picture


def waves(count: int, side: int) -> Tensor:
    """Where a place is: `count` cosines along x, then along y, [1, 2 * count, side, side]."""
    rows = line_waves(count, side)
    along_x = rows[:, None, :].expand(count, side, side)
    along_y = rows[:, :, None].expand(count, side, side)
    return torch.cat([along_x, along_y])[None]


def line_waves(count: int, steps: int) -> Tensor:
    """`count` cosines from end to end [count, steps]; the first falls all the way."""
    return torch.cos(torch.pi * torch.arange(1, count + 1)[:, None] * along(steps))


def along(steps: int) -> Tensor:
    """Where the middle of each step lies between 0 and 1, [steps]."""
    return (torch.arange(steps) + 0.5) / steps


def mixed(rows: Tensor, width: int, size: float) -> Tensor:
    """Rows [n, k] of waves in random mixtures [n, width] of standard deviation `size`; slow waves,
    which tell left from right, weigh most."""
    count = rows.shape[1]
    slow = 1.0 / (1.0 + torch.arange(count) % LOW_WAVES)
    values = (rows * slow) @ torch.randn(count, width)
    return values * (size / values.std())


def place_rows(side: int, width: int, size: float) -> Tensor:
    """A vector for every place of a grid, row by row [side * side, width]."""
    return mixed(waves(LOW_WAVES, side)[0].flatten(1).T, width, size)


def second_rows(seconds: int, width: int, size: float) -> Tensor:
    """A vector for every second of the window [seconds, width]."""
    return mixed(line_waves(LOW_WAVES, seconds).T, width, size)
