"""The mask network: boxes are drawn where they are, and the exported graph computes the same."""

import numpy as np
import onnxruntime
import pytest
import torch
from torch import Tensor

from earmark.export.check import graph_faults
from earmark.export.mask_graph import MASK_GRAPH, mask_network_to_onnx
from earmark.model.mask_network import CROP_BATCH, CROP_SIZE, BoxPlanes, MaskNetwork


def random_network() -> MaskNetwork:
    """Nothing in it is zero, so that every part has its say."""
    torch.manual_seed(3)
    network = MaskNetwork()
    with torch.no_grad():
        for weight in network.parameters():
            if not weight.any():
                weight.normal_(std=0.05)
    return network.eval()


def random_input() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(4)
    shape = (CROP_BATCH, CROP_SIZE, CROP_SIZE, 3)
    crops = torch.randint(0, 256, shape, generator=generator, dtype=torch.uint8)
    low = 0.3 * torch.rand(CROP_BATCH, 2, generator=generator)
    return crops, torch.cat([low, low + 0.5], 1)


def test_planes_show_inside_and_how_far_from_the_middle() -> None:
    inside, across, down = BoxPlanes(64)(torch.tensor([[0.25, 0.5, 0.75, 1.0]]))[0]
    assert inside.sum() == 32 * 32
    assert inside[32:, 16:48].min() == 1
    assert across[0].argmin() == 0 and across[0, 31] < 0 < across[0, 32]
    assert across[0, 47] == pytest.approx(1 - 1 / 32)
    assert down[48, 5] == -down[47, 5] == pytest.approx(1 / 32)


def test_a_box_that_ends_within_a_pixel_covers_a_part_of_it() -> None:
    right = (32 + 0.25) / 64
    inside = BoxPlanes(64)(torch.tensor([[0.0, 0.0, right, 1.0]]))[0, 0]
    assert inside[10, 31] == 1
    assert inside[10, 32] == pytest.approx(0.25, abs=1e-3)


@torch.no_grad()
def test_the_box_says_which_instance() -> None:
    network = random_network()
    crops, boxes = random_input()
    moved = boxes + torch.tensor([0.1, 0.0, 0.1, 0.0])
    logits = network(crops, boxes)
    assert logits.shape == (CROP_BATCH, CROP_SIZE, CROP_SIZE)
    assert not torch.allclose(logits, network(crops, moved), atol=1e-3)


@torch.no_grad()
def test_crops_of_a_batch_do_not_see_each_other() -> None:
    network = random_network()
    crops, boxes = random_input()
    alone = network(crops[2:3], boxes[2:3])
    assert torch.allclose(network(crops, boxes)[2:3], alone, atol=1e-4)


def test_the_published_weights_fill_the_encoder() -> None:
    network = MaskNetwork()
    network.copy_published()
    assert all(part.weight.any() for part in network.stem.modules() if hasattr(part, "weight"))
    # ImageNet's features tell textures apart: a striped crop is no grey one.
    crops = torch.full((2, CROP_SIZE, CROP_SIZE, 3), 127, dtype=torch.uint8)
    crops[1, :, ::8] = 255
    pixels = (crops.float().permute(0, 3, 1, 2) - 127) / 128
    with torch.no_grad():
        features = network.stages[0](torch.relu(network.stem(pixels)))
    assert (features[0] - features[1]).abs().max() > 0.5


def test_the_exported_graph_computes_what_the_network_does() -> None:
    network = random_network()
    model = mask_network_to_onnx(network)
    assert graph_faults(model, MASK_GRAPH) == []
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    crops, boxes = random_input()
    (logits,) = session.run(None, {"crops": crops.numpy(), "boxes": boxes.numpy()})
    with torch.no_grad():
        expected = network(crops, boxes).numpy()
    assert np.abs(logits - expected).max() < 1e-4 * np.abs(expected).max()
