"""Nouns of COCO photos that no training has seen, with masks by people: what is asked, and the
figures of the answers.

All objects of a noun together are the truth, at 96 x 96 and at the photo's own size; a noun counts
where it covers more than 2 % of the picture. Three nouns that are not there are asked of every
photo, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from earmark.data.human_masks import class_names

Mask = NDArray[np.bool_]

MASK_SIDE, DRAWN_SIDE = 96, 384
LEAST_SHARE, DRAWN_SHARE, ABSENT_NOUNS, SEED = 0.02, 0.01, 3, 5
VOC_NOUNS = {
    *("airplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "couch"),
    *("cow", "dining table", "dog", "horse", "motorcycle", "person", "potted plant", "sheep"),
    *("train", "tv"),
}


@dataclass
class Asked:
    """One noun asked of one photo."""

    noun: str
    present: bool
    presence: float
    iou: float  # with the presence score disregarded
    full_iou: float  # the same at the photo's own size
    drawn: float  # share of the picture


@dataclass
class Photo:
    path: Path
    polygons: list[tuple[str, NDArray[np.float64]]]  # noun, corners (x, y) in 0..1


def coco_photos(folder: Path, split: str) -> Iterator[Photo]:
    """COCO photos of a split with their hand-drawn polygons (x, y pairs in 0..1)."""
    names = class_names(folder)
    for path in sorted((folder / "images" / split).glob("*.jpg")):
        labels = folder / "labels" / split / f"{path.stem}.txt"
        polygons = []
        for line in labels.read_text().splitlines() if labels.exists() else []:
            head, *rest = line.split()
            polygons.append((names[int(head)], np.array(rest, float).reshape(-1, 2)))
        yield Photo(path, polygons)


def polygon_mask(polygon: NDArray[np.float64]) -> Mask:
    """The inside of a polygon with corners in 0..1, at 96 x 96: what is touched at 384 x 384."""
    canvas = np.zeros((DRAWN_SIDE, DRAWN_SIDE), np.uint8)
    cv2.fillPoly(canvas, [(polygon * DRAWN_SIDE).round().astype(np.int32)], 1)
    return cv2.resize(canvas, (MASK_SIDE, MASK_SIDE), interpolation=cv2.INTER_AREA) > 0


def nouns_of(photo: Photo, known: list[str], rng: np.random.Generator) -> dict[str, Mask]:
    """Noun -> truth mask [96, 96]; empty for the nouns that are not there."""
    nothing = np.zeros((MASK_SIDE, MASK_SIDE), bool)
    masks: dict[str, Mask] = {}
    for noun, polygon in photo.polygons:
        masks[noun] = masks.get(noun, nothing) | polygon_mask(polygon)
    absent = rng.choice([n for n in known if n not in masks], ABSENT_NOUNS, replace=False)
    asked = {noun: mask for noun, mask in masks.items() if mask.mean() > LEAST_SHARE}
    return asked | {str(noun): nothing for noun in absent}


def full_iou(photo: Photo, noun: str, inside: Mask) -> float:
    """IoU of a mask [h, w] of the photo's own size with all polygons of the noun."""
    truth = np.zeros(inside.shape, np.uint8)
    for name, polygon in photo.polygons:
        if name == noun:
            corners = (polygon * truth.shape[::-1]).round().astype(np.int32)
            part = cv2.fillPoly(np.zeros_like(truth), [corners], 1)
            truth |= part
    union = (inside | (truth > 0)).sum()
    return float((inside & (truth > 0)).sum() / max(1, union))


def coco_summary(asked: list[Asked], presence_threshold: float) -> dict[str, float | int]:
    """Mean IoU (0 where presence says "nothing") by kind of noun, and what absent nouns draw."""

    def mean_iou(answers: list[Asked], full: bool = False) -> float:
        scores = [
            (a.full_iou if full else a.iou) if a.presence >= presence_threshold else 0.0
            for a in answers
        ]
        return round(float(np.mean(scores)), 3)

    there = [a for a in asked if a.present]
    absent = [a for a in asked if not a.present]
    voc = [a for a in there if a.noun in VOC_NOUNS]
    other = [a for a in there if a.noun not in VOC_NOUNS]
    higher = [p.presence > a.presence for p in there for a in absent]
    drawn = [a.presence >= presence_threshold and a.drawn > DRAWN_SHARE for a in absent]
    return {
        "IoU of VOC nouns": mean_iou(voc),
        "IoU of VOC nouns, presence disregarded": round(float(np.mean([a.iou for a in voc])), 3),
        "IoU of VOC nouns at full size": mean_iou(voc, True),
        "VOC objects": len(voc),
        "IoU of other nouns": mean_iou(other),
        "IoU of other nouns, presence disregarded": round(
            float(np.mean([a.iou for a in other])), 3
        ),
        "IoU of other nouns at full size": mean_iou(other, True),
        "other objects": len(other),
        "absent nouns drawn": round(float(np.mean(drawn)), 3),
        "absent nouns asked": len(absent),
        "presence AUC": round(float(np.mean(higher)), 3),
    }
