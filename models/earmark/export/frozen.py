"""The parts of the instance model that no training changes, as float graphs for caching:
`python -m earmark.export.frozen --detector DIR --encoders DIR --out DIR`.

Writes `detector.onnx`, `regions.onnx`, and `regions.pt` with the region features' weights and the
mean of short expressions in the text embedding space.
"""

import argparse
from pathlib import Path

import onnx
import torch

from earmark.export.graphs import export_module
from earmark.export.weights import load_instance_modules
from earmark.instance_contract import instance_graphs
from earmark.model.config import InstanceConfig
from earmark.model.detector import published_detector
from earmark.model.instance_encoder import region_width


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("detector", "encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--objects", type=Path, help="of `earmark.training.train_objects`")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    config = InstanceConfig()
    graphs = instance_graphs(config)
    modules = load_instance_modules(options.encoders)
    regions = modules["instance_encoder"].regions
    inputs = graphs["instance_encoder"]["inputs"]
    rows = ("float32", (1, config.instances, region_width(config)))
    region_graph = {
        "inputs": {name: inputs[name] for name in ("pixels", "boxes")},
        "outputs": {"regions": rows},
    }
    scores = graphs["detector"]["outputs"]
    detector_graph = {
        "inputs": graphs["detector"]["inputs"],
        "outputs": {"boxes": scores["boxes"], "scores": scores["class_scores"]},
    }
    detector = published_detector(options.detector, options.objects)
    for name, module, graph in (
        ("regions", regions, region_graph),
        ("detector", detector, detector_graph),
    ):
        onnx.save(export_module(name, module, graph), options.out / f"{name}.onnx")
    state = {"regions": regions.state_dict(), "word_mean": modules["cue_fusion"].word_mean}
    torch.save(state, options.out / "regions.pt")


if __name__ == "__main__":
    main()
