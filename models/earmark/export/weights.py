"""Read a bundle's weights back: the float tensors that its graphs compute with."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from earmark.export.checkpoints import Modules, new_instance_modules
from earmark.export.manifest import bundle_graphs
from earmark.export.quantise import PACKED, SCALES, ZEROS
from earmark.instance_contract import config_of
from earmark.model.config import InstanceConfig
from earmark.segmentation.meaning import InstanceThresholds
from earmark.segmentation.segment import InstanceModel, Tensors

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
        elif node.op_type == "Cast" and node.input[0] in stored:
            weights[node.output[0]] = stored[node.input[0]].astype(np.float32)
        elif node.op_type == "MatMulNBits":
            packed, scales, zeros = (stored[name] for name in node.input[1:])
            levels = unpack(packed) - unpack(zeros)[:, :, None]
            blocks = levels.astype(np.float32) * scales[:, :, None]
            weights[node.name] = blocks.reshape(len(packed), -1)
    for name in (key.removesuffix(f".{PACKED}") for key in stored if key.endswith(f".{PACKED}")):
        packed, scales, zeros = (stored[f"{name}.{key}"] for key in (PACKED, SCALES, ZEROS))
        levels = unpack(packed).reshape(len(scales), -1) - zeros.astype(np.float32)
        weights[name] = (levels * scales.astype(np.float32)).reshape(len(packed), -1)
    return weights


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Bytes -> pairs of 4 bits along the last axis, the low half first."""
    pairs = np.stack([packed & 15, packed >> 4], axis=-1).astype(np.int32)
    return pairs.reshape(*packed.shape[:-1], -1)


def load_instance_modules(folder: Path, *graphs: str) -> Modules:
    """PyTorch modules of kind "instances" with the weights that the bundle in `folder` holds: of
    `graphs` only, if any are named."""
    modules = new_instance_modules(_manifest_config(folder))
    return _filled({name: modules[name] for name in graphs or modules}, folder)


def load_instances_bundle(folder: Path) -> InstanceModel:
    """The bundle of kind "instances" in `folder`, its graphs as PyTorch modules that compute with
    the weights it holds."""
    modules = load_instance_modules(folder)

    def run(graph: str, inputs: Tensors) -> Sequence[Tensor]:
        values = modules[graph](*inputs.values())
        return (values,) if isinstance(values, Tensor) else values

    return _instance_model(folder, run)


def open_instances_bundle(folder: Path) -> InstanceModel:
    """The same with its graphs as ONNX sessions."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    sessions: dict[str, onnxruntime.InferenceSession] = {}

    def run(graph: str, inputs: Tensors) -> Sequence[Tensor]:
        if graph not in sessions:
            path = str(folder / f"{graph}.onnx")
            sessions[graph] = onnxruntime.InferenceSession(path, options)
        fed = {name: value.numpy() for name, value in inputs.items()}
        return [torch.from_numpy(value) for value in sessions[graph].run(None, fed)]

    return _instance_model(folder, run)


def _manifest_config(folder: Path) -> InstanceConfig:
    return config_of(json.loads((folder / "manifest.json").read_text("utf-8"))["sizes"])


def _instance_model(folder: Path, run: Callable[[str, Tensors], Sequence[Tensor]]) -> InstanceModel:
    """`run` takes a graph's inputs in the order of the contract, and gives its outputs so."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    graphs = bundle_graphs(manifest)

    def run_named(graph: str, inputs: Tensors) -> Tensors:
        ordered = {name: inputs[name] for name in graphs[graph]["inputs"]}
        return dict(zip(graphs[graph]["outputs"], run(graph, ordered), strict=True))

    thresholds = manifest["thresholds"]
    return InstanceModel(
        run_named,
        config_of(manifest["sizes"]),
        InstanceThresholds(thresholds["instance"], thresholds["presence"]),
        manifest["cropContext"],
    )


def _filled(modules: Modules, folder: Path) -> Modules:
    """A bias that the export dropped was zero; anything else that is missing raises KeyError."""
    for name, module in modules.items():
        weights = read_weights(onnx.load(folder / f"{name}.onnx"))
        state = {}
        for key, value in module.state_dict().items():
            if key in weights:
                state[key] = torch.from_numpy(weights[key].copy()).reshape(value.shape)
            elif key.endswith("bias"):
                state[key] = torch.zeros_like(value)
            else:
                raise KeyError(f"{name}.onnx holds no {key}")
        module.load_state_dict(state)
        module.eval().requires_grad_(False)
    return modules
