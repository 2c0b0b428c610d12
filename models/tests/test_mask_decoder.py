"""How queries make one mask and one presence, and where they look."""

import pytest
import torch
from torch import Tensor

from earmark.contract import graphs
from earmark.model.attention import MASKED
from earmark.model.mask_decoder import EMPTY_LOGIT, MaskDecoder, combine


def test_combine_with_numbers_worked_by_hand() -> None:
    drawings = torch.tensor([2.0, 4.0])[None, :, None, None].expand(1, 2, 3, 3)
    logits, presence = combine(drawings, torch.zeros(1, 2))
    # p(object) = 1/2 each: 1 - 1/4, and 1/2 x 2 + 1/2 x 4 - 1/4 x EMPTY_LOGIT
    assert float(presence) == pytest.approx(0.75)
    assert torch.allclose(logits, torch.full((1, 3, 3), 3.0 - EMPTY_LOGIT / 4))


def test_all_queries_without_an_object_draw_nothing() -> None:
    torch.manual_seed(0)
    drawings = torch.randn(1, 16, 96, 96) * 20
    logits, presence = combine(drawings, torch.full((1, 16), -30.0))
    assert float(presence) == 0.0
    assert float(logits.max()) < 0.0


def test_one_sure_query_draws_alone() -> None:
    torch.manual_seed(0)
    drawings, objects = torch.randn(1, 16, 96, 96), torch.full((1, 16), -30.0)
    objects[0, 3] = 30.0
    logits, presence = combine(drawings, objects)
    assert float(presence) == 1.0
    assert torch.allclose(logits, drawings[:, 3], atol=1e-5)


def hidden_places(offset: float) -> Tensor:
    """Attention bias [1, 1, Q, 24, 24] of the first layer that looks at the frame, for a name that
    is seen in the left half only; `offset` moves every query's drawing."""
    torch.manual_seed(0)
    decoder = MaskDecoder().eval()
    with torch.no_grad():
        for layer in (decoder.to_mask[2], decoder.to_maps):
            layer.weight.zero_()
        decoder.to_mask[2].bias.zero_()
        decoder.to_maps.bias.copy_(torch.tensor([4.0, 0.0, 0.0, offset]))
    inputs = {
        name: torch.zeros(shape) for name, (_, shape) in graphs()["mask_decoder"]["inputs"].items()
    }
    inputs["name_map"][0, 0, :, :12] = 1.0
    inputs["name_map"][0, 0, :, 12:] = -1.0
    inputs["name_queries"][0, 0, 0] = 1.0
    seen: list[Tensor] = []
    decoder.looking[0].register_forward_pre_hook(lambda _, given: seen.append(given[3]))
    with torch.no_grad():
        decoder(**inputs)
    return seen[0].reshape(1, 1, 16, 24, 24)


def test_a_query_looks_where_it_has_drawn() -> None:
    hidden = hidden_places(offset=-2.0)  # 4 - 2 on the left, -4 - 2 on the right
    assert bool((hidden[..., :12] == 0).all())
    assert bool((hidden[..., 12:] == MASKED).all())


def test_a_query_that_has_drawn_nothing_looks_everywhere() -> None:
    assert bool((hidden_places(offset=-9.0) == 0).all())
