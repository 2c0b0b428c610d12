"""What scenes are composed of, small enough to carry to another machine: photos with where objects
are in them, and cut-outs."""

import io
import pickle
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.cut_outs import CutOut, CutOuts
from earmark.data.photos import Placed, Thing
from earmark.data.scenes import Picture
from earmark.data.store import View

QUALITY = 86  # of WebP


@dataclass(frozen=True)
class Photograph:
    """A photo [384, 384, 3] and its masks, compressed."""

    picture: bytes
    things: list[Thing]
    masks: bytes
    source: str
    by_hand: bool
    perhaps: tuple[str, ...]

    @staticmethod
    def of(view: View) -> "Photograph":
        picture, placed = view.read()
        return Photograph(
            webp(picture),
            [p.thing for p in placed],
            zlib.compress(np.packbits(np.stack([p.mask for p in placed])).tobytes(), 9),
            view.photo.source,
            view.photo.label is None,
            view.perhaps,
        )

    def read(self) -> tuple[Picture, list[Placed]]:
        side, count = SHAPE.frame_size, len(self.things)
        bits = np.unpackbits(np.frombuffer(zlib.decompress(self.masks), np.uint8))
        masks = bits.astype(bool).reshape(count, side, side)
        return _pixels(self.picture), [
            Placed(thing, mask) for thing, mask in zip(self.things, masks, strict=True)
        ]


@dataclass
class Material:
    photographs: list[Photograph]
    cut_outs: list[tuple[str, bytes]]  # label, RGBA
    shown: Counter[str]  # in how many prepared scenes each label is

    def cuts(self) -> CutOuts:
        found = CutOuts()
        for label, picture in self.cut_outs:
            found.add(CutOut(label, _pixels(picture)))
        return found


def webp(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def _pixels(picture: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image)


def read_material(file: Path) -> Material:
    """Only for files that this module wrote: they are pickles."""
    return pickle.loads(file.read_bytes())
