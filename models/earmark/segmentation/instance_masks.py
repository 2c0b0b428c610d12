"""Masks of instances in a picture: a square of it around each box and its mirror image, the mask
network, and the mean of its answers pasted back. `src/engine/inference/instances/maskNetwork.ts`
and `src/engine/segmentation/instances/instanceMasks.ts` do it in the app."""

from collections.abc import Callable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from earmark.data.boxes import Box
from earmark.data.mask_crops import (
    BEYOND_FRAME,
    Pixels,
    Square,
    box_in_square,
    crop_square,
    cut_square,
)
from earmark.model.mask_network import CROP_SIZE, MaskNetwork

CONTEXT = 1.4  # side of a crop, in longer sides of the box
MASK_THRESHOLD = 0.5

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
# Crops [n, 128, 128, 3] and boxes [n, 4] -> logits [n, 128, 128].
Draw = Callable[[Pixels, Floats], Floats]


def draws(network: MaskNetwork) -> Draw:
    @torch.no_grad()
    def draw(crops: Pixels, boxes: Floats) -> Floats:
        return network(torch.from_numpy(crops), torch.from_numpy(boxes)).numpy()

    return draw


def in_batches(draw: Draw, batch: int) -> Draw:
    """The same of a graph that takes `batch` crops in a run, no fewer and no more."""

    def full(rows: NDArray) -> NDArray:
        return np.concatenate([rows, np.repeat(rows[-1:], batch - len(rows), 0)])

    def run(crops: Pixels, boxes: Floats) -> Floats:
        parts = [slice(start, start + batch) for start in range(0, len(crops), batch)]
        drawn = [draw(full(crops[part]), full(boxes[part])) for part in parts]
        return np.concatenate(drawn)[: len(crops)]

    return run


def masks_in_boxes(
    draw: Draw, picture: Pixels, boxes: list[Box], context: float = CONTEXT
) -> list[Mask]:
    """The instances in boxes (0..1) of a picture [H, W, 3]: masks [H, W]. `context` is the side of
    a crop in longer sides of its box."""
    size = (picture.shape[1], picture.shape[0])
    masks = []
    for box in boxes:
        square = crop_square(box, size, context)
        crop = cut_square(picture, square, CROP_SIZE, BEYOND_FRAME)
        left, top, right, bottom = corners = box_in_square(box, size, square)
        mirrored = (1 - right, top, 1 - left, bottom)
        drawn = draw(np.stack([crop, crop[:, ::-1]]), np.array([corners, mirrored], np.float32))
        masks.append(paste((drawn[0] + drawn[1, :, ::-1]) / 2, square, size))
    return masks


def paste(logits: Floats, square: Square, size: tuple[int, int]) -> Mask:
    """Logits of a crop as a mask of the picture of `size` (width, height)."""
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
