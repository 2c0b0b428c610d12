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


def candidates_where(mask: torch.Tensor) -> torch.Tensor:
    """Logits [1, 144] by which the places of a mask [12, 12] are candidates."""
    return 20.0 * mask.flatten().float()[None] - 10.0


def test_maps_of_places_follow_the_wish() -> None:
    torch.manual_seed(1)
    relations = Relations()
    candidates, alone = torch.zeros(1, 144), 40.0 * torch.eye(144)[None] - 20.0
    wish = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    right = relations.places(candidates, alone, wish)[0, :, 0].reshape(12, 12)
    assert (right[:, 1:] > right[:, :-1]).all()
    left = relations.places(candidates, alone, -wish)[0, :, 0].reshape(12, 12)
    torch.testing.assert_close(left, -right)
    wish = torch.tensor([[0.0, -1.0, 0.0, 0.0]])
    top = relations.places(candidates, alone, wish)[0, :, 1].reshape(12, 12)
    assert (top[:-1] > top[1:]).all()


def test_a_thing_is_on_the_right_as_a_whole() -> None:
    """Of two that touch, no side of the left one is "the one on the right"."""
    relations, thing = Relations(), torch.zeros(12, 12)
    thing[3:9, 1:7], thing[3:9, 7:10] = 1.0, 2.0
    candidates = candidates_where(thing > 0)
    alike = 40.0 * (thing.flatten()[:, None] == thing.flatten()).float()[None] - 20.0
    wish = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    right = relations.places(candidates, alike, wish)[0, :, 0].reshape(12, 12)
    assert right[thing == 1.0].max() < 0 < right[thing == 2.0].min()
    assert right[thing == 1.0].std() < 1e-4


def test_a_thing_by_itself_is_on_no_side() -> None:
    relations, thing = Relations(), torch.zeros(12, 12)
    thing[2:10, 2:11] = 1.0
    candidates = candidates_where(thing > 0)
    alike = torch.full((1, 144, 144), 20.0)
    places = relations.places(candidates, alike, torch.ones(1, 4))[0].reshape(12, 12, 3)
    assert places[thing > 0].abs().max() < 0.05


def test_the_larger_of_two_candidates_lies_deeper() -> None:
    relations, thing = Relations(), torch.zeros(12, 12)
    thing[1:6, 1:6], thing[9:11, 9:11] = 1.0, 2.0
    candidates = candidates_where(thing > 0)
    alike = 40.0 * (thing.flatten()[:, None] == thing.flatten()).float()[None] - 20.0
    wish = torch.tensor([[0.0, 0.0, 1.0, 0.0]])
    larger = relations.places(candidates, alike, wish)[0, :, 2].reshape(12, 12)
    assert larger[thing == 1.0].min() > 0 > larger[thing == 2.0].max()


def test_silent_seconds_do_not_count() -> None:
    relations = Relations()
    tokens, mask = torch.zeros(1, 10, 256), torch.ones(1, 10)
    mask[:, :6] = 0.0
    late, _ = relations.when(tokens, mask, torch.tensor([[0.0, 0.0, 0.0, 1.0]]))
    assert late[0, 6] < 0 < late[0, 9]
