"""Teaches the detector where objects of any kind are, on its frozen pyramid.

`python -m earmark.training.train_objects --cache DIR --features DIR --labels FILE... --root DIR
--package DIR --out FILE [--start FILE] [--steps N]`

COCO's 80 classes are a small part of what people ask for; what is none of them gets a box only if
it resembles one. The head of `earmark.model.detector.ObjectHead` says of each cell how well a box
fits an object (its IoU, as the objectness of Kim 2021, "Learning Open-World Object Proposals",
which does not learn what has no label as background), and the box. `--features` are the pyramids
of the cached photos; they are written there first if they are missing.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from earmark.data.instance_cache import best_boxes, box_iou, square
from earmark.data.instance_layout import mirror_boxes
from earmark.data.instance_rows import HELD_OUT_EVERY
from earmark.data.instances import SURE, Photo, load_photos
from earmark.model.config import InstanceConfig
from earmark.model.detector import (
    CHANNELS,
    CLASS_NAMES,
    OBJECT_CELLS,
    OBJECT_WEIGHT,
    SIDE,
    Detector,
    ObjectHead,
    cell_centres,
    published_detector,
)
from earmark.training.mean import follow
from earmark.training.rate import rate_share

Floats = NDArray[np.float32]
FEATURES = {"middle.f16": SIDE // 16, "coarse.f16": SIDE // 32}
PHOTOS_AT_ONCE = 4
BOXES = InstanceConfig.instances
NOTHING, UNKNOWN = -1, -2  # of a cell: background as far as labels say; near an object


@dataclass(frozen=True)
class ObjectConfig:
    steps: int = 1600
    photos: int = 24  # of a step
    rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: int = 100
    average: float = 0.995  # of the weights that are kept
    seed: int = 5
    others_share: float = 0.5  # of photos show something that is none of COCO's classes
    others_weight: float = 2.5  # of such objects
    central: float = 0.22  # of the box's sides around its centre: these cells are the object's
    middle_sides: tuple[float, float] = (0.06, 0.5)  # longer sides of boxes that stride 16 finds
    coarse_side: float = 0.22  # least one of boxes that stride 32 finds
    box_weight: float = 2.0  # 1 - GIoU
    background_weight: float = 0.5  # labels are not complete


@dataclass(frozen=True)
class LabelledBoxes:
    boxes: Floats  # [n, 4]
    sure: NDArray[np.bool_]  # [n] that there is an object
    is_coco: NDArray[np.bool_]  # [n]
    areas: Floats  # [n] shares of the picture


def labelled_boxes(photo: Photo) -> LabelledBoxes:
    known = set(CLASS_NAMES)
    names = [[n for n, p in i.names.items() if p >= SURE] for i in photo.instances]
    return LabelledBoxes(
        np.array([i.box for i in photo.instances], np.float32).reshape(-1, 4),
        np.array(
            [bool(own) or i.by_people for own, i in zip(names, photo.instances, strict=True)], bool
        ),
        np.array([not known.isdisjoint(own) for own in names], bool),
        np.array([i.area for i in photo.instances], np.float32),
    )


class Pyramids:
    """Features of photos by their place in a list of files; fp16 on disk, written once."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.done = folder / "done.txt"
        self.count = count
        self.levels = [
            np.memmap(
                folder / name,
                np.float16,
                "r+" if (folder / name).exists() else "w+",
                shape=(count, CHANNELS, side, side),
            )
            for name, side in FEATURES.items()
        ]

    @torch.no_grad()
    def complete(self, files: list[Path], detector: Detector) -> None:
        first = int(self.done.read_text()) if self.done.exists() else 0
        for at in range(first, self.count, PHOTOS_AT_ONCE):
            part = files[at : at + PHOTOS_AT_ONCE]
            pixels = [square(Image.open(file).convert("RGB"), SIDE)[0] for file in part]
            levels = detector.features(torch.tensor(np.stack(pixels)))[1:]
            for stored, level in zip(self.levels, levels, strict=True):
                stored[at : at + len(part)] = level.half().numpy()
            if at % 100 == 0 or at + len(part) == self.count:
                self.done.write_text(str(at + len(part)))
                print(f"{at + len(part)} of {self.count} pyramids", flush=True)

    def read(self, photos: list[int], mirrored: NDArray[np.bool_]) -> tuple[Tensor, ...]:
        """Mirrored ones are turned: nearly the features of the mirrored photo."""
        levels = []
        for stored in self.levels:
            level = np.stack([stored[n] for n in photos]).astype(np.float32)
            level[mirrored] = level[mirrored][..., ::-1]
            levels.append(torch.from_numpy(level))
        return tuple(levels)


def owners_of_cells(
    labelled: LabelledBoxes, boxes: Floats, config: ObjectConfig
) -> NDArray[np.int64]:
    """Of each cell [845]: the smallest object in whose middle it lies, `NOTHING` or `UNKNOWN`."""
    x, y, cell = cell_centres()[-OBJECT_CELLS:].numpy().T
    owner = np.full(OBJECT_CELLS, NOTHING, np.int64)
    smallest = np.full(OBJECT_CELLS, np.inf)
    is_middle = cell < 1.5 / (SIDE / 16)
    for number, (left, top, right, bottom) in enumerate(boxes):
        wide, high = max(right - left, 1e-3), max(bottom - top, 1e-3)
        from_x, from_y = np.abs(x - (left + right) / 2), np.abs(y - (top + bottom) / 2)
        inside = (from_x < wide / 2) & (from_y < high / 2)
        central = (from_x < config.central * wide) & (from_y < config.central * high)
        central |= (from_x < 0.6 * cell) & (from_y < 0.6 * cell)
        side = max(wide, high)
        low, far = config.middle_sides
        fits = np.where(is_middle, low < side < far, side > config.coarse_side)
        owner[(owner == NOTHING) & inside] = UNKNOWN
        own = central & fits & labelled.sure[number] & (wide * high < smallest)
        owner[own], smallest[own] = number, wide * high
    return owner


def overlaps(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and GIoU of boxes [n, 4], pair by pair."""
    shared = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp_min(0)
    around = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    both = shared.prod(1)
    union = ((a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - both).clamp_min(1e-9)
    hull = around.prod(1).clamp_min(1e-9)
    return both / union, both / union - (hull - union) / hull


def step_loss(
    head: ObjectHead,
    levels: tuple[Tensor, ...],
    batch: list[tuple[LabelledBoxes, Floats]],
    config: ObjectConfig,
) -> dict[str, Tensor]:
    logits, sides = head(levels)
    owner = np.stack([owners_of_cells(labelled, boxes, config) for labelled, boxes in batch])
    target = np.zeros((*owner.shape, 4), np.float32)
    weight = np.ones(owner.shape, np.float32)
    for n, (labelled, boxes) in enumerate(batch):
        own = owner[n] >= 0
        which = owner[n][own]
        target[n, own] = boxes[which]
        # Large objects have many cells: each of them counts less.
        cells = np.bincount(which, minlength=len(boxes))[which]
        weight[n, own] = np.where(labelled.is_coco[which], 1.0, config.others_weight) / cells**0.5
    there, nothing = torch.from_numpy(owner >= 0), torch.from_numpy(owner == NOTHING)
    weights = torch.from_numpy(weight)[there]
    total = weights.sum().clamp_min(1.0)
    iou, giou = overlaps(head.sides(sides)[there], torch.from_numpy(target)[there])
    said = logits[there]
    # Quality focal loss (Li 2020): the logit says how well the box fits.
    fit = F.binary_cross_entropy_with_logits(said, iou.detach(), reduction="none")
    fit = fit * (torch.sigmoid(said) - iou).abs().detach()
    background = F.softplus(logits[nothing]) * torch.sigmoid(logits[nothing]).detach() ** 2
    return {
        "box": config.box_weight * ((1 - giou) * weights).sum() / total,
        "fit": (fit * weights).sum() / total,
        "background": config.background_weight * background.sum() / total,
    }


@torch.no_grad()
def recall(
    detector: Detector, files: dict[int, Path], labelled: dict[int, LabelledBoxes], count: int
) -> dict[str, float]:
    """Share of labelled objects that one of the frame's `count` best boxes covers with an IoU of a
    half: COCO's and others, by size."""
    found: dict[str, list[bool]] = {}
    for number, file in files.items():
        own = labelled[number]
        pixels = torch.tensor(square(Image.open(file).convert("RGB"), SIDE))
        boxes, scores = (x[0].numpy() for x in detector(pixels))
        best = boxes[best_boxes(boxes, scores, count)]
        for box, sure, is_coco, area in zip(
            own.boxes, own.sure, own.is_coco, own.areas, strict=True
        ):
            if sure:
                size = "large" if area > 0.04 else "middle" if area > 0.01 else "small"
                is_found = bool((box_iou(box[None], best) >= 0.5).any())
                found.setdefault(f"{'coco' if is_coco else 'other'} {size}", []).append(is_found)
    return {name: round(float(np.mean(values)), 3) for name, values in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "features", "package", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--start", type=Path, help="a head to go on from, with or without blocks")
    parser.add_argument("--steps", type=int, default=ObjectConfig.steps)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = ObjectConfig(steps=options.steps)
    torch.manual_seed(config.seed)
    index = [json.loads(line) for line in (options.cache / "index.jsonl").open()]
    files = [options.root / line["file"] for line in index]
    photos = {options.root / p.file: p for p in load_photos(options.labels, options.root)}
    labelled = {
        n: labelled_boxes(photos[file])
        for n, (file, line) in enumerate(zip(files, index, strict=True))
        if file in photos and line["count"] > 0
    }
    held = list(labelled)[::HELD_OUT_EVERY]  # the photos that `earmark.data.instance_rows` keeps
    train = [n for n in labelled if n not in held]
    others = [n for n in train if (labelled[n].sure & ~labelled[n].is_coco).any()]
    detector = published_detector(options.package)
    pyramids = Pyramids(options.features, len(files))
    pyramids.complete(files, detector)
    head = detector.objects.requires_grad_(True)
    if options.start is not None:
        start = torch.load(options.start, weights_only=True)["state_dict"]
        missing, unknown = head.load_state_dict(start, strict=False)
        if unknown or not all(name.startswith("blocks.") for name in missing):
            raise ValueError(f"{options.start} is no object head")
    average = {k: v.clone() for k, v in head.state_dict().items()}
    optimizer = torch.optim.AdamW(head.parameters(), config.rate, weight_decay=config.weight_decay)
    rng = np.random.default_rng(config.seed)
    sums: dict[str, float] = {}
    begun = time.monotonic()
    for step in range(config.steps):
        share = rate_share(step, step / config.steps, config.warm_up)
        for group in optimizer.param_groups:
            group["lr"] = config.rate * share
        chosen = [
            int(rng.choice(others if others and rng.random() < config.others_share else train))
            for _ in range(config.photos)
        ]
        mirrored = rng.random(config.photos) < 0.5
        batch = [
            (labelled[n], mirror_boxes(labelled[n].boxes) if turned else labelled[n].boxes)
            for n, turned in zip(chosen, mirrored, strict=True)
        ]
        losses = step_loss(head, pyramids.read(chosen, mirrored), batch, config)
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(head.parameters(), 5.0)
        optimizer.step()
        follow(average, head.state_dict(), config.average, step)
        for key, value in losses.items():
            sums[key] = 0.98 * sums.get(key, value.item()) + 0.02 * value.item()
        if (step + 1) % 50 == 0:
            pace = (time.monotonic() - begun) / (step + 1)
            left = pace * (config.steps - step - 1) / 60
            said = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            print(f"step {step + 1} {said} {left:.0f} minutes left", flush=True)
    head.load_state_dict(average)
    figures = recall(detector, {n: files[n] for n in held}, labelled, BOXES)
    print(json.dumps(figures), flush=True)
    state = {"state_dict": average, "config": asdict(config), "held_out": figures}
    torch.save(state | {"photos": len(train), "weight": OBJECT_WEIGHT}, options.out)


if __name__ == "__main__":
    main()
