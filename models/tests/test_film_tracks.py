"""How often an object's track changes in a film."""

import numpy as np

from earmark.data.instance_labels import box_of
from earmark.evaluation.film_tracks import Followed, follow
from earmark.segmentation.segment import FrameAnswer, FrameInstances

LEFT, RIGHT = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)
NOTHING = np.zeros((4, 8), bool)


def frame(tracks: list[int], meant: list[int]) -> FrameAnswer:
    """Boxes on the left and on the right, in this order, with these tracks."""
    boxes = np.array([LEFT, RIGHT][: len(tracks)], np.float32).reshape(-1, 4)
    count = len(tracks)
    rows = np.zeros((count, 1), np.float32)
    instances = FrameInstances(boxes, rows, rows, rows, np.zeros(64, np.float32))
    p = np.zeros(count, np.float32)
    return FrameAnswer(instances, tracks, p, np.zeros(3, np.float32), np.array(meant, np.int64))


def test_changes_count_from_one_found_frame_to_the_next() -> None:
    left = NOTHING.copy()
    left[:, :4] = True
    answers = [frame([1, 2], [0]), frame([1, 2], []), frame([], []), frame([3, 2], [0]),
               frame([3, 2], [1])]  # fmt: skip
    truth = [left, left, left, left, NOTHING]
    assert follow(truth, answers) == Followed(shown=4, found=3, changes=1, meant=2)


def test_the_box_of_a_mask() -> None:
    mask = NOTHING.copy()
    mask[1:3, 2:5] = True
    box = box_of(mask)
    assert box == (0.25, 0.25, 0.625, 0.75)
    assert box_of(NOTHING) is None
