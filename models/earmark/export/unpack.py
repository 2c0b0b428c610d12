"""A bundle's audio encoder as a checkpoint to go on from, and to encode recordings with:
`python -m earmark.export.unpack --bundle DIR --out FILE`."""

import argparse
import json
from math import sqrt
from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.export.weights import load_instance_modules
from earmark.model.audio_encoder import AudioEncoder


def with_batch_norm(folded: nn.Module) -> dict[str, Tensor]:
    """The state of an AudioEncoder that computes what `folded`, without batch norm, does: the
    convolutions' biases become the norms' shifts."""
    encoder = AudioEncoder()
    state = encoder.state_dict()
    for name, value in folded.state_dict().items():
        block, _, rest = name.rpartition("wise.")
        if block and rest == "bias":
            norm = f"{block[: block.rindex('.')]}.norm{1 if block.endswith('depth') else 2}"
            state[f"{norm}.bias"] = value
            state[f"{norm}.weight"] = torch.full_like(value, sqrt(1.0 + nn.BatchNorm2d(1).eps))
        else:
            state[name] = value
    return state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bundle", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    manifest = json.loads((options.bundle / "manifest.json").read_text("utf-8"))
    audio = with_batch_norm(load_instance_modules(options.bundle)["audio_encoder"])
    torch.save({"state_dict": audio, "facts": {"bundle": manifest["version"]}}, options.out)


if __name__ == "__main__":
    main()
