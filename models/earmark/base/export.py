"""A model with its weights -> ONNX graphs with int8 weights, in files under 25 MB.

This is no bundle yet: the app's manifest has no kind for it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from earmark.base.checkpoint import file_hash
from earmark.base.graphs import base_graphs, graph_modules
from earmark.base.model import BaseModel
from earmark.base.split import MAX_FILE_BYTES, save_split
from earmark.contract import Graph
from earmark.export.check import graph_faults
from earmark.export.graphs import export_module, random_inputs
from earmark.export.quantise import constants, quantise

FILES = "files.json"
TOLERANCE = 1e-4  # rms error of the float graph against PyTorch, relative to the values' rms
# A cell near the hard threshold of masked attention may flip, which moves one query.
THRESHOLD_TOLERANCE = 1e-2
KEPT_FLOAT = "relative_position_bias_table"


@dataclass(frozen=True)
class Exported:
    name: str
    nodes: int
    error: float  # see `float_error`
    paths: list[Path]


def float_error(model: onnx.ModelProto, module: nn.Module, graph: Graph) -> float:
    """Rms error of the graph's outputs against PyTorch on random inputs, each relative to the
    output's rms; the largest of them."""
    inputs = random_inputs(graph, seed=1)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    got = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    return max(
        rms(ours - theirs.numpy()) / max(1e-6, rms(theirs.numpy()))
        for ours, theirs in zip(got, expected, strict=True)
    )


def rms(values: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.square(values.astype(np.float64)).mean()))


def export_graph(
    name: str, module: nn.Module, graph: Graph, folder: Path, max_bytes: int = MAX_FILE_BYTES
) -> Exported:
    """Raises ValueError where a node would not run on WebGPU or the graph differs from PyTorch."""
    model = export_module(name, module, graph, "model.")
    faults = graph_faults(model, graph)
    if faults:
        raise ValueError(f"{name}: {'; '.join(faults)}")
    error = float_error(model, module, graph)
    if not error < (THRESHOLD_TOLERANCE if name == "mask_decoder" else TOLERANCE):
        raise ValueError(f"{name} differs from PyTorch by {error:.1e}")
    tables = [tensor.name for tensor in model.graph.initializer if KEPT_FLOAT in tensor.name]
    owner = module.get_submodule("model")
    quantise(model, [*constants(model, owner), *tables])
    paths = save_split(model, folder, name, max_bytes)
    return Exported(name, len(model.graph.node), error, paths)


def export_model(model: BaseModel, folder: Path, checkpoint_hash: str) -> list[Exported]:
    """Exports every graph of the model's reading and lists all files with sizes and hashes."""
    graphs, exported = base_graphs(model.config), []
    for name, module in graph_modules(model).items():
        print(f"{name}: exporting", flush=True)
        done = export_graph(name, module, graphs[name], folder)
        size = sum(path.stat().st_size for path in done.paths) / 1e6
        print(
            f"    {done.nodes} nodes, {size:.1f} MB in {len(done.paths)} files,"
            f" float graph within {done.error:.0e} of PyTorch",
            flush=True,
        )
        exported.append(done)
    listed = {
        "reading": model.config.reading,
        "checkpoint": {"sha256": checkpoint_hash},
        "graphs": {done.name: [stated(path) for path in done.paths] for done in exported},
    }
    (folder / FILES).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return exported


def stated(path: Path) -> dict[str, str | int]:
    return {"path": path.name, "bytes": path.stat().st_size, "sha256": file_hash(path)}
