"""`python -m earmark.export.reference`: what the browser must compute from a bundle's graphs.

Runs PyTorch with the bundle's own weights on one second of a clip, and writes inputs and (sampled)
outputs of every graph: `reference.json` and `reference.bin`. The seconds before it are run, too, so
that the cached memory holds something. The format is described in
`models/tests/reference/README.md`. Needs ffmpeg.
"""

import argparse
import io
import json
import subprocess
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from earmark.data.mask_crops import Pixels
from earmark.export.manifest import Manifest, bundle_graphs
from earmark.export.weights import load_instances_bundle
from earmark.segmentation.instance_masks import Floats
from earmark.segmentation.segment import Tensors, answer, draw

MOST_VALUES = 4096  # an output that has more is sampled
WHOLE = ("mask_decoder.mask_logits",)  # of kind "paper"


@dataclass(frozen=True)
class Moment:
    """What is stored of every graph: graph -> name -> values."""

    inputs: dict[str, Tensors]
    outputs: dict[str, Tensors]
    summary: str  # one line for people


def ffmpeg(clip: Path, start_seconds: float, *options: str) -> bytes:
    command = ["ffmpeg", "-v", "error", "-ss", str(start_seconds), "-i", str(clip), *options, "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def read_frame(clip: Path, second: int, *filters: str) -> Pixels:
    """The frame in the middle of a second: [H, W, 3]."""
    still = ffmpeg(
        clip, second + 0.5, "-frames:v", "1", *filters, "-f", "image2pipe", "-c:v", "png"
    )
    return np.asarray(Image.open(io.BytesIO(still)).convert("RGB"))


def read_sound(clip: Path, start_seconds: int, seconds: int, rate: int) -> Floats:
    """Mono in -1..1: [seconds * rate]."""
    options = ["-t", str(seconds), "-ac", "1", "-ar", str(rate), "-f", "f32le"]
    return np.frombuffer(ffmpeg(clip, start_seconds, *options), "<f4").copy()


def sampling_stride(name: str, value: Tensor) -> int:
    """1, or the smallest prime that leaves few enough values."""
    if value.numel() <= MOST_VALUES or name in WHOLE:
        return 1
    stride = -(-value.numel() // MOST_VALUES)
    while any(stride % factor == 0 for factor in range(2, int(stride**0.5) + 1)):
        stride += 1
    return stride


def instance_moment(bundle: Path, clip: Path, at_seconds: int, query: str) -> Moment:
    """Every input is stored: the choice of boxes between the detector and the encoder is
    discrete, so a chain would not be comparable. The mask network draws the most probable ones."""
    model = load_instances_bundle(bundle)
    runs: dict[str, list[tuple[Tensors, Tensors]]] = defaultdict(list)

    def recorded(graph: str, inputs: Tensors) -> Tensors:
        outputs = model.run(graph, inputs)
        runs[graph].append((inputs, outputs))
        return outputs

    model_recorded = replace(model, run=recorded)
    frames = np.stack([read_frame(clip, second) for second in range(at_seconds + 1)])
    waveform = read_sound(clip, 0, at_seconds + 1, model.config.sample_rate)
    last = answer(model_recorded, frames, waveform, query)[-1]
    best = np.argsort(-last.p, kind="stable")[: model.config.crop_batch]
    masks = draw(model_recorded, frames[-1], last.instances.boxes[best])
    inputs = {graph: kept[-1][0] for graph, kept in runs.items()}
    outputs = {graph: kept[-1][1] for graph, kept in runs.items()}
    remembered = int((inputs["cue_fusion"]["memory_count"] > 0).sum())
    shares = ", ".join(f"{mask.mean():.1%}" for mask in masks)
    said = f"{len(last.p)} instances, {remembered} of them remembered, highest p {last.p.max():.3f}"
    return Moment(inputs, outputs, f"{said}, masks over {shares} of the picture")


def write_reference(out: Path, manifest: Manifest, query: str, moment: Moment) -> None:
    """`reference.json` and `reference.bin`."""
    tensors: dict[str, dict[str, object]] = {}
    content = bytearray()

    def add(name: str, value: Tensor, stride: int) -> None:
        values = value.numpy()
        tensors[name] = {
            "type": values.dtype.name,
            "shape": list(values.shape),
            "stride": stride,
            "byteOffset": len(content),
        }
        content.extend(values.ravel()[::stride].tobytes())

    for graph in bundle_graphs(manifest):
        for name, value in moment.inputs[graph].items():
            add(f"{graph}.{name}", value, 1)
        for name, value in moment.outputs[graph].items():
            add(f"{graph}.{name}", value, sampling_stride(f"{graph}.{name}", value))
    index = {
        "schema": "earmark-reference/1",
        "bundle": {key: manifest[key] for key in ("name", "version")},
        "sentence": query,
        "tensors": tensors,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "reference.bin").write_bytes(content)
    (out / "reference.json").write_text(json.dumps(index, indent=1) + "\n")
    print(f"{len(tensors)} tensors, {len(content):,} bytes in {out}")
    print(moment.summary)


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.export.reference", description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--at", type=int, default=0, help="which second of the clip")
    parser.add_argument("--sentence", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_grad_enabled(False)
    manifest = json.loads((options.bundle / "manifest.json").read_text(encoding="utf-8"))
    computed = instance_moment(options.bundle, options.clip, options.at, options.sentence)
    write_reference(options.out, manifest, options.sentence, computed)


if __name__ == "__main__":
    main()
