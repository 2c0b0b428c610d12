"""A bundle's weights are those of a checkpoint again: to go on from, and to measure."""

import pytest
import torch

from bundles import QUERIES
from earmark.export.checkpoints import eemc_of
from earmark.export.unpack import with_batch_norm
from earmark.export.weights import load_bundle
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.eemc import EEMC

pytestmark = pytest.mark.skipif(QUERIES is None, reason="no bundle with mask queries")


def test_norms_given_back_change_nothing() -> None:
    folded = load_bundle(QUERIES)["audio_encoder"]
    encoder = AudioEncoder().eval()
    encoder.load_state_dict(with_batch_norm(folded))
    waveform = torch.randn(2, 16000, generator=torch.Generator().manual_seed(1)) * 0.1
    with torch.no_grad():
        for got, expected in zip(encoder(waveform), folded(waveform), strict=True):
            torch.testing.assert_close(got, expected, atol=1e-5, rtol=1e-4)


def test_trained_half_is_the_bundles_own() -> None:
    modules = load_bundle(QUERIES)
    found = eemc_of(modules)
    anew = EEMC()
    anew.load_state_dict(found.state_dict())
    assert found.fusion is modules["cue_fusion"]
    for name, value in found.neck.state_dict().items():
        assert torch.equal(anew.state_dict()[f"neck.{name}"], value)
