"""Stores a graph's weights in files small enough for static hosts, beside the graph itself."""

import math
from pathlib import Path

import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

MAX_FILE_BYTES = 24_000_000  # many static hosts refuse files over 25 MB
LEAST_BYTES = 1024  # smaller tensors stay in the graph
ALIGNMENT = 64


def cut_tensors(model: onnx.ModelProto, max_bytes: int) -> None:
    """Cut tensors that no file can hold along their first axis; a Concat of constants, which the
    runtime folds when it loads the graph, joins them again."""
    for tensor in list(model.graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.nbytes <= max_bytes:
            continue
        rows = max_bytes // (values.nbytes // len(values))
        if rows == 0:
            raise ValueError(f"one row of {tensor.name} is larger than {max_bytes} bytes")
        model.graph.initializer.remove(tensor)
        names = [f"{tensor.name}_part{i}" for i in range(math.ceil(len(values) / rows))]
        model.graph.initializer.extend(
            numpy_helper.from_array(values[i * rows : (i + 1) * rows], name)
            for i, name in enumerate(names)
        )
        joined = helper.make_node(
            "Concat", names, [tensor.name], name=f"{tensor.name}_join", axis=0
        )
        model.graph.node.insert(0, joined)


def save_split(
    model: onnx.ModelProto, folder: Path, stem: str, max_bytes: int = MAX_FILE_BYTES
) -> list[Path]:
    """Writes `stem.onnx` and its weights as `stem.0.bin`, `stem.1.bin` ... and gives their paths,
    the graph first. Changes `model`: its weights are in the files afterwards."""
    cut_tensors(model, max_bytes)
    parts: list[bytearray] = []
    places: dict[bytes, tuple[str, int]] = {}  # equal tensors lie in one place
    for tensor in model.graph.initializer:
        content = numpy_helper.to_array(tensor).tobytes()
        if len(content) < LEAST_BYTES:
            continue
        if content not in places:
            if parts:
                parts[-1].extend(bytes(-len(parts[-1]) % ALIGNMENT))
            if not parts or len(parts[-1]) + len(content) > max_bytes:
                parts.append(bytearray())
            places[content] = (f"{stem}.{len(parts) - 1}.bin", len(parts[-1]))
            parts[-1].extend(content)
        file, offset = places[content]
        kind, sizes = tensor.data_type, list(tensor.dims)
        name = tensor.name
        tensor.Clear()
        tensor.name, tensor.data_type, tensor.raw_data = name, kind, b""
        tensor.dims.extend(sizes)
        set_external_data(tensor, file, offset, len(content))
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{stem}.onnx"]
    paths[0].write_bytes(model.SerializeToString())
    for i, part in enumerate(parts):
        paths.append(folder / f"{stem}.{i}.bin")
        paths[-1].write_bytes(part)
    return paths
