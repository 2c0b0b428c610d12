"""Read a bundle's weights back: the float tensors that its graphs compute with."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from earmark.contract import graphs
from earmark.export.checkpoints import Modules, new_modules
from earmark.export.quantise import unpack

Floats = NDArray[np.float32]


def read_weights(model: onnx.ModelProto) -> dict[str, Floats]:
    """Every float tensor of the graph by its PyTorch name, dequantised."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {name: value for name, value in stored.items() if value.dtype == np.float32}
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear":
            levels, scales = (stored[name] for name in node.input)
            column = scales.reshape(-1, *([1] * (levels.ndim - 1)))
            weights[node.output[0]] = levels.astype(np.float32) * column
        elif node.op_type == "MatMulNBits":
            packed, scales, zeros = (stored[name] for name in node.input[1:])
            levels = unpack(packed) - unpack(zeros)[:, :, None]
            blocks = levels.astype(np.float32) * scales[:, :, None]
            weights[node.name] = blocks.reshape(len(packed), -1)
    return weights


def load_bundle(folder: Path) -> Modules:
    """The five PyTorch modules with the weights that the bundle in `folder` holds.

    A bias that the export dropped was zero; anything else that is missing raises KeyError.
    """
    modules = new_modules()
    for name in graphs():
        weights = read_weights(onnx.load(folder / f"{name}.onnx"))
        state = {}
        for key, value in modules[name].state_dict().items():
            if key in weights:
                state[key] = torch.from_numpy(weights[key].copy()).reshape(value.shape)
            elif key.endswith("bias"):
                state[key] = torch.zeros_like(value)
            else:
                raise KeyError(f"{name}.onnx holds no {key}")
        modules[name].load_state_dict(state)
        modules[name].eval().requires_grad_(False)
    return modules
