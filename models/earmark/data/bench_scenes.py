"""Ten-second scenes for the benchmark that the project makes for itself: a picture a second, with
the masks at the pictures' own size.

The same photos, cut-outs and ways of putting them together as for training (`earmark.data.scenes`),
of what was kept from training only, and drawn anew: no such scene was ever used to choose anything.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earmark.contract import SHAPE
from earmark.data.clips import SECONDS
from earmark.data.cut_outs import CutOuts
from earmark.data.photos import Mask, Placed, Thing, shrink
from earmark.data.scenes import (
    SEEN_SHARE,
    Picture,
    Scene,
    Sprite,
    assemble,
    random_window,
    seen_through,
    travellers,
)
from earmark.data.store import View

S = SHAPE.frame_size
KINDS = ("photo", "beside", "moving", "crowded")
Shown = list[list[Placed]]  # by second


@dataclass
class BenchScene:
    """`truths[k, i]` [384, 384] is where second k shows object i; nothing where it is too small to
    count as there."""

    scene: Scene
    truths: NDArray[np.bool_]


def scene_of(
    rng: np.random.Generator, kind: str, views: list[View], cuts: CutOuts
) -> BenchScene | None:
    """A random scene of this kind, or None if the draw does not make one."""
    drawn = [view for view in views if any(thing.exact for thing, _ in view.packed)]
    if kind in ("photo", "beside") and drawn:
        view = drawn[rng.integers(len(drawn))]
        if kind == "photo":
            return _seen_by_camera(rng, kind, *view.read(), [])
        return _beside(rng, view, views[rng.integers(len(views))])
    # Room for what comes: seldom before an object that fills the picture.
    view = views[rng.integers(len(views))]
    for _ in range(3):
        if view.covered >= 0.4:
            view = views[rng.integers(len(views))]
    picture, placed = view.read()
    sprites = (_crowd if kind == "crowded" else _who_come_and_go)(rng, placed, cuts)
    return _seen_by_camera(rng, kind, picture, placed, sprites)


def _who_come_and_go(rng: np.random.Generator, placed: list[Placed], cuts: CutOuts) -> list[Sprite]:
    """One to three cut-outs that move, come and go; sometimes one that is there all the time and
    one that comes, which only what was seen before can tell apart."""
    waiting = rng.random() < 0.5
    sprites = travellers(rng, int(rng.integers(1, 4)) + waiting, placed, cuts, SECONDS)
    if waiting and len(sprites) > 1:
        sprites[0] = replace(sprites[0], first=0, last=SECONDS - 1)
        comes = int(rng.integers(2, SECONDS - 2))
        sprites[-1] = replace(sprites[-1], first=comes, last=SECONDS - 1)
    return sprites


def _crowd(rng: np.random.Generator, placed: list[Placed], cuts: CutOuts) -> list[Sprite]:
    """Three to six cut-outs close together, some before others."""
    known = {name for p in placed for name in p.thing.names}
    middle = rng.uniform(0.3, 0.7, 2) * S
    sprites: list[Sprite] = []
    for _ in range(int(rng.integers(3, 7))):
        same = sprites[-1].cut.kind if sprites and rng.random() < 0.2 else None
        cut = cuts.draw(rng, same)
        if cut.label in known:
            continue
        x, y = middle + rng.uniform(-0.32, 0.32, 2) * S
        still = replace(Sprite.draw(rng, cut, 1), last=SECONDS - 1)
        sprites.append(replace(still, centres=((x, y), (x, y)), sizes=(still.sizes[0],) * 2))
    return sprites


def _seen_by_camera(
    rng: np.random.Generator,
    kind: str,
    picture: Picture,
    placed: list[Placed],
    sprites: list[Sprite],
) -> BenchScene | None:
    """The photo through a still or slowly moving window, with the sprites on their way in it."""
    still = rng.random() < 0.7
    start = random_window(rng, 0.6)
    end = start if still else tuple(0.5 * np.array(start) + 0.5 * np.array(random_window(rng, 0.6)))
    flip = rng.random() < 0.5
    pictures: list[Picture] = []
    rows: Shown = []
    for second in range(SECONDS):
        at = second / (SECONDS - 1)
        window = tuple(a + at * (b - a) for a, b in zip(start, end, strict=True))
        seen, behind = seen_through(window, flip, picture, placed)
        seen = seen.copy()
        masks = [p.mask for p in behind]
        for sprite in sprites:
            mask: Mask = np.zeros((S, S), bool)
            if sprite.first <= second <= sprite.last:
                mask = sprite.paste(seen, at)
                masks = [m & ~mask for m in masks]
            masks.append(mask)
        things = [p.thing for p in behind] + [Thing(s.cut.label, True) for s in sprites]
        pictures.append(seen)
        rows.append([Placed(t, m) for t, m in zip(things, masks, strict=True)])
    return _whole(pictures, rows, kind, still)


def _beside(rng: np.random.Generator, a: View, b: View) -> BenchScene | None:
    """Two photos side by side, each cropped around the middle of its objects, for ten seconds."""
    names = [{n for thing, _ in view.packed for n in thing.names} for view in (a, b)]
    if names[0] & names[1]:
        return None
    picture = np.zeros((S, S, 3), np.uint8)
    placed: list[Placed] = []
    for side, view in enumerate((a, b) if rng.random() < 0.5 else (b, a)):
        photo, inside = view.read()
        columns = np.any([p.mask for p in inside], axis=0).any(0)
        left = int(np.clip(np.where(columns)[0].mean() - S // 4, 0, S // 2))
        here = slice(side * S // 2, (side + 1) * S // 2)
        picture[:, here] = photo[:, left : left + S // 2]
        for p in inside:
            mask = np.zeros((S, S), bool)
            mask[:, here] = p.mask[:, left : left + S // 2]
            placed.append(Placed(p.thing, mask))
    return _whole([picture] * SECONDS, [placed] * SECONDS, "beside", False)


def _whole(pictures: list[Picture], rows: Shown, kind: str, still: bool) -> BenchScene | None:
    """The scene, and the masks at full size of the same objects in the same order."""
    shares = np.array([[shrink(p.mask).mean() for p in row] for row in rows])
    if shares.size == 0:
        return None
    # What is never seen is no object of the scene; `assemble` would leave it out as well.
    kept = [i for i in range(shares.shape[1]) if shares[:, i].max() > 0]
    rows = [[row[i] for i in kept] for row in rows]
    scene = assemble(pictures, rows, kind, kind, still) if kept else None
    if scene is None:
        return None
    there = shares[:, kept] >= SEEN_SHARE
    truths = np.array([[p.mask for p in row] for row in rows]) & there[:, :, None, None]
    return BenchScene(scene, truths)
