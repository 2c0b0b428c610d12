"""Masks of the mask network in the true boxes of COCO's validation photos, beside people's:
`python -m earmark.evaluation.mask_quality --coco DIR --network FILE` (or `--graph FILE.onnx`).

IoU is taken at the photo's size. Shaken boxes stand for a detector's.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from earmark.data.boxes import Box
from earmark.data.crop_samples import SampleConfig, shake_box
from earmark.data.human_masks import from_polygons
from earmark.data.instance_labels import Mask, box_of
from earmark.model.mask_network import load_mask_network
from earmark.segmentation.instance_masks import Draw, draws, in_batches, masks_in_boxes

# Least share of the photo that the mask covers -> name of the size class.
SIZE_CLASSES = ((0.04, "large"), (0.01, "middle"), (0.0025, "small"), (0.0, "tiny"))
LEAST_SIDE_PIXELS = 8  # of the box; what is smaller is not asked for
SEED = 5


@dataclass(frozen=True)
class Scored:
    size_class: str
    iou: float


def draws_by_graph(file: Path) -> Draw:
    """The exported graph, as the app runs it."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    batch = session.get_inputs()[0].shape[0]
    return in_batches(
        lambda crops, boxes: session.run(None, {"crops": crops, "boxes": boxes})[0], batch
    )


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
