"""What is prepared for training, on disk: scenes, and the frozen features of their pictures."""

import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from earmark.contract import SHAPE
from earmark.data.cut_outs import CutOut
from earmark.data.photos import Photo, Placed, Thing, read_picture
from earmark.data.scenes import Kept, Picture

FEATURES = {  # shape and type of each picture's
    "s4": ((24, 96, 96), np.float16),
    "s8": ((48, 48, 48), np.float16),
    "conse": ((SHAPE.name_width, 24, 24), np.float16),  # by the published tail
}


@dataclass
class View:
    """A photo as scenes are composed of it: where objects are in it, eight places a byte."""

    photo: Photo
    packed: list[tuple[Thing, np.ndarray]]
    covered: float
    held_out: bool
    perhaps: tuple[str, ...]  # names of which nobody should say that they are not there

    @staticmethod
    def of(photo: Photo, placed: list[Placed], held_out: bool, perhaps: tuple[str, ...]) -> "View":
        packed = [(p.thing, np.packbits(p.mask)) for p in placed]
        covered = float(np.any([p.mask for p in placed], axis=0).mean())
        return View(photo, packed, covered, held_out, perhaps)

    def read(self) -> tuple[Picture, list[Placed]]:
        side = SHAPE.frame_size
        masks = [np.unpackbits(bits).astype(bool).reshape(side, side) for _, bits in self.packed]
        placed = [Placed(t, m) for (t, _), m in zip(self.packed, masks, strict=True)]
        return read_picture(self.photo.path), placed


@dataclass
class Prepared:
    """What is done: scenes with their rows, views and cut-outs of the photos, and how far it is."""

    scenes: list[Kept] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    cuts: list[tuple[CutOut, bool]] = field(default_factory=list)  # with whether held out
    photos_done: int = 0
    composed: int = 0

    @property
    def rows(self) -> int:
        return self.scenes[-1].rows[-1] + 1 if self.scenes else 0


class FeatureFile:
    """Rows of one feature. Read in one piece each: through a memory map, a row that the system has
    let go of comes back page by page, while the interpreter waits."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.npy"
        whole = np.load(path, mmap_mode="r")
        self.name, self.shape, self.kind = name, whole.shape[1:], whole.dtype
        self.offset = whole.offset
        self.row_bytes = whole.nbytes // len(whole)
        self.file = path.open("rb", buffering=0)

    def read(self, rows: list[int]) -> torch.Tensor:
        """float32 [rows, ...]."""
        parts = [
            os.pread(self.file.fileno(), self.row_bytes, self.offset + row * self.row_bytes)
            for row in rows
        ]
        values = np.stack([np.frombuffer(p, self.kind).reshape(self.shape) for p in parts])
        return torch.from_numpy(values).float()


def write(out: Path, done: Prepared) -> None:
    """What is done so far; moved into place whole, so that training may read while this runs."""
    beside_it = out / "scenes.part"
    beside_it.write_bytes(pickle.dumps(done))
    beside_it.replace(out / "scenes.pickle")


def read(out: Path) -> Prepared:
    """What was written so far. Only for files that this module wrote: they are pickles."""
    return pickle.loads((out / "scenes.pickle").read_bytes())
