"""What else a class-labelled photo shows: two teachers that must agree.

A detector says what is there and in which box. The mask is DeepLabV3's where it knows the class,
else what a box holds that differs from what is around it (GrabCut, Rother 2004).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from earmark.contract import SHAPE
from earmark.data.detector import Box, Detection, box_overlap
from earmark.data.nouns import VOC, family_of, names_of
from earmark.data.photos import LEAST_SHARE, Mask, Placed, Thing, grab_cut, in_pieces, small_picture

S = SHAPE.frame_size
SIDE = 192  # of the picture that GrabCut sees
NARROW = 0.15  # of the picture; in a smaller box the middle is taken for the object itself
# Scores: over the first a class is believed by itself (of such objects in COCO's photos 77 % are
# there), over the second if DeepLabV3 sees it, too; over the third nobody should deny it.
SURE, LIKELY, PERHAPS = 0.45, 0.35, 0.25
SAME, APART = 0.6, 0.4  # overlaps of boxes over and below which they are one object or two
ALIKE = 0.4  # cosine of two labels above which they may name one object
VOC_NAMES = {"dining table": "table", "potted plant": "plant", "tv": "television"}


def box_of(mask: Mask) -> Box:
    """left, top, right, bottom in 0..1 of a mask with anything in it."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    side = len(mask)
    return (
        columns[0] / side,
        rows[0] / side,
        (columns[-1] + 1) / side,
        (rows[-1] + 1) / side,
    )


def shrunk(box: Box) -> Box:
    """The middle of a box, about half as wide and high."""
    left, top, right, bottom = box
    x, y, width, height = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return x - 0.275 * width, y - 0.275 * height, x + 0.275 * width, y + 0.275 * height


def inside(boxes: Iterable[Box], side: int = S) -> Mask:
    """What the boxes cover."""
    mask = np.zeros((side, side), bool)
    for box in boxes:
        left, top, right, bottom = (round(edge * side) for edge in box)
        mask[top:bottom, left:right] = True
    return mask


def perhaps_there(detections: list[Detection], voc: NDArray[np.uint8]) -> tuple[str, ...]:
    """Names of which nobody should say that they are not in the photo."""
    counts = np.bincount(voc.ravel(), minlength=len(VOC)) / voc.size
    seen = {VOC[i] for i in np.where(counts > LEAST_SHARE / 3)[0] if i}
    found = {d.name for d in detections if d.score >= PERHAPS}
    return tuple(sorted({name for label in seen | found for name in names_of(label)}))


def besides(
    label: str,
    picture: NDArray[np.uint8],
    voc: NDArray[np.uint8],
    stands_out: Mask,
    detections: list[Detection],
    placed: list[Placed],
    embeddings: dict[str, torch.Tensor],
) -> list[Placed]:
    """Adds detected objects to `placed`. Inside the salient region, which `label` names, a
    detection is kept only as a synonym of the label (a detector of 80 classes calls a moose a
    horse). `embeddings` are centred unit vectors of labels."""

    def fits(name: str) -> bool:
        return label in embeddings and float(embeddings[label] @ embeddings[name]) > ALIKE

    found: dict[str, list[Box]] = defaultdict(list)
    placed = list(placed)
    for detection in detections:
        known = VOC_NAMES.get(detection.name, detection.name) in VOC
        if detection.name == "person" or detection.score < (LIKELY if known else SURE):
            continue
        boxes = [box_overlap(detection.box, box_of(p.mask)) for p in placed]
        best = int(np.argmax(boxes)) if boxes else -1
        if best >= 0 and boxes[best] > SAME:
            thing, name = placed[best].thing, detection.name
            own = thing.label.lower() == label and thing.family is None
            if own and fits(name) and name not in thing.names:
                also = replace(thing, also=(*thing.also, name))
                placed[best] = Placed(also, placed[best].mask)
        elif best < 0 or boxes[best] < APART:
            found[detection.name].append(detection.box)
    taken = np.any([p.mask for p in placed], axis=0) if placed else np.zeros((S, S), bool)
    named = {name for p in placed for name in (*p.thing.names, p.thing.family)}
    small = small_picture(picture, SIDE)
    for name, boxes in found.items():
        if name in named or family_of(name) in named:
            continue
        known = VOC_NAMES.get(name, name)
        if known in VOC:
            mask = of_class(voc == VOC.index(known), boxes)
        else:
            mask = np.any([within(small, box, taken) for box in boxes], axis=0)
        mask &= ~taken
        shared = (mask & stands_out).sum()
        if shared > 0.4 * mask.sum() and not fits(name):
            continue
        if mask.mean() >= LEAST_SHARE:
            placed.append(Placed(Thing(name, False, len(boxes) > 1 or in_pieces(mask)), mask))
            taken |= mask
    return placed


def of_class(region: Mask, boxes: list[Box]) -> Mask:
    """The pieces of a class's region that lie in the boxes for the most part; nothing if they
    fill the boxes badly."""
    covered = inside(boxes)
    count, pieces = cv2.connectedComponents(region.astype(np.uint8))
    mask = np.zeros_like(region)
    for piece in range(1, count):
        here = pieces == piece
        if (here & covered).sum() > 0.6 * here.sum():
            mask |= here
    return mask if (mask & covered).sum() > 0.25 * covered.sum() else np.zeros_like(region)


def within(picture: NDArray[np.uint8], box: Box, taken: Mask) -> Mask:
    """The object that fills a box of a picture [192, 192, 3]; nothing where it cannot be told from
    what is around it."""
    area = inside([box], SIDE)
    hidden = cv2.resize(taken.astype(np.uint8), (SIDE, SIDE)) > 0
    nothing = np.zeros((S, S), bool)
    if area.all() or (area & hidden).sum() >= 0.5 * area.sum():
        return nothing
    mask = np.full((SIDE, SIDE), cv2.GC_BGD, np.uint8)
    mask[area & ~hidden] = cv2.GC_PR_FGD
    if area.mean() < NARROW:
        mask[inside([shrunk(box)], SIDE) & ~hidden] = cv2.GC_FGD
    cut = grab_cut(picture, mask, rounds=4, speck=5)
    if cut.sum() < 0.35 * area.sum() or box_overlap(box_of(cut), box) < SAME:
        return nothing
    return cv2.resize(cut.astype(np.float32), (S, S), interpolation=cv2.INTER_LINEAR) > 0.5
