"""A bundle's own weights back in PyTorch: what its graphs compute with after int8 or float16."""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from earmark.base.export import Parts, weight_prefix
from earmark.export.weights import read_weights


def fill(module: nn.Module, weights: dict[str, Tensor]) -> None:
    """Sets the parameters that the graph holds. One that it does not hold has no part in it."""
    own = dict(module.named_parameters())
    with torch.no_grad():
        for name, value in weights.items():
            if name in own:
                own[name].copy_(value.reshape(own[name].shape))


def read_back(folder: Path, parts: Parts) -> Parts:
    """`parts`, changed in place: each graph's weights as the bundle in `folder` stores them.
    Weights that were cut for their size stay as they are."""
    for name, module in parts.modules().items():
        owner = module.get_submodule("model") if weight_prefix(name) else module
        stored = read_weights(onnx.load(folder / f"{name}.onnx"))
        fill(owner, {key: torch.from_numpy(value.copy()) for key, value in stored.items()})
    return parts
