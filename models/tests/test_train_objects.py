"""The object head: which cells are an object's, how well a box fits, what the detector makes of
it."""

import numpy as np
import pytest
import torch

from earmark.model.detector import (
    CELLS,
    CHANNELS,
    CLASSES,
    OBJECT_CELLS,
    OBJECT_WEIGHT,
    PROPOSALS,
    SCORES,
    SIDE,
    Detector,
    ObjectHead,
    cell_centres,
)
from earmark.training.train_objects import (
    NOTHING,
    UNKNOWN,
    LabelledBoxes,
    ObjectConfig,
    overlaps,
    owners_of_cells,
    step_loss,
)

CONFIG = ObjectConfig()


def labelled(*boxes: tuple[float, float, float, float], sure: bool = True) -> LabelledBoxes:
    count = len(boxes)
    return LabelledBoxes(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(count, sure),
        np.zeros(count, bool),
        np.full(count, 0.2, np.float32),
    )


def cells_at(owner: np.ndarray, x: float, y: float) -> set[int]:
    """Owners of the cells of both strides that hold a point."""
    centres = cell_centres()[-OBJECT_CELLS:].numpy()
    near = (np.abs(centres[:, :2] - [x, y]) <= centres[:, 2:] / 2).all(1)
    return set(owner[near].tolist())


def test_the_smallest_object_owns_a_cell_and_its_edge_is_unknown() -> None:
    both = labelled((0.1, 0.1, 0.9, 0.9), (0.4, 0.4, 0.6, 0.6))
    owner = owners_of_cells(both, both.boxes, CONFIG)
    assert cells_at(owner, 0.51, 0.51) == {0, 1}  # too small for stride 32
    assert cells_at(owner, 0.35, 0.51) == {0, UNKNOWN}  # too large for stride 16
    assert cells_at(owner, 0.15, 0.15) == {UNKNOWN}
    assert cells_at(owner, 0.02, 0.02) == {NOTHING}


def test_a_doubtful_object_is_neither_object_nor_background() -> None:
    doubted = labelled((0.1, 0.1, 0.9, 0.9), sure=False)
    owner = owners_of_cells(doubted, doubted.boxes, CONFIG)
    assert set(owner.tolist()) == {NOTHING, UNKNOWN}


def test_overlaps_of_boxes() -> None:
    one = torch.tensor([[0.0, 0.0, 0.5, 1.0], [0.0, 0.0, 0.2, 0.2]])
    other = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.8, 0.8, 1.0, 1.0]])
    iou, giou = overlaps(one, other)
    assert iou.tolist() == pytest.approx([0.5, 0.0])
    assert giou.tolist() == pytest.approx([0.5, -0.92])


def test_the_head_learns_one_object() -> None:
    torch.manual_seed(0)
    head = ObjectHead()
    levels = tuple(torch.randn(1, CHANNELS, SIDE // s, SIDE // s) for s in (16, 32))
    batch = [(labelled((0.2, 0.3, 0.7, 0.8)), np.array([[0.2, 0.3, 0.7, 0.8]], np.float32))]
    optimizer = torch.optim.Adam(head.parameters(), 1e-3)
    losses = []
    for _ in range(12):
        loss = torch.stack(list(step_loss(head, levels, batch, CONFIG).values())).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]


def test_rows_of_objects_follow_those_of_classes() -> None:
    torch.manual_seed(0)
    detector = Detector().eval()
    with torch.no_grad():
        boxes, scores = detector(torch.randint(0, 256, (1, SIDE, SIDE, 3), dtype=torch.uint8))
    assert boxes.shape == (1, PROPOSALS, 4)
    assert scores.shape == (1, PROPOSALS, SCORES)
    assert (scores[0, :CELLS, CLASSES] == 0).all()
    objects = scores[0, CELLS:]
    assert (objects[:, CLASSES] > 0).all()
    assert (objects[:, CLASSES] <= OBJECT_WEIGHT).all()
    assert (objects[:, :CLASSES] <= objects[:, CLASSES:]).all()
