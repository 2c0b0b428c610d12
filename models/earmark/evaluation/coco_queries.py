"""Nouns asked of COCO photos with masks by people, answered by instances: what is found, how well
it is drawn, and what is drawn though it is not there.

`python -m earmark.evaluation.coco_queries --coco DIR --bundle DIR [--sweep]` asks the quantised
graphs of a bundle; `--detector FILE --regions FILE --model FILE --masks FILE` instead of
`--bundle` ask float weights as training writes them.

Photos, nouns and rules are those of `coco_nouns`.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from earmark.data.human_masks import class_names
from earmark.data.instance_cache import FrozenGraphs
from earmark.evaluation.coco_nouns import (
    MASK_SIDE,
    SEED,
    Asked,
    Photo,
    coco_photos,
    coco_summary,
    full_iou,
    nouns_of,
)
from earmark.export.weights import open_instances_bundle
from earmark.model.config import InstanceConfig
from earmark.model.detector import CLASSES
from earmark.model.instance_encoder import InstanceHead
from earmark.model.instance_fusion import FusionInputs, InstanceFusion
from earmark.model.mask_network import load_mask_network
from earmark.model.text_encoder import TextEncoder, embed
from earmark.segmentation.instance_masks import Draw, Mask, draws, masks_in_boxes
from earmark.segmentation.meaning import InstanceThresholds, distinct
from earmark.segmentation.segment import (
    InstanceModel,
    audio_window,
    crop_masks,
    encode_audio,
    encode_query,
    find_instances,
    fusion_inputs,
)
from earmark.segmentation.track_memory import TrackMemory

Floats = NDArray[np.float32]
# boxes [n, 4], best class scores [n] and p(meant) [queries, n] of a photo and queries
Answerer = Callable[[Photo, list[str]], tuple[Floats, Floats, Floats]]
SWEPT = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)  # presence thresholds


class PhotoAnswerer:
    """Queries about single photos: one frame, no sound, no memory."""

    def __init__(self, head: InstanceHead, fusion: InstanceFusion, text: TextEncoder) -> None:
        self.head, self.fusion, self.text = head.eval(), fusion.eval(), text
        self.config = InstanceConfig()

    @torch.no_grad()
    def __call__(
        self, boxes: Floats, scores: Floats, regions: Floats, queries: list[str]
    ) -> Floats:
        """p(meant) [queries, instances]."""
        config, count, n = self.config, len(queries), len(boxes)
        place = torch.from_numpy(boxes)[None]
        tokens, names = self.head(
            torch.from_numpy(regions)[None], torch.from_numpy(scores[:, :CLASSES])[None], place
        )

        def many(x: torch.Tensor) -> torch.Tensor:
            return x.expand(count, *x.shape[1:])

        t, d = config.window_seconds, config.width
        second = torch.zeros(1, t)
        second[0, 0] = 1.0
        silence = (
            torch.zeros(count, t, config.audio_width),
            torch.zeros(count, t, config.text_width),
        )
        inputs = FusionInputs(
            many(tokens), many(names), many(place), torch.ones(count, n), *silence,
            torch.zeros(count, t), many(second), *embed(self.text, queries),
            torch.zeros(count, n, d), many(place), torch.zeros(count, n),
            torch.zeros(count, 1, d), torch.zeros(count, 1), torch.ones(count, 4),
        )  # fmt: skip
        return torch.sigmoid(self.fusion(*inputs).meant_logits).numpy()


def load_answerer(model: Path) -> PhotoAnswerer:
    state = torch.load(model, weights_only=True, map_location="cpu")["state_dict"]
    config = InstanceConfig()
    head, fusion = InstanceHead(config), InstanceFusion(config)
    for module, prefix in ((head, "head."), (fusion, "fusion.")):
        own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        module.load_state_dict(own)
    return PhotoAnswerer(head, fusion, TextEncoder.pretrained())


@dataclass
class Answered:
    """The nouns of one photo with p(meant) [nouns, n] of its instances, and their masks, each drawn
    when it is first needed."""

    photo: Photo
    truth: dict[str, Mask]  # noun -> [96, 96]
    p: Floats
    boxes: Floats  # [n, 4]
    scores: Floats  # [n] the detector's best class score
    masks: dict[int, Mask]  # row of the instance -> [H, W]

    def draw_missing(self, draw: Draw, rows: set[int]) -> None:
        missing = sorted(rows - self.masks.keys())
        if missing:
            picture = np.asarray(Image.open(self.photo.path).convert("RGB"))
            boxes = [tuple(self.boxes[row]) for row in missing]
            self.masks |= zip(missing, masks_in_boxes(draw, picture, boxes), strict=True)


def from_training(graphs: FrozenGraphs, fuse: PhotoAnswerer, cache: Path | None) -> Answerer:
    """Answers of float weights; `cache` keeps the photos' features."""

    def answer(photo: Photo, queries: list[str]) -> tuple[Floats, Floats, Floats]:
        stored = cache / f"{photo.path.stem}.npz" if cache is not None else None
        if stored is not None and stored.exists():
            boxes, scores, regions = (v for _, v in sorted(np.load(stored).items()))
        else:
            boxes, scores, regions = graphs(Image.open(photo.path).convert("RGB"))
            if stored is not None:
                stored.parent.mkdir(parents=True, exist_ok=True)
                np.savez(stored, a=boxes, b=scores, c=regions)
        return boxes, scores.max(1, initial=0.0), fuse(boxes, scores, regions, queries)

    return answer


def from_bundle(model: InstanceModel) -> Answerer:
    """Answers as `earmark.segmentation.segment` gives them for one frame without sound."""
    config = model.config
    silence = audio_window(encode_audio(model, np.zeros(0, np.float32)), 0, config)

    def answer(photo: Photo, queries: list[str]) -> tuple[Floats, Floats, Floats]:
        found = find_instances(model, np.asarray(Image.open(photo.path).convert("RGB")))
        count = len(found.boxes)
        memory = TrackMemory(config).inputs(list(range(count)))
        logits = [
            model.run(
                "cue_fusion",
                fusion_inputs(config, found, silence, encode_query(model, query), memory),
            )["meant_logits"][0, :count]
            for query in queries
        ]
        p = torch.sigmoid(torch.stack(logits)).numpy()
        return found.boxes, found.scores, p

    return answer


def read_photos(coco: Path, answerer: Answerer) -> list[Answered]:
    """Every validation photo asked for its nouns and three that are not there."""
    known = sorted(class_names(coco).values())
    rng = np.random.default_rng(SEED)
    answered = []
    for photo in coco_photos(coco, "val"):
        truth = nouns_of(photo, known, rng)
        boxes, scores, p = answerer(photo, list(truth))
        answered.append(Answered(photo, truth, p, boxes, scores, {}))
    return answered


def ask_photo(answered: Answered, draw: Draw, thresholds: InstanceThresholds) -> list[Asked]:
    """What is drawn for each noun: the instances that are meant, else the best one. Presence is the
    highest p, whether it reaches the threshold or not."""
    side = MASK_SIDE
    chosen = []
    for p in answered.p:
        rows = distinct(thresholds.meant(p), answered.boxes, answered.scores, p)
        chosen.append(rows if len(rows) else p.argmax(keepdims=True))
    answered.draw_missing(draw, {int(row) for rows in chosen for row in rows})
    asked = []
    for (noun, shape), p, rows in zip(answered.truth.items(), answered.p, chosen, strict=True):
        full = np.any([answered.masks[int(row)] for row in rows], 0)
        small = cv2.resize(full.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
        inside = small > 0.5
        iou = float((inside & shape).sum() / max(1, (inside | shape).sum()))
        at_size = full_iou(answered.photo, noun, full)
        present, presence = bool(shape.any()), float(p.max())
        asked.append(Asked(noun, present, presence, iou, at_size, float(inside.mean())))
    return asked


def ask_photos(
    photos: list[Answered], draw: Draw, thresholds: InstanceThresholds
) -> dict[str, float | int]:
    """The summary of all photos. A noun is drawn where any instance is meant: its highest p then
    reaches the lower of the two thresholds."""
    asked = [one for photo in photos for one in ask_photo(photo, draw, thresholds)]
    return coco_summary(asked, min(thresholds.instance, thresholds.presence))


def sweep(photos: list[Answered], draw: Draw, instance: float) -> str:
    """A Markdown table of the figures by presence threshold."""
    columns = ("IoU of VOC nouns", "IoU of other nouns", "absent nouns drawn", "presence AUC")
    lines = [f"| presence | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for presence in SWEPT:
        figures = ask_photos(photos, draw, InstanceThresholds(instance, presence))
        lines.append(f"| {presence} | {' | '.join(f'{figures[name]:.3f}' for name in columns)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--bundle", type=Path, help="instead of the next four")
    for name in ("detector", "regions", "model", "masks"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--cache", type=Path, help="folder for the photos' features")
    parser.add_argument("--instance", type=float, default=InstanceThresholds.instance)
    parser.add_argument("--presence", type=float, default=InstanceThresholds.presence)
    parser.add_argument("--sweep", action="store_true", help="a table of presence thresholds")
    options = parser.parse_args()
    if options.bundle is not None:
        model = open_instances_bundle(options.bundle)
        answerer, draw = from_bundle(model), crop_masks(model)
    elif all((options.detector, options.regions, options.model, options.masks)):
        graphs = FrozenGraphs.open(options.detector, options.regions)
        answerer = from_training(graphs, load_answerer(options.model), options.cache)
        draw = draws(load_mask_network(options.masks))
    else:
        parser.error("either --bundle, or --detector, --regions, --model and --masks")
    photos = read_photos(options.coco, answerer)
    if options.sweep:
        print(sweep(photos, draw, options.instance))
    else:
        thresholds = InstanceThresholds(options.instance, options.presence)
        print(json.dumps(ask_photos(photos, draw, thresholds), indent=1))


if __name__ == "__main__":
    main()
