"""Photos with objects in them: pictures [384, 384, 3], names, masks at 384 x 384.

Masks come from people where there are any (COCO). Else the picture's own class is what stands out
(`earmark.data.foreground`) where the name map agrees, and persons, and whatever else the teacher
of 20 classes knows, are the teacher's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.nouns import SOUNDING, VOC, family_of, names_of

S, M, G = SHAPE.frame_size, SHAPE.mask_size, SHAPE.grid_size
LEAST_SHARE = 0.015  # of the picture; smaller objects are not asked for
SMALL_SHARE = 0.008  # smaller instances of a name are one object together
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Thing:
    """Something to be found: what it may be called, and what else is known of it."""

    label: str
    exact: bool  # its mask is drawn by hand or known by construction
    several: bool = False  # perhaps more than one of its kind, drawn as one
    colour: str | None = None  # the word for it where one is plainly right
    moves: str | None = None  # "left", "right", "still", or None where neither is plain
    also: tuple[str, ...] = ()  # further names that fit

    @property
    def names(self) -> tuple[str, ...]:
        return (*names_of(self.label), *self.also)

    @property
    def family(self) -> str | None:
        return family_of(self.label)


@dataclass
class Placed:
    """An object and where a picture shows it, [384, 384]."""

    thing: Thing
    mask: Mask


@dataclass
class Photo:
    path: Path
    label: str | None
    source: str
    polygons: list[tuple[str, NDArray[np.float64]]] = field(default_factory=list)
    palette: Path | None = None


def read_picture(path: Path) -> NDArray[np.uint8]:
    """The photo stretched to the square, as the app does with a frame."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((S, S), Image.Resampling.BILINEAR))


def coco_names(folder: Path) -> dict[int, str]:
    """Category id -> name from classes.yaml (two-space indented `id: name` lines)."""
    names = {}
    for line in (folder / "classes.yaml").read_text().splitlines():
        head, _, tail = line.strip().partition(": ")
        if head.isdigit():
            names[int(head)] = tail
    return names


def coco_photos(folder: Path, split: str) -> Iterator[Photo]:
    """COCO photos of a split with their hand-drawn polygons (x, y pairs in 0..1)."""
    names = coco_names(folder)
    for path in sorted((folder / "images" / split).glob("*.jpg")):
        labels = folder / "labels" / split / f"{path.stem}.txt"
        polygons = []
        for line in labels.read_text().splitlines() if labels.exists() else []:
            head, *rest = line.split()
            polygons.append((names[int(head)], np.array(rest, float).reshape(-1, 2)))
        yield Photo(path, None, f"coco-{split}", polygons)


def all_photos(photos: Path, extra: Path, coco: Path) -> list[Photo]:
    """Every photo for training, in a fixed order. COCO's validation split is never among them."""
    found = [photo for photo in coco_photos(coco, "train") if photo.polygons]
    for path in sorted((extra / "tiny_coco" / "photos").glob("*.jpg")):
        found.append(
            Photo(path, None, "tiny-coco", palette=path.parents[1] / "masks" / f"{path.stem}.png")
        )
    names = (Path(__file__).parents[1] / "names" / "imagenet.txt").read_text().splitlines()
    for index, path in enumerate(sorted(photos.glob("*.jpg"), key=lambda p: p.name.split("_")[0])):
        found.append(Photo(path, names[index], "imagenet"))
    for folder in sorted(
        p for p in extra.glob("*/*") if p.is_dir() and p.parent.name != "tiny_coco"
    ):
        label = folder.name.replace("_", " ").lower()
        for path in sorted(folder.glob("*.*")):
            found.append(Photo(path, label, folder.parent.name))
    return found


def polygon_mask(polygon: NDArray[np.float64], side: int = M) -> Mask:
    """The inside of a polygon with corners in 0..1, as people see it at `side` x `side`."""
    canvas = np.zeros((S, S), np.uint8)
    cv2.fillPoly(canvas, [(polygon * S).round().astype(np.int32)], 1)
    if side == S:
        return canvas > 0
    return cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA) > 0


def shrink(mask: Mask) -> Mask:
    """A mask [384, 384] at the model's 96 x 96: what is more than half covered."""
    return cv2.resize(mask.astype(np.float32), (M, M), interpolation=cv2.INTER_AREA) > 0.5


class Teacher:
    """DeepLabV3 MobileNetV2 (Pascal VOC, Apache-2.0): picture -> class of each pixel."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(model_path=str(path), num_threads=1)
        self.interpreter.allocate_tensors()
        self.source = self.interpreter.get_input_details()[0]["index"]
        self.classes = self.interpreter.get_output_details()[0]["index"]

    def __call__(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self.interpreter.set_tensor(self.source, cv2.resize(picture, (513, 513))[None])
        self.interpreter.invoke()
        classes = self.interpreter.get_tensor(self.classes)[0].astype(np.uint8)
        return cv2.resize(classes, (S, S), interpolation=cv2.INTER_NEAREST)


def heat_of(name_map: torch.Tensor, embedding: torch.Tensor) -> NDArray[np.float32]:
    """How well each place [24, 24] of a unit ConSE map is called by a centred unit vector."""
    return torch.einsum("c,chw->hw", embedding, name_map).numpy()


def named_foreground(
    foreground: NDArray[np.uint8], heat: NDArray[np.float32], hidden: Mask
) -> tuple[Mask, bool] | None:
    """What stands out and is called by the photo's label, without what is `hidden` by persons;
    and whether it is clean enough to be cut out. None where sight and name disagree."""
    mask = (foreground > 127) & ~hidden
    share = mask.mean()
    if not LEAST_SHARE < share < 0.85:
        return None
    unsure = ((foreground > 40) & (foreground < 215) & ~hidden).sum() / mask.sum()
    inside, outside = _mean_heat(heat, mask), _mean_heat(heat, ~mask)
    if hidden.any():
        agreed = inside > 0.12 and inside > max(outside, _mean_heat(heat, hidden)) + 0.03
    else:
        # The folder says what it shows: where one object plainly stands out, it is that.
        agreed = (unsure < 0.2 and inside > outside - 0.02) or inside > max(0.12, outside + 0.03)
    if unsure > 0.6 or not agreed:
        return None
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    pieces, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    largest = stats[1:, cv2.CC_STAT_AREA].max() / mask.sum() if pieces > 1 else 0.0
    clean = unsure < 0.15 and edge < 0.12 and largest > 0.92 and 0.03 < share < 0.6
    return mask, bool(clean and not hidden.any())


def _mean_heat(heat: NDArray[np.float32], mask: Mask) -> float:
    covered = cv2.resize(mask.astype(np.float32), (G, G), interpolation=cv2.INTER_AREA)
    return float((heat * covered).sum() / max(1e-3, float(covered.sum())))


def small_picture(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA))


def grab_cut(picture: NDArray[np.uint8], marks: NDArray[np.uint8], rounds: int, speck: int) -> Mask:
    """What belongs to the places marked GC_FGD and GC_PR_FGD by its colours (GrabCut, Rother 2004),
    without anything narrower than `speck` pixels."""
    marks, models = marks.copy(), (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.setRNGSeed(1)
    cv2.grabCut(picture, marks, None, *models, rounds, cv2.GC_INIT_WITH_MASK)
    cut = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    return cv2.morphologyEx(cut, cv2.MORPH_OPEN, np.ones((speck, speck), np.uint8)) > 0


def held_thing(
    picture: NDArray[np.uint8],
    foreground: NDArray[np.uint8],
    heat: NDArray[np.float32],
    persons: Mask,
) -> Mask | None:
    """What a person holds, out of what stands out: where its name lights up, grown or shrunk to
    the picture's edges. A teacher of twenty classes takes an instrument for part of its player."""
    peak, low = float(np.quantile(heat, 0.98)), max(0.1, float(np.median(heat)))
    if peak < 0.3 or peak < _mean_heat(heat, persons) + 0.1:
        return None
    wide = cv2.resize(((heat - low) / (peak - low)).clip(0, 1), (M, M))
    solid = shrink(foreground > 100)
    mask = np.full((M, M), cv2.GC_BGD, np.uint8)
    mask[solid & (wide > 0.2)] = cv2.GC_PR_BGD
    mask[solid & (wide > 0.5)] = cv2.GC_PR_FGD
    mask[solid & (wide > 0.85)] = cv2.GC_FGD
    if (mask == cv2.GC_FGD).sum() < 12:
        return None
    cut = grab_cut(small_picture(picture, M), mask, rounds=3, speck=3)
    share = cut.sum() / max(1, (solid & (wide > 0.5)).sum())
    found = cut if 0.4 < share < 2.0 else solid & (wide > 0.5)
    if not LEAST_SHARE < found.mean() < 0.6:
        return None
    return cv2.resize(found.astype(np.float32), (S, S), interpolation=cv2.INTER_LINEAR) > 0.5


def things_in(
    photo: Photo,
    picture: NDArray[np.uint8],
    voc: NDArray[np.uint8] | None,
    foreground: NDArray[np.uint8] | None,
    name_map: torch.Tensor,
    embeddings: dict[str, torch.Tensor],
) -> tuple[list[Placed], Placed | None]:
    """What is in the photo, and which of it may be cut out. name_map is the unit ConSE map
    [384, 24, 24]; `embeddings` are centred unit vectors of labels."""
    if photo.polygons or photo.palette is not None:
        return _drawn(photo), None
    if voc is None or photo.label is None:
        return [], None
    label = photo.label.lower()
    family = family_of(label)
    own = family if family in VOC else label if label in VOC else None
    persons = voc == VOC.index("person")
    heat = heat_of(name_map, embeddings[label]) if label in embeddings else None
    if persons.mean() < LEAST_SHARE or own == "person" or _mistaken(persons, heat, family):
        persons = np.zeros((S, S), bool)
    things, cut = [], None
    taught = voc == VOC.index(own) if own is not None else np.zeros((S, S), bool)
    found = None
    if foreground is not None and heat is not None:
        if persons.any() and _played(family):
            held = held_thing(picture, foreground, heat, persons)
            found = (held, False) if held is not None else None
            persons = persons & ~held if held is not None else persons
        else:
            found = named_foreground(foreground, heat, persons)
    if persons.mean() >= LEAST_SHARE:
        things.append(Placed(Thing("person", False, in_pieces(persons)), persons))
    if found is not None and taught.mean() >= LEAST_SHARE:
        mask, clean = found
        same = (mask & taught).sum() / (mask | taught).sum()
        # Both see the object: the sharper mask. They differ: the one that knows the class.
        found = (mask, clean) if same > 0.6 else (taught, False)
    elif found is None and taught.mean() >= LEAST_SHARE:
        found = (taught, False)
    if found is not None:
        mask, clean = found
        things.append(Placed(Thing(label, False, in_pieces(mask)), mask))
        cut = things[-1] if clean else None
    return things, cut


def _mistaken(persons: Mask, heat: NDArray[np.float32] | None, family: str | None) -> bool:
    """Whether the teacher takes the photo's own object, a dark cello say, for a person: the name
    map calls by the photo's label what the teacher calls a person."""
    if heat is None or family is None or not persons.any():
        return False
    inside = _mean_heat(heat, persons)
    return inside > 0.25 and inside > 0.6 * float(np.quantile(heat, 0.95))


def _played(family: str | None) -> bool:
    return family in SOUNDING and SOUNDING[family].kind == "instrument"


def in_pieces(mask: Mask) -> bool:
    """Whether what is seen lies in more than one large piece: perhaps several of a kind."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    areas = np.sort(stats[1:, cv2.CC_STAT_AREA])[::-1]
    return len(areas) > 1 and areas[1] > 0.15 * areas[0]


def _drawn(photo: Photo) -> list[Placed]:
    """Objects with hand-drawn masks, each by itself; the small ones of a name together."""
    drawn: list[tuple[str, Mask, bool]] = []
    if photo.palette is not None:
        names = coco_names(photo.path.parents[3] / "coco")
        with Image.open(photo.palette) as image:
            ids = np.asarray(image.resize((S, S), Image.Resampling.NEAREST))
        for value in np.unique(ids):
            if int(value) in names:
                mask = ids == value
                drawn.append((names[int(value)], mask, in_pieces(mask)))
    small: dict[str, Mask] = {}
    for name, polygon in photo.polygons:
        mask = polygon_mask(polygon, S)
        if mask.mean() >= SMALL_SHARE:
            drawn.append((name, mask, False))
        else:
            small[name] = small.get(name, np.zeros((S, S), bool)) | mask
    drawn += [(name, mask, True) for name, mask in small.items()]
    return [
        Placed(Thing(name, True, several), mask)
        for name, mask, several in sorted(drawn, key=lambda d: -d[1].sum())
        if mask.any()
    ]
