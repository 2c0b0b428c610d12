"""Objects that are pasted into the hands of people: outlines, turns and labels."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as run_lengths

from earmark.data.held_objects import (
    Cutout,
    PasteConfig,
    cut_from_white,
    held,
    hosts,
    paste,
    turned,
    upright,
)
from earmark.data.instance_labels import LabelledInstance, LabelledPhoto
from earmark.names.nouns import the_nouns

CONFIG = PasteConfig(near_share=0.0, beside_share=0.0)


def rle(mask: np.ndarray) -> dict[str, object]:
    return run_lengths.encode(np.asfortranarray(mask.astype(np.uint8)))


def pear(tall: int = 120) -> np.ndarray:
    """Thin above, wide below, as a violin is."""
    shape = np.zeros((tall, 60), np.float32)
    cv2.circle(shape, (30, tall - 31), 30, 1.0, -1)
    cv2.rectangle(shape, (26, 0), (34, tall - 40), 1.0, -1)
    return shape


def violin() -> Cutout:
    shape = pear()
    return Cutout("violin", np.full((*shape.shape, 3), (160, 60, 20), np.uint8), shape)


@pytest.fixture
def photo(tmp_path: Path) -> LabelledPhoto:
    file = tmp_path / "host.jpg"
    Image.fromarray(np.full((240, 320, 3), 90, np.uint8)).save(file)
    person = np.zeros((240, 320), bool)
    person[40:240, 100:220] = True
    ball = np.zeros((240, 320), bool)
    ball[10:30, 10:30] = True
    said = [
        LabelledInstance(
            (100 / 320, 40 / 240, 220 / 320, 1.0), [("person", 1.0, "people")], rle(person)
        ),
        LabelledInstance(
            (10 / 320, 10 / 240, 30 / 320, 30 / 240), [("ball", 1.0, "people")], rle(ball)
        ),
    ]
    return LabelledPhoto(file, 320, 240, said)


def test_an_outline_leaves_out_white_that_shows_through(tmp_path: Path) -> None:
    picture = np.full((200, 200, 3), 255, np.uint8)
    cv2.circle(picture, (100, 100), 70, (120, 80, 40), -1)
    cv2.circle(picture, (100, 100), 40, (255, 255, 255), -1)
    Image.fromarray(picture).save(tmp_path / "ring.png")
    cut = cut_from_white(tmp_path / "ring.png", CONFIG)
    assert cut is not None
    pixels, alpha = cut
    assert pixels.shape[:2] == alpha.shape and abs(len(alpha) - 141) <= 2
    assert alpha[70, 70] == 0 and alpha[70, 15] == 1


def test_a_picture_without_white_ground_has_no_outline(tmp_path: Path) -> None:
    Image.fromarray(np.full((100, 100, 3), 120, np.uint8)).save(tmp_path / "grey.png")
    assert cut_from_white(tmp_path / "grey.png", CONFIG) is None


@pytest.mark.parametrize("degrees", [0, 40, 130, 200, 310])
def test_an_upright_object_stands_on_its_wider_end(degrees: float) -> None:
    lying = turned(violin(), 120, degrees)
    stands = turned(lying, len(lying.alpha), upright(lying))
    rows = np.flatnonzero((stands.alpha > 0.5).any(1))
    across = [np.count_nonzero(stands.alpha[rows[n]] > 0.5) for n in (8, -20)]
    assert across[0] < 0.5 * across[1]


def test_the_pasted_object_is_where_its_mask_is() -> None:
    picture = np.full((240, 320, 3), 90, np.uint8)
    mixed, mask = paste(picture, turned(violin(), 100, 25), 160, 120)
    changed = np.abs(mixed.astype(int) - picture).sum(2) > 60
    assert (changed & mask).sum() > 0.97 * mask.sum()
    assert (changed & ~mask).sum() < 0.1 * mask.sum()


def test_whoever_holds_it_loses_what_is_hidden_and_others_stay(photo: LabelledPhoto) -> None:
    nouns, rng = the_nouns(), np.random.default_rng(1)
    (host,) = hosts(photo, CONFIG, nouns)
    made = held(photo, host, violin(), rng, CONFIG)
    assert made is not None
    pixels, labels = made
    masks = {each["names"][0][0]: run_lengths.decode(each["mask"]).astype(bool) for each in labels}
    assert pixels.shape == (240, 320, 3) and set(masks) == {"violin", "person", "ball"}
    assert not (masks["violin"] & masks["person"]).any()
    assert masks["person"].sum() < host.mask().sum()
    assert masks["ball"].sum() == photo.instances[1].mask().sum()
