"""The detector's boxes on the labelled instances of photos that `earmark.data.instance_cache` read.

The mask network gets the detector's boxes, not those of labels: one side of them is cut off, or
they take in a neighbour. It learns from such boxes what is meant by them.
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.data.boxes import Box
from earmark.data.instance_cache import box_iou
from earmark.data.instance_labels import LabelledInstance, LabelledPhoto
from earmark.model.detector import CLASSES, OBJECT_WEIGHT

LEAST_FIT = 0.3  # IoU from which a box shows an instance
MOST_AMBIGUOUS = 0.8  # IoU with another instance, as a share of that with its own
BOXES_PER_INSTANCE = 2  # the surest one, and another by chance

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class DetectedBoxes:
    """Boxes [M, 4] and how sure the detector is of each [M]; the rows of a photo by its path."""

    boxes: Floats
    scores: Floats
    rows: dict[Path, slice]

    @staticmethod
    def read(folder: Path, root: Path) -> "DetectedBoxes":
        """`root` is where the photos' paths start."""
        index = [json.loads(line) for line in (folder / "index.jsonl").open()]
        rows = {
            root / line["file"]: slice(line["start"], line["start"] + line["count"])
            for line in index
        }
        boxes = np.fromfile(folder / "boxes.f32", np.float32).reshape(-1, 4)
        classes = np.fromfile(folder / "scores.f16", np.float16).reshape(-1, CLASSES)
        objects = np.fromfile(folder / "objects.f16", np.float16) * OBJECT_WEIGHT
        scores = np.maximum(classes.max(1), objects).astype(np.float32)
        return DetectedBoxes(boxes, scores, rows)

    def on(self, photo: LabelledPhoto, instance: LabelledInstance) -> list[Box]:
        """At most `BOXES_PER_INSTANCE` boxes that show this instance of the photo rather than
        another: the surest, then others by chance, surer ones more often. The same each time."""
        own = self.rows.get(photo.file, slice(0))
        boxes, scores = self.boxes[own], self.scores[own]
        fits = box_iou(boxes, np.array([each.box for each in photo.instances], np.float32))
        at = photo.instances.index(instance)
        others = np.delete(fits, at, axis=1).max(1, initial=0.0)
        rows = np.flatnonzero((fits[:, at] >= LEAST_FIT) & (others < MOST_AMBIGUOUS * fits[:, at]))
        if len(rows) == 0:
            return []
        seed = zlib.crc32(f"{photo.file.name} {at}".encode())
        chance = np.random.default_rng(seed).random(len(rows)) ** (1.0 / scores[rows])
        chance[scores[rows].argmax()] = 2.0
        chosen = rows[np.argsort(-chance)][:BOXES_PER_INSTANCE]
        return [(float(a), float(b), float(c), float(d)) for a, b, c, d in boxes[chosen]]
