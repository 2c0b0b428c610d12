"""The parts of the instance model that no training changes, as float graphs for caching:
`python -m earmark.export.frozen --detector DIR --encoders DIR --out DIR`.

Writes `detector.onnx`, `regions.onnx`, and `regions.pt` with the region features' weights and the
mean of short expressions in the text embedding space.
"""

import argparse
from pathlib import Path

import onnx
import torch

from earmark.export.instances import random_inputs, to_graph
from earmark.export.weights import load_bundle
from earmark.instance_contract import instance_graphs
from earmark.model.config import InstanceConfig
from earmark.model.detector import published_detector
from earmark.model.instance_encoder import RegionFeatures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("detector", "encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    config = InstanceConfig()
    graphs = instance_graphs(config)
    modules = load_bundle(options.encoders)
    visual = modules["visual_encoder"]
    regions = RegionFeatures(config).eval().requires_grad_(False)
    regions.backbone.load_state_dict(visual.backbone.state_dict())
    regions.tail.load_state_dict(visual.neck.tail.state_dict())
    regions.class_names.copy_(visual.neck.name_map.class_names)
    frame = random_inputs(graphs["instance_encoder"])
    onnx.save(
        to_graph(
            "regions", regions, (frame["pixels"], frame["boxes"]), ["pixels", "boxes"], ["regions"]
        ),
        options.out / "regions.onnx",
    )
    pixels = random_inputs(graphs["detector"])["pixels"]
    detector = published_detector(options.detector)
    onnx.save(
        to_graph("detector", detector, (pixels,), ["pixels"], ["boxes", "scores"]),
        options.out / "detector.onnx",
    )
    state = {"regions": regions.state_dict(), "word_mean": modules["cue_fusion"].word_mean}
    torch.save(state, options.out / "regions.pt")


if __name__ == "__main__":
    main()
