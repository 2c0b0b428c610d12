"""Scenes: one to four pictures on a clock of ten seconds, and where each object is in each.

Five kinds. A photo as it is; a part of one; photos side by side; a photo through which cut-outs
move, come and go, before a still or moving camera; and one with many cut-outs close together. Where
something was pasted its mask is exact by construction.
"""

from collections import Counter
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from earmark.contract import SHAPE
from earmark.data.cut_outs import CutOut, CutOuts
from earmark.data.nouns import UNSEEN
from earmark.data.photos import LEAST_SHARE, Mask, Placed, Thing, shrink

S, M = SHAPE.frame_size, SHAPE.mask_size
SEEN_SHARE = 0.004  # of the picture; an object with less of it is not there
Picture = NDArray[np.uint8]
Window = tuple[float, float, float, float]  # left, top, width, height in 0..1


@dataclass
class Scene:
    """`masks[k, i]` is where picture k shows object i, at 96 x 96."""

    pictures: list[Picture]
    things: list[Thing]
    masks: NDArray[np.bool_]
    kind: str
    source: str
    perhaps: tuple[str, ...] = ()  # names of which nobody should say that they are not there


@dataclass
class Kept:
    """A scene as training reads it: rows of the feature files instead of pictures."""

    rows: list[int]
    things: list[Thing]
    packed: NDArray[np.uint8]  # masks, eight a byte
    kind: str
    source: str
    held_out: bool
    perhaps: tuple[str, ...] = ()

    @property
    def masks(self) -> NDArray[np.bool_]:
        """[K, n, 96, 96]."""
        flat = np.unpackbits(self.packed).astype(bool)
        return flat.reshape(len(self.rows), len(self.things), M, M)

    @property
    def shown(self) -> NDArray[np.bool_]:
        """[K, n]: whether picture k shows object i."""
        return self.masks.mean((2, 3)) >= SEEN_SHARE

    @staticmethod
    def of(scene: Scene, rows: list[int], held_out: bool) -> "Kept":
        packed = np.packbits(scene.masks)
        return Kept(rows, scene.things, packed, scene.kind, scene.source, held_out, scene.perhaps)


def labels_shown(scenes: list[Kept]) -> Counter[str]:
    """In how many scenes for training each label that may be known is shown."""
    return Counter(
        t.label for s in scenes if not s.held_out for t in s.things if t.family not in UNSEEN
    )


def can_be_told_apart(things: list[Thing]) -> bool:
    """Whether at least two of them stand by themselves."""
    return sum(not thing.several for thing in things) > 1


def colour_of(picture: Picture, mask: Mask) -> str | None:
    """The word for an object's colour where one is plainly right, else None. mask [384, 384]."""
    pixels = picture[mask][::16].astype(float) / 255
    if len(pixels) < 20:
        return None
    high, low = pixels.max(1), pixels.min(1)
    value, chroma = float(np.median(high)), float(np.median(high - low))
    if chroma < 0.10:
        if value > 0.75:
            return "white"
        if value < 0.28:
            return "black"
        return "grey" if chroma < 0.06 else None
    if chroma < 0.25:
        return None
    red, green, blue = np.median(pixels, axis=0)
    hue = np.degrees(np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue)) % 360
    if hue < 18 or hue > 340:
        return "red"
    if hue < 42:
        return "orange" if value > 0.7 else "brown"
    if hue < 70:
        return "yellow"
    if 80 < hue < 165:
        return "green"
    return "blue" if 190 < hue < 260 else None


def motion_of(masks: NDArray[np.bool_]) -> str | None:
    """How one object [K, 96, 96] moves across the picture, where that is plain."""
    seen = [mask for mask in masks if mask.mean() >= SEEN_SHARE]
    if len(seen) < 2:
        return None
    (first_x, first_y), (last_x, last_y) = (
        (np.where(mask.any(0))[0].mean(), np.where(mask.any(1))[0].mean())
        for mask in (seen[0], seen[-1])
    )
    if abs(last_x - first_x) > 0.14 * M:
        return "right" if last_x > first_x else "left"
    return "still" if abs(last_x - first_x) + abs(last_y - first_y) < 0.05 * M else None


def assemble(
    pictures: list[Picture], placed: list[list[Placed]], kind: str, source: str, moving: bool
) -> Scene | None:
    """A scene of pictures with the same objects, in the same order, placed in each."""
    small = np.array([[shrink(p.mask) for p in row] for row in placed])
    if not len(placed[0]):
        return None
    best = small.sum((2, 3)).argmax(0)
    things = [
        replace(
            p.thing,
            colour=colour_of(pictures[best[i]], placed[best[i]][i].mask),
            moves=motion_of(small[:, i]) if moving else None,
        )
        for i, p in enumerate(placed[0])
    ]
    keep = [i for i in range(len(things)) if small[:, i].any()]
    if not keep or small[:, keep].mean((2, 3)).max() < LEAST_SHARE:
        return None
    return Scene(pictures, [things[i] for i in keep], small[:, keep], kind, source)


def seen_through(
    window: Window, flip: bool, picture: Picture, placed: list[Placed]
) -> tuple[Picture, list[Placed]]:
    """The part of a picture inside the window, as large as the picture was."""
    left, top, width, height = (round(side * S) for side in window)

    def part(image: NDArray[np.uint8], how: int) -> NDArray[np.uint8]:
        cut = image[top : top + height, left : left + width]
        cut = cv2.resize(cut, (S, S), interpolation=how)
        return np.ascontiguousarray(cut[:, ::-1]) if flip else cut

    masks = [part(p.mask.astype(np.uint8), cv2.INTER_NEAREST) > 0 for p in placed]
    return part(picture, cv2.INTER_LINEAR), [
        Placed(p.thing, mask) for p, mask in zip(placed, masks, strict=True)
    ]


def random_window(rng: np.random.Generator, least: float) -> Window:
    """A part of the picture, a little wider or higher than the whole."""
    width, height = rng.uniform(least, 1.0, 2)
    mean = (width + height) / 2
    width, height = 0.5 * (width + mean), 0.5 * (height + mean)
    return rng.uniform(0, 1 - width), rng.uniform(0, 1 - height), width, height


def part_of(
    rng: np.random.Generator, picture: Picture, placed: list[Placed], least: float = 0.45
) -> Scene | None:
    """Another view of a photo: a part of it with at least so much of each side, often mirrored, in
    another light."""
    window = random_window(rng, least)
    picture, placed = seen_through(window, rng.random() < 0.5, picture, placed)
    light = rng.uniform(0.7, 1.3) * rng.uniform(0.9, 1.1, 3)
    lit = (picture * light).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.3:  # as a video's frames often are
        lit = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.5, 1.5))
    return assemble([lit], [[p for p in placed if p.mask.any()]], "part", "part", False)


def beside(a: tuple[Picture, list[Placed]], b: tuple[Picture, list[Placed]]) -> Scene | None:
    """Two photos side by side, each cropped around the middle of its objects."""
    canvas = np.zeros((S, S, 3), np.uint8)
    placed = []
    for side, (picture, inside) in enumerate((a, b)):
        columns = np.any([p.mask for p in inside], axis=0).any(0)
        left = int(np.clip(np.where(columns)[0].mean() - S // 4, 0, S // 2))
        seen = slice(left, left + S // 2)
        here = (slice(None), slice(side * S // 2, (side + 1) * S // 2))
        canvas[here] = picture[:, seen]
        cut = [Placed(p.thing, p.mask[:, seen]) for p in inside]
        placed += _put(cut, here, LEAST_SHARE / 2)
    return assemble([canvas], [placed], "beside", "beside", False)


def quarters(four: list[tuple[Picture, list[Placed]]]) -> Scene | None:
    """Four photos at half their size: objects as small as they are in a room or a street."""
    half = S // 2
    canvas = np.zeros((S, S, 3), np.uint8)
    placed = []
    for index, (picture, inside) in enumerate(four):
        row, column = divmod(index, 2)
        here = (slice(row * half, (row + 1) * half), slice(column * half, (column + 1) * half))
        canvas[here] = cv2.resize(picture, (half, half), interpolation=cv2.INTER_AREA)
        halved = [Placed(p.thing, p.mask[::2, ::2]) for p in inside]
        placed += _put(halved, here, SEEN_SHARE)
    return assemble([canvas], [placed], "beside", "beside", False) if placed else None


def _put(placed: list[Placed], here: tuple[slice, slice], least: float) -> list[Placed]:
    """The same objects in this part of an empty picture, without those that cover less of it."""
    found = []
    for p in placed:
        mask = np.zeros((S, S), bool)
        mask[here] = p.mask
        if mask.mean() >= least:
            found.append(Placed(p.thing, mask))
    return found


@dataclass
class Sprite:
    """A cut-out on its way: from the first to the last picture that shows it."""

    cut: CutOut
    sizes: tuple[float, float]  # longest side, pixels, at the start and at the end
    centres: tuple[tuple[float, float], tuple[float, float]]
    first: int
    last: int
    flip: bool
    blur: float
    shadow: float

    @staticmethod
    def draw(rng: np.random.Generator, cut: CutOut, pictures: int) -> "Sprite":
        size = rng.uniform(0.24, 0.66) * S
        start = np.array([rng.uniform(0.15, 0.85), rng.uniform(0.35, 0.85)]) * S
        end = start
        if rng.random() < 0.6:
            end = start + np.array([rng.uniform(-0.55, 0.55), rng.uniform(-0.12, 0.12)]) * S
            end = end.clip(0.1 * S, 0.9 * S)
        comes = pictures > 1 and rng.random() < 0.4
        first = int(rng.integers(1, pictures)) if comes else 0
        last = pictures - 1
        if pictures > 1 and first == 0 and rng.random() < 0.25:
            last = int(rng.integers(0, pictures - 1))
        return Sprite(
            cut, (size, size * rng.uniform(0.75, 1.3)), (tuple(start), tuple(end)), first, last,
            rng.random() < 0.5, rng.uniform(0.4, 1.4), rng.uniform(0.0, 0.4),
        )  # fmt: skip

    def paste(self, picture: Picture, at: float) -> Mask:
        """Draws itself, a share `at` of its way, into the picture; what of it is seen."""
        size = self.sizes[0] + at * (self.sizes[1] - self.sizes[0])
        rgba = self.cut.rgba[:, ::-1] if self.flip else self.cut.rgba
        scale = size / max(rgba.shape[:2])
        width, height = (max(16, round(side * scale)) for side in (rgba.shape[1], rgba.shape[0]))
        rgba = cv2.resize(rgba, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        (x0, y0), (x1, y1) = self.centres
        left = round(x0 + at * (x1 - x0) - width / 2)
        top = min(round(y0 + at * (y1 - y0) - height / 2), S - height // 2)
        full = np.zeros((S, S, 4), np.float32)
        into = (slice(max(0, top), min(S, top + height)), slice(max(0, left), min(S, left + width)))
        source = rgba[into[0].start - top : into[0].stop - top,
                      into[1].start - left : into[1].stop - left]  # fmt: skip
        full[into] = source
        alpha = cv2.GaussianBlur(full[:, :, 3], (0, 0), self.blur)[:, :, None] / 255
        if self.shadow > 0.1:
            foot = cv2.ellipse(
                np.zeros((S, S), np.float32), (left + width // 2, min(S - 1, top + height)),
                (width // 2, max(2, height // 14)), 0, 0, 360, self.shadow, -1,
            )  # fmt: skip
            dark = 1 - cv2.GaussianBlur(foot, (0, 0), 4)[:, :, None]
            picture[:] = (picture * dark).astype(np.uint8)
        place = picture[into].mean()
        inside = full[:, :, 3] > 128
        own = full[inside][:, :3].mean() if inside.any() else place
        gain = np.clip((place + 60) / (own + 60), 0.75, 1.25)
        drawn = (full[:, :, :3] * gain).clip(0, 255) * alpha + picture * (1 - alpha)
        picture[:] = drawn.astype(np.uint8)
        return alpha[:, :, 0] > 0.5


def travellers(
    rng: np.random.Generator, number: int, placed: list[Placed], cuts: CutOuts, moments: int
) -> list[Sprite]:
    """Samples up to `number` moving sprites whose labels are not in the background photo."""
    sprites: list[Sprite] = []
    for _ in range(number):
        # Two of a kind can be told apart only by what else is said of them.
        same = sprites[-1].cut.kind if sprites and rng.random() < 0.35 else None
        cut = cuts.draw(rng, same)
        if same is None and any(cut.label in p.thing.names for p in placed):
            continue
        sprites.append(Sprite.draw(rng, cut, moments))
    return sprites


def moving(
    rng: np.random.Generator, picture: Picture, placed: list[Placed], cuts: CutOuts
) -> Scene | None:
    """The photo seen by a still or moving camera while cut-outs move through it, come and go."""
    count = int(rng.choice([2, 3, 4], p=[0.35, 0.45, 0.2]))
    waiting = rng.random() < 0.5
    still = rng.random() < (0.85 if waiting else 0.6)
    start = random_window(rng, 0.6)
    end = start if still else tuple(np.array(start) * 0.4 + np.array(random_window(rng, 0.6)) * 0.6)
    sprites = travellers(
        rng, int(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2])) + waiting, placed, cuts, count
    )
    if waiting and len(sprites) > 1:
        # One is there all the time and another comes: both are pasted, so that who is new can be
        # told only by what was seen before.
        sprites[0] = replace(sprites[0], first=0, last=count - 1)
        sprites[-1] = replace(sprites[-1], first=int(rng.integers(1, count)), last=count - 1)
    flip = rng.random() < 0.5
    pictures, rows = [], []
    for k in range(count):
        at = k / (count - 1)
        window = tuple(a + at * (b - a) for a, b in zip(start, end, strict=True))
        seen, behind = seen_through(window, flip, picture, placed)
        seen = seen.copy()
        masks = [p.mask for p in behind]
        for sprite in sprites:
            mask = np.zeros((S, S), bool)
            if sprite.first <= k <= sprite.last:
                mask = sprite.paste(seen, at)
                masks = [m & ~mask for m in masks]
            masks.append(mask)
        things = [p.thing for p in behind] + [Thing(s.cut.label, True) for s in sprites]
        pictures.append(seen)
        rows.append([Placed(t, m) for t, m in zip(things, masks, strict=True)])
    return assemble(pictures, rows, "moving", "moving", still)


def crowded(
    rng: np.random.Generator, picture: Picture, placed: list[Placed], cuts: CutOuts
) -> Scene | None:
    """Three to six cut-outs close together, some before others, as on a table or in a herd: one of
    them must be told from its neighbours."""
    seen, behind = seen_through(random_window(rng, 0.6), rng.random() < 0.5, picture, placed)
    seen = seen.copy()
    middle = rng.uniform(0.3, 0.7, 2) * S
    things, masks = [p.thing for p in behind], [p.mask for p in behind]
    known = {name for thing in things for name in thing.names}
    cut = None
    for _ in range(int(rng.integers(3, 7))):
        cut = cuts.draw(rng, cut.kind if cut is not None and rng.random() < 0.2 else None)
        if cut.label in known:
            continue
        sprite = Sprite.draw(rng, cut, 1)
        centre = tuple(middle + rng.uniform(-0.32, 0.32, 2) * S)
        sprite = replace(sprite, centres=(centre, centre))
        mask = sprite.paste(seen, 0.0)
        masks = [m & ~mask for m in masks] + [mask]
        things.append(Thing(cut.label, True))
    rows = [Placed(t, m) for t, m in zip(things, masks, strict=True)]
    return assemble([seen], [rows], "crowded", "crowded", False)
