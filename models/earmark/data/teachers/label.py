"""Three YOLO teachers over one photo, put together as instances with names and masks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pycocotools import mask as coco

from earmark.data.boxes import Box, iou
from earmark.data.teachers.yolo import Network, decoded, mask_of

SAME_BOX = 0.6
LEAST = {"yolov8n-seg": 0.25, "yolo11n-seg": 0.2, "oiv7": 0.12}
LEAST_HINTED = 0.01  # for the class that a photo's own label names
LEAST_PIXELS = 30


@dataclass
class Seen:
    box: Box
    mask: np.ndarray | None
    names: list[tuple[str, float, str]] = field(default_factory=list)


class Teachers:
    """`folder` holds the three networks and their label lists."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._masks = Network(folder / "yolov8n-seg_int8.tflite", threads)
        self._smooth = Network(folder / "yolo11n-seg_int8.tflite", threads)
        self._names = Network(folder / "yolov8n-oiv7_int8.tflite", threads)
        self.coco = _labels(folder / "coco80_labels.txt")
        self.oiv7 = _labels(folder / "oiv7_labels.txt")

    def __call__(self, image: Image.Image, hint: frozenset[str] = frozenset()) -> list[Seen]:
        """What is seen. Of labels in `hint`, which the photo is known to show, the best box counts
        even where its score is low."""
        seen = self._with_masks(image)
        outputs, place = self._smooth(image)
        rows = next(y for y in outputs if y.ndim == 2)
        rows = rows if rows.shape[1] == 6 + 32 else rows.T
        for row in rows[rows[:, 4] >= LEAST["yolo11n-seg"]]:
            box = place.to_photo(row[:4] * (place.side if row[:4].max() <= 3 else 1))
            _add(seen, box, (self.coco[int(row[5])], float(row[4]), "yolo11n-seg"))
        outputs, place = self._names(image)
        least = LEAST["oiv7"]
        found = decoded(outputs, len(self.oiv7), place.side, LEAST_HINTED if hint else least)
        best = {
            int(k): float(found.scores[found.classes == k].max())
            for k in np.unique(found.classes)
            if self.oiv7[int(k)] in hint
        }
        for corners, score, kind in zip(found.corners, found.scores, found.classes, strict=True):
            if score >= least or score == best.get(int(kind)):
                _add(seen, place.to_photo(corners), (self.oiv7[kind], float(score), "oiv7"))
        for instance in seen:
            instance.names.sort(key=lambda name: -name[1])
        return seen

    def _with_masks(self, image: Image.Image) -> list[Seen]:
        outputs, place = self._masks(image)
        found = decoded(outputs, len(self.coco), place.side, LEAST["yolov8n-seg"])
        assert found.prototypes is not None
        seen: list[Seen] = []
        for n, corners in enumerate(found.corners):
            mask = mask_of(found.coefficients[n], found.prototypes, corners, place)
            if mask.sum() < LEAST_PIXELS:
                continue
            box = place.to_photo(corners)
            name = (self.coco[found.classes[n]], float(found.scores[n]), "yolov8n-seg")
            same = next((s for s in seen if iou(s.box, box) > SAME_BOX), None)
            if same is None:
                seen.append(Seen(box, mask, [name]))
            else:
                same.names.append(name)
        return seen


def _add(seen: list[Seen], box: Box, name: tuple[str, float, str]) -> None:
    best = max(seen, key=lambda s: iou(s.box, box), default=None)
    if best is not None and iou(best.box, box) > SAME_BOX:
        best.names.append(name)
    else:
        seen.append(Seen(box, None, [name]))


def _labels(file: Path) -> list[str]:
    return [line.strip().lower() for line in file.read_text().strip().split("\n")]


def line_of(file: str, image: Image.Image, seen: list[Seen]) -> dict[str, Any]:
    """A label line."""
    instances = [
        {"box": s.box, "mask": None if s.mask is None else rle_of(s.mask), "names": s.names}
        for s in seen
    ]
    return {"file": file, "width": image.width, "height": image.height, "instances": instances}


def rle_of(mask: np.ndarray) -> dict[str, Any]:
    """COCO run lengths of a bool mask [height, width]."""
    coded = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": list(coded["size"]), "counts": coded["counts"].decode()}
