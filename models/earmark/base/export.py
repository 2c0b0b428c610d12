"""A model with its weights -> a bundle of kind "paper": graphs with int8 or float16 weights in
files under 25 MB, tokenizer and manifest."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from earmark.base.config import BaseConfig
from earmark.base.contract import KIND, base_graphs, sizes_of
from earmark.base.graphs import graph_modules
from earmark.base.model import BaseModel
from earmark.base.roberta import Roberta
from earmark.base.split import MAX_FILE_BYTES, save_split
from earmark.base.storage import BACKBONE, KEPT_FLOAT, store_halves
from earmark.base.vggish import Vggish
from earmark.contract import Graph
from earmark.export.check import graph_faults
from earmark.export.graphs import export_module, random_inputs
from earmark.export.manifest import SCHEMA, TOKENIZER_FILES, describe_file
from earmark.export.quantise import constants, quantise

Storage = Literal["int8", "float16"]
STORAGES: tuple[Storage, ...] = get_args(Storage)
TOLERANCE = 1e-4  # rms error of the float graph against PyTorch, relative to the values' rms
# A cell near the hard threshold of masked attention may flip, which moves one query.
THRESHOLD_TOLERANCE = 1e-2
# What the app keeps beside the weights: features of frames, and the largest step of a graph.
FEATURE_BYTES = 512 * 1024 * 1024
# Where the sigmoid of the summed mask logits is cut, as the benchmark's J does.
THRESHOLDS = {"mask": 0.4, "presence": 0.5}


@dataclass(frozen=True)
class Parts:
    """Everything that a bundle of the paper's model is made of."""

    model: BaseModel
    vggish: Vggish
    roberta: Roberta
    tokenizer: Path  # folder with tokenizer.json and tokenizer_config.json

    def modules(self) -> dict[str, nn.Module]:
        """The module behind each graph, in the contract's order."""
        of_model = graph_modules(self.model)
        encoders = {"audio_encoder": self.vggish, "text_encoder": self.roberta}
        return {name: (of_model | encoders)[name] for name in base_graphs(self.model.config)}


@dataclass(frozen=True)
class Labels:
    """What a bundle says of itself."""

    name: str
    version: str
    title: str
    licence: str
    training: Mapping[str, Any]


@dataclass(frozen=True)
class Exported:
    name: str
    nodes: int
    error: float  # see `float_error`
    float_bytes: int  # of its weights as they run
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


def weight_prefix(name: str) -> str:
    """What `graph_modules` puts before the names of a model's weights."""
    return "" if name in ("audio_encoder", "text_encoder") else "model."


def store_weights(model: onnx.ModelProto, owner: nn.Module, storage: Storage) -> None:
    """Stores the weights of `owner` in `model`, in place; all else stays float. With int8, weights
    behind the backbone are float16 (decision 0034)."""
    names = [tensor.name for tensor in model.graph.initializer]
    kept = [name for name in names if any(part in name for part in KEPT_FLOAT)]
    float_names = [*constants(model, owner), *kept]
    halves = names
    if storage == "int8":
        of_model = isinstance(owner, BaseModel)
        halves = [name for name in names if of_model and BACKBONE not in name]
        quantise(model, [*float_names, *halves])
    store_halves(model, {*halves}.difference(float_names))


def export_graph(
    name: str,
    module: nn.Module,
    graph: Graph,
    folder: Path,
    storage: Storage = "int8",
    max_bytes: int = MAX_FILE_BYTES,
) -> Exported:
    """Raises ValueError where a node would not run on WebGPU or the graph differs from PyTorch."""
    prefix = weight_prefix(name)
    model = export_module(name, module, graph, prefix)
    faults = graph_faults(model, graph)
    if faults:
        raise ValueError(f"{name}: {'; '.join(faults)}")
    error = float_error(model, module, graph)
    if not error < (THRESHOLD_TOLERANCE if name == "mask_decoder" else TOLERANCE):
        raise ValueError(f"{name} differs from PyTorch by {error:.1e}")
    owner = module.get_submodule("model") if prefix else module
    float_bytes = sum(4 * int(np.prod(tensor.dims)) for tensor in model.graph.initializer)
    store_weights(model, owner, storage)
    paths = save_split(model, folder, name, max_bytes)
    return Exported(name, len(model.graph.node), error, float_bytes, paths)


def export_bundle(
    parts: Parts, folder: Path, labels: Labels, storage: Storage = "int8"
) -> list[Exported]:
    """Writes graphs, tokenizer and manifest. Raises ValueError as `export_graph`."""
    config, exported = parts.model.config, []
    graphs = base_graphs(config)
    for name, module in parts.modules().items():
        print(f"{name}: exporting", flush=True)
        done = export_graph(name, module.eval(), graphs[name], folder, storage)
        size = sum(path.stat().st_size for path in done.paths) / 1e6
        print(
            f"    {done.nodes} nodes, {size:.1f} MB in {len(done.paths)} files,"
            f" float graph within {done.error:.0e} of PyTorch",
            flush=True,
        )
        exported.append(done)
    for file in TOKENIZER_FILES.values():
        shutil.copyfile(parts.tokenizer / file, folder / file)
    manifest = bundle_manifest(config, folder, labels, exported)
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return exported


def bundle_manifest(
    config: BaseConfig, folder: Path, labels: Labels, exported: list[Exported]
) -> dict[str, Any]:
    files = []
    for done in exported:
        graph, *weights = done.paths
        files.append(describe_file(folder, graph.name, done.name))
        files += [describe_file(folder, path.name, f"{done.name}_weights") for path in weights]
    files += [describe_file(folder, path, role) for role, path in TOKENIZER_FILES.items()]
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "reading": config.reading,
        "name": labels.name,
        "version": labels.version,
        "title": labels.title,
        "licence": labels.licence,
        "sizes": sizes_of(config),
        "memoryBytes": sum(done.float_bytes for done in exported) + FEATURE_BYTES,
        "thresholds": THRESHOLDS,
        "training": dict(labels.training),
        "results": {},
        "files": files,
    }
