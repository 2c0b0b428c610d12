"""Pictures and sentences that nobody would ask for get an answer all the same: nothing, or masks of
the frame's size with finite scores."""

import numpy as np
import pytest
from PIL import Image

from bundles import INSTANCES, ROOT
from earmark.export.weights import open_instances_bundle
from earmark.segmentation.segment import InstanceModel, answer, draw, segment

pytestmark = pytest.mark.skipif(INSTANCES is None, reason="no bundle of kind instances")
SILENCE = np.zeros(0, np.float32)


@pytest.fixture(scope="module")
def model() -> InstanceModel:
    assert INSTANCES is not None
    return open_instances_bundle(INSTANCES)


def photo(width: int, height: int) -> np.ndarray:
    picture = Image.open(ROOT / "public/samples/meadow.jpg").convert("RGB")
    return np.asarray(picture.resize((width, height)))


def two_hundred() -> np.ndarray:
    tile = photo(64, 36)
    return np.tile(tile, (15, 14, 1))


PICTURES = {
    "black": np.zeros((90, 160, 3), np.uint8),
    "white": np.full((90, 160, 3), 255, np.uint8),
    "noise": np.random.default_rng(0).integers(0, 256, (90, 160, 3), dtype=np.uint8),
    "16 x 16": photo(16, 16),
    "1 x 1": photo(1, 1),
    "16 : 1": photo(1024, 64),
    "1 : 16": photo(64, 1024),
    "200 objects": two_hundred(),
    "one object that fills the picture": photo(640, 360)[180:, :300],
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_gets_an_answer(model: InstanceModel, name: str) -> None:
    picture = PICTURES[name]
    (found,), (masks,) = segment(model, picture[None], SILENCE, "the dog")
    assert np.isfinite(found.p).all() and ((found.p >= 0) & (found.p <= 1)).all()
    assert len(found.p) <= model.config.instances
    assert len(masks) == len(found.meant)
    assert all(mask.shape == picture.shape[:2] for mask in masks)


def test_nothing_is_found_where_there_is_nothing(model: InstanceModel) -> None:
    for name in ("black", "white"):
        (found,) = answer(model, PICTURES[name][None], SILENCE, "the dog")
        assert len(found.meant) == 0, name


def test_a_picture_of_35_megapixels(model: InstanceModel) -> None:
    picture = photo(8192, 4320)
    (found,) = answer(model, picture[None], SILENCE, "the dog")
    assert len(found.meant) > 0
    (mask,) = draw(model, picture, found.instances.boxes[found.meant[:1]])
    assert mask.shape == (4320, 8192) and 0.01 < mask.mean() < 0.5


@pytest.mark.parametrize(
    "sentence", ["the", "of the and a", "zxqv blorf", "?", "the " * 200, "der Hund 犬 🐕"]
)
def test_every_sentence_gets_an_answer(model: InstanceModel, sentence: str) -> None:
    (found,) = answer(model, photo(640, 360)[None], SILENCE, sentence)
    assert np.isfinite(found.p).all()
