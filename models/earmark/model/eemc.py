"""EEMC whole: the five modules as training and parity checks see them."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earmark.contract import SHAPE, SWITCHES
from earmark.model.cue_fusion import CueFusion, Cues
from earmark.model.mask_decoder import MaskDecoder
from earmark.model.visual_encoder import Neck


@dataclass
class Clips:
    """A batch of B clips with F frames each, encoders' outputs cached.

    Clips may show the same picture more than once: features are those of the U distinct ones.
    Frames are in temporal order; `seconds` says in which second of the 10 s window each lies.
    """

    s4: Tensor  # [U, 24, 96, 96]
    s8: Tensor  # [U, 48, 48, 48]
    pictures: Tensor  # int64 [B, F], 0..U-1
    seconds: Tensor  # int64 [B, F]
    earlier: Tensor  # [B, F, F] share of each frame in the memory of each; rows sum to 1 or 0
    audio_tokens: Tensor  # [B, 10, 256]
    heard_names: Tensor  # [B, 10, 384]
    audio_mask: Tensor  # [B, 10]
    text_tokens: Tensor  # [B, 25, 384]
    text_mask: Tensor  # [B, 25]
    sentence: Tensor  # [B, 384]
    switches: Tensor  # [B, 4]


@dataclass
class Answers:
    """What the model says of every frame: all tensors but the last have [B * F] rows."""

    mask_logits: Tensor  # [BF, 96, 96]
    query_mask_logits: Tensor  # [BF, Q, 96, 96]
    object_logits: Tensor  # [BF, Q]
    presence: Tensor  # [BF, 1]
    presence_logit: Tensor  # [BF, 1]
    meant: Tensor  # [BF, 24, 24] logits: what the prompt says is meant, place by place
    name_map: Tensor  # [BF, 384, 24, 24]
    cue_weights: Tensor  # [BF, 3]
    alike: Tensor  # [BF, 144, 144] logits: which places show one object
    candidates: Tensor  # [BF, 144] logits: which show what the noun alone would mean
    conse: Tensor  # [U, 384, 24, 24] what the class logits alone call each place


class EEMC(nn.Module):
    """The trained half: neck, cue fusion and mask decoder, on cached encoder features."""

    def __init__(self) -> None:
        super().__init__()
        self.neck = Neck()
        self.fusion = CueFusion()
        self.decoder = MaskDecoder()

    def forward(self, clips: Clips) -> Answers:
        frames = clips.seconds.shape[1]

        def per_frame(x: Tensor) -> Tensor:
            return x.repeat_interleave(frames, 0)

        *of_pictures, conse = self.neck(clips.s4, clips.s8)
        shown = clips.pictures.flatten()
        pixels, features, visual_tokens, names = (x[shown] for x in of_pictures)
        second = nn.functional.one_hot(clips.seconds.flatten(), SHAPE.window_seconds).float()
        cues = Cues(
            visual_tokens=visual_tokens,
            name_map=names,
            audio_tokens=per_frame(clips.audio_tokens),
            heard_names=per_frame(clips.heard_names),
            audio_mask=per_frame(clips.audio_mask),
            second=second,
            text_tokens=per_frame(clips.text_tokens),
            text_mask=per_frame(clips.text_mask),
            sentence=per_frame(clips.sentence),
            switches=per_frame(clips.switches),
        )
        attended = self.fusion.attend(cues)
        memory = visual_memory(attended.visual, clips.earlier)
        prompt, name_queries, presence_logit, cue_weights = self.fusion.integrate(
            attended,
            second,
            memory,
            audio_memory=torch.zeros_like(memory[:, :1]),
            audio_memory_count=torch.zeros_like(second[:, :1]),
            switches=cues.switches,
        )
        masks, query_masks, _, presence, object_logits, meant = self.decoder(
            pixels, features, names, prompt, name_queries, presence_logit
        )
        return Answers(
            masks,
            query_masks,
            object_logits,
            presence,
            presence_logit,
            meant,
            names,
            cue_weights,
            attended.alike,
            attended.candidates,
            conse,
        )


def visual_memory(visual: Tensor, earlier: Tensor) -> Tensor:
    """C^tau of eq. 3 for vision: mean of the attended tokens [B * F, N, d] of all seconds before,
    zero at the first. Seconds that show the same picture count as the same frame, so a few frames
    stand for all. Gradients stop here: the memory is what was, not what is learned now."""
    batch, frames, _ = earlier.shape
    memory = earlier @ visual.detach().reshape(batch, frames, -1)
    return memory.reshape(visual.shape)


def all_on(batch: int) -> Tensor:
    """Switches [B, 4] with everything on."""
    return torch.ones(batch, len(SWITCHES))
