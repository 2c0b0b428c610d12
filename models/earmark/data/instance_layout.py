"""Where and when the instances of a training scene are: photos in the scene's picture and on its
clock."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from earmark.data.instance_rows import NOBODY, CachedPhoto, InstanceCache
from earmark.data.instances import Instance
from earmark.data.queries import SceneInstance
from earmark.data.queries.scene import Motion
from earmark.data.scene_config import SceneConfig

SECONDS = 10
MIN_PERHAPS = 0.1  # probability from which an instance without a row may still be there
ANGLES, ANGLE_SHARES = (0.0, np.pi, 0.5 * np.pi, 1.5 * np.pi), (0.4, 0.4, 0.1, 0.1)

Floats = NDArray[np.float32]
Span = tuple[float, float]  # seconds, from and to


@dataclass
class Part:
    """An instance of the scene: its facts, and its velocity in sides of the picture a second."""

    facts: SceneInstance
    velocity: tuple[float, float] = (0.0, 0.0)


@dataclass
class Layout:
    """A scene under construction. Lists run in step: one entry a row. `owners` are indices into
    `parts`, or NOBODY or UNKNOWN; `nearest` are indices into `parts` or NOBODY."""

    second: int  # that is asked about
    is_still: bool
    parts: list[Part] = field(default_factory=list)
    perhaps: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    nearest: list[int] = field(default_factory=list)
    fits: list[float] = field(default_factory=list)  # IoU of a row's box with its nearest part's
    mirrored: list[bool] = field(default_factory=list)
    places: list[Floats] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)  # when a row's photo comes on, in seconds

    def add_photo(
        self,
        rng: np.random.Generator,
        cached: CachedPhoto,
        cache: InstanceCache,
        mirror: bool,
        frame: Floats,
        span: Span,
        config: SceneConfig,
    ) -> None:
        """Puts a photo into `frame` of the picture during `span`."""
        self.perhaps |= set(cached.photo.perhaps)
        part_of: dict[int, int] = {}
        for number, instance in enumerate(cached.photo.instances):
            if not (cached.owner == number).any():
                names = instance.names.items()
                self.perhaps |= {name for name, p in names if p > MIN_PERHAPS}
                continue
            part_of[number] = len(self.parts)
            self.parts.append(self._part(rng, instance, mirror, frame, span, config))
        own = np.arange(cached.first, cached.first + cached.count)
        places = placed(cache.boxes[own], mirror, frame)
        facts = zip(own, cached.owner, cached.nearest, cached.fit, places, strict=True)
        for row, owner, near, fit, place in facts:
            part = part_of[int(owner)] if owner >= 0 else int(owner)
            first, last = span if part < 0 else self._span(part, span)
            if first <= self.second < last:
                self.rows.append(int(row))
                self.owners.append(part)
                self.nearest.append(part_of.get(int(near), NOBODY))
                self.fits.append(float(fit))
                self.mirrored.append(mirror)
                self.places.append(place)
                self.begins.append(first)

    def _span(self, part: int, span: Span) -> Span:
        facts = self.parts[part].facts
        if facts.enters_seconds is None or facts.leaves_seconds is None:
            return span
        return facts.enters_seconds, facts.leaves_seconds

    def _part(
        self,
        rng: np.random.Generator,
        instance: Instance,
        mirror: bool,
        frame: Floats,
        span: Span,
        config: SceneConfig,
    ) -> Part:
        left, top, right, bottom = placed(np.array([instance.box], np.float32), mirror, frame)[0]
        scale = float((frame[2] - frame[0]) * (frame[3] - frame[1]))
        facts = SceneInstance(
            names=instance.names,
            box=(float(left), float(top), float(right), float(bottom)),
            area=instance.area * scale,
            colours=instance.colours,
            upper=instance.upper,
            lower=instance.lower,
            is_salient=instance.is_salient,
        )
        if self.is_still:
            return Part(facts)
        (enters, leaves), velocity = span, (0.0, 0.0)
        if rng.random() < config.enters_share and leaves - enters > 2:
            cut = float(rng.integers(int(enters) + 1, int(leaves)))
            enters, leaves = (cut, leaves) if rng.random() < 0.6 else (enters, cut)
        if rng.random() < config.moves_share:
            speed = rng.uniform(0.4, 1.0) * config.max_speed
            angle = rng.choice(ANGLES, p=ANGLE_SHARES)
            velocity = (float(np.cos(angle) * speed), float(np.sin(angle) * speed))
        on_clock = replace(
            facts,
            sounding=(),
            enters_seconds=enters,
            leaves_seconds=leaves,
            motion=motion_of(velocity),
        )
        return Part(on_clock, velocity)

    def over_time(self) -> tuple[Floats, Floats, Floats]:
        """Boxes now [n, 4], their mean in the seconds before [n, 4], and how many those are [n].
        The places are those in the middle of the clip."""
        boxes = np.stack(self.places)
        now, before, seen = boxes.copy(), boxes.copy(), np.zeros(len(boxes), np.float32)
        if self.is_still:
            return now, before, seen
        for row, (owner, begins) in enumerate(zip(self.owners, self.begins, strict=True)):
            velocity = self.parts[owner].velocity if owner >= 0 else (0.0, 0.0)
            shift = np.array([*velocity, *velocity], np.float32)
            seen[row] = max(0.0, self.second - begins)
            now[row] = np.clip(boxes[row] + shift * (self.second - SECONDS / 2), 0, 1)
            mean_second = (begins + self.second - 1) / 2
            before[row] = np.clip(boxes[row] + shift * (mean_second - SECONDS / 2), 0, 1)
        return now, before, seen


def frames_of(rng: np.random.Generator, kind: str) -> list[Floats]:
    """Where each photo lies in the scene's picture."""
    whole = np.array([0, 0, 1, 1], np.float32)
    if kind != "beside":
        return [whole, whole] if kind == "after" else [whole]
    cut = float(rng.uniform(0.4, 0.6))
    return [np.array([0, 0, cut, 1], np.float32), np.array([cut, 0, 1, 1], np.float32)]


def spans_of(rng: np.random.Generator, kind: str) -> list[tuple[float, float]]:
    whole = (0.0, float(SECONDS))
    if kind != "after":
        return [whole, whole] if kind == "beside" else [whole]
    cut = float(rng.integers(2, 9))
    return [(0.0, cut), (cut, float(SECONDS))]


def placed(boxes: Floats, mirror: bool, frame: Floats) -> Floats:
    """Boxes of a photo in the scene's picture."""
    if mirror:
        boxes = mirror_boxes(boxes)
    low, size = frame[:2], frame[2:] - frame[:2]
    return np.concatenate([boxes[:, :2] * size + low, boxes[:, 2:] * size + low], 1)


def mirror_boxes(boxes: Floats) -> Floats:
    """Boxes [n, 4] of the photo turned left to right."""
    return np.stack([1 - boxes[:, 2], boxes[:, 1], 1 - boxes[:, 0], boxes[:, 3]], 1)


def motion_of(velocity: tuple[float, float]) -> Motion:
    x, y = velocity
    if abs(x) + abs(y) < 1e-6:
        return "still"
    if abs(x) >= abs(y):
        return "right" if x > 0 else "left"
    return "down" if y > 0 else "up"
