"""Masks of label files: JSON lines, one photo a line, whoever made them. What the instances are
called and look like is read by `earmark.data.instances`.

A line: {"file": path, "width", "height": size that the masks have, "instances": [{"box": [left,
top, right, bottom] in 0..1, "mask": COCO run lengths or null, "names": [[name, score, who], ...]
best first}]}. The teachers write it, and `earmark.data.human_masks` writes it of what people drew.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as run_lengths

from earmark.data.boxes import Box

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class LabelledInstance:
    """One instance: its box in 0..1 of the photo, what it may be called, its mask if there is
    one."""

    box: Box
    names: list[tuple[str, float, str]]
    rle: dict[str, object] | None

    @property
    def score(self) -> float:
        return max((score for _, score, _ in self.names), default=0.0)

    def mask(self) -> Mask:
        """At the size of the labels; there must be one."""
        return run_lengths.decode(self.rle).astype(bool)


@dataclass(frozen=True)
class LabelledPhoto:
    file: Path
    width: int
    height: int
    instances: list[LabelledInstance]


def read_labels(file: Path, root: Path) -> Iterator[LabelledPhoto]:
    """The lines of a file; relative paths of photos start at `root`. A last line that is still
    being written is passed over."""
    with file.open() as lines:
        for line in lines:
            if not line.endswith("\n"):
                break
            found = json.loads(line)
            instances = [
                LabelledInstance(
                    tuple(each["box"]),
                    [(name, float(score), who) for name, score, who in each["names"]],
                    each["mask"],
                )
                for each in found["instances"]
            ]
            yield LabelledPhoto(
                root / found["file"], int(found["width"]), int(found["height"]), instances
            )


def labelled(box: Box, mask: Mask, names: list[tuple[str, float, str]]) -> dict[str, object]:
    """An instance as it stands in a line."""
    rle = run_lengths.encode(np.asfortranarray(mask.astype(np.uint8)))
    rle["counts"] = rle["counts"].decode()
    return {"box": box, "mask": rle, "names": names}


def label_line(file: Path, size: tuple[int, int], masks: list[tuple[str, Mask]], who: str) -> str:
    """A line of named masks [height, width] that all were drawn by `who`."""
    width, height = size
    instances = []
    for name, mask in masks:
        box = box_of(mask)
        if box is None:
            continue
        instances.append(labelled(box, mask, [(name, 1.0, who)]))
    line = {"file": str(file), "width": width, "height": height, "instances": instances}
    return json.dumps(line) + "\n"


def box_of(mask: Mask) -> Box | None:
    """The smallest box around a mask, in 0..1; None of an empty one."""
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    if not len(columns):
        return None
    height, width = mask.shape
    return (
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )


def coco_id(file: Path) -> int | None:
    """The number that COCO's photos have in their names."""
    found = re.search(r"(?<!\d)0\d{11}(?!\d)", file.name)
    return int(found[0]) if found else None


def photo_key(file: Path) -> str:
    """The same for every copy of a photo, whatever folder's name was put before its own."""
    number = coco_id(file)
    if number is not None:
        return f"coco {number}"
    found = re.search(r"\.rf\.([0-9a-f]{32})", file.name)
    return found[1] if found else file.stem
