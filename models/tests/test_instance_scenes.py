"""Training scenes of instances: whose box a row is, what is true of it, and when."""

import numpy as np
import pytest
import torch

from earmark.data.instance_rows import (
    NOBODY,
    REGION_COLUMNS,
    UNKNOWN,
    CachedPhoto,
    InstanceCache,
    mirror_colours,
    nearest,
    overlaps,
    owners,
)
from earmark.data.instance_scenes import Moment, SceneSampler
from earmark.data.instances import Instance, Photo
from earmark.data.queries import QueryConfig
from earmark.data.scene_config import SceneConfig
from earmark.data.sound_contrasts import draw_contrast
from earmark.data.sounds import LOUD, QUIET, SoundBank
from earmark.model.config import InstanceConfig
from earmark.model.instance_encoder import COLOURS, region_width

DOG, CAT = (0.1, 0.4, 0.4, 0.9), (0.6, 0.4, 0.9, 0.9)
BOXES = np.array([DOG, CAT, (0.0, 0.0, 0.1, 0.1)], np.float32)


@pytest.fixture(scope="module")
def cache() -> InstanceCache:
    photo = Photo(
        "a.jpg",
        640,
        480,
        (
            Instance(DOG, {"dog": 0.9}, None, 0.15, is_salient=True),
            Instance(CAT, {"cat": 0.9}, None, 0.15),
        ),
    )
    rng = np.random.default_rng(0)
    scores = np.full((3, 80), 0.1, np.float16)
    regions = rng.random((3, REGION_COLUMNS)).astype(np.float16)
    owner = np.array([0, 1, NOBODY])
    cached = CachedPhoto(photo, 0, 3, owner, *nearest(overlaps(BOXES, photo)))
    return InstanceCache(BOXES, scores, regions, (cached,))


@pytest.fixture(scope="module")
def bank() -> SoundBank:
    recordings = {
        ("silence", LOUD): [np.array([0])],
        ("dog", LOUD): [np.array([1, 2])],
        ("dog", QUIET): [np.array([3])],
        ("cat", LOUD): [np.array([4])],
    }
    return SoundBank(torch.zeros(5, 256), torch.zeros(5, 384), recordings, {})


def test_a_row_is_nearest_to_what_it_covers_best(cache: InstanceCache) -> None:
    loose = np.array([DOG, (0.0, 0.2, 0.55, 1.0), (0.9, 0.0, 1.0, 0.2)], np.float32)
    near, fit = nearest(overlaps(loose, cache.photos[0].photo))
    assert near.tolist() == [0, 0, NOBODY]
    assert fit.tolist() == pytest.approx([1.0, 0.15 / 0.44, 0.0], abs=1e-5)


def moments(cache: InstanceCache, bank: SoundBank, config: SceneConfig, count: int) -> list[Moment]:
    sampler = SceneSampler(cache, bank, config, QueryConfig())
    drawn = [sampler.draw(np.random.default_rng(n), 4) for n in range(count)]
    return [moment for moment in drawn if moment is not None]


def test_region_features_are_as_wide_as_the_encoder_makes_them() -> None:
    assert region_width(InstanceConfig()) == REGION_COLUMNS


def test_a_row_is_the_instance_that_it_overlaps() -> None:
    photo = Photo("a.jpg", 640, 480, (Instance(DOG, {"dog": 0.9}),))
    boxes = np.array(
        [DOG, (0.1, 0.4, 0.4, 0.7), (0.6, 0.0, 0.9, 0.3), (0.6, 0.6, 0.9, 0.9)], np.float32
    )
    best = np.array([0.5, 0.1, 0.9, 0.1], np.float16)
    found = owners(overlaps(boxes, photo), best, SceneConfig())
    assert found.tolist() == [0, 0, UNKNOWN, NOBODY]


def test_stills_have_no_memory_and_truth_follows_the_rows(
    cache: InstanceCache, bank: SoundBank
) -> None:
    drawn = moments(cache, bank, SceneConfig(still_share=1.0), 40)
    assert drawn
    for moment in drawn:
        assert moment.memory_count.max() == 0
        for query, truth in moment.queries:
            if query.kind == "noun":
                meant = [n for n, t in zip(moment.names, truth, strict=True) if t == 1]
                assert [list(n or {}) for n in meant] == [[query.noun]]


def test_the_same_seed_draws_the_same(cache: InstanceCache, bank: SoundBank) -> None:
    first, second = (moments(cache, bank, SceneConfig(), 20) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert a.rows.tolist() == b.rows.tolist()
        assert [q.text for q, _ in a.queries] == [q.text for q, _ in b.queries]
        assert np.array_equal(a.boxes, b.boxes)


def test_of_two_photos_after_each_other_one_is_shown_and_memory_begins_with_it(
    cache: InstanceCache, bank: SoundBank
) -> None:
    config = SceneConfig(
        still_share=0.0, beside_share=0.0, after_share=1.0, enters_share=0.0, moves_share=0.0
    )
    drawn = moments(cache, bank, config, 60)
    assert any(0 < m.memory_count.max() < m.second for m in drawn)
    for moment in drawn:
        assert len(moment.rows) == 3
        assert len(set(moment.memory_count.tolist())) == 1
        assert np.allclose(moment.boxes, moment.memory_boxes)


def test_what_moves_was_elsewhere_before(cache: InstanceCache, bank: SoundBank) -> None:
    config = SceneConfig(still_share=0.0, beside_share=0.0, after_share=0.0, moves_share=1.0)
    moved = [m for m in moments(cache, bank, config, 40) if m.second > 2]
    assert any(np.abs(m.boxes - m.memory_boxes).max() > 0.02 for m in moved)


def test_mirroring_turns_the_grid_of_colours(cache: InstanceCache) -> None:
    regions = cache.regions.astype(np.float32)
    turned = mirror_colours(regions, np.array([True, False, False]))
    assert np.array_equal(turned[1:], regions[1:])
    assert np.array_equal(turned[0, :-COLOURS], regions[0, :-COLOURS])
    before = regions[0, -COLOURS:].reshape(4, 4, 3)
    assert np.array_equal(turned[0, -COLOURS:].reshape(4, 4, 3), before[:, ::-1])


def test_scenes_that_only_differ_in_their_sound(cache: InstanceCache, bank: SoundBank) -> None:
    sampler = SceneSampler(cache, bank, SceneConfig(enters_share=0.0), QueryConfig())
    both = draw_contrast(sampler, np.random.default_rng(1), 4)
    assert len(both) == 2
    assert (both[0].boxes == both[1].boxes).all()
    assert (both[0].audio_rows != both[1].audio_rows).any()
    truths = [[tuple(meant.tolist()) for _, meant in moment.queries] for moment in both]
    assert truths[0] != truths[1]
    assert all("audio" in query.needs for moment in both for query, _ in moment.queries)
