"""Scenes: one to three pictures on a clock of ten seconds, and what is in each.

Three kinds. A photo as it is; a photo in which cut-outs appear one after the other (their masks are
exact by construction); two photos side by side, of which one may sound.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.nouns import family_of, names_of
from earmark.data.photos import LEAST_SHARE, Mask, Thing

S, M = SHAPE.frame_size, SHAPE.mask_size
Picture = NDArray[np.uint8]

# Folders of cut-out photographs whose file names are plain nouns (Tux Paint's stamps).
CUT_OUT_FOLDERS = [
    "animals/mammals",
    "animals/birds",
    "animals/marsupials",
    "animals/lizards",
    "animals/amphibians",
    "vehicles",
    "hobbies",
    "food/fruit",
    "food/vegetables",
    "household",
    "sports",
    "clothes",
]
_NOT_NOUNS = re.compile(r"cartoon|people|mirror|flip|toys|cylinder|7spoke|cuckoo|t_|goal")


@dataclass
class Scene:
    """`first_seen[i]` is the picture (0, 1, 2) in which thing i is first there; it stays."""

    pictures: list[Picture]
    things: list[list[Thing]]  # for each picture, what is in it, same order, new things last
    kind: str
    source: str

    @property
    def first_seen(self) -> list[int]:
        counts = [len(things) for things in self.things]
        return [next(p for p, n in enumerate(counts) if n > i) for i in range(counts[-1])]


@dataclass
class Kept:
    """A scene as training reads it: rows of the feature files instead of pictures."""

    rows: list[int]
    things: list[list[Thing]]
    kind: str
    source: str
    colours: list[str | None]  # of each thing in the last picture
    held_out: bool


@dataclass
class CutOut:
    label: str
    rgba: NDArray[np.uint8]


def read_cut_outs(folder: Path) -> list[CutOut]:
    """Photographs with transparency below `folder`, by the names of their files."""
    found = []
    for sub in CUT_OUT_FOLDERS:
        for path in sorted((folder / sub).rglob("*.png")):
            relative = str(path.relative_to(folder)).lower()
            if _NOT_NOUNS.search(relative):
                continue
            with Image.open(path) as image:
                rgba = np.asarray(image.convert("RGBA"))
            if min(rgba.shape[:2]) < 70 or not 0.05 < (rgba[:, :, 3] < 20).mean() < 0.9:
                continue
            words = re.sub(r"[-_0-9]+", " ", path.stem.lower()).strip()
            label = family_of(words) or words
            found.append(CutOut(label, rgba))
    return found


def beside(
    rng: np.random.Generator, a: tuple[Picture, list[Thing]], b: tuple[Picture, list[Thing]]
) -> Scene | None:
    """Two photos side by side, each cropped around the middle of its things."""
    canvas = np.zeros((S, S, 3), np.uint8)
    things: list[Thing] = []
    for side, (picture, inside) in enumerate((a, b)):
        mask = np.any([t.mask for t in inside], axis=0)
        centre = int(np.where(mask.any(0))[0].mean())
        left = int(np.clip(centre - M // 4, 0, M // 2))
        scale = S // M
        canvas[:, side * S // 2 : (side + 1) * S // 2] = picture[
            :, left * scale : left * scale + S // 2
        ]
        for thing in inside:
            part = np.zeros((M, M), bool)
            part[:, side * M // 2 : (side + 1) * M // 2] = thing.mask[:, left : left + M // 2]
            if part.mean() >= LEAST_SHARE:
                things.append(Thing(thing.label, thing.names, thing.family, part, thing.exact))
    return Scene([canvas], [things], "beside", "beside") if len(things) >= 2 else None


def paste(rng: np.random.Generator, picture: Picture, cut: CutOut) -> tuple[Picture, Mask]:
    """The picture with the cut-out in it at a random place, matched in brightness and blur."""
    height, width = cut.rgba.shape[:2]
    longest = rng.uniform(0.25, 0.6) * S
    size = (
        max(24, int(width * longest / max(height, width))),
        max(24, int(height * longest / max(height, width))),
    )
    rgba = cv2.resize(cut.rgba, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    if rng.random() < 0.5:
        rgba = rgba[:, ::-1]
    x, y = (
        int(rng.integers(0, S - size[0])),
        int(rng.integers(S // 6, max(S // 6 + 1, S - size[1] + 1))),
    )
    y = min(y, S - size[1])
    alpha = (
        cv2.GaussianBlur(np.ascontiguousarray(rgba[:, :, 3]), (0, 0), rng.uniform(0.5, 1.2))[
            :, :, None
        ]
        / 255
    )
    colour = rgba[:, :, :3]
    place = picture[y : y + size[1], x : x + size[0]].astype(np.float32)
    gain = (
        np.clip((place.mean() + 40) / (colour[alpha[:, :, 0] > 0.5].mean() + 40), 0.7, 1.3)
        if (alpha > 0.5).any()
        else 1.0
    )
    out = picture.copy()
    out[y : y + size[1], x : x + size[0]] = (colour * gain * alpha + place * (1 - alpha)).clip(
        0, 255
    )
    full = np.zeros((S, S), np.float32)
    full[y : y + size[1], x : x + size[0]] = alpha[:, :, 0]
    return out, cv2.resize(full, (M, M), interpolation=cv2.INTER_AREA) > 0.5


def appearing(
    rng: np.random.Generator, picture: Picture, things: list[Thing], cuts: list[CutOut]
) -> Scene | None:
    """The photo, then the photo with one more thing, and often one more again."""
    pictures, inside = [picture], [things]
    for _ in range(int(rng.integers(1, 3))):
        cut = cuts[rng.integers(len(cuts))]
        if any(cut.label in t.names for t in inside[-1]):
            continue
        new, mask = paste(rng, pictures[-1], cut)
        if mask.mean() < LEAST_SHARE:
            continue
        shown = [Thing(t.label, t.names, t.family, t.mask & ~mask, t.exact) for t in inside[-1]]
        if any(t.mask.mean() < LEAST_SHARE / 2 for t in shown):
            continue
        shown.append(Thing(cut.label, names_of(cut.label), family_of(cut.label), mask, True))
        pictures.append(new)
        inside.append(shown)
    return Scene(pictures, inside, "appearing", "appearing") if len(pictures) > 1 else None
