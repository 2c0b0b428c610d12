"""A bundle's own weights back in PyTorch: what its graphs compute with after int8 or float16."""

from pathlib import Path

import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from earmark.base.export import Parts, Storage, store_weights, weight_prefix
from earmark.export.weights import read_weights


def fill(module: nn.Module, weights: dict[str, Tensor]) -> None:
    """Sets parameters and buffers that the graph holds. One that it does not hold has no part in
    it."""
    own = module.state_dict()
    with torch.no_grad():
        for name, value in weights.items():
            if name in own:
                own[name].copy_(value.reshape(own[name].shape))


def rounded_weights(model: nn.Module, storage: Storage) -> dict[str, Tensor]:
    """What a bundle of this storage would compute with, by the rule of its export, without one."""
    tensors = [
        numpy_helper.from_array(value.numpy(force=True), name)
        for name, value in model.state_dict().items()
    ]
    graph = helper.make_model(helper.make_graph([], "weights", [], [], tensors))
    store_weights(graph, model, storage)
    return {name: torch.from_numpy(value.copy()) for name, value in read_weights(graph).items()}


def read_back(folder: Path, parts: Parts) -> Parts:
    """`parts`, changed in place: each graph's weights as the bundle in `folder` stores them.
    Weights that were cut for their size stay as they are."""
    for name, module in parts.modules().items():
        owner = module.get_submodule("model") if weight_prefix(name) else module
        stored = read_weights(onnx.load(folder / f"{name}.onnx"))
        fill(owner, {key: torch.from_numpy(value.copy()) for key, value in stored.items()})
    return parts
