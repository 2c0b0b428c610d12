"""Training scenes of the fusion: instances of real photos, put on a clock, with sound.

Rows are the detector's boxes with their cached region features; facts are the teachers'. A scene
is one photo, two beside each other, or one after the other; its instances enter, move and leave,
and those of which there are recordings may sound. Queries are made of the facts, truth follows the
rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.data.instance_layout import SECONDS, Layout, frames_of, spans_of
from earmark.data.instance_rows import NOBODY, UNKNOWN, CachedPhoto, InstanceCache
from earmark.data.instance_sound import audio_track, families_of
from earmark.data.queries import Query, QueryConfig, Scene, generate_queries
from earmark.data.scene_config import SceneConfig
from earmark.data.sounds import SoundBank

Floats = NDArray[np.float32]
SOUNDING_SHARE = 0.6  # of photos are drawn among those that show something with a recording


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
    nearest: NDArray[np.int64]  # [N] the scene's instance that a row covers best, or NOBODY
    fits: Floats  # [N] how well: IoU
    audio_rows: NDArray[np.int64]  # [T] of the sound bank
    audio_mask: Floats  # [T]
    second: int
    queries: list[tuple[Query, NDArray[np.int64]]]


class SceneSampler:
    """Draws moments with their queries; deterministic by its generator."""

    def __init__(
        self, cache: InstanceCache, bank: SoundBank, config: SceneConfig, queries: QueryConfig
    ) -> None:
        self.cache, self.bank, self.config, self.queries = cache, bank, config, queries
        self.sounding = [n for n, cached in enumerate(cache.photos) if families_of(cached.photo)]

    def draw(self, rng: np.random.Generator, count: int) -> Moment | None:
        """A moment with at most `count` queries; None if the scene has nothing to ask."""
        config = self.config
        share = rng.random()
        if share < config.still_share:
            still = self.cache.photos[rng.integers(len(self.cache.photos))]
            return self._moment(rng, [still], count, "still")
        first = self.photo(rng)
        if share < config.still_share + config.beside_share:
            return self._moment(rng, [first, self.photo(rng)], count, "beside")
        if share < config.still_share + config.beside_share + config.after_share:
            return self._moment(rng, [first, self.photo(rng)], count, "after")
        return self._moment(rng, [first], count, "one")

    def photo(self, rng: np.random.Generator) -> CachedPhoto:
        if self.sounding and rng.random() < SOUNDING_SHARE:
            return self.cache.photos[self.sounding[rng.integers(len(self.sounding))]]
        return self.cache.photos[rng.integers(len(self.cache.photos))]

    def _moment(
        self, rng: np.random.Generator, photos: list[CachedPhoto], count: int, kind: str
    ) -> Moment | None:
        config, is_still = self.config, kind == "still"
        layout = self.lay_out(rng, photos, kind)
        if not layout.rows:
            return None
        audio_rows, audio_mask = audio_track(rng, layout.parts, self.bank, config, is_still)
        queries = generate_queries(scene_of_layout(layout, kind), rng, self.queries, count)
        return self.moment(rng, layout, (audio_rows, audio_mask), queries)

    def lay_out(self, rng: np.random.Generator, photos: list[CachedPhoto], kind: str) -> Layout:
        """Photos in one picture and on one clock; `kind` is still, one, beside or after."""
        is_still = kind == "still"
        layout = Layout(0 if is_still else int(rng.integers(0, SECONDS)), is_still)
        for cached, frame, span in zip(
            photos, frames_of(rng, kind), spans_of(rng, kind), strict=True
        ):
            mirror = bool(rng.random() < self.config.mirror_share)
            layout.add_photo(rng, cached, self.cache, mirror, frame, span, self.config)
        return layout

    def moment(
        self,
        rng: np.random.Generator,
        layout: Layout,
        audio: tuple[NDArray[np.int64], Floats],
        queries: list[Query],
    ) -> Moment | None:
        """The asked second of a scene with its sound; None without queries."""
        if not queries:
            return None
        keep = np.array(_learned_rows(rng, layout, self.cache, self.config.max_rows))
        now, before, seen = layout.over_time()
        return Moment(
            rows=np.array(layout.rows)[keep],
            mirrored=np.array(layout.mirrored)[keep],
            boxes=now[keep],
            memory_boxes=before[keep],
            memory_count=seen[keep],
            names=[_names(layout, k) for k in keep],
            nearest=np.array(layout.nearest)[keep],
            fits=np.array(layout.fits, np.float32)[keep],
            audio_rows=audio[0],
            audio_mask=audio[1],
            second=layout.second,
            queries=[(query, _truth(query, layout.owners)[keep]) for query in queries],
        )


def scene_of_layout(layout: Layout, kind: str) -> Scene:
    return Scene(
        tuple(part.facts for part in layout.parts),
        0.0 if kind == "still" else float(SECONDS),
        frozenset(layout.perhaps),
        spatial=kind != "after",
    )


def _names(layout: Layout, row: int) -> dict[str, float] | None:
    """Names of what a row shows: none for nobody's, unknown for a doubtful one."""
    owner = layout.owners[row]
    if owner >= 0:
        return dict(layout.parts[owner].facts.names)
    return {} if owner == NOBODY else None


def _learned_rows(
    rng: np.random.Generator, layout: Layout, cache: InstanceCache, most: int
) -> list[int]:
    """At most `most` rows: those of instances first, then at random, surer ones more often."""
    rows = layout.rows
    if len(rows) <= most:
        return list(range(len(rows)))
    best = cache.scores[np.array(rows)].max(1).astype(np.float64)
    keys = rng.random(len(rows)) ** (1.0 / (best + 0.05)) + (np.array(layout.owners) >= 0)
    return sorted(np.argsort(-keys)[:most].tolist())


def _truth(query: Query, owners: list[int]) -> NDArray[np.int64]:
    """By row: 1 meant, 0 not meant, -1 nobody can say."""
    truth = np.zeros(len(owners), np.int64)
    for row, owner in enumerate(owners):
        if owner == UNKNOWN:
            truth[row] = -1
        elif owner >= 0:
            meant = query.meant[owner]
            truth[row] = -1 if meant is None else int(meant)
    return truth
