"""Crops around labelled instances, kept as arrays: `python -m earmark.data.mask_crops --labels
FILE... --never FOLDER --out FOLDER [--detected CACHE]`.

What the mask network learns from. A crop is wider than what the network sees (`earmark.data.
crop_samples` cuts that out of it, so that boxes can be shaken and turned at little cost). Crops
are added in shards; photos that a folder has are passed over, so more can be made while a training
reads them. With `--detected` the crops lie around the detector's boxes on the instances
(`earmark.data.detected_boxes`) instead of the instances' own.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from earmark.data.boxes import Box, iou
from earmark.data.detected_boxes import DetectedBoxes
from earmark.data.instance_labels import (
    LabelledInstance,
    LabelledPhoto,
    coco_id,
    photo_key,
    read_labels,
)

STORED_SIZE = 176  # side of a kept crop, pixels
STORED_CONTEXT = 1.9  # its side, in longer sides of the box
BEYOND_FRAME = 127  # grey; the network sees it as zero
LEAST_SCORE = 0.45
LEAST_BOX_PIXELS = 20  # of the longer side
LEAST_MASK_PIXELS = 120
LEAST_INSIDE_SHARE = 0.12  # of the box that the mask fills; less is a label gone wrong
MOST_PER_PHOTO = 14  # the largest
SAME_INSTANCE_IOU = 0.5
CROPS_PER_SHARD = 1000

Pixels = NDArray[np.uint8]
Square = tuple[int, int, int]  # left, top, side, pixels of the frame


def crop_square(box: Box, size: tuple[int, int], context: float) -> Square:
    """Left, top and side, in whole pixels of a frame of `size` (width, height), of the square
    around the middle of a box (0..1 of the frame) whose side is `context` times the box's longer
    one."""
    left, top, right, bottom = np.array(box) * (*size, *size)
    side = max(1, round(context * max(right - left, bottom - top)))
    return round((left + right - side) / 2), round((top + bottom - side) / 2), side


def cut_square(picture: Pixels, square: Square, size: int, beyond: int) -> Pixels:
    """The square as `size` x `size`: averaged where it shrinks, interpolated where it grows, and
    `beyond` where there is no picture."""
    left, top, side = square
    height, width = picture.shape[:2]
    right, bottom = left + side, top + side
    pads = [max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width)]
    inside = picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    padded = cv2.copyMakeBorder(inside, *pads, cv2.BORDER_CONSTANT, value=(beyond,) * 3)
    shrinks = side > size
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(padded, (size, size), interpolation=interpolation)


def box_in_square(box: Box, size: tuple[int, int], square: Square) -> Box:
    """A box in 0..1 of the frame as 0..1 of the square."""
    left, top, side = square
    width, height = size
    return (
        (box[0] * width - left) / side,
        (box[1] * height - top) / side,
        (box[2] * width - left) / side,
        (box[3] * height - top) / side,
    )


@dataclass
class Crops:
    """Crops being gathered, and what is known of each."""

    pictures: list[Pixels] = field(default_factory=list)
    masks: list[Pixels] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)

    def add(self, picture: Pixels, instance: LabelledInstance, box: Box) -> None:
        """The instance in a crop around `box`."""
        size = (picture.shape[1], picture.shape[0])
        square = crop_square(box, size, STORED_CONTEXT)
        mask = instance.mask().astype(np.uint8) * 255
        if (mask.shape[1], mask.shape[0]) != size:
            mask = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR)
        self.pictures.append(cut_square(picture, square, STORED_SIZE, BEYOND_FRAME))
        self.masks.append(cut_square(mask, square, STORED_SIZE, 0))
        self.boxes.append(box_in_square(box, size, square))

    def keep(self, out: Path, name: str, weight: float, detected: bool) -> None:
        """As the next shard of `name`. Its list of photos comes last: who sees it sees all."""
        stem = out / f"{name}-{len(list(out.glob(f'{name}-*.json'))):03}"
        np.save(f"{stem}.pictures.npy", np.stack(self.pictures))
        np.save(f"{stem}.masks.npy", np.stack(self.masks))
        np.save(f"{stem}.boxes.npy", np.array(self.boxes, np.float32))
        facts = {
            "weight": weight,
            "crops": len(self.pictures),
            "detected": detected,  # whose boxes they are
            "photos": self.photos,
        }
        part = Path(f"{stem}.part")
        part.write_text(json.dumps(facts))
        part.replace(f"{stem}.json")


def fit_to_learn(photo: LabelledPhoto, drawn_by_people: list[Box]) -> Iterator[LabelledInstance]:
    """The instances of a photo whose masks are worth learning, largest first. Those that people
    drew elsewhere are left out."""
    fit = []
    for instance in photo.instances:
        if instance.rle is None or instance.score < LEAST_SCORE:
            continue
        if any(iou(instance.box, other) > SAME_INSTANCE_IOU for other in drawn_by_people):
            continue
        left, top, right, bottom = instance.box
        width, height = (right - left) * photo.width, (bottom - top) * photo.height
        area = float(instance.mask().sum())
        large_enough = max(width, height) >= LEAST_BOX_PIXELS and area >= LEAST_MASK_PIXELS
        if large_enough and area / max(1.0, width * height) >= LEAST_INSIDE_SHARE:
            fit.append((area, instance))
    fit.sort(key=lambda each: -each[0])
    return (instance for _, instance in fit[:MOST_PER_PHOTO])


def make_crops(
    photos: Iterable[LabelledPhoto],
    out: Path,
    name: str,
    weight: float,
    never: set[int],
    drawn: dict[str, list[Box]],
    detected: DetectedBoxes | None = None,
) -> int:
    """Adds shards of `name` to `out`; how many crops. `never` are COCO's numbers of photos that
    nothing may learn from, `drawn` the boxes of what people drew, by photo."""
    out.mkdir(parents=True, exist_ok=True)
    kept = [json.loads(file.read_text()) for file in out.glob(f"{name}-*.json")]
    done = {photo for facts in kept for photo in facts["photos"]}
    crops, made, began = Crops(), 0, time.monotonic()
    for photo in photos:
        key = photo_key(photo.file)
        if key in done or coco_id(photo.file) in never or not photo.file.exists():
            continue
        done.add(key)
        instances = list(fit_to_learn(photo, drawn.get(key, [])))
        crops.photos.append(key)
        if not instances:
            continue
        with Image.open(photo.file) as image:
            picture = np.asarray(image.convert("RGB"))
        for instance in instances:
            boxes = [instance.box] if detected is None else detected.on(photo, instance)
            for box in boxes:
                crops.add(picture, instance, box)
            made += len(boxes)
        if len(crops.pictures) >= CROPS_PER_SHARD:
            crops.keep(out, name, weight, detected is not None)
            crops = Crops()
            print(f"{name}: {made} crops, {time.monotonic() - began:.0f} s", flush=True)
    if crops.pictures:
        crops.keep(out, name, weight, detected is not None)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path(), help="where the photos' paths start")
    parser.add_argument("--human", type=Path, nargs="*", default=[], help="labels that people"
                        " drew; the same instances are not taken from --labels")  # fmt: skip
    parser.add_argument("--never", type=Path, required=True, help="folder of COCO photos that"
                        " are only measured on")  # fmt: skip
    parser.add_argument("--detected", type=Path, help="what `earmark.data.instance_cache` wrote")
    parser.add_argument("--weight", type=float, default=1.0, help="how often they are drawn")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    never = {number for file in arguments.never.glob("*") if (number := coco_id(file))}
    if not never:
        parser.error(f"no COCO photos in {arguments.never}")
    drawn: dict[str, list[Box]] = {}
    for file in arguments.human:
        for photo in read_labels(file, Path()):
            boxes = [instance.box for instance in photo.instances]
            drawn.setdefault(photo_key(photo.file), []).extend(boxes)
    detected = arguments.detected and DetectedBoxes.read(arguments.detected, arguments.root)
    for file in arguments.labels:
        photos = read_labels(file, arguments.root)
        name = f"detected-{file.stem}" if detected else file.stem
        made = make_crops(photos, arguments.out, name, arguments.weight, never, drawn, detected)
        print(f"{file.stem}: {made} crops added", flush=True)


if __name__ == "__main__":
    main()
