"""Instance model -> bundle of contract 2: `python -m earmark.export.instances --model FILE --masks
FILE --objects FILE --detector DIR --encoders DIR --out DIR`.

`--encoders` is a bundle whose audio and text encoders and whose backbone's tail are taken over.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from earmark.export.graphs import export_module, random_inputs
from earmark.export.manifest import (
    INSTANCES_SCHEMA,
    SOUND_NAMES_FILE,
    TOKENIZER_FILES,
    describe_file,
)
from earmark.export.quantise import constants, quantise
from earmark.export.weights import load_bundle
from earmark.instance_contract import KIND, instance_graphs, sizes
from earmark.model.config import InstanceConfig
from earmark.model.detector import published_detector
from earmark.model.instance_encoder import InstanceEncoder, RegionFeatures
from earmark.model.instance_fusion import InstanceFusion
from earmark.model.mask_network import MaskNetwork
from earmark.segmentation.instance_masks import CONTEXT
from earmark.segmentation.meaning import InstanceThresholds

TOLERANCE = 1e-4  # relative, of the float graph against PyTorch
RENAMED = {"heard_names": "audio_names", "sound_tags": "audio_tags"}
MASK_SIZE = 256  # side of the masks that the app stores


def disagreement(model: onnx.ModelProto, module: nn.Module, inputs: dict[str, Tensor]) -> float:
    """Largest relative error of the graph's outputs against PyTorch."""
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    got = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())
    expected = (expected,) if isinstance(expected, Tensor) else expected
    return max(
        float(np.abs(a - b.numpy()).max() / max(1.0, float(b.abs().max())))
        for a, b in zip(got, expected, strict=True)
    )


def take_over(regions: RegionFeatures, visual: nn.Module) -> None:
    """The backbone, its tail and the class names of a bundle's visual encoder."""
    regions.backbone.load_state_dict(visual.backbone.state_dict())
    regions.tail.load_state_dict(visual.neck.tail.state_dict())
    regions.class_names.copy_(visual.neck.name_map.class_names)


def load_modules(
    model: Path, masks: Path, detector: Path, objects: Path, encoders: Path
) -> tuple[dict[str, nn.Module], dict[str, Any]]:
    """The four modules that are exported anew, and what the trainings say of themselves."""
    config = InstanceConfig()
    stored = torch.load(model, weights_only=True, map_location="cpu")
    mask_state = torch.load(masks, weights_only=True, map_location="cpu")
    taken = load_bundle(encoders)["visual_encoder"]
    encoder, fusion, network = InstanceEncoder(config), InstanceFusion(config), MaskNetwork()
    for module, prefix in ((encoder.head, "head."), (fusion, "fusion.")):
        own = {
            k.removeprefix(prefix): v
            for k, v in stored["state_dict"].items()
            if k.startswith(prefix)
        }
        module.load_state_dict(own)
    take_over(encoder.regions, taken)
    network.load_state_dict(mask_state["state_dict"])
    modules = {
        "detector": published_detector(detector, objects),
        "instance_encoder": encoder,
        "mask_network": network,
        "cue_fusion": fusion,
    }
    facts = {"fusion": {k: v for k, v in stored.items() if k != "state_dict"}}
    object_state = torch.load(objects, weights_only=True, map_location="cpu")
    facts["objects"] = {k: v for k, v in object_state.items() if k != "state_dict"}
    facts["masks"] = {k: v for k, v in mask_state.items() if k != "state_dict"}
    return {name: m.eval().requires_grad_(False) for name, m in modules.items()}, facts


def export_bundle(options: argparse.Namespace) -> None:
    config = InstanceConfig()
    graphs = instance_graphs(config)
    modules, facts = load_modules(
        options.model, options.masks, options.detector, options.objects, options.encoders
    )
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    for name, module in modules.items():
        graph = graphs[name]
        inputs = random_inputs(graph, 1)
        model = export_module(name, module, graph)
        error = disagreement(model, module, inputs)
        if not error < TOLERANCE:
            raise ValueError(f"{name} differs from PyTorch by {error:.1e}")
        quantise(model, constants(model, module))
        onnx.checker.check_model(model)
        onnx.save(model, out / f"{name}.onnx")
        size = model.ByteSize() / 1e6
        print(
            f"{name}: {len(model.graph.node)} nodes, {size:.2f} MB, float within {error:.0e}",
            flush=True,
        )
    shutil.copyfile(options.encoders / "text_encoder.onnx", out / "text_encoder.onnx")
    audio = onnx.load(options.encoders / "audio_encoder.onnx")
    for value in audio.graph.output:
        value.name = RENAMED.get(value.name, value.name)
    for node in audio.graph.node:
        for n, name in enumerate(node.output):
            node.output[n] = RENAMED.get(name, name)
        for n, name in enumerate(node.input):
            node.input[n] = RENAMED.get(name, name)
    onnx.checker.check_model(audio)
    onnx.save(audio, out / "audio_encoder.onnx")
    for file in (*TOKENIZER_FILES.values(), SOUND_NAMES_FILE):
        shutil.copyfile(options.encoders / file, out / file)
    files = {name: f"{name}.onnx" for name in graphs} | TOKENIZER_FILES
    files["audio_names_list"] = SOUND_NAMES_FILE
    manifest = {
        "schema": INSTANCES_SCHEMA,
        "kind": KIND,
        "name": options.name,
        "version": options.version,
        "title": f"Earmark {options.name.capitalize()} (EEMC over instances)",
        "licence": "Apache-2.0",
        "sizes": {**sizes(config), "maskSize": MASK_SIZE},
        "cropContext": CONTEXT,
        "thresholds": {"mask": 0.5, "instance": options.instance, "presence": options.presence},
        "training": json.loads(json.dumps(facts, default=str)),
        "results": {},
        "files": [describe_file(out, path, role) for role, path in files.items()],
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    print(f"{sum(f['bytes'] for f in manifest['files']) / 1e6:.2f} MB in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "masks", "detector", "objects", "encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--name", default="lite")
    parser.add_argument("--version", default="0.8.0")
    parser.add_argument("--instance", type=float, default=InstanceThresholds.instance)
    parser.add_argument("--presence", type=float, default=InstanceThresholds.presence)
    export_bundle(parser.parse_args())


if __name__ == "__main__":
    main()
