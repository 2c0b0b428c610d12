"""The modules behind the graphs of `contract.py`."""

import torch
from torch import Tensor, nn

from earmark.base.model import BaseModel
from earmark.base.paper import PaperModel
from earmark.base.pixel_decoder import PixelMaps
from earmark.base.released import ReleasedModel

PIXEL_MEAN, PIXEL_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def normalised(pixels: Tensor) -> Tensor:
    """uint8 [B, S, S, 3] -> what the backbone reads, [B, 3, S, S]."""
    mean, deviation = (torch.tensor(x, device=pixels.device) for x in (PIXEL_MEAN, PIXEL_DEVIATION))
    return ((pixels.float() / 255.0 - mean) / deviation).permute(0, 3, 1, 2)


class VisualGraph(nn.Module):
    """pixels uint8 [1, S, S, 3] -> the backbone's last map, the levels, the mask features."""

    def __init__(self, model: BaseModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        maps = self.model.model_v.backbone(normalised(pixels))
        refined = self.model.model_v.pixel_decoder(maps)
        return maps[-1], *refined.levels, refined.mask_features


class PaperFusionGraph(nn.Module):
    """One second with the memory of those before. What it attended is for the caller to take into
    the mean."""

    def __init__(self, model: PaperModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        last_map: Tensor,
        audio_tokens: Tensor,
        text_tokens: Tensor,
        memory: Tensor,
        memory_seconds: Tensor,
        switches: Tensor,
    ) -> tuple[Tensor, Tensor]:
        return self.model.second(
            last_map, audio_tokens, text_tokens, (memory, memory_seconds), switches
        )


class ReleasedFusionGraph(nn.Module):
    """One frame among the frames of its window, one a second: it stands in for that of its own
    second."""

    def __init__(self, model: ReleasedModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        last_map: Tensor,
        window_maps: Tensor,
        second: Tensor,
        audio_tokens: Tensor,
        text_tokens: Tensor,
        switches: Tensor,
    ) -> Tensor:
        own = second[:, :, None, None, None]
        maps = window_maps * (1.0 - own) + last_map[:, None] * own
        return self.model.second(maps, second, audio_tokens, text_tokens, switches)


class DecoderGraph(nn.Module):
    """Levels, mask features and prompt of one second -> mask logits at stride 4 of what is meant,
    p(object) of each query, the highest of them as presence, and how much of their attention the
    queries give to the prompt's rows of sound, sight and words."""

    def __init__(self, model: BaseModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, level_0: Tensor, level_1: Tensor, level_2: Tensor, features: Tensor, prompt: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        mask2former = self.model.model_v
        pixels = PixelMaps([level_0, level_1, level_2], features)
        prediction = mask2former.mask_decoder(pixels, prompt)
        meant = mask2former.object_share(mask2former.class_predictor(prediction.hidden))
        masks = mask2former.weighted_masks(prediction.masks, meant)
        shares = mask2former.mask_decoder.prompt_shares(prompt)
        parts = shares.split(self.model.config.prompt_segments, 1)
        cues = torch.cat([part.sum(1, keepdim=True) for part in parts], 1)
        return masks, meant, meant.amax(1, keepdim=True), cues


def fusion_module(model: BaseModel) -> nn.Module:
    if isinstance(model, PaperModel):
        return PaperFusionGraph(model)
    if isinstance(model, ReleasedModel):
        return ReleasedFusionGraph(model)
    raise TypeError(f"{type(model).__name__} is no reading")


def graph_modules(model: BaseModel) -> dict[str, nn.Module]:
    """The module behind each graph but the encoders of sound and words."""
    return {
        "visual_encoder": VisualGraph(model),
        "cue_fusion": fusion_module(model),
        "mask_decoder": DecoderGraph(model),
    }
