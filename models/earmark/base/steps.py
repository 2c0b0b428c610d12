"""The *released* reading's forward with every step kept, under the names of golden files."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from earmark.base.model import Clips
from earmark.base.pixel_decoder import PixelMaps
from earmark.base.released import ReleasedCues, ReleasedModel


class Step(NamedTuple):
    """One step of one clip: the whole tensor, and what its axes are. Only a `frame` axis has a
    meaning of its own: where a file keeps few of a clip's frames, it keeps some spread over all."""

    axes: tuple[str, ...]
    value: Tensor


Steps = dict[str, Step]


def visual_steps(model: ReleasedModel, frames: Tensor) -> tuple[list[Tensor], PixelMaps]:
    """Maps of backbone and pixel decoder, of frames [T, 3, S, S]: one frame at a time, for neither
    sees more than one and memory is short."""
    backbone, pixels = [], []
    for frame in frames.split(1):
        maps = model.model_v.backbone(frame)
        backbone.append(maps)
        pixels.append(model.model_v.pixel_decoder(maps))

    def joined(parts: list[list[Tensor]]) -> list[Tensor]:
        return [torch.cat(of_frames) for of_frames in zip(*parts, strict=True)]

    levels = joined([part.levels for part in pixels])
    return joined(backbone), PixelMaps(levels, torch.cat([part.mask_features for part in pixels]))


def map_steps(backbone: list[Tensor], pixels: PixelMaps) -> Steps:
    maps = {f"swin{stage + 1}": x for stage, x in enumerate(backbone)}
    maps |= {f"pix{level}": x for level, x in enumerate(pixels.levels)}
    maps["mask_features"] = pixels.mask_features
    return {name: Step(("frame", "channel", "y", "x"), x) for name, x in maps.items()}


def cue_steps(cues: ReleasedCues, clip: int) -> Steps:
    """The steps to the prompt of one clip of the batch."""
    seconds = cues.prompt.shape[1]
    rows, of_frames = ("row", "channel"), ("frame", "row", "channel")

    def by_frame(x: Tensor) -> Step:
        return Step(of_frames, x[clip].unflatten(0, (seconds, -1)))

    heard = torch.cat([cues.audio_attended[clip], cues.text_of_audio[clip]])
    return {
        "audio_proj": Step(rows, cues.audio[clip]),
        "text_proj": Step(rows, cues.text[clip]),
        "vis_tokens": by_frame(cues.visual),
        "A_T_out": Step(rows, heard),
        "V_T_out_vis": by_frame(cues.visual_attended),
        "V_T_out_text": Step(rows, cues.text_of_visual[clip]),
        "Q_A": Step(rows, cues.audio_cue[clip]),
        "Q_V": by_frame(cues.visual_cue),
        "Q_T": Step(rows, cues.text_cue[clip]),
        "prompt_1024": Step(of_frames, cues.integrated[clip]),
        "prompt_256": Step(of_frames, cues.prompt[clip]),
    }


def unprompted_steps(model: ReleasedModel, pixels: PixelMaps) -> Steps:
    """The first pass of the published code: Mask2Former alone."""
    last = model.model_v.mask_decoder(pixels, None)
    class_logits = model.model_v.class_predictor(last.hidden)
    return {
        "class_logits_pass1": Step(("frame", "query", "class"), class_logits),
        "mask_logits_pass1": Step(("frame", "query", "y", "x"), last.masks),
    }


def prompted_steps(model: ReleasedModel, pixels: PixelMaps, prompt: Tensor) -> Steps:
    """The mask decoder with the prompt [T, P, d] of each frame."""
    predictions = list(model.model_v.mask_decoder.predictions(pixels, prompt))
    last = predictions[-1]
    class_logits = model.model_v.class_predictor(last.hidden)
    mask_logits = model.model_v.mask_logits(last, class_logits)
    queries = model.model_v.mask_decoder.queries(prompt.shape[0], prompt)
    hidden = torch.stack([each.hidden.transpose(0, 1) for each in predictions])
    masks = torch.stack([each.masks for each in predictions])
    return {
        "pred": Step(("frame", "y", "x"), mask_logits),
        "pred_small": Step(("frame", "y", "x"), mask_logits),
        "class_logits": Step(("frame", "query", "class"), class_logits),
        "class_pair": Step(("frame", "query", "class"), class_logits[..., [0, -1]]),
        "mask_logits": Step(("frame", "query", "y", "x"), last.masks),
        "queries_in": Step(("query", "frame", "channel"), queries.transpose(0, 1)),
        "dec_hidden": Step(("prediction", "query", "frame", "channel"), hidden),
        "dec_masks": Step(("prediction", "frame", "query", "y", "x"), masks),
    }


@torch.no_grad()
def all_steps(model: ReleasedModel, clips: Clips, unprompted: bool) -> Iterator[Steps]:
    """All steps of one clip after the other. The clips are one batch: the prompts are made of all
    of them together. `unprompted`: with the published code's first pass, which has no prompt."""
    seen = [visual_steps(model, frames) for frames in clips.frames]
    last_maps = torch.stack([backbone[-1] for backbone, _ in seen])
    cues = model.cues(last_maps, clips.audio, clips.text)
    for clip, (backbone, pixels) in enumerate(seen):
        steps = map_steps(backbone, pixels) | cue_steps(cues, clip)
        if unprompted:
            steps |= unprompted_steps(model, pixels)
        yield steps | prompted_steps(model, pixels, cues.prompt[clip])
