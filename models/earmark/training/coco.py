"""Nouns against hand-drawn masks: COCO photos that no training has seen.

All objects of a noun together are the truth, at 96 x 96 and at the photo's own size; a noun counts
where it covers more than 2 % of the picture. Three nouns that are not there are asked of every
photo, too.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.photos import Photo, coco_names, coco_photos, polygon_mask, read_picture
from earmark.data.prepare import seen_by
from earmark.model.backbone import Backbone
from earmark.model.eemc import EEMC, Clips, all_on
from earmark.model.text_encoder import TextEncoder, embed

LEAST_SHARE, DRAWN_SHARE, ABSENT_NOUNS, SEED = 0.02, 0.01, 3, 5
COMMON_NOUNS = 12  # those that most of the photos show
VOC_NOUNS = {
    *("airplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "couch"),
    *("cow", "dining table", "dog", "horse", "motorcycle", "person", "potted plant", "sheep"),
    *("train", "tv"),
}


@dataclass
class Asked:
    """One noun asked of one photo."""

    noun: str
    present: bool
    presence: float
    iou: float  # with the presence score disregarded
    full_iou: float  # the same at the photo's own size
    drawn: float  # share of the picture


def silent_photo(
    features: dict[str, torch.Tensor], words: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
) -> Clips:
    """Several sentences of one photo without sound, each as the first second of a clip."""
    tokens, mask, vector = words
    count, seconds = len(vector), SHAPE.window_seconds
    return Clips(
        **features,
        pictures=torch.zeros(count, 1, dtype=torch.int64),
        seconds=torch.zeros(count, 1, dtype=torch.int64),
        earlier=torch.zeros(count, 1, 1),
        audio_tokens=torch.zeros(count, seconds, SHAPE.width),
        heard_names=torch.zeros(count, seconds, SHAPE.name_width),
        audio_mask=torch.zeros(count, seconds),
        text_tokens=tokens,
        text_mask=mask,
        sentence=vector,
        switches=all_on(count),
    )


def nouns_of(photo: Photo, known: list[str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Noun -> truth mask [96, 96]; empty for the nouns that are not there."""
    side = SHAPE.mask_size
    masks: dict[str, np.ndarray] = {}
    for noun, polygon in photo.polygons:
        masks[noun] = masks.get(noun, np.zeros((side, side), bool)) | polygon_mask(polygon)
    absent = rng.choice([n for n in known if n not in masks], ABSENT_NOUNS, replace=False)
    asked = {noun: mask for noun, mask in masks.items() if mask.mean() > LEAST_SHARE}
    return asked | {str(noun): np.zeros((side, side), bool) for noun in absent}


def full_iou(photo: Photo, noun: str, inside: np.ndarray) -> float:
    """IoU of a mask [h, w] of the photo's own size with all polygons of the noun."""
    truth = np.zeros(inside.shape, np.uint8)
    for name, polygon in photo.polygons:
        if name == noun:
            corners = (polygon * truth.shape[::-1]).round().astype(np.int32)
            part = cv2.fillPoly(np.zeros_like(truth), [corners], 1)
            truth |= part
    union = (inside | (truth > 0)).sum()
    return float((inside & (truth > 0)).sum() / max(1, union))


@dataclass
class CocoVal:
    """The validation photos, each with what the frozen encoder sees in it, read once for all that
    is asked of them (some 250 MB), and every noun that they know."""

    text: TextEncoder
    nouns: list[str]
    photos: list[tuple[Photo, dict[str, torch.Tensor]]]


def read_val(folder: Path, backbone: Backbone, text: TextEncoder) -> CocoVal:
    photos = [
        (photo, seen_by(backbone, torch.tensor(read_picture(photo.path))[None]))
        for photo in coco_photos(folder, "val")
    ]
    return CocoVal(text, sorted(coco_names(folder).values()), photos)


@torch.no_grad()
def drawn_where_absent(model: EEMC, val: CocoVal, thresholds: dict[str, float]) -> dict[str, float]:
    """Of the commonest nouns: the share of the validation photos without one on which it is drawn
    all the same. Random nouns are rare ones, and hide what people ask for most."""
    model.eval()
    shown = [{noun for noun, _ in photo.polygons} for photo, _ in val.photos]
    common = [noun for noun, _ in Counter(sorted(chain(*shown))).most_common(COMMON_NOUNS)]
    words = embed(val.text, common)
    drawn: dict[str, list[bool]] = {noun: [] for noun in common}
    for (_, features), there in zip(val.photos, shown, strict=True):
        answers = model(silent_photo(features, words))
        inside = torch.sigmoid(answers.mask_logits) > thresholds["mask"]
        areas = inside.float().mean((1, 2)).tolist()
        for noun, area, presence in zip(common, areas, answers.presence[:, 0], strict=True):
            if noun not in there:
                seen = float(presence) >= thresholds["presence"]
                drawn[noun].append(seen and area > DRAWN_SHARE)
    shares = {noun: round(float(np.mean(answers)), 3) for noun, answers in drawn.items() if answers}
    return shares | {"mean": round(float(np.mean(list(shares.values()))), 3)}


@torch.no_grad()
def ask_coco(model: EEMC, val: CocoVal, mask_threshold: float) -> list[Asked]:
    """Every noun of the validation photos, and three that are not there."""
    model.eval()
    rng = np.random.default_rng(SEED)
    asked = []
    for photo, features in val.photos:
        masks = nouns_of(photo, val.nouns, rng)
        answers = model(silent_photo(features, embed(val.text, list(masks))))
        shares = torch.sigmoid(answers.mask_logits).numpy()
        inside = shares > mask_threshold
        with Image.open(photo.path) as image:
            size = image.size
        for row, (noun, truth) in enumerate(masks.items()):
            union = (inside[row] | truth).sum()
            asked.append(
                Asked(
                    noun,
                    bool(truth.any()),
                    float(answers.presence[row]),
                    float((inside[row] & truth).sum() / max(1, union)),
                    full_iou(photo, noun, cv2.resize(shares[row], size) > mask_threshold),
                    float(inside[row].mean()),
                )
            )
    return asked


def coco_summary(asked: list[Asked], presence_threshold: float) -> dict[str, float | int]:
    """Mean IoU (0 where presence says "nothing") by kind of noun, and what absent nouns draw."""

    def mean_iou(answers: list[Asked], full: bool = False) -> float:
        scores = [
            (a.full_iou if full else a.iou) if a.presence >= presence_threshold else 0.0
            for a in answers
        ]
        return round(float(np.mean(scores)), 3)

    there = [a for a in asked if a.present]
    absent = [a for a in asked if not a.present]
    voc = [a for a in there if a.noun in VOC_NOUNS]
    other = [a for a in there if a.noun not in VOC_NOUNS]
    higher = [p.presence > a.presence for p in there for a in absent]
    drawn = [a.presence >= presence_threshold and a.drawn > DRAWN_SHARE for a in absent]
    return {
        "IoU of VOC nouns": mean_iou(voc),
        "IoU of VOC nouns, presence disregarded": round(float(np.mean([a.iou for a in voc])), 3),
        "IoU of VOC nouns at full size": mean_iou(voc, True),
        "VOC objects": len(voc),
        "IoU of other nouns": mean_iou(other),
        "IoU of other nouns, presence disregarded": round(
            float(np.mean([a.iou for a in other])), 3
        ),
        "IoU of other nouns at full size": mean_iou(other, True),
        "other objects": len(other),
        "absent nouns drawn": round(float(np.mean(drawn)), 3),
        "absent nouns asked": len(absent),
        "presence AUC": round(float(np.mean(higher)), 3),
    }
