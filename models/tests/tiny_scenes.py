"""A few scenes made of noise: what the tests of data and training read."""

from pathlib import Path

import numpy as np
import torch

from earmark.data.nouns import BACKGROUND, SOUNDING
from earmark.data.photos import Thing
from earmark.data.scenes import Kept, Scene
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank
from earmark.data.store import FEATURES, Prepared, write
from earmark.model.vectors import unit


def box(left: int, right: int) -> np.ndarray:
    """A mask [96, 96] from column `left` to `right`; none when they are equal."""
    mask = np.zeros((96, 96), bool)
    mask[30:60, left:right] = True
    return mask


def kept(things: list[Thing], masks: list[list[np.ndarray]], rows: list[int], kind: str) -> Kept:
    return Kept.of(Scene([], things, np.array(masks), kind, kind), rows, False)


def tiny_scenes() -> list[Kept]:
    """A dog and a guitar beside each other; a cat to which a car comes, moving left; two dogs."""
    dog, guitar = Thing("dog", True, colour="brown"), Thing("guitar", True, colour="red")
    cat = Thing("cat", True, colour="white", moves="still")
    car = Thing("car", True, moves="left")
    first = [box(5, 30), box(0, 0)]
    return [
        kept([dog, guitar], [[box(5, 30), box(60, 90)]], [0], "beside"),
        kept([cat, car], [first, [box(5, 30), box(50, 92)]], [1, 2], "moving"),
        kept([dog, dog], [[box(5, 30), box(60, 90)]], [0], "photo"),
    ]


def tiny_bank() -> SoundBank:
    """A recording of two random seconds of every class at each level, one of every pair."""
    generator = torch.Generator().manual_seed(3)
    names = sorted({c for s in SOUNDING.values() for c in s.classes} | {*BACKGROUND, SILENCE})
    keys = [(name, level) for name in names for level in (LOUD, QUIET)]
    tokens = torch.randn(2 * len(keys), 256, generator=generator)
    heard = unit(torch.randn(2 * len(keys), 384, generator=generator), 1)
    recordings = {key: [np.array([2 * i, 2 * i + 1])] for i, key in enumerate(keys)}
    pairs = {(a, b): np.array([7]) for a in SOUNDING for b in SOUNDING if a != b}
    return SoundBank(tokens, heard, recordings, pairs)


def write_tiny(folder: Path) -> None:
    """The scenes and features of noise for them, as `earmark.data.prepare` writes them."""
    rng = np.random.default_rng(4)
    for name, (shape, _) in FEATURES.items():
        values = rng.normal(0, 1, (3, *shape)).astype(np.float32)
        if name == "conse":
            values /= np.linalg.norm(values, axis=1, keepdims=True)
        np.save(folder / f"{name}.npy", values.astype(np.float16))
    write(folder, Prepared(tiny_scenes()))
