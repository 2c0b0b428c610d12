"""A few scenes made of noise: what the tests of data and training read."""

from pathlib import Path

import numpy as np
import torch

from earmark.data.nouns import BACKGROUND, SOUNDING, family_of, names_of
from earmark.data.photos import Thing
from earmark.data.prepare import FEATURES, write
from earmark.data.scenes import Kept
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank
from earmark.model.visual_encoder import unit


def thing(label: str, left: int, right: int) -> Thing:
    """A box from column `left` to `right`."""
    mask = np.zeros((96, 96), bool)
    mask[30:60, left:right] = True
    return Thing(label, names_of(label), family_of(label), mask, True)


def tiny_scenes() -> list[Kept]:
    """A dog and a guitar beside each other; a cat to which a car comes."""
    beside = [thing("dog", 5, 30), thing("guitar", 60, 90)]
    comes = [[thing("cat", 5, 30)], [thing("cat", 5, 30), thing("car", 50, 92)]]
    return [
        Kept([0], [beside], "beside", "beside", ["brown", "red"], False),
        Kept([1, 2], comes, "appearing", "appearing", ["white", None], False),
    ]


def tiny_bank() -> SoundBank:
    """Two random seconds of every class at each level."""
    generator = torch.Generator().manual_seed(3)
    names = sorted({c for s in SOUNDING.values() for c in s.classes} | {*BACKGROUND, SILENCE})
    keys = [(name, level) for name in names for level in (LOUD, QUIET)]
    tokens = torch.randn(2 * len(keys), 256, generator=generator)
    heard = unit(torch.randn(2 * len(keys), 384, generator=generator), 1)
    rows = {key: np.array([2 * i, 2 * i + 1]) for i, key in enumerate(keys)}
    return SoundBank(tokens, heard, rows)


def write_tiny(folder: Path) -> None:
    """The scenes and features of noise for them, as `earmark.data.prepare` writes them."""
    rng = np.random.default_rng(4)
    for name, shape in FEATURES.items():
        values = rng.normal(0, 1, (3, *shape)).astype(np.float32)
        if name == "conse":
            values /= np.linalg.norm(values, axis=1, keepdims=True)
        np.save(folder / f"{name}.npy", values.astype(np.float16))
    write(folder, tiny_scenes(), 0)
