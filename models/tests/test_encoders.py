"""The pretrained networks compute what their packages compute."""

import numpy as np
import torch

from earmark.model.backbone import SameConv
from earmark.model.config import InstanceConfig
from earmark.model.text_encoder import TextEncoder, embed, tokenize

# Cosines of all-MiniLM-L6-v2 by sentence-transformers 6.2.
SENTENCES = (
    "That is a happy person",
    "That is a happy dog",
    "That is a very happy person",
    "Today is a sunny day",
    "the dog that barks first",
    "a barking dog",
)
COSINES = (
    (1.0, 0.6946, 0.9429, 0.2569, 0.1238, 0.1617),
    (0.6946, 1.0, 0.6211, 0.2491, 0.4284, 0.5055),
    (0.9429, 0.6211, 1.0, 0.2106, 0.1035, 0.1184),
    (0.2569, 0.2491, 0.2106, 1.0, 0.0908, 0.1548),
    (0.1238, 0.4284, 0.1035, 0.0908, 1.0, 0.7333),
    (0.1617, 0.5055, 0.1184, 0.1548, 0.7333, 1.0),
)


def test_sentences_are_as_near_to_one_another_as_in_the_published_model() -> None:
    _, _, sentences = embed(TextEncoder.pretrained(), SENTENCES)
    assert np.abs((sentences @ sentences.T).numpy() - COSINES).max() < 2e-4


def test_long_sentences_are_cut_and_short_ones_padded() -> None:
    ids, mask = tokenize(["dog " * 100, "dog"])
    assert ids.shape == mask.shape == (2, InstanceConfig.text_tokens)
    assert ids.dtype == mask.dtype == torch.int32
    assert mask.sum(1).tolist() == [InstanceConfig.text_tokens, 3]
    assert int(ids[0, -1]) == int(ids[1, 2]), "both end with the separator"


def test_a_depthwise_convolution_that_stays_passes_the_same_gradient() -> None:
    torch.manual_seed(1)
    layer = SameConv(6, 6, 5, 1, 6, 2)
    x, wanted = torch.randn(2, 6, 10, 10, requires_grad=True), torch.randn(2, 6, 10, 10)
    (expected,) = torch.autograd.grad(layer(x), x, wanted)
    layer.requires_grad_(False)
    (found,) = torch.autograd.grad(layer(x), x, wanted)
    assert torch.allclose(found, expected, atol=1e-5)
