"""Photos with things in them: pictures [384, 384, 3], names, masks at 96 x 96.

Masks come from people where there are any (COCO), else from a teacher that knows 20 classes, else
from where the picture's own class lights up in the name map, refined by colour.
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
from earmark.data.nouns import VOC, family_of, names_of

S, M, G = SHAPE.frame_size, SHAPE.mask_size, SHAPE.grid_size
LEAST_SHARE = 0.015  # of the picture; smaller things are not asked for
Mask = NDArray[np.bool_]


@dataclass
class Thing:
    """Something in a picture: what it may be called, where it is."""

    label: str
    names: tuple[str, ...]
    family: str | None
    mask: Mask  # [96, 96]
    exact: bool  # drawn by hand or known by construction


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


def polygon_mask(polygon: NDArray[np.float64]) -> Mask:
    canvas = np.zeros((M * 4, M * 4), np.uint8)
    cv2.fillPoly(canvas, [(polygon * M * 4).round().astype(np.int32)], 1)
    return cv2.resize(canvas, (M, M), interpolation=cv2.INTER_AREA) > 0


class Teacher:
    """DeepLabV3 MobileNetV2 (Pascal VOC, Apache-2.0): picture -> class of 96 x 96 places."""

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
        return cv2.resize(classes, (M, M), interpolation=cv2.INTER_NEAREST)


def refine(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> Mask | None:
    """Where a class lights up [24, 24], 0..1, grown or shrunk to the picture's own edges."""
    wide = cv2.resize(heat, (M, M), interpolation=cv2.INTER_LINEAR)
    mask = np.full((M, M), cv2.GC_BGD, np.uint8)
    mask[wide > 0.15] = cv2.GC_PR_BGD
    mask[wide > 0.45] = cv2.GC_PR_FGD
    mask[wide > 0.8] = cv2.GC_FGD
    if (mask == cv2.GC_FGD).sum() < 12 or (wide < 0.45).sum() < 200:
        return None
    small = cv2.resize(picture, (M, M), interpolation=cv2.INTER_AREA)
    cv2.setRNGSeed(1)
    cv2.grabCut(small[:, :, ::-1].copy(), mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 3,
                cv2.GC_INIT_WITH_MASK)  # fmt: skip
    cut = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD))
    cut = cv2.morphologyEx(cut.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    # Colour that runs away from the heat is wrong: fall back to the heat alone.
    return cut if 0.4 < cut.sum() / max(1, (wide > 0.45).sum()) < 2.0 else wide > 0.5


def things_in(
    photo: Photo,
    picture: NDArray[np.uint8],
    voc: NDArray[np.uint8] | None,
    name_map: torch.Tensor,
    embeddings: dict[str, torch.Tensor],
) -> list[Thing]:
    """What is in the photo. name_map is the unit ConSE map [384, 24, 24]; `embeddings` are centred
    unit vectors of labels."""
    if photo.polygons or photo.palette is not None:
        return _drawn(photo)
    things: list[Thing] = []
    if voc is None or photo.label is None:
        return things
    label = photo.label.lower()
    family = family_of(label)
    own = family if family in VOC else label if label in VOC else None
    for index in np.unique(voc):
        name = VOC[index]
        mask = voc == index
        if name not in ("person", own) or mask.mean() < LEAST_SHARE:
            continue
        if name == own:
            things.append(Thing(label, names_of(label), family, mask, False))
        else:
            things.append(Thing(name, names_of(name), "person", mask, False))
    if all(t.label != label for t in things) and label in embeddings:
        heat = torch.einsum("c,chw->hw", embeddings[label], name_map).numpy()
        peak = float(np.quantile(heat, 0.98))
        if peak > 0.42:
            low = max(0.15, float(np.median(heat)))
            scaled = ((heat - low) / max(1e-3, peak - low)).clip(0, 1).astype(np.float32)
            mask = refine(picture, scaled)
            people = [t.mask for t in things]
            if mask is not None and people:
                mask &= ~people[0]
            if mask is not None and LEAST_SHARE < mask.mean() < 0.85:
                things.append(Thing(label, names_of(label), family, mask, False))
    return things


def _drawn(photo: Photo) -> list[Thing]:
    """Things with hand-drawn masks; all of one name together."""
    masks: dict[str, Mask] = {}
    if photo.palette is not None:
        names = coco_names(photo.path.parents[3] / "coco")
        with Image.open(photo.palette) as image:
            ids = np.asarray(image)
        for value in np.unique(ids):
            if int(value) in names:
                share = cv2.resize(
                    (ids == value).astype(np.float32), (M, M), interpolation=cv2.INTER_AREA
                )
                masks[names[int(value)]] = share > 0.4
    for name, polygon in photo.polygons:
        masks[name] = masks.get(name, np.zeros((M, M), bool)) | polygon_mask(polygon)
    return [
        Thing(name, names_of(name), family_of(name), mask, True)
        for name, mask in masks.items()
        if mask.mean() >= LEAST_SHARE
    ]
