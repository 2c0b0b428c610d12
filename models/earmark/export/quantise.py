"""Weight-only quantisation of an exported graph.

int8, one scale a row (output channel): the runtime folds DequantizeLinear when it loads the graph
(session option `disable_quant_qdq`), so what runs is the float graph. float16 for what int8 would
spoil, and 4 bits for the table of words, folded in the same way.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn

Floats = NDArray[np.float32]

LEAST_ELEMENTS = 2048  # smaller tensors stay float
WORD_BLOCK = 32  # numbers of a word's vector that share a scale
PACKED, SCALES, ZEROS = "packed", "scales", "zeros"  # what a table of words is stored as
CLIPS = np.linspace(1.0, 0.7, 13)  # shares of the largest weight tried as the end of the scale


def _matrices(model: onnx.ModelProto, keep: Sequence[str]) -> list[onnx.TensorProto]:
    """The float matrices worth storing in fewer bits, without those whose names start with one of
    `keep`."""
    return [
        tensor
        for tensor in model.graph.initializer
        if tensor.data_type == onnx.TensorProto.FLOAT
        and len(tensor.dims) >= 2
        and np.prod(tensor.dims) >= LEAST_ELEMENTS
        and not tensor.name.startswith(tuple(keep))
    ]


def quantise(model: onnx.ModelProto, keep: Sequence[str] = ()) -> None:
    """Replace the float matrices of `model`, in place. Names that start with one of `keep` stay
    float."""
    for tensor in _matrices(model, keep):
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


def halve(model: onnx.ModelProto, keep: Sequence[str] = ()) -> None:
    """Store the float matrices of `model` as float16, in place; those whose names start with one
    of `keep` stay float32."""
    for tensor in _matrices(model, keep):
        stored = numpy_helper.to_array(tensor).astype(np.float16)
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(numpy_helper.from_array(stored, f"{tensor.name}_f16"))
        node = helper.make_node(
            "Cast",
            [f"{tensor.name}_f16"],
            [tensor.name],
            name=tensor.name,
            to=onnx.TensorProto.FLOAT,
        )
        model.graph.node.insert(0, node)


def pack_words(model: onnx.ModelProto, name: str, table: Floats) -> None:
    """Store the `table` [words, width] that `model` knows as `name` in 4 bits, in place, whatever
    it was stored as before: plain arithmetic on constants unpacks it, which the runtime folds.
    GatherBlockQuantized would keep it packed, but onnxruntime-web's build for WebGPU has it on the
    GPU alone."""
    graph = model.graph
    words, width = table.shape
    blocks = table.reshape(-1, WORD_BLOCK)
    levels, scales, zeros = nearest_of_16(blocks)
    for node in [n for n in graph.node if name in n.output]:
        graph.node.remove(node)
    for tensor in [t for t in graph.initializer if t.name.startswith(name)]:
        graph.initializer.remove(tensor)
    constants_of_words = {
        PACKED: pack(levels.reshape(words, width)),
        SCALES: scales.astype(np.float16)[:, None],
        ZEROS: zeros.astype(np.uint8)[:, None],
        "sixteen": np.float32(16),
        "last": np.int64([2]),
        "blocks": np.int64([-1, WORD_BLOCK]),
        "table": np.int64([words, width]),
    }
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), f"{name}.{key}")
        for key, value in constants_of_words.items()
    )
    steps = (
        ("Cast", ["packed"], "bytes", {"to": onnx.TensorProto.FLOAT}),
        ("Div", ["bytes", "sixteen"], "shifted", {}),
        ("Floor", ["shifted"], "high", {}),
        ("Mul", ["high", "sixteen"], "taken", {}),
        ("Sub", ["bytes", "taken"], "low", {}),
        ("Unsqueeze", ["low", "last"], "first", {}),
        ("Unsqueeze", ["high", "last"], "second", {}),
        ("Concat", ["first", "second"], "pairs", {"axis": 2}),
        ("Reshape", ["pairs", "blocks"], "levels", {}),
        ("Cast", ["zeros"], "zero", {"to": onnx.TensorProto.FLOAT}),
        ("Sub", ["levels", "zero"], "centred", {}),
        ("Cast", ["scales"], "scale", {"to": onnx.TensorProto.FLOAT}),
        ("Mul", ["centred", "scale"], "values", {}),
        ("Reshape", ["values", "table"], "", {}),
    )
    for place, (kind, inputs, output, attributes) in enumerate(steps):
        node = helper.make_node(
            kind,
            [f"{name}.{key}" for key in inputs],
            [f"{name}.{output}" if output else name],
            name=f"{name}.{output}" if output else name,
            **attributes,
        )
        graph.node.insert(place, node)


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
        # Scales are stored as float16.
        scale = ((high - low) / 15).astype(np.float16).astype(np.float32)
        scale[scale == 0] = 1.0
        zero = np.clip(np.rint(-low / scale), 0, 15)
        tried = np.clip(np.rint(rows / scale[:, None]) + zero[:, None], 0, 15)
        error = np.square((tried - zero[:, None]) * scale[:, None] - rows).sum(1)
        better = error < best
        best[better], scales[better], zeros[better] = error[better], scale[better], zero[better]
        levels[better] = tried[better]
    return levels, scales, zeros


def pack(nibbles: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Pairs along the last axis -> bytes, the first of a pair in the low half."""
    return (nibbles[..., ::2] | (nibbles[..., 1::2] << 4)).astype(np.uint8)
