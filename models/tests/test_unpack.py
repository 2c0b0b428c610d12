"""A bundle's weights are checkpoints again: to go on from, and to encode with."""

import pytest
import torch

from bundles import INSTANCES
from earmark.export.unpack import head_and_fusion, with_batch_norm
from earmark.export.weights import load_instance_modules
from earmark.model.audio_encoder import AudioEncoder
from earmark.training.instance_learner import Learner, TrainConfig

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


def test_head_and_fusion_are_a_start_for_training() -> None:
    assert INSTANCES is not None
    state = head_and_fusion(load_instance_modules(INSTANCES))
    learner = Learner(TrainConfig(), torch.zeros(1, TrainConfig().model.text_width))
    learner.load_state_dict(state)
