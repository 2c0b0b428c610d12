"""People who hold what lies on white ground in another photo: `python -m earmark.data.held_objects
--cutouts FOLDER... --labels FILE... --root DIR --out DIR [--count N]`.

Photos of instruments show them alone or are named after an instrument while a person fills the
picture, so nothing teaches that player and instrument are two objects. Copy-paste (Ghiasi 2021,
arXiv 2012.07177) does: outlines come by flood fill from white grounds, hosts are the people of
labelled photos. DIR gets the pictures and `held.jsonl`, label lines as teachers write them.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from earmark.data.boxes import Box
from earmark.data.instance_labels import (
    LabelledInstance,
    LabelledPhoto,
    Mask,
    box_of,
    labelled,
    read_labels,
)
from earmark.data.instances import SURE
from earmark.data.mask_crops import Pixels
from earmark.data.naming import is_person, names_of
from earmark.data.sources import own_label
from earmark.data.teachers.outline import on_plain_ground
from earmark.names.nouns import Nouns, the_nouns

WHO = "people"  # who says what a pasted object is: its photo's own label, and its exact outline


@dataclass(frozen=True)
class PasteConfig:
    count: int = 1000
    names: tuple[str, ...] = ()  # the nouns that are wanted; all if there are none
    seed: int = 11
    white: int = 252  # least value of all channels of ground that shows through an object
    hole: float = 0.004  # of an object's pixels that such ground has at least
    filled: float = 0.22  # least share of its own box that an outline covers
    least_host: float = 0.06  # share of the picture that a person covers
    sides: tuple[float, float] = (0.5, 1.2)  # the longer side, in shorter sides of the person's box
    turn_degrees: float = 20.0  # standard deviation
    beside_share: float = 0.25  # stand beside the person instead
    near_share: float = 0.6  # of pictures are cut out around the person
    near_sides: tuple[float, float] = (1.05, 1.7)  # sides of the cut, in sides of the person's box
    shortest: int = 160  # side of a picture, pixels
    longest: int = 640
    least_left: float = 0.25  # share of an instance that must stay visible for it to stay labelled


@dataclass(frozen=True)
class Likeness:
    """An instrument of which there are no photos, shown by one of the same shape."""

    shown_by: str
    sides: tuple[float, float]  # as in `PasteConfig`
    is_upright: bool


# A cello beside its player is a violin of the player's size that stands; Ref-AVS asks for it most.
LIKENESSES = {
    "cello": Likeness("violin", (1.0, 1.5), True),
    "double bass": Likeness("violin", (1.4, 1.9), True),
    "ukulele": Likeness("guitar", (0.35, 0.55), False),
}


@dataclass(frozen=True)
class Cutout:
    name: str
    pixels: Pixels  # [h, w, 3]
    alpha: NDArray[np.float32]  # [h, w], 0..1


def cut_from_white(file: Path, config: PasteConfig) -> tuple[Pixels, NDArray[np.float32]] | None:
    """The one object of a photo on white ground, cut at its outline, without what is purely white
    inside (the ground between the tubes of a trombone); None where there is no such object."""
    with Image.open(file) as image:
        picture = image.convert("RGB")
    shape = on_plain_ground(picture)
    if shape is None:
        return None
    pixels = np.asarray(picture)
    ground = (pixels.min(2) >= config.white).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ground)
    for part in range(1, count):
        if stats[part, cv2.CC_STAT_AREA] > config.hole * shape.sum():
            shape &= parts != part
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    if not len(rows):
        return None
    own = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if shape[own].mean() < config.filled:
        return None
    # The outermost pixels are half white.
    inner = cv2.erode(shape[own].astype(np.float32), np.ones((3, 3), np.uint8))
    return pixels[own], cv2.GaussianBlur(inner, (3, 3), 0)


def read_cutouts(folders: list[Path], config: PasteConfig, nouns: Nouns) -> list[Cutout]:
    """Of all photos below `folders` whose own label is a noun."""
    found = []
    for file in sorted(f for folder in folders for f in folder.rglob("*.jp*g")):
        label = own_label(str(file))
        noun = nouns.canonical(label) if label else None
        cut = cut_from_white(file, config) if noun is not None else None
        if noun is not None and cut is not None:
            found.append(Cutout(noun, *cut))
    return found


def upright(cutout: Cutout) -> float:
    """Degrees that turn a long object so that it stands on its wider end."""
    rows, columns = np.nonzero(cutout.alpha > 0.5)
    places = np.stack([columns, rows], 1).astype(np.float64)
    places -= places.mean(0)
    along = np.linalg.eigh(places.T @ places)[1][:, 1]
    if np.mean((places @ along) ** 3) < 0:
        along = -along  # the thin end is farther from the middle: `along` leads there
    return float(np.degrees(np.arctan2(along[1], along[0])) + 90)


def turned(cutout: Cutout, side: float, degrees: float) -> Cutout:
    """Its longer side `side` pixels long, then turned to the left about its middle."""
    scale = side / max(cutout.alpha.shape)
    tall, wide = (max(2, round(n * scale)) for n in cutout.alpha.shape)
    pixels = cv2.resize(cutout.pixels, (wide, tall), interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(cutout.alpha, (wide, tall), interpolation=cv2.INTER_AREA)
    across = int(np.ceil(np.hypot(wide, tall)))
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1.0)
    turn[:, 2] += across / 2 - np.array([wide, tall]) / 2
    size = (across, across)
    return replace(
        cutout,
        pixels=cv2.warpAffine(np.ascontiguousarray(pixels), turn, size),
        alpha=cv2.warpAffine(np.ascontiguousarray(alpha), turn, size),
    )


def paste(picture: Pixels, cutout: Cutout, x: float, y: float) -> tuple[Pixels, Mask]:
    """`cutout` with its middle at pixel (x, y): the picture and where the object is."""
    height, width = picture.shape[:2]
    side = len(cutout.alpha)
    move = np.float32([[1, 0, x - side / 2], [0, 1, y - side / 2]])
    alpha = cv2.warpAffine(cutout.alpha, move, (width, height))[..., None]
    pixels = cv2.warpAffine(cutout.pixels, move, (width, height))
    mixed = picture * (1 - alpha) + pixels * alpha
    return mixed.round().clip(0, 255).astype(np.uint8), alpha[..., 0] > 0.5


def hosts(photo: LabelledPhoto, config: PasteConfig, nouns: Nouns) -> list[LabelledInstance]:
    """The people of a photo that are large enough to hold something."""
    found = []
    for instance in photo.instances:
        names = names_of(instance.names, nouns)
        sure = [noun for noun, p in names.items() if p >= SURE]
        if instance.rle is None or not any(is_person(noun, nouns) for noun in sure):
            continue
        if instance.mask().mean() >= config.least_host:
            found.append(instance)
    return found


def window(host: Box, rng: np.random.Generator, config: PasteConfig) -> Box:
    """The part of the photo that is kept, in 0..1: all of it, or the surroundings of the host."""
    if rng.random() >= config.near_share:
        return 0.0, 0.0, 1.0, 1.0
    left, top, right, bottom = host
    wide = (right - left) * rng.uniform(*config.near_sides)
    tall = (bottom - top) * rng.uniform(*config.near_sides) * rng.uniform(0.6, 1.0)  # legs go first
    x = (left + right) / 2 + wide * rng.normal(0, 0.08)
    y = (top + bottom) / 2 - tall * (0.1 + rng.normal(0, 0.08))
    corners = np.clip([x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2], 0.0, 1.0)
    return tuple(float(n) for n in corners)


def held(
    photo: LabelledPhoto,
    host: LabelledInstance,
    cutout: Cutout,
    rng: np.random.Generator,
    config: PasteConfig,
) -> tuple[Pixels, list[dict[str, object]]] | None:
    """The photo, or a part of it, with `cutout` at the person's chest or beside it, and the labels
    of all that can be seen; None if the object falls outside or the part is too small."""
    with Image.open(photo.file) as image:
        kept = window(host.box, rng, config)
        pixel = [round(n * s) for n, s in zip(kept, image.size * 2, strict=True)]
        picture = image.convert("RGB").crop(pixel)
    if min(picture.size) < config.shortest:
        return None
    picture.thumbnail((config.longest, config.longest))
    pixels = np.asarray(picture)
    size = (pixels.shape[1], pixels.shape[0])
    seen = {n: visible(one, kept, size) for n, one in enumerate(photo.instances)}
    chest = box_of(seen[photo.instances.index(host)])
    if chest is None:
        return None
    left, top, right, bottom = (n * s for n, s in zip(chest, size * 2, strict=True))
    wide, tall = right - left, bottom - top
    likeness = LIKENESSES.get(cutout.name)
    side = min(wide, tall) * rng.uniform(*(likeness.sides if likeness else config.sides))
    x, y = (left + right) / 2 + wide * rng.normal(0, 0.12), top + tall * rng.uniform(0.4, 0.75)
    if rng.random() < config.beside_share:
        x = rng.choice([left, right]) + rng.normal(0, 0.1) * wide
        y = top + tall * rng.uniform(0.5, 0.9)
    degrees = rng.normal(0, config.turn_degrees)
    if likeness is not None and likeness.is_upright:
        degrees = upright(cutout) + degrees / 2
    bright = float(np.clip(pixels.mean() / 128, 0.55, 1.15)) * rng.uniform(0.85, 1.1)
    lit = replace(cutout, pixels=(cutout.pixels * bright).clip(0, 255).astype(np.uint8))
    placed = turned(lit, side, degrees)
    if rng.random() < 0.5:
        mirrored = (np.ascontiguousarray(x[:, ::-1]) for x in (placed.pixels, placed.alpha))
        placed = Cutout(cutout.name, *mirrored)
    mixed, shape = paste(pixels, placed, x, y)
    box = box_of(shape)
    if box is None or shape.sum() < 0.6 * (placed.alpha > 0.5).sum():
        return None
    labels = [labelled(box, shape, [(cutout.name, 1.0, WHO)])]
    for n, instance in enumerate(photo.instances):
        left_over = seen[n] & ~shape
        box = box_of(left_over)
        if box is not None and left_over.sum() >= config.least_left * seen[n].sum():
            labels.append(labelled(box, left_over, instance.names))
    return mixed, labels


def visible(instance: LabelledInstance, kept: Box, size: tuple[int, int]) -> Mask:
    """An instance in the part `kept` of its photo, at `size` (width, height); its box where it has
    no mask."""
    if instance.rle is None:
        mask = np.zeros((512, 512), np.uint8)
        left, top, right, bottom = (round(n * 512) for n in instance.box)
        mask[top:bottom, left:right] = 1
    else:
        mask = instance.mask().astype(np.uint8)
    height, width = mask.shape
    left, top, right, bottom = (
        round(n * s) for n, s in zip(kept, (width, height) * 2, strict=True)
    )
    return cv2.resize(mask[top:bottom, left:right], size, interpolation=cv2.INTER_NEAREST) > 0


def make(
    cutouts: list[Cutout],
    photos: list[LabelledPhoto],
    root: Path,
    out: Path,
    config: PasteConfig,
    nouns: Nouns,
) -> None:
    """Every noun as often as any other."""
    rng = np.random.default_rng(config.seed)
    by_name: dict[str, list[Cutout]] = {}
    for cutout in cutouts:
        by_name.setdefault(cutout.name, []).append(cutout)
    for name, likeness in LIKENESSES.items():
        by_name.setdefault(
            name, [replace(c, name=name) for c in by_name.get(likeness.shown_by, [])]
        )
    names = sorted(n for n in by_name if by_name[n] and (not config.names or n in config.names))
    with_people = [(p, own) for p in photos if (own := hosts(p, config, nouns))]
    print(f"{len(cutouts)} outlines of {len(names)} nouns, {len(with_people)} photos with people")
    out.mkdir(parents=True, exist_ok=True)
    with (out / "held.jsonl").open("w") as lines:
        made = 0
        while made < config.count:
            of_name = by_name[names[made % len(names)]]
            photo, people = with_people[rng.integers(len(with_people))]
            host = people[rng.integers(len(people))]
            done = held(photo, host, of_name[rng.integers(len(of_name))], rng, config)
            if done is None:
                continue
            file = out / f"{made:05}.jpg"
            Image.fromarray(done[0]).save(file, quality=90)
            height, width = done[0].shape[:2]
            line = {"file": str(file.relative_to(root)), "width": width, "height": height}
            lines.write(json.dumps(line | {"instances": done[1]}) + "\n")
            made += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cutouts", type=Path, nargs="+", required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--out", type=Path, required=True, help="below --root")
    parser.add_argument(
        "--without", type=Path, help="photos that are kept for measuring, one a line"
    )
    parser.add_argument("--count", type=int, default=PasteConfig.count)
    parser.add_argument("--names", nargs="*", default=[], help="nouns, if not all are wanted")
    options = parser.parse_args()
    config, nouns = PasteConfig(options.count, tuple(options.names)), the_nouns()
    cutouts = read_cutouts(options.cutouts, config, nouns)
    kept = set(options.without.read_text().splitlines()) if options.without else set()
    photos = [
        photo
        for file in options.labels
        for photo in read_labels(file, options.root)
        if str(photo.file) not in kept
    ]
    make(cutouts, photos, options.root, options.out, config, nouns)


if __name__ == "__main__":
    main()
