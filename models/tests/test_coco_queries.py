"""Nouns of photos with masks by people, answered by instances: what counts as drawn, and by what
presence is measured."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from earmark.data.mask_crops import Pixels
from earmark.evaluation.coco_nouns import Photo
from earmark.evaluation.coco_queries import Answered, ask_photo, ask_photos, sweep
from earmark.segmentation.meaning import InstanceThresholds

LEFT = np.array([(0, 0), (0.5, 0), (0.5, 1), (0, 1)], np.float32)
SCORES = np.array([0.8, 0.8], np.float32)
BOXES = np.array([(0, 0, 0.5, 1), (0.5, 0, 1, 1)], np.float32)


@pytest.fixture
def answered(tmp_path: Path) -> Answered:
    """A photo whose left half is a dog; its two halves are instances."""
    file = tmp_path / "photo.png"
    Image.new("RGB", (96, 96)).save(file)
    dog = np.zeros((96, 96), bool)
    dog[:, :48] = True
    truth = {"dog": dog, "cat": np.zeros((96, 96), bool)}
    p = np.array([(0.35, 0.1), (0.02, 0.3)], np.float32)
    return Answered(Photo(file, [("dog", LEFT)]), truth, p, BOXES, SCORES, {})


def inside_box(crops: Pixels, boxes: np.ndarray) -> np.ndarray:
    """Logits that fill the box of each crop."""
    places = (np.arange(128) + 0.5) / 128
    left, top, right, bottom = boxes.T[:, :, None]
    across, down = (left < places) & (places < right), (top < places) & (places < bottom)
    return np.where(down[:, :, None] & across[:, None, :], 9.0, -9.0).astype(np.float32)


def test_presence_is_the_highest_p_also_below_the_threshold(answered: Answered) -> None:
    dog, cat = ask_photo(answered, inside_box, InstanceThresholds(0.5, 0.4))
    assert dog.presence == pytest.approx(0.35) and cat.presence == pytest.approx(0.3)
    assert dog.iou > 0.95 and dog.full_iou > 0.95


def test_what_reaches_no_threshold_is_not_drawn_but_ranked(answered: Answered) -> None:
    thresholds = InstanceThresholds(0.5, 0.4)
    # A noun of each group, so that no mean is empty.
    other = Answered(
        answered.photo, {"spoon": answered.truth["dog"]}, answered.p[:1], BOXES, SCORES, {}
    )
    figures = ask_photos([answered, other], inside_box, thresholds)
    assert figures["IoU of VOC nouns"] == 0.0 and figures["absent nouns drawn"] == 0.0
    assert figures["presence AUC"] == 1.0
    lower = ask_photos([answered, other], inside_box, InstanceThresholds(0.5, 0.25))
    assert lower["IoU of VOC nouns"] > 0.95 and lower["absent nouns drawn"] == 1.0
    table = sweep([answered, other], inside_box, 0.5).splitlines()
    assert len(table) == 8 and table[2].split("|")[4].strip() == "1.000"
    assert table[-1].split("|")[2].strip() == "0.000"


def test_masks_are_drawn_once(answered: Answered) -> None:
    runs = []

    def counted(crops: Pixels, boxes: np.ndarray) -> np.ndarray:
        runs.append(len(crops))
        return inside_box(crops, boxes)

    for presence in (0.25, 0.4):
        ask_photo(answered, counted, InstanceThresholds(0.5, presence))
    assert len(runs) == 2  # of two instances, each with its mirror image
