"""Readers of what people drew: COCO's JSON and YOLO's polygon files."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from pycocotools import mask as coco

from earmark.data.sources.registry import Blobs, Line

LEAST_SIDE = 0.005  # of the picture; smaller outlines are slips


def _line(path: str, width: int, height: int, found: list[dict[str, Any]]) -> Line:
    return {"file": path, "width": width, "height": height, "instances": found}


def _instance(name: str, outlines: list[list[float]], width: int, height: int) -> dict[str, Any]:
    """Polygons [x, y, x, y, ...] in pixels -> an instance in the teachers' form."""
    rle = coco.merge(coco.frPyObjects(outlines, height, width))
    left, top, wide, high = (float(v) for v in coco.toBbox(rle))
    box = [left / width, top / height, (left + wide) / width, (top + high) / height]
    counts = {"size": [height, width], "counts": rle["counts"].decode()}
    return {"box": box, "mask": counts, "names": [[name, 1.0, "people"]]}


def _large_enough(instance: dict[str, Any]) -> bool:
    left, top, right, bottom = instance["box"]
    return min(right - left, bottom - top) > LEAST_SIDE


def coco_polygons(annotations: str) -> Callable[[Blobs], Iterator[Line]]:
    """A reader of COCO JSON files whose paths match; photos are found by their file names."""

    def read(blobs: Blobs) -> Iterator[Line]:
        photos = {
            PurePosixPath(p).name: p for p in blobs if p.lower().endswith((".jpg", ".png", ".jpeg"))
        }
        for path in sorted(p for p in blobs if re.fullmatch(annotations, p)):
            table = json.loads(blobs[path]())
            names = {c["id"]: c["name"] for c in table["categories"]}
            by_image: dict[int, list[dict[str, Any]]] = defaultdict(list)
            for said in table["annotations"]:
                if not said.get("iscrowd") and isinstance(said["segmentation"], list):
                    by_image[said["image_id"]].append(said)
            for image in table["images"]:
                beside = str(PurePosixPath(path).parent / image["file_name"])
                photo = beside if beside in blobs else photos.get(image["file_name"])
                if photo is None or image["id"] not in by_image:
                    continue
                width, height = image["width"], image["height"]
                found = [
                    _instance(names[s["category_id"]], outlines, width, height)
                    for s in by_image[image["id"]]
                    if (outlines := [o for o in s["segmentation"] if len(o) >= 6])
                ]
                found = [i for i in found if _large_enough(i)]
                yield _line(photo, width, height, found)

    return read


def yolo_polygons(
    labels: str, classes: str, without: tuple[str, ...] = ()
) -> Callable[[Blobs], Iterator[Line]]:
    """A reader of YOLO's segmentation files (class, then x y pairs in 0..1).

    `classes` matches the data.yaml with the names, `without` are names that mean something else
    here. The photo of labels/NAME.txt is images/NAME.jpg.
    """

    def read(blobs: Blobs) -> Iterator[Line]:
        import io

        import yaml
        from PIL import Image

        (table,) = (p for p in blobs if re.fullmatch(classes, p))
        names = yaml.safe_load(blobs[table]())["names"]
        names = list(names.values()) if isinstance(names, dict) else names
        for path in sorted(p for p in blobs if re.match(labels, p)):
            photo = re.sub(r"/labels/([^/]+)\.txt$", r"/images/\1.jpg", path)
            if photo not in blobs:
                continue
            width, height = Image.open(io.BytesIO(blobs[photo]())).size
            found = []
            for row in blobs[path]().decode().splitlines():
                kind, *numbers = row.split()
                if len(numbers) < 6:
                    continue
                outline = np.array(numbers, float).reshape(-1, 2) * [width, height]
                name = str(names[int(kind)]).replace("_", " ").lower()
                if name in without:
                    continue
                found.append(_instance(name, [outline.ravel().tolist()], width, height))
            yield _line(photo, width, height, [i for i in found if _large_enough(i)])

    return read
