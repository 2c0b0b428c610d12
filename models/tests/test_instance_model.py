"""The instance model: shapes, what switches and memory do, and the exported graphs beside
PyTorch."""

import numpy as np
import onnxruntime
import pytest
import torch
from torch import Tensor

from earmark.export.graphs import export_module
from earmark.instance_contract import instance_graphs
from earmark.model.cached_memory import causal_mean
from earmark.model.config import InstanceConfig
from earmark.model.instance_encoder import InstanceHead, box_features, region_width, sample_boxes
from earmark.model.instance_fusion import (
    FusionInputs,
    InstanceFusion,
    pair_features,
    track_features,
)  # fmt: skip

CONFIG = InstanceConfig()


def random_inputs(seed: int = 0) -> FusionInputs:
    generator = torch.Generator().manual_seed(seed)
    made = {}
    for name, (_, shape) in instance_graphs(CONFIG)["cue_fusion"]["inputs"].items():
        made[name] = torch.randn(shape, generator=generator)
    low = torch.rand(1, CONFIG.instances, 2, generator=generator) * 0.5
    made["boxes"] = torch.cat(
        [low, low + 0.1 + torch.rand(low.shape, generator=generator) * 0.4], 2
    )
    made["memory_boxes"] = made["boxes"] * 0.9
    made["instance_mask"] = (torch.arange(CONFIG.instances) < 20).float()[None]
    made["audio_mask"] = torch.ones(1, CONFIG.window_seconds)
    made["second"] = torch.nn.functional.one_hot(torch.tensor([4]), CONFIG.window_seconds).float()
    made["text_mask"] = (torch.arange(CONFIG.text_tokens) < 7).float()[None]
    made["memory_count"] = torch.full((1, CONFIG.instances), 3.0)
    made["audio_memory"] = torch.zeros_like(made["audio_memory"])
    made["audio_memory_count"] = torch.zeros(1, 1)
    made["switches"] = torch.ones(1, 4)
    return FusionInputs(**made)


@pytest.fixture(scope="module")
def fusion() -> InstanceFusion:
    torch.manual_seed(0)
    return InstanceFusion(CONFIG).eval()


def logits(fusion: InstanceFusion, inputs: FusionInputs) -> Tensor:
    with torch.no_grad():
        return fusion(*inputs).meant_logits


def test_the_graph_gives_what_the_contract_says(fusion: InstanceFusion) -> None:
    with torch.no_grad():
        outputs = fusion(*random_inputs())
    expected = instance_graphs(CONFIG)["cue_fusion"]["outputs"]
    assert list(expected) == list(outputs._fields)
    for value, (_, shape) in zip(outputs, expected.values(), strict=True):
        assert list(value.shape) == shape


def test_rows_that_are_no_instance_change_nothing_and_are_never_meant(
    fusion: InstanceFusion,
) -> None:
    inputs = random_inputs()
    other = inputs.instance_tokens.clone()
    other[:, 20:] += 5.0
    before, after = logits(fusion, inputs), logits(fusion, inputs._replace(instance_tokens=other))
    assert torch.allclose(before[:, :20], after[:, :20], atol=1e-4)
    assert torch.sigmoid(after[:, 20:]).max() < 1e-6


@pytest.mark.parametrize(
    ("switch", "field"),
    [
        (0, "audio_tokens"),
        (0, "audio_names"),
        (1, "text_tokens"),
        (1, "sentence"),
        (2, "visual_memory"),
        (2, "memory_boxes"),
    ],
)
def test_a_cue_that_is_off_is_not_read(fusion: InstanceFusion, switch: int, field: str) -> None:
    inputs = random_inputs()
    value = getattr(inputs, field)
    noise = torch.randn(value.shape, generator=torch.Generator().manual_seed(7))
    changed = inputs._replace(**{field: value + noise})
    assert not torch.allclose(logits(fusion, inputs), logits(fusion, changed), atol=1e-5)
    off = torch.ones(1, 4)
    off[0, switch] = 0.0
    inputs, changed = inputs._replace(switches=off), changed._replace(switches=off)
    assert torch.allclose(logits(fusion, inputs), logits(fusion, changed), atol=1e-5)


def test_the_order_of_instances_does_not_matter(fusion: InstanceFusion) -> None:
    inputs = random_inputs()
    order = torch.cat(
        [torch.randperm(20, generator=torch.Generator().manual_seed(1)), torch.arange(20, 48)]
    )
    fields = (
        "instance_tokens",
        "name_vectors",
        "boxes",
        "instance_mask",
        "visual_memory",
        "memory_boxes",
        "memory_count",
    )
    turned = inputs._replace(**{f: getattr(inputs, f)[:, order] for f in fields})
    assert torch.allclose(logits(fusion, inputs)[:, order], logits(fusion, turned), atol=1e-4)


def test_the_memory_of_audio_is_the_mean_of_the_seconds_before() -> None:
    features, mask = torch.randn(1, 4, 3), torch.tensor([[1.0, 1.0, 0.0, 1.0]])
    mean = causal_mean(features, mask, torch.zeros(1, 1, 3), torch.zeros(1, 1))
    assert torch.allclose(mean[0, 0], torch.zeros(3))
    assert torch.allclose(mean[0, 2], features[0, :2].mean(0))
    assert torch.allclose(mean[0, 3], features[0, :2].mean(0))


def test_pairs_and_tracks_say_where_and_how_far() -> None:
    boxes = torch.tensor([[[0.0, 0.0, 0.2, 0.2], [0.4, 0.0, 0.6, 0.2], [0.0, 0.0, 0.4, 0.4]]])
    pairs = pair_features(boxes)[0]
    assert torch.allclose(pairs[0, 1, :2], torch.tensor([0.4, 0.0]))
    assert torch.allclose(pairs[0, 2, 6:], torch.tensor([1.0, 0.25]), atol=1e-5)
    moved = track_features(boxes[:, :1] + 0.1, boxes[:, :1], torch.tensor([[2.0]]))[0, 0]
    assert torch.allclose(moved, torch.tensor([1.0, 0.4, 0.4, 0.4, 0.0, 0.0]), atol=1e-5)


def test_boxes_are_sampled_where_they_lie() -> None:
    picture = torch.arange(16.0).reshape(1, 1, 1, 16).expand(1, 1, 16, 16).contiguous()
    samples = sample_boxes(picture, torch.tensor([[[0.0, 0.0, 0.5, 1.0], [0.5, 0.0, 1.0, 1.0]]]))
    assert abs(float(samples[0, 0, 0].mean()) - 3.5) < 1e-4
    assert abs(float(samples[0, 0, 1].mean()) - 11.5) < 1e-4
    assert box_features(torch.tensor([[[0.0, 0.0, 1.0, 1.0]]])).shape == (1, 1, 10)


def test_exported_graphs_agree_with_pytorch(fusion: InstanceFusion) -> None:
    torch.manual_seed(1)
    head = InstanceHead(CONFIG).eval()
    n, graphs = CONFIG.instances, instance_graphs(CONFIG)
    float32 = "float32"
    head_graph = {
        "inputs": {
            "regions": (float32, (1, n, region_width(CONFIG))),
            "class_scores": (float32, (1, n, 80)),
            "boxes": (float32, (1, n, 4)),
        },
        "outputs": graphs["instance_encoder"]["outputs"],
    }
    head_inputs = tuple(torch.rand(shape) for _, shape in head_graph["inputs"].values())
    for name, module, graph, inputs in (
        ("cue_fusion", fusion, graphs["cue_fusion"], tuple(random_inputs())),
        ("instance_head", head, head_graph, head_inputs),
    ):
        model = export_module(name, module, graph)
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        named = zip(graph["inputs"], inputs, strict=True)
        got = session.run(None, {key: value.numpy() for key, value in named})
        with torch.no_grad():
            expected = module(*inputs)
        for a, b in zip(got, expected, strict=True):
            assert np.abs(a - b.numpy()).max() < 1e-3
