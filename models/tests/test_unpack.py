"""A bundle's audio encoder is a checkpoint again: to go on from, and to encode with."""

import pytest
import torch

from bundles import INSTANCES
from earmark.export.unpack import with_batch_norm
from earmark.export.weights import load_instance_modules
from earmark.model.audio_encoder import AudioEncoder

pytestmark = pytest.mark.skipif(INSTANCES is None, reason="no bundle of kind instances")


def test_norms_given_back_change_nothing() -> None:
    assert INSTANCES is not None
    folded = load_instance_modules(INSTANCES)["audio_encoder"]
    encoder = AudioEncoder().eval()
    encoder.load_state_dict(with_batch_norm(folded))
    waveform = torch.randn(2, 16000, generator=torch.Generator().manual_seed(1)) * 0.1
    with torch.no_grad():
        for got, expected in zip(encoder(waveform), folded(waveform), strict=True):
            torch.testing.assert_close(got, expected, atol=1e-5, rtol=1e-4)
