"""How queries make one mask and one presence, and where they look."""

import pytest
import torch
from torch import Tensor

from earmark.contract import graphs
from earmark.model.attention import MASKED
from earmark.model.mask_decoder import EMPTY_LOGIT, MaskDecoder, combine
from earmark.model.visual_encoder import PixelDecoder


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
        decoder.to_maps.bias.copy_(torch.tensor([4.0, 0.0, 0.0, 0.0, offset]))
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


def test_the_maps_with_numbers_worked_by_hand() -> None:
    decoder = MaskDecoder().eval()
    with torch.no_grad():
        decoder.rivals.zero_()
        decoder.rivals[:, 1] = 1.0  # all of one name
        decoder.meant.weight[0, 0] = 1.0
    names, queries = torch.zeros(1, 384, 24, 24), torch.zeros(1, 2, 384)
    names[0, 0, :, :12], names[0, 1, :, 12:] = 1.0, 1.0
    queries[0, 0, 0], queries[0, 1, 1] = 1.0, 1.0
    prompt = torch.zeros(1, 181, 256)
    prompt[0, 11 + 12 * 4 + 7, 0] = 3.0  # the place in row 4, column 7 of the 12 x 12 tokens
    with torch.no_grad():
        asked, heard, rival, meant = decoder.maps(names, queries, prompt)[0]
    left, right = (..., slice(None, 12)), (..., slice(12, None))
    assert bool((asked[left] == 1).all()) and bool((asked[right] == 0).all())
    assert bool((heard[left] == 0).all()) and bool((heard[right] == 1).all())
    # log(160 e^0) / 10 on the left, one more on the right
    assert torch.allclose(rival[left], torch.tensor(160.0).log() / 10, atol=1e-4)
    assert torch.allclose(rival[right], torch.tensor(160.0).log() / 10 + 1, atol=1e-4)
    assert float(meant[8:10, 14:16].mean()) == float(meant.max()) > 1.0
    assert float(meant[12:].abs().max()) == 0.0


def test_what_fits_inside_of_a_drawing_raises_its_object_and_no_other() -> None:
    decoder = MaskDecoder().eval()
    with torch.no_grad():
        decoder.to_check.bias.copy_(torch.tensor([10.0, 0.0, 0.0, 0.0]))
    maps = torch.zeros(1, 4, 24, 24)
    maps[0, 0, :, :12] = 1.0
    drawn = torch.full((1, 2, 24, 24), -30.0)
    drawn[0, 0, :, :12], drawn[0, 1, :, 12:] = 30.0, 30.0
    with torch.no_grad():
        checked = decoder.check(torch.zeros(1, 2, 256), drawn, maps)
    assert float(checked[0, 0]) == pytest.approx(10.0 * 288 / 289, abs=1e-3)
    assert float(checked[0, 1]) == pytest.approx(0.0, abs=1e-3)


def test_pixel_embeddings_know_their_place() -> None:
    torch.manual_seed(0)
    pixel_decoder = PixelDecoder().eval()
    flat = (torch.ones(1, c, s, s) for c, s in ((24, 96), (48, 48), (120, 24), (1280, 24)))
    features = tuple(flat)
    with torch.no_grad():
        before = pixel_decoder(*features)[0][0, :, 40:56, 40:56]
        pixel_decoder.place.weight[0, 0] = 1.0  # the longest wave across
        after = pixel_decoder(*features)[0][0, :, 40:56, 40:56]
    assert bool((before[0].std() < 1e-4).item())
    across = (after - before)[0]
    assert bool((across[:, :-1] > across[:, 1:]).all())
    assert torch.allclose(across[0], across[-1], atol=1e-5)
