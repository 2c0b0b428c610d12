"""Weight-only quantisation of an exported graph.

int8, one scale a row (output channel, word): the runtime folds DequantizeLinear when it loads
the graph (session option `disable_quant_qdq`), so what runs is the float graph. 4 bits, one scale
a block of 32: MatMulNBits, which stays small in memory, for the text transformer only.
"""

from collections.abc import Iterable

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Floats = NDArray[np.float32]

LEAST_ELEMENTS = 2048  # smaller tensors stay float
BLOCK = 32
MICROSOFT = "com.microsoft"
CLIPS = np.linspace(1.0, 0.7, 13)  # shares of the largest weight tried as the end of the scale


def quantise(model: onnx.ModelProto, keep: Iterable[str] = (), four_bits: str = "") -> None:
    """Replace the float matrices of `model`, in place.

    Names that start with one of `keep` stay float; MatMul weights whose name contains `four_bits`
    are stored in 4 bits.
    """
    keep = tuple(keep)
    for tensor in list(model.graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or len(tensor.dims) < 2:
            continue
        if np.prod(tensor.dims) < LEAST_ELEMENTS or tensor.name.startswith(keep):
            continue
        weight = numpy_helper.to_array(tensor)
        if four_bits and four_bits in tensor.name and _four_bits(model, tensor.name, weight):
            model.graph.initializer.remove(tensor)
            continue
        levels, scales = nearest(weight.reshape(len(weight), -1), 127)
        model.graph.initializer.remove(tensor)
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


def nearest(rows: Floats, top: int) -> tuple[NDArray[np.int32], Floats]:
    """Integers in -top-1..top and one scale a row, of the least squared error.

    The largest weight of a row is put on the longer, negative side; several ends are tried.
    """
    at = np.abs(rows).argmax(1)
    largest = rows[np.arange(len(rows)), at]
    best = np.full(len(rows), np.inf)
    levels = np.zeros(rows.shape, np.int32)
    scales = np.ones(len(rows), np.float32)
    for clip in CLIPS:
        scale = (-largest * clip / (top + 1)).astype(np.float32)
        scale[scale == 0] = 1.0
        tried = np.clip(np.rint(rows / scale[:, None]), -top - 1, top)
        error = np.square(tried * scale[:, None] - rows).sum(1)
        better = error < best
        best[better], scales[better] = error[better], scale[better]
        levels[better] = tried[better]
    return levels, scales


def _four_bits(model: onnx.ModelProto, name: str, weight: Floats) -> bool:
    """MatMul(x, Transpose(weight [N, K])) -> MatMulNBits. False when it is not used that way."""
    nodes = model.graph.node
    transpose = next((n for n in nodes if n.op_type == "Transpose" and n.input[0] == name), None)
    users = [n for n in nodes if transpose and transpose.output[0] in n.input]
    if transpose is None or len(users) != 1 or users[0].op_type != "MatMul":
        return False
    (matmul,) = users
    outputs, inputs = weight.shape
    levels, scales = nearest(weight.reshape(-1, BLOCK), 7)
    unsigned = (levels + 8).astype(np.uint8).reshape(outputs, inputs // BLOCK, BLOCK)
    packed = unsigned[:, :, ::2] | (unsigned[:, :, 1::2] << 4)
    stored, scale = f"{name}_q4", f"{name}_scale"
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(packed, stored),
            numpy_helper.from_array(scales.reshape(outputs, inputs // BLOCK), scale),
        ]
    )
    blocks = helper.make_node(
        "MatMulNBits",
        [matmul.input[0], stored, scale],
        [matmul.output[0]],
        name=name,
        domain=MICROSOFT,
        K=inputs,
        N=outputs,
        bits=4,
        block_size=BLOCK,
    )
    place = list(nodes).index(matmul)
    nodes.remove(matmul)
    nodes.insert(place, blocks)
    nodes.remove(transpose)
    if not any(opset.domain == MICROSOFT for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
    return True
