"""From frames, sound and a query to instances, p(meant) and masks: the whole model of kind
"instances", read this first.

    frame --detector--> boxes --instance_encoder--> tokens, names --Tracker--> tracks
    sound --audio_encoder--> window of ten seconds  \\
    query --text_encoder--> word pieces, sentence    cue_fusion --> p(meant), second by second
    tracks --TrackMemory--> cached memory           /
    p(meant) --track_probabilities--> p by track --InstanceThresholds--> instances that are meant
    their boxes --crops--> mask_network --pasted--> masks

Equations are those of Ref-AVS (arXiv 2407.10957, section 4). It is the reference for the exported
graphs: `load_instances_bundle` of `earmark.export.weights` gives the model as PyTorch modules or
as ONNX sessions, and both run here. The app does the same in `src/engine/segmentation/instances`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from earmark.data.instance_cache import best_boxes, square
from earmark.data.mask_crops import Pixels
from earmark.model.config import InstanceConfig
from earmark.model.instance_fusion import FusionInputs
from earmark.model.text_encoder import tokenize
from earmark.model.tracks import Tracker, colour_histogram
from earmark.segmentation.instance_masks import Draw, Mask, in_batches, masks_in_boxes
from earmark.segmentation.meaning import (
    InstanceThresholds,
    TrackAnswer,
    distinct,
    track_probabilities,
)
from earmark.segmentation.track_memory import TrackMemory

Floats = NDArray[np.float32]
Tensors = dict[str, Tensor]
ALL_CUES = (1.0, 1.0, 1.0, 1.0)  # audio, text, memory, modality tokens


@dataclass(frozen=True)
class InstanceModel:
    """The six graphs, with inputs and outputs as `instance_graphs` states them, and what a
    manifest says besides."""

    run: Callable[[str, Tensors], Tensors]  # name of the graph, inputs -> outputs
    config: InstanceConfig
    thresholds: InstanceThresholds
    crop_context: float  # side of a crop, in longer sides of the box


@dataclass(frozen=True)
class FrameInstances:
    """The n instances of one frame, best first; nothing of it depends on the query."""

    boxes: Floats  # [n, 4] left, top, right, bottom in 0..1 of the frame
    class_scores: Floats  # [n, 80]
    tokens: Floats  # [n, d]
    name_vectors: Floats  # [n, 384]
    colours: Floats  # [64] shares of colours in the whole frame

    @property
    def scores(self) -> Floats:
        """The best class score of each instance, [n]."""
        return self.class_scores.max(1, initial=0.0)


@dataclass(frozen=True)
class FrameAnswer:
    """What the query means in one frame."""

    instances: FrameInstances
    tracks: list[int]  # [n] numbers of the instances' tracks
    p: Floats  # [n] p(meant) by track
    cue_weights: Floats  # [3] audio, visual, text
    meant: NDArray[np.int64]  # [m] rows of the instances that are meant


@torch.no_grad()
def segment(
    model: InstanceModel, frames: Pixels, waveform: Floats, query: str
) -> tuple[list[FrameAnswer], list[list[Mask]]]:
    """frames uint8 [T, H, W, 3], one a second; waveform [T * 16000], mono in -1..1, may be
    shorter. For each frame its answer, and the masks [H, W] of the instances that are meant."""
    answers = answer(model, frames, waveform, query)
    masks = [
        draw(model, frame, found.instances.boxes[found.meant])
        for frame, found in zip(frames, answers, strict=True)
    ]
    return answers, masks


@torch.no_grad()
def answer(
    model: InstanceModel, frames: Pixels, waveform: Floats, query: str,
    switches: Sequence[float] = ALL_CUES,
) -> list[FrameAnswer]:  # fmt: skip
    """`segment` without masks; `switches` as in `earmark.contract.SWITCHES`."""
    config = model.config
    text, audio = encode_query(model, query), encode_audio(model, waveform)
    tracker, memory = Tracker(), TrackMemory(config)
    seen: list[tuple[FrameInstances, list[int], Tensors]] = []
    answered: list[list[TrackAnswer]] = []
    for second, frame in enumerate(frames):
        found = find_instances(model, frame)
        count = len(found.boxes)
        tracks = [
            track.number
            for track in tracker.add(
                float(second), found.boxes, found.name_vectors, found.tokens, found.colours
            )
        ]
        heard = audio_window(audio, second, config)
        inputs = fusion_inputs(config, found, heard, text, memory.inputs(tracks), switches)
        fused = model.run("cue_fusion", inputs)  # eq. 1 to 5 in one graph
        memory.advance(second, tracks, torch.from_numpy(found.boxes), fused, heard["audio_mask"][0])
        p = torch.sigmoid(fused["meant_logits"][0, :count]).tolist()
        areas = (found.boxes[:, 2:] - found.boxes[:, :2]).clip(0.0).prod(1)
        answered.append(
            [TrackAnswer(*row) for row in zip(tracks, p, found.scores, areas, strict=True)]
        )
        seen.append((found, tracks, fused))
    answers = []
    for (found, tracks, fused), by_track in zip(seen, track_probabilities(answered), strict=True):
        p = np.array([by_track[track] for track in tracks], np.float32)
        weights = fused["cue_weights"][0].numpy()
        meant = distinct(model.thresholds.meant(p), found.boxes, found.scores, p)
        answers.append(FrameAnswer(found, tracks, p, weights, meant))
    return answers


def find_instances(model: InstanceModel, frame: Pixels) -> FrameInstances:
    """Boxes of a frame [H, W, 3] after suppression, and what the encoder sees in them."""
    config, picture = model.config, Image.fromarray(frame)
    pixels = square(picture, config.detector_size)
    detected = model.run("detector", {"pixels": torch.tensor(pixels)})
    boxes, scores = detected["boxes"][0].numpy(), detected["class_scores"][0].numpy()
    rows = best_boxes(boxes, scores, config.instances)
    boxes, scores = boxes[rows], scores[rows]
    encoded = model.run(
        "instance_encoder",
        {
            "pixels": torch.tensor(square(picture, config.frame_size)),
            "boxes": padded(boxes, config.instances),
            "class_scores": padded(scores, config.instances),
        },
    )
    tokens, names = (x[0, : len(rows)].numpy() for x in encoded.values())
    return FrameInstances(boxes, scores, tokens, names, colour_histogram(pixels))


def fusion_inputs(
    config: InstanceConfig, found: FrameInstances, heard: Tensors, text: Tensors, memory: Tensors,
    switches: Sequence[float] = ALL_CUES,
) -> Tensors:  # fmt: skip
    """All that cue fusion reads in one second."""
    inputs = FusionInputs(
        instance_tokens=padded(found.tokens, config.instances),
        name_vectors=padded(found.name_vectors, config.instances),
        boxes=padded(found.boxes, config.instances),
        instance_mask=padded(np.ones(len(found.boxes), np.float32), config.instances),
        **heard,
        **text,
        **memory,
        switches=torch.tensor([switches]),
    )
    return inputs._asdict()


def encode_query(model: InstanceModel, query: str) -> Tensors:
    """text_tokens [1, 25, 384], text_mask [1, 25], sentence [1, 384]."""
    ids, mask = tokenize([query])
    return model.run("text_encoder", {"ids": ids, "mask": mask}) | {"text_mask": mask.float()}


def encode_audio(model: InstanceModel, waveform: Floats) -> tuple[Tensor, Tensor]:
    """Tokens [S, 256] and names [S, 384] of S seconds; the last one is filled up with silence."""
    rate = model.config.sample_rate
    whole = np.pad(waveform, (0, -len(waveform) % rate)).reshape(-1, 1, rate)
    tokens = [torch.zeros(0, model.config.audio_width)]
    names = [torch.zeros(0, model.config.text_width)]
    for second in torch.from_numpy(whole.astype(np.float32)):
        encoded = model.run("audio_encoder", {"waveform": second})
        tokens.append(encoded["audio_tokens"][0])
        names.append(encoded["audio_names"][0])
    return torch.cat(tokens), torch.cat(names)


def audio_window(audio: tuple[Tensor, Tensor], second: int, config: InstanceConfig) -> Tensors:
    """The window of T seconds that a second lies in: audio_tokens [1, T, 256], audio_names
    [1, T, 384], audio_mask [1, T], second [1, T]."""
    length = config.window_seconds
    start = second // length * length
    tokens, names = (x[start : start + length].numpy() for x in audio)
    now = torch.zeros(1, length)
    now[0, second - start] = 1.0
    return {
        "audio_tokens": padded(tokens, length),
        "audio_names": padded(names, length),
        "audio_mask": padded(np.ones(len(tokens), np.float32), length),
        "second": now,
    }


def draw(model: InstanceModel, frame: Pixels, boxes: Floats) -> list[Mask]:
    """The masks [H, W] of the instances in boxes [m, 4] of a frame [H, W, 3]."""
    corners = [tuple(box) for box in boxes]
    return masks_in_boxes(crop_masks(model), frame, corners, model.crop_context)


def crop_masks(model: InstanceModel) -> Draw:
    """Crops and the boxes in them -> mask logits, by the mask network."""

    def run(crops: Pixels, corners: Floats) -> Floats:
        inputs = {"crops": torch.from_numpy(crops), "boxes": torch.from_numpy(corners)}
        return model.run("mask_network", inputs)["mask_logits"].numpy()

    return in_batches(run, model.config.crop_batch)


def padded(values: Floats, rows: int) -> Tensor:
    """[n, ...] -> [1, rows, ...] with zeros below."""
    spare = [(0, rows - len(values))] + [(0, 0)] * (values.ndim - 1)
    return torch.from_numpy(np.pad(values, spare))[None]
