"""What says where a row stands is loud enough, and near places are alike."""

import torch

from earmark.model.cue_fusion import PLACE_SIZE, SECOND_SIZE, CueFusion
from earmark.model.places import place_rows, second_rows, waves


def test_the_first_wave_falls_from_left_to_right_and_from_top_to_bottom() -> None:
    x, y = waves(1, 5)[0]
    assert (x[:, :-1] > x[:, 1:]).all()
    assert (y[:-1] > y[1:]).all()


def test_near_places_are_more_alike_than_far_ones() -> None:
    torch.manual_seed(1)
    rows = place_rows(12, 256, 0.7).reshape(12, 12, 256)
    cosine = torch.cosine_similarity(rows[6, 6], rows, dim=-1)
    assert cosine[6, 5] > 0.8
    assert cosine[6, 5] > cosine[6, 3] > cosine[6, 0]
    assert cosine[5, 6] > cosine[3, 6] > cosine[0, 6]


def test_the_order_of_seconds_can_be_read_off() -> None:
    torch.manual_seed(1)
    rows = second_rows(10, 256, 0.3)
    apart = (rows[:, None] - rows).square().sum(-1)
    assert all(apart[0, t] < apart[0, t + 1] for t in range(4))


def test_places_are_not_drowned_by_what_is_seen() -> None:
    torch.manual_seed(1)
    fusion = CueFusion()
    assert abs(float(fusion.places.detach().std()) - PLACE_SIZE) < 0.01
    assert abs(float(fusion.seconds.detach().std()) - SECOND_SIZE) < 0.01
