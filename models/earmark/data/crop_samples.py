"""What the mask network learns from at a step: kept crops (`earmark.data.mask_crops`), each cut
anew around a shaken box, turned and spoilt as video spoils pictures."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from earmark.data.mask_crops import BEYOND_FRAME, STORED_SIZE, Pixels
from earmark.model.mask_network import CROP_SIZE

Corners = NDArray[np.float32]  # left, top, right, bottom


@dataclass(frozen=True)
class SampleConfig:
    """How crops are cut and spoilt; shares are of the crops."""

    least_context: float = 1.3  # side of the crop, in longer sides of the shaken box
    most_context: float = 1.5
    shake: float = 0.07  # standard deviation of a box's edges, in its sides
    most_shake: float = 0.2
    exact_share: float = 0.1  # of boxes that are not shaken
    detected_shake: float = 0.02  # of boxes that the detector gave, which are off already
    colour_share: float = 0.7
    blur_share: float = 0.25
    blocks_share: float = 0.25  # JPEG's, as in video
    noise_share: float = 0.15


@dataclass(frozen=True)
class CropBatch:
    crops: Tensor  # uint8 [B, 128, 128, 3]
    boxes: Tensor  # float32 [B, 4], 0..1 of the crop
    masks: Tensor  # float32 [B, 128, 128], share of each pixel that is the instance


class CropStore:
    """The shards of a folder as they are now, read from the disk when they are drawn."""

    def __init__(self, folder: Path) -> None:
        self.shards: list[tuple[Pixels, Pixels, Corners]] = []
        self.detected: list[bool] = []  # of each shard: whose boxes they are
        weights = []
        for file in sorted(folder.glob("*.json")):
            facts = json.loads(file.read_text())
            stem = file.with_suffix("")
            pictures, masks, boxes = (
                np.load(f"{stem}.{part}.npy", mmap_mode="r")
                for part in ("pictures", "masks", "boxes")
            )
            self.shards.append((pictures, masks, boxes))
            self.detected.append(facts.get("detected", False))
            weights.append(facts["weight"] * facts["crops"])
        if not self.shards:
            raise FileNotFoundError(f"no crops in {folder}")
        self.shares = np.array(weights) / np.sum(weights)

    def __len__(self) -> int:
        return sum(len(boxes) for _, _, boxes in self.shards)

    def batch(self, rng: Generator, size: int, config: SampleConfig) -> CropBatch:
        drawn = []
        as_detected = replace(config, shake=config.detected_shake)
        for shard in rng.choice(len(self.shards), size, p=self.shares):
            pictures, masks, boxes = self.shards[shard]
            index = int(rng.integers(len(boxes)))
            own = as_detected if self.detected[shard] else config
            drawn.append(draw(rng, pictures[index], masks[index], boxes[index], own))
        crops, masks, boxes = (np.stack(each) for each in zip(*drawn, strict=True))
        return CropBatch(
            torch.from_numpy(crops),
            torch.from_numpy(boxes),
            torch.from_numpy(masks.astype(np.float32) / 255),
        )


def draw(
    rng: Generator, picture: Pixels, mask: Pixels, box: Corners, config: SampleConfig
) -> tuple[Pixels, Pixels, Corners]:
    """One sample of a kept crop: pixels, mask, box."""
    shaken = shake_box(rng, box, config)
    context = rng.uniform(config.least_context, config.most_context)
    side = float(context * max(shaken[2] - shaken[0], shaken[3] - shaken[1]))
    middle = (shaken[:2] + shaken[2:]) / 2
    low = middle - side / 2
    inside = (shaken - np.tile(low, 2)) / side
    scale = CROP_SIZE / (side * STORED_SIZE)
    # Centres of pixels lie at halves.
    shift = 0.5 * scale - 0.5 - low * STORED_SIZE * scale
    move = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    if rng.random() < 0.5:
        move[0] = (-scale, 0, CROP_SIZE - 1 - shift[0])
        inside[[0, 2]] = 1 - inside[[2, 0]]
    size = (CROP_SIZE, CROP_SIZE)
    crop = cv2.warpAffine(
        picture, move, size, flags=cv2.INTER_LINEAR, borderValue=(BEYOND_FRAME,) * 3
    )
    cut = cv2.warpAffine(mask, move, size, flags=cv2.INTER_LINEAR)
    return spoil(rng, crop, config), cut, inside.astype(np.float32)


def shake_box(rng: Generator, box: Corners, config: SampleConfig) -> Corners:
    """The box as a detector might give it."""
    if rng.random() < config.exact_share:
        return box
    sides = np.array([box[2] - box[0], box[3] - box[1]] * 2)
    moves = rng.normal(0, config.shake, 4).clip(-config.most_shake, config.most_shake)
    return (box + moves * sides).astype(np.float32)


def spoil(rng: Generator, crop: Pixels, config: SampleConfig) -> Pixels:
    """Other light, fewer pixels, blocks and noise, each on a share of the crops."""
    if rng.random() < config.colour_share:
        # By tables: a gain a channel, a gamma for all, and some of the colour taken away.
        values = np.arange(256) / 255
        gamma = 2.0 ** rng.uniform(-0.5, 0.5)
        gains = rng.uniform(0.75, 1.25) * rng.uniform(0.9, 1.1, 3)
        tables = np.clip(values[:, None] ** gamma * gains * 255, 0, 255).astype(np.uint8)
        crop = cv2.LUT(crop, tables[None])
        if rng.random() < 0.5:
            grey = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            left = rng.uniform(0.0, 1.0)
            crop = cv2.addWeighted(crop, left, grey, 1 - left, 0)
    if rng.random() < config.blur_share:
        small = int(CROP_SIZE * rng.uniform(0.25, 0.8))
        crop = cv2.resize(crop, (small, small), interpolation=cv2.INTER_AREA)
        crop = cv2.resize(crop, (CROP_SIZE, CROP_SIZE), interpolation=cv2.INTER_LINEAR)
    if rng.random() < config.blocks_share:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))]
        crop = cv2.imdecode(cv2.imencode(".jpg", crop, quality)[1], cv2.IMREAD_COLOR)
    if rng.random() < config.noise_share:
        noise = rng.normal(0, rng.uniform(2, 12), crop.shape)
        crop = np.clip(crop + noise, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(crop)
