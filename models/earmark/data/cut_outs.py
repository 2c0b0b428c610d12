"""Objects cut out of photos, to be pasted into others."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from earmark.data.nouns import SOUNDING, UNSEEN, family_of
from earmark.data.photos import Placed

# Folders of cut-out photographs whose file names are plain nouns (Tux Paint's stamps).
FOLDERS = [
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
_NOT_NAMES = frozenset({
    *("stand", "standing", "sit", "sitting", "walking", "running", "open", "closed", "sliced"),
    *("slice", "half", "big", "small", "baby", "old", "new", "real", "photo", "korean"),
    *("left", "right", "side", "front", "back", "a", "the", "with", "and"),
})  # fmt: skip
LARGEST = 256  # pixels, longest side kept


@dataclass
class CutOut:
    label: str
    rgba: NDArray[np.uint8]

    @property
    def kind(self) -> str:
        """What it is one of: its family, or its own label."""
        return family_of(self.label) or self.label


@dataclass
class CutOuts:
    """Cut-outs by kind; every kind is drawn about as often."""

    by_kind: dict[str, list[CutOut]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cut: CutOut) -> None:
        self.by_kind[cut.kind].append(cut)

    def draw(self, rng: np.random.Generator, kind: str | None) -> CutOut:
        """One of this kind, or of a random one: more often of one that makes sounds."""
        if kind is None:
            kinds = list(self.by_kind)
            sounding = [name for name in kinds if name in SOUNDING]
            known = sounding if sounding and rng.random() < 0.6 else kinds
            kind = known[rng.integers(len(known))]
        cuts = self.by_kind[kind]
        return cuts[rng.integers(len(cuts))]


def read_stamps(folder: Path) -> list[CutOut]:
    """Photographs with transparency below `folder`, by the names of their files."""
    found = []
    for sub in FOLDERS:
        for path in sorted((folder / sub).rglob("*.png")):
            relative = str(path.relative_to(folder)).lower()
            if _NOT_NOUNS.search(relative):
                continue
            with Image.open(path) as image:
                rgba = np.asarray(image.convert("RGBA"))
            if min(rgba.shape[:2]) < 70 or not 0.05 < (rgba[:, :, 3] < 20).mean() < 0.9:
                continue
            words = re.sub(r"[-_0-9]+", " ", path.stem.lower())
            words = " ".join(w for w in words.split() if w not in _NOT_NAMES)
            found.append(CutOut(words, _small(rgba)))
    return found


def held_out_stamps(folder: Path, every: int) -> list[tuple[CutOut, bool]]:
    """All stamps; every so many are held out."""
    return [(cut, index % every == 0) for index, cut in enumerate(read_stamps(folder))]


def of_part(cuts: Iterable[tuple[CutOut, bool]], held_out: bool) -> list[CutOut]:
    """Those for training, or those for measuring, among which are all of unseen families."""
    return [cut for cut, held in cuts if (held or cut.kind in UNSEEN) == held_out]


def cut_from(
    picture: NDArray[np.uint8], placed: Placed, foreground: NDArray[np.uint8] | None
) -> CutOut:
    """The object out of its photo, with soft edges, a pixel inside its outline."""
    inside = cv2.erode(placed.mask.astype(np.uint8) * 255, np.ones((3, 3), np.uint8))
    alpha = cv2.GaussianBlur(inside, (0, 0), 1.0)
    if foreground is not None:
        alpha = np.minimum(alpha, foreground)
    rows, columns = np.where(placed.mask.any(1))[0], np.where(placed.mask.any(0))[0]
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return CutOut(placed.thing.label, _small(np.dstack([picture, alpha])[box]))


def worth_cutting(placed: Placed) -> bool:
    """Whether a hand-drawn object is large and whole enough to stand elsewhere."""
    mask = placed.mask
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    return not placed.thing.several and 0.03 < mask.mean() < 0.5 and edge < 0.08


def _small(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = LARGEST / max(rgba.shape[:2])
    if scale >= 1:
        return np.ascontiguousarray(rgba)
    size = (max(1, round(rgba.shape[1] * scale)), max(1, round(rgba.shape[0] * scale)))
    return cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
