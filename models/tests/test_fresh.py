"""Scenes made while training: new each time, true of their pictures, alike in every process."""

import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from earmark.data.fresh import FreshScenes
from earmark.data.material import Material, Photograph, webp
from earmark.data.photos import Photo, Placed, Thing
from earmark.data.questions import Asker
from earmark.data.scenes import Kept, labels_shown
from earmark.data.store import View
from earmark.model.text_encoder import TextEncoder
from earmark.training.batches import Encoder
from earmark.training.drafts import Drafts
from earmark.training.steps import Steps, TrainConfig
from tests.tiny_scenes import tiny_bank, tiny_scenes

WORDS = ["dog", "guitar", "cat", "car", "pizza"]
COLOURS = {"dog": (200, 40, 40), "guitar": (40, 200, 40), "cat": (40, 40, 200), "car": (9, 9, 9)}


def photograph(
    boxes: dict[str, tuple[int, int]], by_hand: bool, perhaps: tuple[str, ...] = ()
) -> Photograph:
    """Grey, with a coloured box of full height for each thing, from one column to another."""
    picture = np.full((384, 384, 3), 128, np.uint8)
    masks = []
    for label, (left, right) in boxes.items():
        mask = np.zeros((384, 384), bool)
        mask[60:330, left:right] = True
        picture[mask] = COLOURS[label]
        masks.append(mask)
    packed = zlib.compress(np.packbits(np.stack(masks)).tobytes())
    things = [Thing(label, True) for label in boxes]
    return Photograph(webp(picture), things, packed, "test", by_hand, perhaps)


@pytest.fixture(scope="module")
def material() -> Material:
    cut = np.zeros((80, 80, 4), np.uint8)
    cut[10:70, 10:70] = (*COLOURS["car"], 255)
    photographs = [
        photograph({"dog": (20, 150), "guitar": (220, 340)}, by_hand=True),
        photograph({"cat": (100, 260)}, by_hand=False),
        photograph({"guitar": (100, 200)}, by_hand=False, perhaps=("cat",)),
        photograph({"dog": (60, 200)}, by_hand=False),
    ]
    return Material(photographs, [("car", webp(cut))], Counter(WORDS))


def test_a_photograph_comes_back_as_it_was(tmp_path: Path) -> None:
    picture, mask = np.full((384, 384, 3), 90, np.uint8), np.zeros((384, 384), bool)
    mask[5:200, 30:90] = True
    picture[mask] = (200, 30, 30)
    Image.fromarray(picture).save(tmp_path / "a.png")
    photo = Photo(tmp_path / "a.png", "dog", "imagenet")
    view = View.of(photo, [Placed(Thing("dog", False), mask)], False, ("person",))
    seen, placed = Photograph.of(view).read()
    assert (placed[0].mask == mask).all() and placed[0].thing == Thing("dog", False)
    assert np.abs(seen.astype(int) - picture).mean() < 3


def test_masks_lie_where_the_colours_are(material: Material) -> None:
    scenes, rng = FreshScenes(material), np.random.default_rng(1)
    for _ in range(20):
        kept = scenes.any(rng)
        picture = scenes.pictures[kept.rows[0]][::4, ::4].astype(int)
        for thing, mask in zip(kept.things, kept.masks[0], strict=True):
            if mask.sum() > 300 and thing.label != "car":
                mean = picture[mask].mean(0)
                assert mean.argmax() == np.argmax(COLOURS[thing.label]), thing.label
        scenes.read(kept.rows)


def test_scenes_of_several_and_those_that_change(material: Material) -> None:
    scenes, rng = FreshScenes(material), np.random.default_rng(2)
    for _ in range(10):
        assert sum(not thing.several for thing in scenes.several(rng).things) > 1
        assert len(scenes.changing(rng).rows) > 1
    assert scenes.pictures


def test_photos_beside_each_other_show_nothing_that_another_may_hide(material: Material) -> None:
    scenes, rng = FreshScenes(material), np.random.default_rng(3)
    found = 0
    for _ in range(200):
        scene = scenes._beside(rng, 2)
        if scene is not None:
            labels = [thing.label for thing in scene.things]
            assert len(set(labels)) == len(labels)
            # Where a cat may be unseen, no cat is shown that would be the only one asked for.
            assert not ("cat" in labels and "cat" in scene.perhaps)
            found += 1
    assert found > 10


def test_pictures_are_forgotten_once_read(material: Material) -> None:
    scenes = FreshScenes(material)
    kept = scenes.any(np.random.default_rng(4))
    pixels = scenes.read(kept.rows)["pixels"]
    assert pixels.shape == (len(kept.rows), 384, 384, 3) and pixels.dtype == torch.uint8
    assert not scenes.pictures


def test_other_processes_draw_the_same_drafts(material: Material) -> None:
    asker = Asker(WORDS, np.eye(len(WORDS), dtype=np.float32))
    drafts = Drafts(FreshScenes(material), tiny_bank(), asker)
    config = TrainConfig(batch=2, changing_batch=1, related_batch=1)
    here = [Steps(drafts, config)[step] for step in range(3)]
    there = list(Steps(drafts, config).ahead(range(3), 2))
    for first, second in zip(here, there, strict=True):
        assert [q.sentence for q in first.questions] == [q.sentence for q in second.questions]
        assert torch.equal(first.shown["pixels"], second.shown["pixels"])
        assert torch.equal(first.truth.masks, second.truth.masks)


def test_pixels_become_the_features_of_the_published_backbone(material: Material) -> None:
    asker = Asker(WORDS, np.eye(len(WORDS), dtype=np.float32))
    drafts = Drafts(FreshScenes(material), tiny_bank(), asker)
    encode = Encoder(drafts.bank, TextEncoder.pretrained())
    draft = drafts.draw(np.random.default_rng(5), 1, 1)
    batch = encode(draft)
    assert encode.extract is not None
    expected = encode.extract(draft.shown["pixels"][0].numpy())
    torch.testing.assert_close(batch.clips.s8[0], expected["s8"], rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(batch.published[0], expected["conse"], rtol=1e-3, atol=1e-3)


def test_labels_of_held_out_scenes_are_not_known() -> None:
    scenes = tiny_scenes()
    assert labels_shown(scenes)["dog"] == 3
    held = [Kept(s.rows, s.things, s.packed, s.kind, s.source, True) for s in scenes]
    assert not labels_shown(held)
