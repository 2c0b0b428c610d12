"""A bundle's weights as checkpoints to go on from: `python -m earmark.export.unpack --bundle DIR
--out DIR`.

Writes `eemc.pt` and `audio_encoder.pt`, which both trainings take as `--start`.
"""

import argparse
import json
from math import sqrt
from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.export.checkpoints import eemc_of
from earmark.export.weights import load_bundle
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
    options.out.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((options.bundle / "manifest.json").read_text())
    modules = load_bundle(options.bundle)
    eemc = eemc_of(modules).state_dict()
    came_from = {"bundle": manifest["version"], **manifest["training"]}
    torch.save({"state_dict": eemc, "training": came_from["eemc"]}, options.out / "eemc.pt")
    audio = with_batch_norm(modules["audio_encoder"])
    facts = {**came_from["audio"], "held_out": manifest["results"]["audio"]}
    torch.save({"state_dict": audio, "facts": facts}, options.out / "audio_encoder.pt")


if __name__ == "__main__":
    main()
