"""Weight-only quantisation of an exported graph.

int8, one scale a row (output channel, word): the runtime folds DequantizeLinear when it loads
the graph (session option `disable_quant_qdq`), so what runs is the float graph. 4 bits, one
scale and zero point a block of 32: MatMulNBits, for what would not fit otherwise. There the error
of each column is made good by the columns after it (GPTQ, arXiv 2210.17323).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn

from earmark.export.calibration import Gram

Floats = NDArray[np.float32]

LEAST_ELEMENTS = 2048  # smaller tensors stay float
BLOCK = 32
DAMPING = 0.01  # of the mean square input
MICROSOFT = "com.microsoft"
CLIPS = np.linspace(1.0, 0.7, 13)  # shares of the largest weight tried as the end of the scale


def quantise(
    model: onnx.ModelProto, keep: Sequence[str] = (), grams: Mapping[str, Gram] | None = None
) -> None:
    """Replace the float matrices of `model`, in place.

    Names that start with one of `keep` stay float. Weights of linear layers that have an entry in
    `grams` (X^T X of their inputs) are stored in 4 bits.
    """
    grams = grams or {}
    for tensor in list(model.graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or len(tensor.dims) < 2:
            continue
        if np.prod(tensor.dims) < LEAST_ELEMENTS or tensor.name.startswith(tuple(keep)):
            continue
        weight = numpy_helper.to_array(tensor)
        model.graph.initializer.remove(tensor)
        if tensor.name in grams:
            _four_bits(model, tensor.name, weight, grams[tensor.name])
            continue
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


def nearest_of_16(rows: Floats) -> tuple[NDArray[np.int32], Floats, NDArray[np.int32]]:
    """Integers in 0..15, one scale and one zero point a row, of the least squared error."""
    best = np.full(len(rows), np.inf)
    levels = np.zeros(rows.shape, np.int32)
    scales, zeros = np.ones(len(rows), np.float32), np.zeros(len(rows), np.int32)
    for clip in CLIPS:
        low, high = np.minimum(rows.min(1), 0) * clip, np.maximum(rows.max(1), 0) * clip
        scale = ((high - low) / 15).astype(np.float32)
        scale[scale == 0] = 1.0
        zero = np.clip(np.rint(-low / scale), 0, 15)
        tried = np.clip(np.rint(rows / scale[:, None]) + zero[:, None], 0, 15)
        error = np.square((tried - zero[:, None]) * scale[:, None] - rows).sum(1)
        better = error < best
        best[better], scales[better], zeros[better] = error[better], scale[better], zero[better]
        levels[better] = tried[better]
    return levels, scales, zeros


def compensated(weight: Floats, gram: Gram) -> tuple[NDArray[np.int32], Floats, NDArray[np.int32]]:
    """Integers [N, K] in 0..15, scales and zero points [N, K / BLOCK] of a weight [N, K].

    Column by column from the left: what rounding adds to the layer's output is taken off again by
    the columns not rounded yet, as far as their inputs go together (`gram` [K, K]).
    """
    rest = weight.astype(np.float64)
    outputs, inputs = rest.shape
    damped = gram + np.eye(inputs) * DAMPING * np.diag(gram).mean()
    pull = np.linalg.cholesky(np.linalg.inv(damped)).T  # upper triangular
    levels = np.zeros(rest.shape, np.int32)
    scales = np.zeros((outputs, inputs // BLOCK), np.float32)
    zeros = np.zeros(scales.shape, np.int32)
    for block in range(inputs // BLOCK):
        columns = slice(block * BLOCK, (block + 1) * BLOCK)
        _, scale, zero = nearest_of_16(rest[:, columns].astype(np.float32))
        scales[:, block], zeros[:, block] = scale, zero
        for column in range(columns.start, columns.stop):
            level = np.clip(np.rint(rest[:, column] / scale) + zero, 0, 15)
            levels[:, column] = level
            error = rest[:, column] - (level - zero) * scale
            rest[:, column:] -= np.outer(error / pull[column, column], pull[column, column:])
    return levels, scales, zeros


def pack(nibbles: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Pairs along the last axis -> bytes, the first of a pair in the low half."""
    return (nibbles[..., ::2] | (nibbles[..., 1::2] << 4)).astype(np.uint8)


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The inverse of `pack`."""
    pairs = np.stack([packed & 15, packed >> 4], axis=-1).astype(np.int32)
    return pairs.reshape(*packed.shape[:-1], -1)


def _four_bits(model: onnx.ModelProto, name: str, weight: Floats, gram: Gram) -> None:
    """MatMul(x, Transpose(weight [N, K])) -> MatMulNBits."""
    nodes = model.graph.node
    (transpose,) = (node for node in nodes if name in node.input)
    (matmul,) = (node for node in nodes if transpose.output[0] in node.input)
    if transpose.op_type != "Transpose" or matmul.op_type != "MatMul":
        raise ValueError(f"{name} is no weight of a linear layer")
    outputs, inputs = weight.shape
    levels, scales, zeros = compensated(weight, gram)
    stored = {
        f"{name}_q4": pack(levels.reshape(outputs, -1, BLOCK)),
        f"{name}_scale": scales,
        f"{name}_zero": pack(zeros),
    }
    model.graph.initializer.extend(
        numpy_helper.from_array(value, key) for key, value in stored.items()
    )
    in_blocks = helper.make_node(
        "MatMulNBits",
        [matmul.input[0], *stored],
        [matmul.output[0]],
        name=name,
        domain=MICROSOFT,
        K=inputs,
        N=outputs,
        bits=4,
        block_size=BLOCK,
    )
    nodes.insert(list(nodes).index(matmul), in_blocks)
    nodes.remove(matmul)
    nodes.remove(transpose)
    if not any(opset.domain == MICROSOFT for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
