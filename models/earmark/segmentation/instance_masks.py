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
from earmark.model.mask_network import CROP_BATCH, CROP_SIZE, MaskNetwork

CONTEXT = 1.4  # side of a crop, in longer sides of the box
MASK_THRESHOLD = 0.5
PAIRS = CROP_BATCH // 2  # of a crop and its mirror image, which the network takes at once
UNUSED_BOX = (0.2, 0.2, 0.8, 0.8)  # of rows that hold no crop

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
# Crops [4, 128, 128, 3] and boxes [4, 4] -> logits [4, 128, 128].
Draw = Callable[[Pixels, Floats], Floats]


def draws(network: MaskNetwork) -> Draw:
    @torch.no_grad()
    def draw(crops: Pixels, boxes: Floats) -> Floats:
        return network(torch.from_numpy(crops), torch.from_numpy(boxes)).numpy()

    return draw


def masks_in_boxes(
    draw: Draw, picture: Pixels, boxes: list[Box], context: float = CONTEXT
) -> list[Mask]:
    """The instances in boxes (0..1) of a picture [H, W, 3]: masks [H, W]. `context` is the side of
    a crop in longer sides of its box."""
    size = (picture.shape[1], picture.shape[0])
    masks = []
    for first in range(0, len(boxes), PAIRS):
        these = boxes[first : first + PAIRS]
        squares = [crop_square(box, size, context) for box in these]
        crops = np.full((CROP_BATCH, CROP_SIZE, CROP_SIZE, 3), BEYOND_FRAME, np.uint8)
        corners = np.tile(np.array(UNUSED_BOX, np.float32), (CROP_BATCH, 1))
        for row, (box, square) in enumerate(zip(these, squares, strict=True)):
            crops[row] = cut_square(picture, square, CROP_SIZE, BEYOND_FRAME)
            corners[row] = left, top, right, bottom = box_in_square(box, size, square)
            crops[PAIRS + row] = crops[row, :, ::-1]
            corners[PAIRS + row] = 1 - right, top, 1 - left, bottom
        drawn = draw(crops, corners)
        logits = (drawn[:PAIRS] + drawn[PAIRS:, :, ::-1]) / 2
        masks += [paste(each, square, size) for each, square in zip(logits, squares, strict=False)]
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
