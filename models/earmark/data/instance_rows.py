"""Photos whose boxes and region features are cached, each row with the instance that it shows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.data.instance_cache import box_iou
from earmark.data.instances import SURE, Photo
from earmark.data.scene_config import SceneConfig
from earmark.model.detector import CLASSES
from earmark.model.instance_encoder import COLOURS, GRID, MAP_SHAPE
from earmark.names.nouns import the_nouns

REGION_COLUMNS = 2264  # `earmark.model.instance_encoder.region_width`
HELD_OUT_EVERY = 25  # every so many photos are kept out of training
LEAST_FIT = 0.25  # IoU from which a row shows more of an instance than its surroundings
NOBODY, UNKNOWN = -1, -2  # whose box a row is: no instance's; nobody can say

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class CachedPhoto:
    """A photo with its facts and its rows; `owner` [n] is the instance of each row, `place` the
    photo's own among all that are cached. `nearest` [n] is the instance that a row covers best,
    NOBODY if none, and `fit` [n] how well: the IoU of the boxes."""

    photo: Photo
    first: int
    count: int
    owner: NDArray[np.int64]
    nearest: NDArray[np.int64]
    fit: Floats
    place: int = 0


@dataclass(frozen=True)
class InstanceCache:
    """What `instance_cache` wrote, memory-mapped."""

    boxes: Floats
    scores: NDArray[np.float16]
    regions: NDArray[np.float16]
    photos: tuple[CachedPhoto, ...]


def read_cache(
    folder: Path, photos: Sequence[Photo], root: Path, config: SceneConfig
) -> InstanceCache:
    """Photos that are both labelled and cached; labels name files from `root`."""
    labelled = {str(root / photo.file): photo for photo in photos}
    index = [json.loads(line) for line in (folder / "index.jsonl").open()]
    rows = max((line["start"] + line["count"] for line in index), default=0)
    boxes = np.fromfile(folder / "boxes.f32", np.float32, rows * 4).reshape(-1, 4)

    def mapped(name: str) -> NDArray[np.float16]:
        columns = {"scores.f16": CLASSES, "objects.f16": 1, "regions.f16": REGION_COLUMNS}[name]
        return np.memmap(folder / name, np.float16, "r")[: rows * columns].reshape(rows, columns)

    scores, objects = mapped("scores.f16"), mapped("objects.f16")[:, 0]
    regions = mapped("regions.f16")
    found = []
    for place, line in enumerate(index):
        photo = labelled.get(str(root / line["file"]))
        if photo is None or line["count"] == 0:
            continue
        own = slice(line["start"], line["start"] + line["count"])
        # Not every object has a label.
        surest = np.maximum(scores[own].max(1), objects[own])
        overlap = overlaps(boxes[own], photo)
        owner = owners(overlap, surest, config)
        near, fit = nearest(overlap)
        found.append(CachedPhoto(photo, line["start"], line["count"], owner, near, fit, place))
    return InstanceCache(boxes, scores, regions, tuple(found))


def read_maps(folder: Path) -> NDArray[np.float16]:
    """Maps of stride 8 of all cached photos [P, 48, 48, 48], memory-mapped."""
    file = folder / "maps.f16"
    count = file.stat().st_size // (prod(MAP_SHAPE) * np.dtype(np.float16).itemsize)
    return np.memmap(file, np.float16, "r", shape=(count, *MAP_SHAPE))


def held_out(cache: InstanceCache) -> InstanceCache:
    """The photos that are never trained on."""
    return replace(cache, photos=cache.photos[::HELD_OUT_EVERY])


def learned(cache: InstanceCache) -> InstanceCache:
    """The photos that are trained on."""
    kept = (p for n, p in enumerate(cache.photos) if n % HELD_OUT_EVERY != 0)
    return replace(cache, photos=tuple(kept))


def labelled_nouns(photos: Sequence[CachedPhoto]) -> dict[str, int]:
    """The nouns that some instance is surely called, each with its column among the targets of a
    loss. A noun of which nobody labels an instance, as "baby", is no target: every name would be
    pushed away from it."""
    nouns = {
        noun
        for cached in photos
        for instance in cached.photo.instances
        for noun, p in instance.names.items()
        if p >= SURE
    }
    return {noun: column for column, noun in enumerate(sorted(nouns & the_nouns().nouns.keys()))}


def overlaps(boxes: Floats, photo: Photo) -> Floats:
    """IoUs of rows and of a photo's instances, [n, m]."""
    return box_iou(boxes, np.array([i.box for i in photo.instances], np.float32).reshape(-1, 4))


def owners(overlap: Floats, best: NDArray[np.float16], config: SceneConfig) -> NDArray[np.int64]:
    """The instance of each row, `NOBODY` or `UNKNOWN`. overlap [n, m] are the IoUs of rows and
    instances, best [n] how sure the detector is."""
    owner = np.full(len(overlap), NOBODY, np.int64)
    owner[best > config.doubted_score] = UNKNOWN
    if overlap.shape[1]:
        closest, iou = overlap.argmax(1), overlap.max(1)
        owner[iou > config.other_iou] = UNKNOWN
        owner[iou >= config.same_iou] = closest[iou >= config.same_iou]
        for instance in range(overlap.shape[1]):  # the best box, if it is any good
            row = int(overlap[:, instance].argmax())
            if overlap[row, instance] >= 0.45 and owner[row] == UNKNOWN:
                owner[row] = instance
    return owner


def nearest(overlap: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Of each row the instance with the greatest IoU, and that IoU; NOBODY where it is little."""
    if overlap.shape[1] == 0:
        return np.full(len(overlap), NOBODY, np.int64), np.zeros(len(overlap), np.float32)
    fit = overlap.max(1).astype(np.float32)
    return np.where(fit >= LEAST_FIT, overlap.argmax(1), NOBODY), fit


def mirror_colours(regions: Floats, mirrored: NDArray[np.bool_]) -> Floats:
    """Region features [N, R] whose grid of colours is turned left to right where asked."""
    turned = regions.copy()
    grid = turned[mirrored, -COLOURS:].reshape(-1, GRID, GRID, 3)[:, :, ::-1]
    turned[mirrored, -COLOURS:] = grid.reshape(-1, COLOURS)
    return turned
