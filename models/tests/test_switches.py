"""The switches are the method's ablations: each changes the masks, and what is off is not read."""

import pytest
import torch
from torch import Tensor

from earmark.contract import SHAPE, SWITCHES, graphs
from earmark.model.cue_fusion import CueFusion
from earmark.model.mask_decoder import MaskDecoder

READ_BY = {
    "sound": ("audio_tokens", "heard_names", "audio_memory"),
    "words": ("text_tokens", "sentence"),
    "memory": ("visual_memory", "audio_memory"),
}


class Moment:
    """Untrained fusion and decoder on random features of one moment."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.fusion, self.decoder = CueFusion().eval(), MaskDecoder().eval()
        torch.nn.init.normal_(self.fusion.word_query.weight, std=0.05)
        self.inputs = {
            name: torch.randn(shape)
            for name, (_, shape) in graphs()["cue_fusion"]["inputs"].items()
        }
        self.inputs |= {
            "audio_mask": (torch.arange(SHAPE.window_seconds) < 6).float()[None],
            "second": torch.eye(SHAPE.window_seconds)[3:4],
            "text_mask": (torch.arange(SHAPE.text_tokens) < 7).float()[None],
            "audio_memory_count": torch.full((1, 1), 4.0),
            "switches": torch.ones(1, len(SWITCHES)),
        }
        self.pixels, self.features = (
            torch.randn(graphs()["visual_encoder"]["outputs"][name][1])
            for name in ("pixel_embeddings", "decoder_features")
        )

    @torch.no_grad()
    def mask_logits(self, **changed: Tensor) -> Tensor:
        inputs = self.inputs | changed
        prompt, name_queries, presence_logit, *_ = self.fusion(**inputs)
        return self.decoder(
            self.pixels, self.features, inputs["name_map"], prompt, name_queries, presence_logit
        )[0]

    def off(self, switch: str) -> Tensor:
        switches = torch.ones(1, len(SWITCHES))
        switches[0, SWITCHES.index(switch)] = 0.0
        return switches


@pytest.fixture(scope="module")
def moment() -> Moment:
    return Moment()


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_switch_changes_the_mask(moment: Moment, switch: str) -> None:
    difference = moment.mask_logits(switches=moment.off(switch)) - moment.mask_logits()
    assert float(difference.abs().max()) > 1e-4


@pytest.mark.parametrize(
    ("switch", "name"), [(s, n) for s, names in READ_BY.items() for n in names]
)
def test_what_is_switched_off_is_not_read(moment: Moment, switch: str, name: str) -> None:
    other = {name: moment.inputs[name] + 1.0}
    assert not torch.equal(moment.mask_logits(), moment.mask_logits(**other))
    off = moment.off(switch)
    assert torch.equal(moment.mask_logits(switches=off), moment.mask_logits(switches=off, **other))


@pytest.mark.parametrize(
    ("mask", "names"),
    [("audio_mask", ("audio_tokens", "heard_names")), ("text_mask", ("text_tokens",))],
)
def test_masked_rows_are_not_read(moment: Moment, mask: str, names: tuple[str, ...]) -> None:
    hidden = moment.inputs[mask][:, :, None] == 0
    other = {n: torch.where(hidden, moment.inputs[n] + 1.0, moment.inputs[n]) for n in names}
    assert torch.equal(moment.mask_logits(), moment.mask_logits(**other))


def test_the_moment_asked_for_matters(moment: Moment) -> None:
    later = moment.mask_logits(second=torch.eye(SHAPE.window_seconds)[5:6])
    assert not torch.allclose(later, moment.mask_logits(), atol=1e-4)
