"""Colours of instances from the pixels inside their masks, kept in a file beside the labels."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from pycocotools import mask as coco

from earmark.data.boxes import Box
from earmark.data.colours import shares, words_of
from earmark.data.instances import Instance, Photo, Shares
from earmark.names.nouns import the_nouns

SIDE = 320  # pixels of the long side that are looked at
LEAST_PIXELS = 40
STANDING, HALF = 1.9, 1.15  # height over width of a person that stands; of one cut at the waist
BOTTOM = 0.97  # a box that ends below this is cut by the picture's edge

Colours = tuple[Shares | None, Shares | None, Shares | None]  # whole, upper, lower body


def add_colours(photos: Sequence[Photo], root: Path, kept: Path) -> list[Photo]:
    """The photos with colours; what `kept` has is not computed again. Photos that cannot be read
    stay without."""
    known: dict[str, list[list[Shares | None]]] = {}
    if kept.exists():
        for line in kept.read_text().splitlines():
            said = json.loads(line)
            known[said["file"]] = said["colours"]
    found = []
    with kept.open("a") as out:
        for photo in photos:
            colours = known.get(photo.file)
            if colours is None or len(colours) != len(photo.instances):
                try:
                    colours = [list(c) for c in colours_of(photo, root / photo.file)]
                except OSError:
                    colours = [[None, None, None]] * len(photo.instances)
                out.write(json.dumps({"file": photo.file, "colours": colours}) + "\n")
            instances = tuple(
                replace(i, colours=whole, upper=upper, lower=lower)
                for i, (whole, upper, lower) in zip(photo.instances, colours, strict=True)
            )
            found.append(replace(photo, instances=instances))
    return found


def colours_of(photo: Photo, file: Path) -> list[Colours]:
    """Colours of each instance of a photo."""
    with Image.open(file) as opened:
        opened.draft("RGB", (SIDE, SIDE))
        image = opened.convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    words = words_of(np.asarray(image))
    return [_instance_colours(instance, words) for instance in photo.instances]


def _instance_colours(instance: Instance, words: np.ndarray) -> Colours:
    if instance.rle is None:
        return None, None, None
    full = coco.decode(instance.rle)
    rows = (np.arange(words.shape[0]) + 0.5) * full.shape[0] / words.shape[0]
    columns = (np.arange(words.shape[1]) + 0.5) * full.shape[1] / words.shape[1]
    mask = full[rows.astype(int)][:, columns.astype(int)] > 0
    core = mask.copy()  # without its rim, where colours mix
    core[1:] &= mask[:-1]
    core[:-1] &= mask[1:]
    core[:, 1:] &= mask[:, :-1]
    core[:, :-1] &= mask[:, 1:]
    if core.sum() < LEAST_PIXELS:
        core = mask
    if core.sum() < LEAST_PIXELS / 2:
        return None, None, None
    whole = shares(words[core])
    nouns = the_nouns()
    if not nouns.is_kind(instance.noun, "person"):
        return whole, None, None
    upper, lower = _body(instance.box, words.shape)
    return whole, _part(words, core, instance.box, upper), _part(words, core, instance.box, lower)


def _body(box: Box, shape: tuple[int, ...]) -> tuple[tuple[float, float] | None, ...]:
    """Where a person's upper and lower body are, from 0 at the box's top to 1 at its bottom."""
    tall = (box[3] - box[1]) * shape[0] / max(1e-6, (box[2] - box[0]) * shape[1])
    cut = box[3] > BOTTOM
    if tall >= STANDING and not (cut and tall < 2.4):
        return (0.2, 0.46), (0.56, 0.88)
    if cut and tall >= HALF:
        return (0.42, 0.9), None
    if cut:
        return (0.6, 1.0), None
    return None, None


def _part(
    words: np.ndarray, mask: np.ndarray, box: Box, part: tuple[float, float] | None
) -> Shares | None:
    if part is None:
        return None
    height, width = words.shape
    top, tall = box[1] * height, (box[3] - box[1]) * height
    left, wide = box[0] * width, (box[2] - box[0]) * width
    rows = slice(int(top + part[0] * tall), int(np.ceil(top + part[1] * tall)))
    columns = slice(int(left + 0.2 * wide), int(np.ceil(left + 0.8 * wide)))
    inside = words[rows, columns][mask[rows, columns]]
    return shares(inside) if inside.size >= LEAST_PIXELS / 2 else None
