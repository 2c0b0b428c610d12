"""`python -m earmark.export.reference --bundle DIR --out DIR`: what PyTorch says of one frame.

The five modules with the weights of the bundle, run one after another on a picture, a second of
sound and a sentence. `tests/reference/README.md` describes the files; a browser test reads them.
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from earmark.contract import SHAPE, SWITCHES, graphs
from earmark.export.weights import load_bundle
from earmark.model.text_encoder import tokenize

SAMPLES = Path(__file__).parents[3] / "public" / "samples"
MOST_VALUES = 4096
KEPT_WHOLE = {"mask_logits", "object_scores", "presence"}


@dataclass(frozen=True)
class Scene:
    """What is shown, heard and asked for."""

    picture: Path = SAMPLES / "meadow.jpg"
    expression: str = "the dog"
    tone_hertz: float = 440.0


def given_inputs(scene: Scene) -> dict[str, dict[str, Tensor]]:
    """The inputs that no graph computes, by graph: the first second of a clip, all cues on."""
    side = SHAPE.frame_size
    with Image.open(scene.picture) as image:
        pixels = np.array(image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR))
    seconds = torch.arange(SHAPE.sample_rate) / SHAPE.sample_rate
    # A struck string: harmonics that die away.
    waveform = sum(
        torch.sin(2 * math.pi * scene.tone_hertz * k * seconds) * torch.exp(-3 * k * seconds) / k
        for k in range(1, 8)
    )
    ids, mask = tokenize([scene.expression])
    first = torch.eye(SHAPE.window_seconds)[:1]
    return {
        "visual_encoder": {"pixels": torch.from_numpy(pixels)[None]},
        "audio_encoder": {"waveform": 0.3 * torch.as_tensor(waveform)[None]},
        "text_encoder": {"ids": ids.to(torch.int32), "mask": mask.to(torch.int32)},
        "cue_fusion": {
            "audio_mask": first,
            "second": first,
            "text_mask": mask.float(),
            "visual_memory": torch.zeros(1, SHAPE.visual_tokens, SHAPE.width),
            "audio_memory": torch.zeros(1, 1, SHAPE.width),
            "audio_memory_count": torch.zeros(1, 1),
            "switches": torch.ones(1, len(SWITCHES)),
        },
        "mask_decoder": {},
    }


@torch.no_grad()
def run_chain(bundle: Path, scene: Scene) -> dict[str, Tensor]:
    """Given inputs and all outputs by `graph.tensor`, each graph fed by the ones before it."""
    modules = load_bundle(bundle)
    given = given_inputs(scene)
    computed: dict[str, Tensor] = {}
    values: dict[str, Tensor] = {}
    for graph, ports in graphs().items():
        values |= {f"{graph}.{name}": value for name, value in given[graph].items()}
        feeds = []
        for name, (_, shape) in ports["inputs"].items():
            value = computed[name] if name in computed else given[graph][name]
            if list(value.shape) != shape:  # one second of sound in a silent window
                value = torch.nn.functional.pad(value, (0, 0, 0, shape[1] - value.shape[1]))
            feeds.append(value)
        # The decoder's fifth output is for the loss alone.
        outputs = dict(zip(ports["outputs"], modules[graph](*feeds), strict=False))
        computed |= outputs
        values |= {f"{graph}.{name}": value for name, value in outputs.items()}
    return values


def stride_of(name: str, elements: int) -> int:
    """1 for inputs and for what is compared whole, else a prime that leaves `MOST_VALUES`."""
    graph, tensor = name.split(".")
    if tensor not in graphs()[graph]["outputs"] or tensor in KEPT_WHOLE:
        return 1
    stride = math.ceil(elements / MOST_VALUES)
    while stride > 1 and any(stride % d == 0 for d in range(2, math.isqrt(stride) + 1)):
        stride += 1
    return stride


def write_reference(bundle: Path, out: Path, scene: Scene) -> float:
    """Write `reference.json` and `reference.bin`; returns the share of the frame that is masked."""
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    values = run_chain(bundle, scene)
    tensors, content = {}, b""
    for name, tensor in values.items():
        array = tensor.numpy()
        stride = stride_of(name, array.size)
        tensors[name] = {
            "type": array.dtype.name,
            "shape": list(array.shape),
            "stride": stride,
            "byteOffset": len(content),
        }
        part = array.reshape(-1)[::stride].tobytes()
        content += part + b"\0" * (-len(part) % 4)
    index = {
        "schema": "earmark-reference/1",
        "bundle": {"name": manifest["name"], "version": manifest["version"]},
        "tensors": tensors,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "reference.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    (out / "reference.bin").write_bytes(content)
    return float((values["mask_decoder.mask_logits"] > 0).float().mean())


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.export.reference", description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--picture", type=Path, default=Scene.picture)
    parser.add_argument("--expression", default=Scene.expression)
    options = parser.parse_args()
    scene = Scene(picture=options.picture, expression=options.expression)
    masked = write_reference(options.bundle, options.out, scene)
    print(f"{scene.expression!r}: {masked:.1%} of the picture is masked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
