"""Scenes made while a model trains: never the same picture twice.

Where a GPU sees thousands of pictures a minute, the few thousand that are prepared on disk would
be learned by heart. Every scene here is composed anew of the same material: another part of a
photo, mirrored and in another light; other photos beside each other; other cut-outs in it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from earmark.data.material import Material, Photograph
from earmark.data.relations import can_be_played
from earmark.data.scenes import (
    Kept,
    Picture,
    Scene,
    beside,
    can_be_told_apart,
    crowded,
    moving,
    part_of,
    quarters,
    seen_through,
)

# How often each kind is made: of all scenes, and of those of several objects. "drawn" is a part of
# a photo with hand-drawn masks, "photo" one of another, "played" one of a player.
OF_ANY = {"drawn": 0.40, "photo": 0.24, "beside": 0.15, "crowded": 0.14, "moving": 0.07}
OF_SEVERAL = {"drawn": 0.40, "played": 0.15, "beside": 0.17, "crowded": 0.18, "moving": 0.10}
WHOLE = (0.0, 0.0, 1.0, 1.0)
WHOLE_SHARE = 0.3  # of photos that are seen whole
LEAST_SIDE = 0.6  # of a photo whose masks are teachers' guesses, of each side
FULL = 0.4  # a photo that its objects cover more than this has little room for others
DRAWN_BEHIND = 0.4  # of cut-outs before a photo with hand-drawn masks


@dataclass
class FreshScenes:
    """See `earmark.training.drafts.Scenes`; remembers a scene's pictures until they are read."""

    material: Material
    pictures: dict[int, Picture] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cuts = self.material.cuts()
        photographs = self.material.photographs
        self.drawn = [p for p in photographs if p.by_hand]
        self.others = [p for p in photographs if not p.by_hand]
        self.played = [p for p in self.others if can_be_played(p.things)]

    def any(self, rng: np.random.Generator) -> Kept:
        return self._first(rng, OF_ANY, lambda scene: True)

    def several(self, rng: np.random.Generator) -> Kept:
        return self._first(rng, OF_SEVERAL, lambda scene: can_be_told_apart(scene.things))

    def changing(self, rng: np.random.Generator) -> Kept:
        return self._first(rng, {"moving": 1.0}, lambda scene: len(scene.pictures) > 1)

    def read(self, rows: list[int]) -> dict[str, Tensor]:
        pixels = np.stack([self.pictures[row] for row in rows])
        self.pictures.clear()
        return {"pixels": torch.from_numpy(pixels)}

    def _first(
        self, rng: np.random.Generator, shares: dict[str, float], fits: Callable[[Scene], bool]
    ) -> Kept:
        """A scene of a random kind, the first that fits."""
        kinds, weights = list(shares), np.array(list(shares.values()))
        while True:
            scene = self._make(rng, str(rng.choice(kinds, p=weights / weights.sum())))
            if scene is not None and fits(scene):
                first = max(self.pictures, default=-1) + 1
                rows = [first + index for index in range(len(scene.pictures))]
                self.pictures.update(zip(rows, scene.pictures, strict=True))
                return Kept.of(scene, rows, held_out=False)

    def _make(self, rng: np.random.Generator, kind: str) -> Scene | None:
        if kind == "drawn":
            return _part(rng, pick(rng, self.drawn), 0.45)
        if kind == "played" and not self.played:
            return None
        if kind in ("photo", "played"):
            photograph = pick(rng, self.others if kind == "photo" else self.played)
            least = 1.0 if rng.random() < WHOLE_SHARE else LEAST_SIDE
            scene = _part(rng, photograph, least)
            # As what it is: who plays is asked of photos alone.
            return scene and replace(scene, kind="photo")
        if kind == "beside":
            return self._beside(rng, 2 if rng.random() < 0.5 else 4)
        photograph = pick(rng, self.drawn if rng.random() < DRAWN_BEHIND else self.others)
        picture, placed = photograph.read()
        if np.any([p.mask for p in placed], axis=0).mean() > FULL and rng.random() < 0.7:
            return None
        compose = moving if kind == "moving" else crowded
        scene = compose(rng, picture, placed, self.cuts)
        return scene and replace(scene, perhaps=photograph.perhaps)

    def _beside(self, rng: np.random.Generator, count: int) -> Scene | None:
        """Photos none of which shows, or perhaps shows, what another is asked for."""
        chosen = [
            pick(rng, self.drawn if rng.random() < 0.3 else self.others) for _ in range(count)
        ]
        names = [{name for thing in p.things for name in thing.names} for p in chosen]
        for index, photograph in enumerate(chosen):
            others = set().union(*names[:index], *names[index + 1 :])
            if others & (names[index] | set(photograph.perhaps)):
                return None
        pictures = [seen_through(WHOLE, rng.random() >= 0.5, *p.read()) for p in chosen]
        scene = beside(pictures[0], pictures[1]) if count == 2 else quarters(pictures)
        perhaps = tuple(name for photograph in chosen for name in photograph.perhaps)
        return scene and replace(scene, perhaps=perhaps)


def pick(rng: np.random.Generator, photographs: list[Photograph]) -> Photograph:
    return photographs[rng.integers(len(photographs))]


def _part(rng: np.random.Generator, photograph: Photograph, least: float) -> Scene | None:
    scene = part_of(rng, *photograph.read(), least)
    return scene and replace(scene, source=photograph.source, perhaps=photograph.perhaps)
