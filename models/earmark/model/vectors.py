"""Small vector functions that several modules share."""

import torch
from torch import Tensor


def unit(x: Tensor, dim: int) -> Tensor:
    """Scaled to unit length along `dim`; zero stays zero."""
    return x / torch.sqrt((x * x).sum(dim, keepdim=True) + 1e-6)
