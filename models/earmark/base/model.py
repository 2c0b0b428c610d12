"""The whole model in one forward; a reading adds how the prompt is made."""

from abc import ABC, abstractmethod
from typing import NamedTuple

from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.mask2former import Mask2Former


class Clips(NamedTuple):
    """B clips of T seconds, encoders' outputs of sound and words at hand."""

    frames: Tensor  # [B, T, 3, S, S] normalised pixels, one frame a second
    audio: Tensor  # [B, T, 128] VGGish, one row a second
    text: Tensor  # [B, L, 768] last states of distilRoBERTa, padding included


class Answers(NamedTuple):
    mask_logits: Tensor  # [B, T, 256, 256] what is meant
    query_mask_logits: Tensor  # [B, T, Q, S / 4, S / 4]
    class_logits: Tensor  # [B, T, Q, labels + 1]; the last is "no object"
    prompt: Tensor  # [B, T, P, d] Q_m


class BaseModel(nn.Module, ABC):
    """Mask2Former, whose queries read a prompt. It sees each frame alone; only the prompt knows of
    other frames, of sound and of words."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.config = config
        self.model_v = Mask2Former(config)

    @abstractmethod
    def prompt(self, last_map: Tensor, audio: Tensor, text: Tensor) -> Tensor:
        """Eqs. 1 to 4: last_map [B, T, C, s, s] of the backbone, audio [B, T, 128], text
        [B, L, 768] -> Q_m [B, T, P, d]."""

    def forward(self, clips: Clips) -> Answers:
        batch, seconds = clips.frames.shape[:2]
        maps = self.model_v.backbone(clips.frames.flatten(0, 1))
        prompt = self.prompt(maps[-1].unflatten(0, (batch, seconds)), clips.audio, clips.text)
        pixels = self.model_v.pixel_decoder(maps)
        prediction = self.model_v.mask_decoder(pixels, prompt.flatten(0, 1))
        class_logits = self.model_v.class_predictor(prediction.hidden)
        answers = (
            self.model_v.mask_logits(prediction, class_logits),
            prediction.masks,
            class_logits,
        )
        return Answers(*(x.unflatten(0, (batch, seconds)) for x in answers), prompt)
