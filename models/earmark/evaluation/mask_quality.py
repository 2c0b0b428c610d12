"""Masks of the mask network in the true boxes of COCO's validation photos, beside people's:
`python -m earmark.evaluation.mask_quality --coco DIR --network FILE` (or `--graph FILE.onnx`).

IoU is taken at the photo's size. Shaken boxes stand for a detector's.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from PIL import Image

from earmark.data.boxes import Box
from earmark.data.crop_samples import SampleConfig, shake_box
from earmark.data.human_masks import from_polygons
from earmark.data.instance_labels import Mask, box_of
from earmark.data.mask_crops import (
    BEYOND_FRAME,
    Pixels,
    box_in_square,
    crop_square,
    cut_square,
)
from earmark.model.mask_network import (
    CROP_BATCH,
    CROP_SIZE,
    MaskNetwork,
    load_mask_network,
)

CONTEXT = 1.4  # side of a crop, in longer sides of the box
MASK_THRESHOLD = 0.5
# Least share of the photo that the mask covers -> name of the size class.
SIZE_CLASSES = ((0.04, "large"), (0.01, "middle"), (0.0025, "small"), (0.0, "tiny"))
LEAST_SIDE_PIXELS = 8  # of the box; what is smaller is not asked for
SEED = 5

# Crops [8, 128, 128, 3] and boxes [8, 4] -> logits [8, 128, 128].
Draw = Callable[[Pixels, NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Scored:
    size_class: str
    iou: float


def draws(network: MaskNetwork) -> Draw:
    @torch.no_grad()
    def draw(crops: Pixels, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        return network(torch.from_numpy(crops), torch.from_numpy(boxes)).numpy()

    return draw


def draws_by_graph(file: Path) -> Draw:
    """The exported graph, as the app runs it."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda crops, boxes: session.run(None, {"crops": crops, "boxes": boxes})[0]


def masks_in_boxes(draw: Draw, picture: Pixels, boxes: list[Box]) -> list[Mask]:
    """The instances in boxes (0..1) of a photo, at the photo's size."""
    size = (picture.shape[1], picture.shape[0])
    masks = []
    for first in range(0, len(boxes), CROP_BATCH):
        these = boxes[first : first + CROP_BATCH]
        squares = [crop_square(box, size, CONTEXT) for box in these]
        crops = np.full((CROP_BATCH, CROP_SIZE, CROP_SIZE, 3), BEYOND_FRAME, np.uint8)
        corners = np.tile(np.array([0.2, 0.2, 0.8, 0.8], np.float32), (CROP_BATCH, 1))
        for row, (box, square) in enumerate(zip(these, squares, strict=True)):
            crops[row] = cut_square(picture, square, CROP_SIZE, BEYOND_FRAME)
            corners[row] = box_in_square(box, size, square)
        logits = draw(crops, corners)
        masks += [paste(each, square, size) for each, square in zip(logits, squares, strict=False)]
    return masks


def paste(logits: NDArray[np.float32], square: tuple[int, int, int], size: tuple[int, int]) -> Mask:
    """Logits of a crop as a mask of the photo."""
    left, top, side = square
    width, height = size
    inside = cv2.resize(logits, (side, side), interpolation=cv2.INTER_LINEAR)
    threshold = np.log(MASK_THRESHOLD / (1 - MASK_THRESHOLD))
    mask = np.zeros((height, width), bool)
    columns = slice(max(0, left), min(width, left + side))
    rows = slice(max(0, top), min(height, top + side))
    seen = inside[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    mask[rows, columns] = seen > threshold
    return mask


def size_class(mask: Mask) -> str:
    share = float(mask.mean())
    return next(name for least, name in SIZE_CLASSES if share >= least)


def score_photos(draw: Draw, coco: Path, shake: float, most_photos: int | None) -> list[Scored]:
    """Every instance that people drew. `shake` as in `SampleConfig`, 0 for the true boxes."""
    rng = np.random.default_rng(SEED)
    config = SampleConfig(shake=shake, exact_share=0.0)
    scored = []
    photos = from_polygons(coco / "labels" / "val", coco / "images" / "val", None)
    for _, (file, _, named) in zip(range(most_photos or 1_000_000), photos, strict=False):
        with Image.open(file) as image:
            picture = np.asarray(image.convert("RGB"))
        truth, boxes = [], []
        for _, mask in named:
            box = box_of(mask)
            if box is None or shorter_side(box, mask) < LEAST_SIDE_PIXELS:
                continue
            truth.append(mask)
            shaken = shake_box(rng, np.array(box, np.float32), config) if shake else box
            boxes.append(tuple(float(value) for value in shaken))
        for mask, drawn in zip(truth, masks_in_boxes(draw, picture, boxes), strict=True):
            union = float((mask | drawn).sum())
            scored.append(Scored(size_class(mask), float((mask & drawn).sum()) / union))
    return scored


def shorter_side(box: Box, mask: Mask) -> float:
    height, width = mask.shape
    return min((box[2] - box[0]) * width, (box[3] - box[1]) * height)


def summary(scored: list[Scored]) -> dict[str, float | int]:
    """Mean IoU and how many, of all and by size class."""
    figures: dict[str, float | int] = {}
    for name in ("all", *(name for _, name in SIZE_CLASSES)):
        ious = [each.iou for each in scored if name in ("all", each.size_class)]
        figures[name] = round(float(np.mean(ious)), 4) if ious else 0.0
        figures[f"{name} instances"] = len(ious)
    return figures


def mask_quality(
    draw: Draw, coco: Path, most_photos: int | None = None
) -> dict[str, dict[str, float | int]]:
    shake = SampleConfig.shake
    return {
        "true boxes": summary(score_photos(draw, coco, 0.0, most_photos)),
        "shaken boxes": summary(score_photos(draw, coco, shake, most_photos)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coco", type=Path, required=True)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--network", type=Path, help="what training keeps")
    which.add_argument("--graph", type=Path, help="what is exported of it")
    parser.add_argument("--photos", type=int, help="so many at most")
    arguments = parser.parse_args()
    if arguments.graph:
        draw = draws_by_graph(arguments.graph)
    else:
        draw = draws(load_mask_network(arguments.network))
    print(json.dumps(mask_quality(draw, arguments.coco, arguments.photos), indent=2))


if __name__ == "__main__":
    main()
