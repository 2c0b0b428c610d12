"""The mask network learns, goes on where it stopped, and is measured at the photo's size."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from earmark.data.crop_samples import CropBatch
from earmark.data.mask_crops import Pixels
from earmark.evaluation.mask_quality import score_photos, summary
from earmark.segmentation.instance_masks import masks_in_boxes
from earmark.training.mask_loss import boundary, mask_loss
from earmark.training.train_masks import MaskLearner, MaskTrainConfig

CONFIG = MaskTrainConfig(steps=8, batch=4, warm_up=1, rate=2e-3, encoder_times=1.0)


def discs() -> CropBatch:
    """Bright discs in boxes on dark ground."""
    y, x = np.mgrid[:128, :128] + 0.5
    crops, masks, boxes = [], [], []
    for radius in (24, 30, 36, 42):
        mask = (x - 64) ** 2 + (y - 64) ** 2 < radius**2
        crops.append(np.where(mask[..., None], 220, 40).astype(np.uint8).repeat(3, -1))
        masks.append(mask)
        boxes.append([(64 - radius) / 128] * 2 + [(64 + radius) / 128] * 2)
    return CropBatch(
        torch.from_numpy(np.stack(crops)),
        torch.tensor(boxes),
        torch.from_numpy(np.stack(masks)).float(),
    )


def test_the_loss_falls_and_the_average_follows() -> None:
    learner = MaskLearner.of(CONFIG, "cpu")
    batch = discs()
    began = [weight.clone() for weight in learner.averaged.parameters()]
    losses = [learner.learn(batch) for _ in range(8)]
    assert losses[-1]["dice"] < 0.6 * losses[0]["dice"]
    moved = [
        not torch.equal(a, b) for a, b in zip(began, learner.averaged.parameters(), strict=True)
    ]
    frozen = [not weight.requires_grad for weight in learner.network.parameters()]
    assert any(moved) and not any(m and f for m, f in zip(moved, frozen, strict=True))


def test_a_training_that_was_stopped_goes_on_as_if_it_was_not(tmp_path: Path) -> None:
    batch = discs()
    through = MaskLearner.of(CONFIG, "cpu", published=False)
    for _ in range(2):
        through.learn(batch)
    through.keep(tmp_path / "training.pt")
    again = MaskLearner.of(CONFIG, "cpu", published=False)
    again.resume(tmp_path / "training.pt")
    assert again.learn(batch) == through.learn(batch)


def test_the_boundary_counts_more() -> None:
    masks = torch.zeros(1, 32, 32)
    masks[:, 8:24, 8:24] = 1
    edges = boundary(masks)
    assert edges[0, 8, 12] == edges[0, 6, 12] == 1
    assert edges[0, 16, 16] == edges[0, 2, 2] == 0
    at_edge, inside = masks.clone(), masks.clone()
    at_edge[:, 8, 8:24] = 0
    inside[:, 16, 8:24] = 0
    losses = [mask_loss(20 * wrong - 10, masks, 3.0)[0] for wrong in (masks, inside, at_edge)]
    assert losses[0] < 1e-3 < losses[1] < losses[2]


def test_a_perfect_drawer_is_measured_as_such_at_any_size(tmp_path: Path) -> None:
    """A drawer that fills the bright pixels of a crop; what it costs to go through a crop is
    small."""
    for part in ("images", "labels"):
        (tmp_path / part / "val").mkdir(parents=True)
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[20:180, 30:270] = 255
    picture[2:14, 280:296] = 255
    Image.fromarray(picture).save(tmp_path / "images" / "val" / "a.png")
    lines = [
        "0 " + " ".join(f"{x / 300:.5f} {y / 200:.5f}" for x, y in corners)
        for corners in (
            [(30, 20), (270, 20), (270, 180), (30, 180)],
            [(280, 2), (296, 2), (296, 14), (280, 14)],
        )
    ]
    (tmp_path / "labels" / "val" / "a.txt").write_text("\n".join(lines))

    def bright(crops: Pixels, boxes: np.ndarray) -> np.ndarray:
        return crops[..., 0].astype(np.float32) - 190.0

    figures = summary(score_photos(bright, tmp_path, 0.0, None))
    assert figures["all instances"] == 2
    assert figures["large"] > 0.97 and figures["small"] > 0.85
    nothing = summary(score_photos(lambda crops, _: -bright(crops, _), tmp_path, 0.0, None))
    assert nothing["all"] < 0.1


@pytest.mark.parametrize("box", [(0.0, 0.0, 1.0, 1.0), (0.4, 0.9, 0.6, 1.0), (0.0, 0.5, 1.0, 0.51)])
def test_boxes_at_the_rim_and_thin_ones_give_masks_of_the_photo(
    box: tuple[float, float, float, float],
) -> None:
    picture = np.zeros((40, 640, 3), np.uint8)
    (mask,) = masks_in_boxes(lambda crops, _: np.ones(crops.shape[:3], np.float32), picture, [box])
    assert mask.shape == (40, 640) and mask.any()
