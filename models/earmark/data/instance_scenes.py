"""Training scenes of the fusion: instances of real photos, put on a clock, with sound.

Rows are the detector's boxes with their cached region features; facts are the teachers'. A scene
is one photo, two beside each other, or one after the other; its instances enter, move and leave,
and those of which there are recordings may sound. Queries are made of the facts, truth follows the
rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.data.instance_cache import box_iou
from earmark.data.instances import Photo
from earmark.data.nouns import BACKGROUND, SOUNDING
from earmark.data.queries import Query, QueryConfig, Scene, SceneInstance, generate_queries
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank
from earmark.model.instance_encoder import COLOURS, GRID

SECONDS = 10
NOBODY, UNKNOWN = -1, -2  # whose box a row is: no instance's; nobody can say

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SceneConfig:
    """How scenes are made. Shares are probabilities."""

    same_iou: float = 0.55  # a row is an instance's at this overlap of boxes
    other_iou: float = 0.35  # under it, surely not
    doubted_score: float = 0.4  # a row of no instance, of which the detector is so sure, is unknown
    max_rows: int = 28  # of a scene; the model takes more, learning from all is slow
    still_share: float = 0.3  # photos without clock or sound
    beside_share: float = 0.22  # two photos beside each other
    after_share: float = 0.12  # two photos one after the other: a cut
    mirror_share: float = 0.5
    enters_share: float = 0.18  # of instances that come or go during the clip
    moves_share: float = 0.2
    max_speed: float = 0.05  # of the picture's side a second
    sound_modes: tuple[tuple[str, float], ...] = (
        ("none", 0.12), ("silent", 0.1), ("off", 0.14), ("one", 0.4), ("two", 0.24),
    )  # fmt: skip
    background_share: float = 0.35


@dataclass(frozen=True)
class CachedPhoto:
    """A photo with its facts and its rows; `owner` [n] is the instance of each row."""

    photo: Photo
    first: int
    count: int
    owner: NDArray[np.int64]


@dataclass(frozen=True)
class InstanceCache:
    """What `instance_cache` wrote, memory-mapped."""

    boxes: Floats
    scores: NDArray[np.float16]
    regions: NDArray[np.float16]
    photos: tuple[CachedPhoto, ...]


def read_cache(
    folder: Path, photos: Sequence[Photo], root: Path, config: SceneConfig
) -> InstanceCache:
    """Photos that are both labelled and cached; labels name files from `root`."""
    labelled = {str(root / photo.file): photo for photo in photos}
    index = [json.loads(line) for line in (folder / "index.jsonl").open()]
    rows = sum(line["count"] for line in index)
    boxes = np.fromfile(folder / "boxes.f32", np.float32, rows * 4).reshape(-1, 4)

    def mapped(name: str) -> NDArray[np.float16]:
        columns = {"scores.f16": 80, "regions.f16": REGION_COLUMNS}[name]
        return np.memmap(folder / name, np.float16, "r")[: rows * columns].reshape(rows, columns)

    scores, regions = mapped("scores.f16"), mapped("regions.f16")
    found = []
    for line in index:
        photo = labelled.get(str(root / line["file"]))
        if photo is None or line["count"] == 0:
            continue
        own = slice(line["start"], line["start"] + line["count"])
        owner = owners(boxes[own], scores[own].max(1), photo, config)
        found.append(CachedPhoto(photo, line["start"], line["count"], owner))
    return InstanceCache(boxes, scores, regions, tuple(found))


def owners(
    boxes: Floats, best: NDArray[np.float16], photo: Photo, config: SceneConfig
) -> NDArray[np.int64]:
    """The instance of each row, `NOBODY` or `UNKNOWN`."""
    owner = np.full(len(boxes), NOBODY, np.int64)
    owner[best > config.doubted_score] = UNKNOWN
    if photo.instances:
        overlap = box_iou(boxes, np.array([i.box for i in photo.instances], np.float32))
        closest, iou = overlap.argmax(1), overlap.max(1)
        owner[iou > config.other_iou] = UNKNOWN
        owner[iou >= config.same_iou] = closest[iou >= config.same_iou]
        for instance in range(len(photo.instances)):  # the best box, if it is any good
            row = int(overlap[:, instance].argmax())
            if overlap[row, instance] >= 0.45 and owner[row] == UNKNOWN:
                owner[row] = instance
    return owner


@dataclass
class Moment:
    """One asked second of a scene; N rows, T = 10 seconds. Its queries, each with the truth by
    row: 1 meant, 0 not, -1 nobody can say."""

    rows: NDArray[np.int64]  # [N] of the cache
    mirrored: NDArray[np.bool_]  # [N]
    boxes: Floats  # [N, 4] now
    memory_boxes: Floats  # [N, 4]
    memory_count: Floats  # [N]
    names: list[dict[str, float] | None]  # of each row, for the loss of names
    audio_rows: NDArray[np.int64]  # [T] of the sound bank
    audio_mask: Floats  # [T]
    second: int
    queries: list[tuple[Query, NDArray[np.int64]]]


@dataclass
class _Part:
    """An instance of the scene under construction with the rows that show it."""

    facts: SceneInstance
    rows: list[int]
    velocity: tuple[float, float]


class SceneSampler:
    """Draws moments with their queries; deterministic by its generator."""

    def __init__(
        self, cache: InstanceCache, bank: SoundBank, config: SceneConfig, queries: QueryConfig
    ) -> None:
        self.cache, self.bank, self.config, self.queries = cache, bank, config, queries
        self.sounding = [
            n for n, cached in enumerate(cache.photos) if _families(cached.photo) != set()
        ]

    def draw(self, rng: np.random.Generator, count: int) -> Moment | None:
        """A moment with at most `count` queries; None if the scene has nothing to ask."""
        config = self.config
        kind = rng.random()
        if kind < config.still_share:
            return self._still(rng, count)
        first = self._photo(rng)
        if kind < config.still_share + config.beside_share:
            return self._clip(rng, [first, self._photo(rng)], count, "beside")
        if kind < config.still_share + config.beside_share + config.after_share:
            return self._clip(rng, [first, self._photo(rng)], count, "after")
        return self._clip(rng, [first], count, "one")

    def _photo(self, rng: np.random.Generator) -> CachedPhoto:
        if self.sounding and rng.random() < 0.6:
            return self.cache.photos[self.sounding[rng.integers(len(self.sounding))]]
        return self.cache.photos[rng.integers(len(self.cache.photos))]

    def _still(self, rng: np.random.Generator, count: int) -> Moment | None:
        cached = self.cache.photos[rng.integers(len(self.cache.photos))]
        return self._clip(rng, [cached], count, "still")

    def _clip(
        self, rng: np.random.Generator, photos: list[CachedPhoto], count: int, kind: str
    ) -> Moment | None:
        config, cache = self.config, self.cache
        mirrored = [bool(rng.random() < config.mirror_share) for _ in photos]
        frames = _frames(rng, kind)
        spans = _spans(rng, kind)
        second = int(rng.integers(0, SECONDS)) if kind != "still" else 0
        parts: list[_Part] = []
        row_part: list[int] = []
        rows: list[int] = []
        row_mirror: list[bool] = []
        row_place: list[Floats] = []
        perhaps: set[str] = set()
        for cached, mirror, frame, span in zip(photos, mirrored, frames, spans, strict=True):
            perhaps |= set(cached.photo.perhaps)
            shown: dict[int, int] = {}
            for n, instance in enumerate(cached.photo.instances):
                if not (cached.owner == n).any():
                    perhaps |= {name for name, p in instance.names.items() if p > 0.1}
                    continue
                box = _placed(np.array([instance.box], np.float32), mirror, frame)[0]
                scale = float((frame[2] - frame[0]) * (frame[3] - frame[1]))
                enters, leaves = span
                velocity = (0.0, 0.0)
                if kind not in ("still",):
                    if rng.random() < config.enters_share and leaves - enters > 2:
                        cut = float(rng.integers(int(enters) + 1, int(leaves)))
                        enters, leaves = (cut, leaves) if rng.random() < 0.6 else (enters, cut)
                    if rng.random() < config.moves_share:
                        speed = rng.uniform(0.4, 1.0) * config.max_speed
                        angle = rng.choice(
                            [0.0, np.pi, 0.5 * np.pi, 1.5 * np.pi], p=[0.4, 0.4, 0.1, 0.1]
                        )
                        velocity = (float(np.cos(angle) * speed), float(np.sin(angle) * speed))
                facts = SceneInstance(
                    names=instance.names,
                    box=tuple(box.tolist()),
                    area=instance.area * scale,
                    colours=instance.colours,
                    upper=instance.upper,
                    lower=instance.lower,
                    is_salient=instance.is_salient,
                    sounding=None if kind == "still" else (),
                    enters_seconds=None if kind == "still" else enters,
                    leaves_seconds=None if kind == "still" else leaves,
                    motion=None if kind == "still" else _motion(velocity),
                )
                shown[n] = len(parts)
                parts.append(_Part(facts, [], velocity))
            own = np.arange(cached.first, cached.first + cached.count)
            own_boxes = _placed(cache.boxes[own], mirror, frame)
            for row, owner, box in zip(own, cached.owner, own_boxes, strict=True):
                part = shown.get(int(owner), int(owner))
                if part < 0 and not span[0] <= second < span[1]:
                    continue
                if part >= 0:
                    facts = parts[part].facts
                    enters, leaves = facts.enters_seconds, facts.leaves_seconds
                    if enters is not None and leaves is not None and not enters <= second < leaves:
                        continue
                    parts[part].rows.append(len(rows))
                rows.append(int(row))
                row_part.append(part)
                row_mirror.append(mirror)
                row_place.append(box)
        if not rows:
            return None
        rows_kept = _learned_rows(rng, rows, row_part, cache, config.max_rows)
        audio_rows, audio_mask = self._sound(rng, parts, kind)
        facts = tuple(part.facts for part in parts)
        duration = 0.0 if kind == "still" else float(SECONDS)
        scene = Scene(facts, duration, frozenset(perhaps), spatial=kind != "after")
        queries = generate_queries(scene, rng, self.queries, count)
        if not queries:
            return None
        boxes = np.stack(row_place)
        now, before, seen = _over_time(boxes, row_part, parts, second, kind)
        keep = np.array(rows_kept)
        truth = [(query, _truth(query, row_part)[keep]) for query in queries]
        names = [
            dict(parts[p].facts.names) if p >= 0 else ({} if p == NOBODY else None)
            for p in row_part
        ]
        return Moment(
            rows=np.array(rows)[keep],
            mirrored=np.array(row_mirror)[keep],
            boxes=now[keep],
            memory_boxes=before[keep],
            memory_count=seen[keep],
            names=[names[k] for k in keep],
            audio_rows=audio_rows,
            audio_mask=audio_mask,
            second=second,
            queries=truth,
        )

    def _sound(
        self, rng: np.random.Generator, parts: list[_Part], kind: str
    ) -> tuple[NDArray[np.int64], Floats]:
        """Rows of the bank for each second; what sounds is written into the parts' facts."""
        modes, shares = zip(*self.config.sound_modes, strict=True)
        mode = (
            "none" if kind == "still" else str(rng.choice(modes, p=np.array(shares) / sum(shares)))
        )
        behind = BACKGROUND[rng.integers(len(BACKGROUND))]
        quiet = None
        if rng.random() < self.config.background_share:
            quiet = self.bank.draw(rng, (behind,), QUIET)
        if quiet is None:
            quiet = self.bank.draw(rng, (SILENCE,), LOUD)
        assert quiet is not None, "the bank holds silence"
        track = [int(quiet[s % len(quiet)]) for s in range(SECONDS)]
        mask = np.full(SECONDS, 0.0 if mode == "none" else 1.0, np.float32)
        if mode == "none":
            for part in parts:
                part.facts = replace(part.facts, sounding=None if kind == "still" else ())
            return np.array(track), mask
        able: dict[str, list[_Part]] = {}
        for part in parts:
            family = _family(part.facts.names)
            if (
                family is not None
                and self.bank.draw(rng, SOUNDING[family].classes, LOUD) is not None
            ):
                able.setdefault(family, []).append(part)
        families = [able_family for able_family in able]
        rng.shuffle(families)
        spans: list[tuple[str, int, int, int]] = []
        if mode == "one" and families:
            start = int(rng.integers(0, 6)) if rng.random() < 0.5 else 0
            spans = [(families[0], start, int(rng.integers(start + 2, SECONDS + 1)), LOUD)]
        elif mode == "two" and len(families) > 1:
            cut = int(rng.integers(2, 8))
            levels = (LOUD, QUIET) if rng.random() < 0.5 else (QUIET, LOUD)
            if rng.random() < 0.7:
                spans = [(families[0], 0, cut, levels[0]), (families[1], cut, SECONDS, levels[1])]
            else:
                spans = [(families[0], 0, SECONDS, LOUD), (families[1], cut, SECONDS, QUIET)]
        elif mode == "off":
            others = [f for f in SOUNDING if f not in able]
            other = self.bank.draw(rng, SOUNDING[others[rng.integers(len(others))]].classes, LOUD)
            if other is not None:
                for s in range(int(rng.integers(0, 5)), SECONDS):
                    track[s] = int(other[s % len(other)])
        recordings = {
            f: self.bank.draw(rng, SOUNDING[f].classes, level) for f, _, _, level in spans
        }
        for s in range(SECONDS):
            on = [(f, level) for f, first, last, level in spans if first <= s < last]
            row = None
            if len(on) == 2:
                row = self.bank.pair(rng, on[0][0], on[1][0])
            if row is None and on:
                recording = recordings[on[0][0]]
                row = int(recording[s % len(recording)]) if recording is not None else None
            if row is not None:
                track[s] = row
        for family, first, last, level in spans:
            # Which of several of a kind sounds, nobody can hear: all of them are said to be
            # possible.
            several = len(able[family]) > 1
            for part in able[family]:
                part.facts = replace(
                    part.facts,
                    sounding=None if several else ((float(first), float(last)),),
                    loudness=None if several else (-12.0 if level == LOUD else -26.0),
                )
        return np.array(track), mask


REGION_COLUMNS = 2264


def _families(photo: Photo) -> set[str]:
    return {f for i in photo.instances if (f := _family(i.names)) is not None}


def _family(names: object) -> str | None:
    """The family of sounds of what an instance surely is."""
    assert isinstance(names, dict) or hasattr(names, "items")
    sure = [name for name, p in names.items() if p >= 0.6 and name in SOUNDING]
    if sure:
        return max(sure, key=lambda name: names[name])
    people = {"man", "woman", "boy", "girl"}
    return "person" if any(p >= 0.6 and n in people for n, p in names.items()) else None


def _frames(rng: np.random.Generator, kind: str) -> list[Floats]:
    """Where each photo lies in the scene's picture."""
    whole = np.array([0, 0, 1, 1], np.float32)
    if kind != "beside":
        return [whole, whole] if kind == "after" else [whole]
    cut = float(rng.uniform(0.4, 0.6))
    return [np.array([0, 0, cut, 1], np.float32), np.array([cut, 0, 1, 1], np.float32)]


def _spans(rng: np.random.Generator, kind: str) -> list[tuple[float, float]]:
    whole = (0.0, float(SECONDS))
    if kind != "after":
        return [whole, whole] if kind == "beside" else [whole]
    cut = float(rng.integers(2, 9))
    return [(0.0, cut), (cut, float(SECONDS))]


def _placed(boxes: Floats, mirror: bool, frame: Floats) -> Floats:
    """Boxes of a photo in the scene's picture."""
    if mirror:
        boxes = np.stack([1 - boxes[:, 2], boxes[:, 1], 1 - boxes[:, 0], boxes[:, 3]], 1)
    low, size = frame[:2], frame[2:] - frame[:2]
    return np.concatenate([boxes[:, :2] * size + low, boxes[:, 2:] * size + low], 1)


def _motion(velocity: tuple[float, float]) -> str:
    x, y = velocity
    if abs(x) + abs(y) < 1e-6:
        return "still"
    if abs(x) >= abs(y):
        return "right" if x > 0 else "left"
    return "down" if y > 0 else "up"


def _over_time(
    boxes: Floats,
    row_part: list[int],
    parts: list[_Part],
    second: int,
    kind: str,
) -> tuple[Floats, Floats, Floats]:
    """Boxes now, their mean in the seconds before, and how many those are. Boxes are where they
    were seen in the middle of the clip."""
    now, before, seen = boxes.copy(), boxes.copy(), np.zeros(len(boxes), np.float32)
    if kind == "still":
        return now, before, seen
    for row, part in enumerate(row_part):
        enters, velocity = 0.0, (0.0, 0.0)
        if part >= 0:
            enters = parts[part].facts.enters_seconds or 0.0
            velocity = parts[part].velocity
        seen[row] = max(0.0, second - enters)
        middle = SECONDS / 2
        shift = np.array([*velocity, *velocity], np.float32)
        now[row] = np.clip(boxes[row] + shift * (second - middle), 0, 1)
        mean_second = (enters + second - 1) / 2
        before[row] = np.clip(boxes[row] + shift * (mean_second - middle), 0, 1)
    return now, before, seen


def _learned_rows(
    rng: np.random.Generator, rows: list[int], row_part: list[int], cache: InstanceCache, most: int
) -> list[int]:
    """At most `most` rows: those of instances first, then at random, surer ones more often."""
    if len(rows) <= most:
        return list(range(len(rows)))
    best = cache.scores[np.array(rows)].max(1).astype(np.float64)
    keys = rng.random(len(rows)) ** (1.0 / (best + 0.05)) + (np.array(row_part) >= 0)
    return sorted(np.argsort(-keys)[:most].tolist())


def _truth(query: Query, row_part: list[int]) -> NDArray[np.int64]:
    """By row: 1 meant, 0 not meant, -1 nobody can say."""
    truth = np.zeros(len(row_part), np.int64)
    for row, part in enumerate(row_part):
        if part == UNKNOWN:
            truth[row] = -1
        elif part >= 0:
            meant = query.meant[part]
            truth[row] = -1 if meant is None else int(meant)
    return truth


def mirror_colours(regions: Floats, mirrored: NDArray[np.bool_]) -> Floats:
    """Region features [N, R] whose grid of colours is turned left to right where asked."""
    turned = regions.copy()
    grid = turned[mirrored, -COLOURS:].reshape(-1, GRID, GRID, 3)[:, :, ::-1]
    turned[mirrored, -COLOURS:] = grid.reshape(-1, COLOURS)
    return turned
