"""PyTorch modules -> ONNX graphs with the contract's names, types and static shapes.

Weights stay initialisers under their PyTorch names, so that a bundle can be read back
(`weights.py`); everything else that is constant is folded here.
"""

import contextlib
import io
import logging
import warnings

import onnx
import onnx_ir
import torch
from onnx_ir.passes import common as passes
from onnxscript import optimizer, rewriter
from torch import Tensor, nn

from earmark.contract import Graph

OPSET = 18  # from 20 on, operators leave WebGPU; the exporter starts at 18
TYPES = {"float32": torch.float32, "int32": torch.int32, "uint8": torch.uint8}
FOLD_LIMIT = 1 << 20  # elements


def random_inputs(graph: Graph, seed: int = 0) -> dict[str, Tensor]:
    """Inputs of the right names, types and shapes: uniform numbers, small integers, boxes with
    their corners in order."""
    generator = torch.Generator().manual_seed(seed)
    inputs = {}
    for name, (kind, shape) in graph["inputs"].items():
        if kind == "float32":
            inputs[name] = torch.rand(shape, generator=generator)
        else:
            top = 256 if kind == "uint8" else 2
            inputs[name] = torch.randint(0, top, shape, generator=generator).to(TYPES[kind])
        if name.endswith("boxes"):
            low, high = inputs[name].chunk(2, -1)
            inputs[name] = torch.cat([low * 0.5, 0.5 + high * 0.5], -1)
    return inputs


@torch.no_grad()
def export_module(name: str, module: nn.Module, graph: Graph, prefix: str = "") -> onnx.ModelProto:
    """`module` as a checked ONNX model with a graph's inputs and outputs; `prefix` is taken off
    the names of its weights."""
    example = tuple(random_inputs(graph).values())
    # The exporter reports its progress on stdout and every unused torchvision operator.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            example,
            dynamo=True,
            opset_version=OPSET,
            input_names=list(graph["inputs"]),
            output_names=list(graph["outputs"]),
            optimize=False,
            verbose=False,
        )
    model = program.model
    model.graph.name = name
    _fold(model)
    _forget_sources(model)
    for initializer in list(model.graph.initializers.values()):
        if prefix and initializer.name.startswith(prefix):
            initializer.name = initializer.name.removeprefix(prefix)
    proto = onnx_ir.to_proto(model)
    proto.producer_name, proto.producer_version = "earmark", ""
    onnx.checker.check_model(proto, full_check=True)
    return proto


def _fold(model: onnx_ir.Model) -> None:
    """Fold what is constant without touching a weight, and join pads with their convolutions."""
    weights = set(model.graph.initializers.values())

    def should_fold(node: onnx_ir.Node) -> bool | None:
        return False if any(value in weights for value in node.inputs) else None

    for _ in range(2):
        optimizer.fold_constants(
            model,
            onnx_shape_inference=True,
            input_size_limit=FOLD_LIMIT,
            output_size_limit=FOLD_LIMIT,
            should_fold=should_fold,
        )
        rewriter.rewrite(model)
    for simplify in (
        passes.LiftConstantsToInitializersPass(lift_all_constants=True, size_limit=0),
        passes.CommonSubexpressionEliminationPass(),
        passes.RemoveUnusedNodesPass(),
    ):
        simplify(model)


def _forget_sources(model: onnx_ir.Model) -> None:
    """Drop the exporter's stack traces and file names from the graph."""
    model.metadata_props.clear()
    model.graph.metadata_props.clear()
    for node in model.graph:
        node.metadata_props.clear()
        node.doc_string = None
        for value in node.outputs:
            value.metadata_props.clear()
    for value in [*model.graph.inputs, *model.graph.initializers.values()]:
        value.metadata_props.clear()
