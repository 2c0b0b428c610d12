"""What people drew, in folders of other forms than `earmark.data.sources` knows, as label lines:
`python -m earmark.data.human_masks KIND LABELS PHOTOS --out FILE`.

KIND is `coco` (LABELS is COCO's instances as JSON), `polygons` (a folder of YOLO's text files),
`outlines` (a folder of one picture a photo, white on black) or `categories` (pictures whose values
are COCO's category numbers; each connected part of a category is an instance). The lines are added
to FILE.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from pycocotools import mask as run_lengths

from earmark.data.instance_labels import Mask, label_line

PHOTO_ENDINGS = (".jpg", ".jpeg", ".png")
LEAST_PART_PIXELS = 400  # of a category's connected part
Drawn = tuple[Path, tuple[int, int], list[tuple[str, Mask]]]


def class_names(folder: Path) -> dict[int, str]:
    """Class number -> name from classes.yaml (two-space indented `id: name` lines)."""
    names = {}
    for line in (folder / "classes.yaml").read_text().splitlines():
        head, _, tail = line.strip().partition(": ")
        if head.isdigit():
            names[int(head)] = tail
    return names


def from_coco(labels: Path, photos: Path, join: str | None) -> Iterator[Drawn]:
    """Polygons of COCO's JSON, crowds left out. `join` makes one instance of this name of all
    that a photo has."""
    found = json.loads(labels.read_text())
    names = {each["id"]: each["name"].lower() for each in found.get("categories", [])}
    of_photo: dict[int, list[dict]] = {}
    for each in found["annotations"]:
        if not each.get("iscrowd") and isinstance(each["segmentation"], list):
            of_photo.setdefault(each["image_id"], []).append(each)
    for image in found["images"]:
        size = image["width"], image["height"]
        masks = []
        for each in of_photo.get(image["id"], []):
            polygons = [p for p in each["segmentation"] if len(p) >= 6]
            if polygons:
                masks.append((names.get(each["category_id"], "thing"), filled(polygons, size)))
        if join is not None and masks:
            masks = [(join, np.logical_or.reduce([mask for _, mask in masks]))]
        yield photos / Path(image["file_name"]).name, size, masks


def from_polygons(labels: Path, photos: Path, join: str | None) -> Iterator[Drawn]:
    """YOLO's lines of a class and x, y pairs in 0..1. Of photos that differ only behind ".rf."
    (the same one, altered) the first is taken. A classes.yaml beside the folder of labels, or
    above it, has the classes' names."""
    listed = [f for f in labels.parents[:2] if (f / "classes.yaml").exists()]
    names = class_names(listed[0]) if listed else {}
    seen = set()
    for photo in photos_in(photos):
        stem = photo.name.split(".rf.")[0]
        file = labels / f"{photo.stem}.txt"
        if stem in seen or not file.exists():
            continue
        seen.add(stem)
        with Image.open(photo) as image:
            size = image.size
        masks = []
        for line in file.read_text().splitlines():
            kind, *rest = line.split()
            if len(rest) >= 6:
                corners = np.array(rest, float).reshape(-1, 2) * size
                masks.append(
                    (join or names.get(int(kind), kind), filled([corners.ravel().tolist()], size))
                )
        yield photo, size, masks


def from_outlines(labels: Path, photos: Path, join: str | None) -> Iterator[Drawn]:
    """One picture a photo: white is the instance. Brought to the photo's size."""
    outlines = {file.stem: file for file in labels.rglob("*.png")}
    for photo in photos_in(photos):
        if photo.stem not in outlines:
            continue
        with Image.open(photo) as image:
            size = image.size
        with Image.open(outlines[photo.stem]) as image:
            values = np.asarray(image.convert("L").resize(size, Image.Resampling.BILINEAR))
        yield photo, size, [(join or "thing", values > max(1, int(values.max())) // 2)]


def from_categories(labels: Path, photos: Path, join: str | None) -> Iterator[Drawn]:
    """Palette pictures; parts of a category that do not touch are taken for instances."""
    for photo in photos_in(photos):
        file = labels / f"{photo.stem}.png"
        if not file.exists():
            continue
        with Image.open(file) as image:
            values = np.asarray(image)
        masks = []
        for value in np.unique(values[values > 0]):
            count, parts = cv2.connectedComponents((values == value).astype(np.uint8))
            whole = [parts == part for part in range(1, count)]
            masks += [(str(value), part) for part in whole if part.sum() >= LEAST_PART_PIXELS]
        yield photo, (values.shape[1], values.shape[0]), masks


def filled(polygons: list[list[float]], size: tuple[int, int]) -> Mask:
    """The inside of polygons (x, y, x, y, ... in pixels), as COCO rasters them."""
    rles = run_lengths.frPyObjects(polygons, size[1], size[0])
    return run_lengths.decode(run_lengths.merge(rles)).astype(bool)


def photos_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in PHOTO_ENDINGS)


KINDS = {
    "coco": from_coco,
    "polygons": from_polygons,
    "outlines": from_outlines,
    "categories": from_categories,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("labels", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--join", help="name; all polygons of a photo are one instance, or"
                        " every instance has this name")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    photos = instances = 0
    with arguments.out.open("a") as out:
        for file, size, masks in KINDS[arguments.kind](
            arguments.labels, arguments.photos, arguments.join
        ):
            if masks and file.exists():
                out.write(label_line(file.resolve(), size, masks, "people"))
                photos, instances = photos + 1, instances + len(masks)
    print(f"{photos} photos, {instances} instances", flush=True)


if __name__ == "__main__":
    main()
