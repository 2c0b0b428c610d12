"""Nouns asked of COCO photos with masks by people, answered by instances: what is found, how well
it is drawn, and what is drawn though it is not there.

`python -m earmark.evaluation.coco_queries --coco DIR --detector FILE --regions FILE --model FILE
--masks FILE`

The same photos, nouns and rules as for the bundles with mask queries (`earmark.training.coco`):
all objects of a noun together, at 96 x 96, where they cover more than 2 % of the picture; three
absent nouns a photo.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.instance_cache import FrozenGraphs
from earmark.data.photos import coco_names, coco_photos
from earmark.evaluation.mask_quality import draws, masks_in_boxes
from earmark.model.config import InstanceConfig
from earmark.model.instance_encoder import InstanceHead
from earmark.model.instance_fusion import FusionInputs, InstanceFusion
from earmark.model.mask_network import MaskNetwork
from earmark.model.text_encoder import TextEncoder, embed
from earmark.training.coco import SEED, Asked, coco_summary, full_iou, nouns_of

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class InstanceThresholds:
    """An instance is meant at or above `instance`; if none is, the best one at or above
    `presence`."""

    instance: float = 0.5
    presence: float = 0.4

    def meant(self, p: Floats) -> NDArray[np.int64]:
        rows = np.flatnonzero(p >= self.instance)
        if len(rows) == 0 and len(p) and p.max() >= self.presence:
            rows = p.argmax(keepdims=True)
        return rows


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
            torch.from_numpy(regions)[None], torch.from_numpy(scores)[None], place
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


def ask_photos(
    coco: Path, graphs: FrozenGraphs, answerer: PhotoAnswerer, masks: MaskNetwork,
    thresholds: InstanceThresholds, cache: Path | None,
) -> list[Asked]:  # fmt: skip
    known = sorted(coco_names(coco).values())
    rng = np.random.default_rng(SEED)
    draw, asked = draws(masks), []
    for photo in coco_photos(coco, "val"):
        truth = nouns_of(photo, known, rng)
        picture = Image.open(photo.path).convert("RGB")
        stored = cache / f"{photo.path.stem}.npz" if cache is not None else None
        if stored is not None and stored.exists():
            boxes, scores, regions = (v for _, v in sorted(np.load(stored).items()))
        else:
            boxes, scores, regions = graphs(picture)
            if stored is not None:
                stored.parent.mkdir(parents=True, exist_ok=True)
                np.savez(stored, a=boxes, b=scores, c=regions)
        chances = answerer(boxes, scores, regions, list(truth))
        chosen = {}
        for row, p in enumerate(chances):
            rows = thresholds.meant(p)
            chosen[row] = rows if len(rows) else p.argmax(keepdims=True)
        needed = sorted({int(i) for rows in chosen.values() for i in rows})
        pixels = np.asarray(picture)
        drawn = dict(
            zip(
                needed, masks_in_boxes(draw, pixels, [tuple(boxes[i]) for i in needed]), strict=True
            )
        )
        side = SHAPE.mask_size
        for row, (noun, shape) in enumerate(truth.items()):
            full = np.any([drawn[int(i)] for i in chosen[row]], 0)
            inside = (
                cv2.resize(full.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
                > 0.5
            )
            union = (inside | shape).sum()
            is_found = len(thresholds.meant(chances[row])) > 0
            asked.append(
                Asked(
                    noun, bool(shape.any()), float(chances[row].max()) if is_found else 0.0,
                    float((inside & shape).sum() / max(1, union)), full_iou(photo, noun, full),
                    float(inside.mean()),
                )
            )  # fmt: skip
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("coco", "detector", "regions", "model", "masks"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--instance", type=float, default=InstanceThresholds.instance)
    parser.add_argument("--presence", type=float, default=InstanceThresholds.presence)
    options = parser.parse_args()
    graphs = FrozenGraphs.open(options.detector, options.regions)
    network = MaskNetwork()
    network.load_state_dict(torch.load(options.masks, weights_only=True)["state_dict"])
    thresholds = InstanceThresholds(options.instance, options.presence)
    asked = ask_photos(
        options.coco,
        graphs,
        load_answerer(options.model),
        network.eval(),
        thresholds,
        options.cache,
    )
    print(json.dumps(coco_summary(asked, thresholds.presence), indent=1))


if __name__ == "__main__":
    main()
