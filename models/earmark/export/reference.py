"""`python -m earmark.export.reference`: what the browser must compute from a bundle's graphs.

Runs PyTorch with the bundle's own weights on one moment of a clip, the first second of it as far
as the model knows, and writes inputs and (sampled) outputs: `reference.json` and `reference.bin`.
The format is described in `models/tests/reference/README.md`. Needs ffmpeg.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earmark.contract import SHAPE, graphs
from earmark.export.moment import moment
from earmark.export.weights import load_bundle

MOST_VALUES = 4096  # an output that has more is sampled
WHOLE = ("mask_decoder.mask_logits",)


def decode(clip: Path, at_seconds: int) -> tuple[Tensor, Tensor]:
    """The frame in the middle of a second as pixels [1, 384, 384, 3], its sound as [1, 16000]."""
    side = SHAPE.frame_size

    def ffmpeg(start: float, *options: str) -> bytes:
        command = ["ffmpeg", "-v", "error", "-ss", str(start), "-i", str(clip), *options, "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    frame = ["-frames:v", "1", "-vf", f"scale={side}:{side}", "-pix_fmt", "rgb24", "-f", "rawvideo"]
    pixels = np.frombuffer(ffmpeg(at_seconds + 0.5, *frame), np.uint8)
    second = ["-t", "1", "-ac", "1", "-ar", str(SHAPE.sample_rate), "-f", "f32le"]
    waveform = np.frombuffer(ffmpeg(at_seconds, *second), "<f4")
    return (
        torch.from_numpy(pixels.copy()).reshape(1, side, side, 3),
        torch.from_numpy(waveform.copy()).reshape(1, SHAPE.sample_rate),
    )


def sampling_stride(name: str, value: Tensor) -> int:
    """1, or the smallest prime that leaves few enough values."""
    if value.numel() <= MOST_VALUES or name in WHOLE:
        return 1
    stride = -(-value.numel() // MOST_VALUES)
    while any(stride % factor == 0 for factor in range(2, int(stride**0.5) + 1)):
        stride += 1
    return stride


def write_reference(bundle: Path, clip: Path, at_seconds: int, sentence: str, out: Path) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    pixels, waveform = decode(clip, at_seconds)
    inputs, outputs = moment(load_bundle(bundle), pixels, waveform, sentence)
    produced = {name for graph in outputs.values() for name in graph}
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

    for graph in graphs():
        for name, value in inputs[graph].items():
            if name not in produced:
                add(f"{graph}.{name}", value, 1)
        for name, value in outputs[graph].items():
            add(f"{graph}.{name}", value, sampling_stride(f"{graph}.{name}", value))
    index = {
        "schema": "earmark-reference/1",
        "bundle": {key: manifest[key] for key in ("name", "version")},
        "sentence": sentence,
        "tensors": tensors,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "reference.bin").write_bytes(content)
    (out / "reference.json").write_text(json.dumps(index, indent=1) + "\n")
    decoded = outputs["mask_decoder"]
    share = float((decoded["mask_logits"] > 0).float().mean())
    print(f"{len(tensors)} tensors, {len(content):,} bytes in {out}")
    print(f"presence {float(decoded['presence']):.3f}, mask over {share:.1%} of the picture")


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.export.reference", description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--at", type=int, default=0, help="which second of the clip")
    parser.add_argument("--sentence", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_grad_enabled(False)
    write_reference(options.bundle, options.clip, options.at, options.sentence, options.out)


if __name__ == "__main__":
    main()
