"""A bundle's weights as checkpoints to go on from: `python -m earmark.export.unpack --bundle DIR
--out DIR`.

Writes `audio_encoder.pt`, also to encode recordings with, `instances.pt` (instance head and cue
fusion) and `mask_network.pt`. Weights are those that the graphs compute with: what rounding took
is gone. Exported again, they are rounded to the same numbers.
"""

import argparse
import json
from math import sqrt
from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.export.checkpoints import Modules
from earmark.export.weights import load_instance_modules
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.instance_encoder import InstanceEncoder
from earmark.training.instance_learner import NOUN_SCALE
from earmark.training.saving import save


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


def head_and_fusion(modules: Modules) -> dict[str, Tensor]:
    """The state that `earmark.training.train_instances` begins with. No graph holds the scale of
    the loss of names, which begins anew."""
    encoder = modules["instance_encoder"]
    assert isinstance(encoder, InstanceEncoder)
    parts = {"head": encoder.head, "fusion": modules["cue_fusion"]}
    state = {
        f"{part}.{name}": value
        for part, module in parts.items()
        for name, value in module.state_dict().items()
    }
    return state | {"noun_scale": torch.tensor(NOUN_SCALE)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bundle", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    manifest = json.loads((options.bundle / "manifest.json").read_text("utf-8"))
    graphs = ("audio_encoder", "instance_encoder", "cue_fusion", "mask_network")
    modules = load_instance_modules(options.bundle, *graphs)
    facts, from_bundle = manifest["training"], {"bundle": manifest["version"]}
    states = {
        "audio_encoder": (
            with_batch_norm(modules["audio_encoder"]),
            {"facts": facts.get("audio", from_bundle)},
        ),
        "instances": (head_and_fusion(modules), facts["fusion"]),
        "mask_network": (modules["mask_network"].state_dict(), facts["masks"]),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (state, said) in states.items():
        save(options.out / f"{name}.pt", {"state_dict": state, **said})


if __name__ == "__main__":
    main()
