"""Which of several: places and seconds against the other candidates."""

import torch

from earmark.model.relations import Relations, against, ends


def test_a_position_counts_against_the_other_candidates_alone() -> None:
    at = ends(10)
    weights = torch.zeros(1, 10)
    weights[0, [6, 9]] = 1.0
    away = against(at, weights)
    assert away[0, 6] < 0 < away[0, 9]
    torch.testing.assert_close(away[0, 6], -away[0, 9])


def test_words_wish_in_sum_and_padding_wishes_nothing() -> None:
    torch.manual_seed(1)
    relations = Relations()
    torch.nn.init.normal_(relations.wish[2].weight)
    tokens, mask = torch.randn(1, 25, 384), torch.zeros(1, 25)
    assert not relations.wishes(tokens, mask).any()
    mask[:, :3] = 1.0
    padded = tokens.clone()
    padded[:, 3:] = 0.0
    torch.testing.assert_close(relations.wishes(tokens, mask), relations.wishes(padded, mask))


def test_maps_of_places_follow_the_wish() -> None:
    torch.manual_seed(1)
    relations = Relations()
    rows = torch.zeros(1, 144, 256)
    right = relations.places(rows, torch.tensor([[1.0, 0.0, 0.0, 0.0]]))[0, :, 0].reshape(12, 12)
    assert (right[:, 1:] > right[:, :-1]).all()
    left = relations.places(rows, torch.tensor([[-1.0, 0.0, 0.0, 0.0]]))[0, :, 0].reshape(12, 12)
    torch.testing.assert_close(left, -right)
    top = relations.places(rows, torch.tensor([[0.0, -1.0, 0.0, 0.0]]))[0, :, 1].reshape(12, 12)
    assert (top[:-1] > top[1:]).all()


def test_the_larger_of_two_candidates_lies_deeper() -> None:
    relations = Relations()
    with torch.no_grad():
        relations.candidate.weight.zero_()
        relations.candidate.weight[0, 0] = 20.0
        relations.candidate.bias.fill_(-10.0)
    rows = torch.zeros(1, 12, 12, 256)
    rows[0, 1:6, 1:6, 0] = 1.0
    rows[0, 9:11, 9:11, 0] = 1.0
    wish = torch.tensor([[0.0, 0.0, 1.0, 0.0]])
    larger = relations.places(rows.flatten(1, 2), wish)[0, :, 2].reshape(12, 12)
    assert larger[1:6, 1:6].mean() > 0 > larger[9:11, 9:11].mean()


def test_silent_seconds_do_not_count() -> None:
    relations = Relations()
    tokens, mask = torch.zeros(1, 10, 256), torch.ones(1, 10)
    mask[:, :6] = 0.0
    late, _ = relations.when(tokens, mask, torch.tensor([[0.0, 0.0, 0.0, 1.0]]))
    assert late[0, 6] < 0 < late[0, 9]
