"""The whole instance model on a clip: modules and graphs of a bundle agree, and what the query
means over time is as the app decides it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from bundles import INSTANCES, ROOT
from earmark.export.weights import load_instances_bundle, open_instances_bundle
from earmark.model.config import InstanceConfig
from earmark.segmentation.meaning import (
    InstanceThresholds,
    TrackAnswer,
    distinct,
    track_probabilities,
)
from earmark.segmentation.segment import InstanceModel, Tensors, audio_window, crop_masks, segment
from earmark.segmentation.track_memory import TrackMemory

CONFIG = InstanceConfig()


def synthetic_clip() -> tuple[np.ndarray, np.ndarray]:
    """A photo that moves to the right for three seconds, with noise that ends after two and a
    half."""
    picture = np.asarray(Image.open(ROOT / "public/samples/meadow.jpg").convert("RGB"))
    frames = np.stack([np.roll(picture, 12 * second, 1) for second in range(3)])
    rate = CONFIG.sample_rate
    noise = np.random.default_rng(0).normal(0, 0.1, rate * 5 // 2)
    return frames, noise.astype(np.float32)


@pytest.mark.skipif(INSTANCES is None, reason="no bundle of kind instances")
def test_pytorch_answers_as_the_chain_of_graphs() -> None:
    assert isinstance(INSTANCES, Path)
    frames, waveform = synthetic_clip()
    ours, theirs = (
        segment(load(INSTANCES), frames, waveform, "the dog")
        for load in (load_instances_bundle, open_instances_bundle)
    )
    assert sum(len(masks) for masks in ours[1]) > 0, "nothing is meant: the comparison is empty"
    for a, b, masks, others in zip(ours[0], theirs[0], ours[1], theirs[1], strict=True):
        assert a.tracks == b.tracks and a.meant.tolist() == b.meant.tolist()
        np.testing.assert_allclose(a.p, b.p, atol=1e-3)
        np.testing.assert_allclose(a.instances.boxes, b.instances.boxes, atol=1e-4)
        for mask, other in zip(masks, others, strict=True):
            assert mask.shape == frames.shape[1:3]
            assert (mask & other).sum() >= 0.99 * (mask | other).sum()
    # The first frame's best track goes on, and has a memory.
    assert ours[0][0].tracks[0] in ours[0][2].tracks


def test_p_of_a_track_is_the_weighted_mean_of_its_neighbourhood() -> None:
    frames = [[TrackAnswer(0, p, 0.5, area)] for p, area in ((0.2, 0.1), (0.8, 0.3), (0.0, 0.1))]
    frames += [[], [TrackAnswer(0, 1.0, 0.5, 0.1), TrackAnswer(1, 0.3, 0.0, 0.2)]]
    found = track_probabilities(frames)
    assert found[0][0] == pytest.approx((0.2 * 0.1 + 0.8 * 0.3) / 0.5)
    assert found[4] == {0: pytest.approx(0.5), 1: pytest.approx(0.3)}
    assert found[3] == {}


def test_the_best_instance_alone_is_meant_from_presence_on() -> None:
    thresholds = InstanceThresholds(0.5, 0.4)
    assert thresholds.meant(np.array([0.6, 0.1, 0.5])).tolist() == [0, 2]
    assert thresholds.meant(np.array([0.2, 0.45, 0.41])).tolist() == [1]
    assert thresholds.meant(np.array([0.39, 0.1])).tolist() == []
    assert thresholds.meant(np.zeros(0)).tolist() == []


def test_parts_loose_boxes_and_doubtful_ones_are_not_drawn_beside_the_object() -> None:
    boxes = np.array(
        [[0.1, 0.1, 0.5, 0.5], [0.1, 0.1, 0.25, 0.25], [0, 0, 0.6, 0.9], [0.4, 0.1, 0.8, 0.5],
         [0.8, 0.8, 0.9, 0.9]], np.float32,
    )  # fmt: skip
    scores = np.array([0.8, 0.3, 0.5, 0.75, 0.2], np.float32)
    p = np.full(5, 0.9, np.float32)
    assert distinct(np.arange(5), boxes, scores, p).tolist() == [0, 3]
    assert distinct(np.array([4]), boxes, scores, p).tolist() == [4]
    assert distinct(np.array([], np.int64), boxes, scores, p).tolist() == []
    sure, less = np.array([0.7, 0.7]), np.array([0.9, 0.6], np.float32)
    assert distinct(np.arange(2), boxes[[0, 0]], sure, less).tolist() == [0]


def test_the_memory_is_a_tracks_own_and_that_of_sound_moves_by_windows() -> None:
    memory = TrackMemory(CONFIG)
    mask = torch.tensor([1.0, 1.0] + [0.0] * 8)
    for second in range(10):
        fused = {
            "visual_attended": torch.full((1, CONFIG.instances, CONFIG.width), float(second)),
            "audio_attended": torch.ones(1, 10, CONFIG.width) * 3.0,
        }
        assert memory.inputs([7])["audio_memory_count"].item() == 0.0
        tracks = [7] if second % 2 else [4]
        memory.advance(second, tracks, torch.full((1, 4), 0.1 * second), fused, mask)
    seen = memory.inputs([4, 9, 7])
    assert seen["memory_count"][0, :4].tolist() == [5.0, 0.0, 5.0, 0.0]
    assert seen["visual_memory"][0, :3, 0].tolist() == [4.0, 0.0, 5.0]
    assert seen["memory_boxes"][0, 2].tolist() == pytest.approx([0.5] * 4)
    assert seen["audio_memory_count"].item() == 2.0 and seen["audio_memory"][0, 0, 0] == 3.0


def test_a_window_holds_the_sound_that_there_is() -> None:
    audio = (torch.ones(12, CONFIG.audio_width), torch.ones(12, CONFIG.text_width))
    window = audio_window(audio, 11, CONFIG)
    assert window["audio_mask"][0].tolist() == [1.0, 1.0] + [0.0] * 8
    assert window["second"][0].argmax() == 1 and window["second"].sum() == 1
    assert window["audio_tokens"].shape == (1, 10, 256) and window["audio_tokens"][0, 2:].sum() == 0
    assert audio_window(audio, 25, CONFIG)["audio_mask"].sum() == 0


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_crops_are_drawn_by_as_many_as_the_graph_takes(batch: int) -> None:
    def run(graph: str, inputs: Tensors) -> Tensors:
        assert graph == "mask_network"
        assert len(inputs["crops"]) == len(inputs["boxes"]) == batch
        return {"mask_logits": inputs["crops"][..., 0] + inputs["boxes"][:, :1, None]}

    model = InstanceModel(run, InstanceConfig(crop_batch=batch), InstanceThresholds(), 1.4)
    crops = np.arange(3, dtype=np.uint8)[:, None, None, None] * np.ones((8, 8, 3), np.uint8)
    corners = np.arange(3, dtype=np.float32)[:, None] * np.full(4, 10, np.float32)
    drawn = crop_masks(model)(crops, corners)
    assert drawn.shape == (3, 8, 8) and drawn[:, 0, 0].tolist() == [0.0, 11.0, 22.0]
