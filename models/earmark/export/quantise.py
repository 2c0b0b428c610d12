"""Weight-only quantisation of an exported graph.

int8, one scale a row (output channel, word): the runtime folds DequantizeLinear when it loads
the graph (session option `disable_quant_qdq`), so what runs is the float graph.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn

Floats = NDArray[np.float32]

LEAST_ELEMENTS = 2048  # smaller tensors stay float
CLIPS = np.linspace(1.0, 0.7, 13)  # shares of the largest weight tried as the end of the scale


def quantise(model: onnx.ModelProto, keep: Sequence[str] = ()) -> None:
    """Replace the float matrices of `model`, in place. Names that start with one of `keep` stay
    float."""
    for tensor in list(model.graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or len(tensor.dims) < 2:
            continue
        if np.prod(tensor.dims) < LEAST_ELEMENTS or tensor.name.startswith(tuple(keep)):
            continue
        weight = numpy_helper.to_array(tensor)
        model.graph.initializer.remove(tensor)
        levels, scales = nearest(weight.reshape(len(weight), -1))
        stored, scale = f"{tensor.name}_q8", f"{tensor.name}_scale"
        model.graph.initializer.extend(
            [
                numpy_helper.from_array(levels.astype(np.int8).reshape(weight.shape), stored),
                numpy_helper.from_array(scales, scale),
            ]
        )
        node = helper.make_node(
            "DequantizeLinear", [stored, scale], [tensor.name], name=tensor.name, axis=0
        )
        model.graph.node.insert(0, node)


def constants(model: onnx.ModelProto, module: nn.Module) -> list[str]:
    """Initialisers that are no weights, such as the places of the detector's cells: int8 would
    move boxes by several pixels."""
    weights = module.state_dict().keys()
    return [tensor.name for tensor in model.graph.initializer if tensor.name not in weights]


def nearest(rows: Floats) -> tuple[NDArray[np.int32], Floats]:
    """Integers in -128..127 and one scale a row, of the least squared error.

    The largest weight of a row is put on the longer, negative side; several ends are tried.
    """
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(1)]
    best = np.full(len(rows), np.inf)
    levels = np.zeros(rows.shape, np.int32)
    scales = np.ones(len(rows), np.float32)
    for clip in CLIPS:
        scale = (-largest * clip / 128).astype(np.float32)
        scale[scale == 0] = 1.0
        tried = np.clip(np.rint(rows / scale[:, None]), -128, 127)
        error = np.square(tried * scale[:, None] - rows).sum(1)
        better = error < best
        best[better], scales[better] = error[better], scale[better]
        levels[better] = tried[better]
    return levels, scales
