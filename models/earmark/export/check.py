"""`python -m earmark.export.check DIR`: is this a bundle of any kind that the app can load?

Manifest against the schema, files against the manifest, graphs against the contract, operators
against what runs on WebGPU, and one run of every graph. Exits with 1 on any fault.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from earmark.contract import Graph
from earmark.export.graphs import OPSET, random_inputs
from earmark.export.manifest import (
    MAX_BUNDLE_BYTES,
    bundle_graphs,
    faults,
    kind_of,
    stored_faults,
)

# Operators of opset 17 to 19 that onnxruntime-web's WebGPU provider runs on the GPU.
GPU_OPERATORS = """
    Add And AveragePool Cast Clip Concat Conv CumSum DepthToSpace DequantizeLinear Div Equal Erf
    Exp Expand Gather Gemm Greater GridSample InstanceNormalization LayerNormalization LeakyRelu
    Less Log MatMul MatMulNBits Max MaxPool Min Mul Neg Not Pad Pow ReduceMax ReduceMean
    ReduceMin ReduceSum Relu Reshape Resize Sigmoid Slice Softmax Softplus Split Sqrt Squeeze
    Sub Tanh Transpose Unsqueeze Where
"""
CPU_TYPES = {TensorProto.INT64, TensorProto.DOUBLE, TensorProto.FLOAT16}


def graph_faults(model: onnx.ModelProto, graph: Graph) -> list[str]:
    """Where inputs, outputs, opset or operators leave the contract."""
    found = []
    for side, values in (("inputs", model.graph.input), ("outputs", model.graph.output)):
        got = {value.name: _type_of(value) for value in values}
        if list(got.items()) != list(graph[side].items()):
            found.append(f"{side} are {got}, not {graph[side]}")
    for opset in model.opset_import:
        if opset.domain == "" and not 17 <= opset.version <= 19:
            found.append(f"opset {opset.version}, not {OPSET}")
    found.extend(_operator_faults(model))
    return found


def _type_of(value: onnx.ValueInfoProto) -> tuple[str, list[int]]:
    tensor = value.type.tensor_type
    shape = [dim.dim_value for dim in tensor.shape.dim]
    return helper.tensor_dtype_to_np_dtype(tensor.elem_type).name, shape


def _operator_faults(model: onnx.ModelProto) -> list[str]:
    """Nodes that would run on the CPU beside a GPU session. What is constant folds at load."""
    inferred = onnx.shape_inference.infer_shapes(model).graph
    kinds = {value.name: value.type.tensor_type.elem_type for value in inferred.value_info}
    kinds |= {value.name: value.type.tensor_type.elem_type for value in inferred.input}
    constant = {tensor.name for tensor in model.graph.initializer}
    found = []
    for node in model.graph.node:
        if all(name in constant for name in node.input if name):
            constant.update(node.output)
            continue
        where = f"{node.op_type} ({node.name})"
        if node.op_type not in GPU_OPERATORS.split():
            found.append(f"{where} does not run on WebGPU")
        moved = {kinds.get(name) for name in (*node.input[:1], *node.output) if name}
        if moved & CPU_TYPES and node.input[0] not in constant:
            found.append(f"{where} computes in a type that does not run on WebGPU")
        if node.op_type == "Transpose" and kinds.get(node.input[0]) == TensorProto.UINT8:
            found.append(f"{where} transposes uint8, which falls back to the CPU")
        if any(a.name == "antialias" and a.i for a in node.attribute):
            found.append(f"{where} resizes with antialias")
    return found


def run_once(path: Path, graph: Graph) -> tuple[float, list[str]]:
    """Milliseconds of one run on onnxruntime's CPU provider, and what is wrong with its outputs."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = {key: value.numpy() for key, value in random_inputs(graph).items()}
    session.run(None, inputs)
    started = time.perf_counter()
    outputs = session.run(None, inputs)
    milliseconds = (time.perf_counter() - started) * 1000
    found = []
    for (name, (kind, shape)), value in zip(graph["outputs"].items(), outputs, strict=True):
        if value.dtype != kind or list(value.shape) != shape:
            found.append(f"{name} came out as {value.dtype}{list(value.shape)}")
        if not np.isfinite(value).all():
            found.append(f"{name} is not finite")
    return milliseconds, found


def check(folder: Path) -> int:
    """Print a table and every fault; 0 when there is none."""
    try:
        manifest: Any = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"no readable manifest: {error}")
        return 1
    found = faults(manifest) if isinstance(manifest, dict) else ["manifest.json is no object"]
    found = found or stored_faults(folder, manifest)
    if not found:
        graphs = bundle_graphs(manifest)
        total = sum(file["bytes"] for file in manifest["files"])
        print(f"{'file':24} {'bytes':>12} {'nodes':>6} {'ms on CPU':>10}")
        for file in manifest["files"]:
            columns = f"{file['path']:24} {file['bytes']:12,}"
            if file["role"] in graphs:
                graph, path = graphs[file["role"]], folder / file["path"]
                # Weights in files of their own stay there: what is computed is not their values.
                model = onnx.load(path, load_external_data=False)
                wrong = graph_faults(model, graph)
                milliseconds, bad = run_once(path, graph) if not wrong else (0.0, [])
                found.extend(f"{file['path']}: {fault}" for fault in (*wrong, *bad))
                columns += f" {len(model.graph.node):6} {milliseconds:10.1f}"
            print(columns, flush=True)
        print(f"{'total':24} {total:12,} of {MAX_BUNDLE_BYTES[kind_of(manifest)]:,}")
    for fault in found:
        print(f"FAULT {fault}")
    print("the bundle is sound" if not found else f"{len(found)} faults")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.export.check", description=__doc__)
    parser.add_argument("bundle", type=Path)
    return check(parser.parse_args().bundle)


if __name__ == "__main__":
    sys.exit(main())
