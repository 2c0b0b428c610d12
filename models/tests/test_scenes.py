"""Composed scenes: what is drawn is where the masks say, and nothing of a thing is lost."""

import numpy as np
import pytest

from earmark.data.cut_outs import CutOut, CutOuts, cut_from, worth_cutting
from earmark.data.photos import Placed, Thing, held_thing, named_foreground
from earmark.data.scenes import Kept, assemble, beside, motion_of, moving, part_of

SIDE = 384
GREY = np.full((SIDE, SIDE, 3), 128, np.uint8)


def placed(label: str, left: int, right: int) -> Placed:
    mask = np.zeros((SIDE, SIDE), bool)
    mask[100:300, left:right] = True
    return Placed(Thing(label, True), mask)


def red_square() -> CutOut:
    rgba = np.zeros((90, 90, 4), np.uint8)
    rgba[5:85, 5:85] = (250, 10, 10, 255)
    return CutOut("car", rgba)


@pytest.fixture
def cuts() -> CutOuts:
    found = CutOuts()
    found.add(red_square())
    return found


def test_what_is_pasted_is_where_its_mask_says(cuts: CutOuts) -> None:
    checked = 0
    for seed in range(12):
        scene = moving(np.random.default_rng(seed), GREY, [placed("dog", 20, 200)], cuts)
        if scene is None:
            continue
        cars = [i for i, thing in enumerate(scene.things) if thing.label == "car"]
        for picture, masks in zip(scene.pictures, scene.masks, strict=True):
            red = (picture[:, :, 0].astype(int) - picture[:, :, 1] > 90)[::4, ::4]
            drawn = masks[cars].any(0)
            if red.sum() > 100:
                assert (red & drawn).sum() / (red | drawn).sum() > 0.8
                checked += 1
    assert checked > 10


def test_things_behind_a_cut_out_are_not_seen_there(cuts: CutOuts) -> None:
    for seed in range(8):
        scene = moving(np.random.default_rng(seed), GREY, [placed("dog", 0, SIDE)], cuts)
        assert scene is not None
        for masks in scene.masks:
            assert not (masks.sum(0) > 1).any()


def test_a_scene_is_decided_by_its_seed(cuts: CutOuts) -> None:
    first, again = (
        moving(np.random.default_rng(4), GREY, [placed("dog", 20, 200)], cuts) for _ in range(2)
    )
    assert first is not None and again is not None
    assert all(np.array_equal(a, b) for a, b in zip(first.pictures, again.pictures, strict=True))
    assert np.array_equal(first.masks, again.masks)


def test_masks_survive_being_kept() -> None:
    scene = assemble([GREY], [[placed("dog", 0, 80), placed("cat", 90, 300)]], "photo", "", False)
    assert scene is not None
    kept = Kept.of(scene, [3], False)
    assert np.array_equal(kept.masks, scene.masks)
    assert kept.shown.all()


def test_two_photos_beside_each_other_keep_their_things_apart() -> None:
    scene = beside((GREY, [placed("dog", 150, 230)]), (GREY, [placed("cat", 150, 230)]))
    assert scene is not None
    dog, cat = scene.masks[0]
    assert dog[:, 48:].sum() == 0 and cat[:, :48].sum() == 0
    assert dog.any() and cat.any()


def test_a_part_of_a_photo_shows_its_thing_larger_or_not_at_all() -> None:
    thing = placed("dog", 120, 260)
    for seed in range(10):
        scene = part_of(np.random.default_rng(seed), GREY, [thing])
        if scene is not None:
            assert scene.masks[0, 0].mean() > 0.9 * thing.mask.mean() or (
                scene.masks[0, 0][:, [0, -1]].any() or scene.masks[0, 0][[0, -1]].any()
            )


def test_motion_is_named_where_it_is_plain() -> None:
    masks = np.zeros((3, 96, 96), bool)
    for k, left in enumerate((10, 30, 60)):
        masks[k, 40:60, left : left + 20] = True
    assert motion_of(masks) == "right"
    assert motion_of(masks[::-1]) == "left"
    assert motion_of(masks[[0, 0, 0]]) == "still"
    assert motion_of(masks[:1]) is None


def test_a_cut_out_is_the_thing_without_what_is_round_it() -> None:
    picture = GREY.copy()
    thing = placed("dog", 100, 220)
    picture[thing.mask] = (10, 200, 10)
    cut = cut_from(picture, thing, None)
    assert worth_cutting(thing)
    solid = cut.rgba[cut.rgba[:, :, 3] > 200]
    assert (solid[:, 1] > 190).mean() > 0.99


def heat_at(left: int, right: int) -> np.ndarray:
    heat = np.full((24, 24), 0.05, np.float32)
    heat[6:19, left // 16 : right // 16] = 0.6
    return heat


def test_what_stands_out_is_named_only_where_the_name_agrees() -> None:
    nobody = np.zeros((SIDE, SIDE), bool)
    stands_out = (placed("dog", 96, 224).mask * 255).astype(np.uint8)
    found = named_foreground(stands_out, heat_at(96, 224), nobody)
    assert found is not None and found[1]
    assert named_foreground(stands_out, heat_at(288, 380), nobody) is None


def test_a_held_instrument_is_told_from_its_player() -> None:
    player, guitar = placed("person", 64, 320), placed("guitar", 64, 160)
    picture = GREY.copy()
    picture[player.mask] = (40, 60, 200)
    picture[guitar.mask] = (200, 120, 20)
    stands_out = (player.mask * 255).astype(np.uint8)
    found = held_thing(picture, stands_out, heat_at(64, 160), player.mask)
    assert found is not None
    assert (found & guitar.mask).sum() / (found | guitar.mask).sum() > 0.75
    assert held_thing(picture, stands_out, np.full((24, 24), 0.05, np.float32), player.mask) is None
