"""What the inputs of linear layers look like: needed to round their weights to 4 bits well."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.model.text_encoder import TextEncoder, tokenize

Gram = NDArray[np.float64]

NAMES = Path(__file__).parent.parent / "names"
TEMPLATES = (
    "the {}",
    "a {} on the left",
    "the sound of a {}",
    "the object making the sound of a {}",
    "the {} behind the person",
    "which {} is the loudest?",
    "the {} that sounds after the other one",
)
EVERY = 4  # of the names is asked for


def calibration_sentences() -> list[str]:
    """Expressions about objects that are seen (ImageNet) and heard (AudioSet)."""
    lists = (NAMES / file for file in ("imagenet.txt", "audioset.txt"))
    names = [name for file in lists for name in file.read_text(encoding="utf-8").splitlines()]
    return [
        TEMPLATES[index % len(TEMPLATES)].format(name.lower())
        for index, name in enumerate(names[::EVERY])
    ]


@torch.no_grad()
def input_grams(encoder: TextEncoder, endings: Sequence[str]) -> dict[str, Gram]:
    """X^T X of the inputs X [tokens, K] of every linear layer whose weight's name ends with one of
    `endings`, by the weight's name, over the calibration sentences."""
    ids, mask = tokenize(calibration_sentences())
    words = mask.bool()
    grams: dict[str, Gram] = {}
    hooks = []
    for name, layer in encoder.named_modules():
        weight = f"{name}.weight"
        if not isinstance(layer, nn.Linear) or not weight.endswith(tuple(endings)):
            continue

        def note(_: nn.Module, given: tuple[Tensor, ...], weight: str = weight) -> None:
            seen = given[0][words].double().numpy()
            grams[weight] = seen.T @ seen

        hooks.append(layer.register_forward_pre_hook(note))
    encoder(ids, mask)
    for hook in hooks:
        hook.remove()
    return grams
