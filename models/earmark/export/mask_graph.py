"""The mask network as an ONNX graph with weights in int8: `python -m earmark.export.mask_graph
--network FILE --out FILE`."""

import argparse
from pathlib import Path

import onnx
import torch

from earmark.contract import Graph
from earmark.export.graphs import export_module
from earmark.export.quantise import constants, quantise
from earmark.model.mask_network import CROP_BATCH, CROP_SIZE, MaskNetwork, load_mask_network

# A batch of crops in RGB (grey 127 beyond the frame) and each one's box (left, top, right, bottom
# in 0..1 of the crop). Where fewer are wanted, the rest may hold anything.
MASK_GRAPH: Graph = {
    "inputs": {
        "crops": ("uint8", [CROP_BATCH, CROP_SIZE, CROP_SIZE, 3]),
        "boxes": ("float32", [CROP_BATCH, 4]),
    },
    "outputs": {"mask_logits": ("float32", [CROP_BATCH, CROP_SIZE, CROP_SIZE])},
}


def mask_network_to_onnx(network: MaskNetwork) -> onnx.ModelProto:
    """The network as it is trained, uint8 pixels in; static shapes, operators of WebGPU."""
    network = network.to("cpu", memory_format=torch.contiguous_format)
    return export_module("mask_network", network, MASK_GRAPH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="keep the weights as they are")
    arguments = parser.parse_args()
    network = load_mask_network(arguments.network)
    model = mask_network_to_onnx(network)
    if not arguments.float:
        quantise(model, constants(model, network))
        onnx.checker.check_model(model)
    onnx.save(model, arguments.out)
    print(f"{len(model.graph.node)} nodes, {model.ByteSize() / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
