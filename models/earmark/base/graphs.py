"""The graphs that a bundle of the paper's model consists of: inputs and outputs, and the modules
that compute them. All shapes are static; every graph but the released fusion sees one second."""

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.model import BaseModel
from earmark.base.paper import Memory, PaperModel
from earmark.base.pixel_decoder import PixelMaps
from earmark.base.released import ReleasedModel
from earmark.base.vggish import WIDTH as AUDIO_WIDTH
from earmark.contract import Graph
from earmark.contract import Tensor as Stated

SAMPLE_RATE = 16000  # Hz; one audio token a second
PIXEL_MEAN, PIXEL_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class VisualGraph(nn.Module):
    """pixels uint8 [1, S, S, 3] -> the backbone's last map, the levels, the mask features."""

    def __init__(self, model: BaseModel) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("mean", torch.tensor(PIXEL_MEAN), persistent=False)
        self.register_buffer("deviation", torch.tensor(PIXEL_DEVIATION), persistent=False)

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        normalised = (pixels.float() / 255.0 - self.mean) / self.deviation
        maps = self.model.model_v.backbone(normalised.permute(0, 3, 1, 2))
        refined = self.model.model_v.pixel_decoder(maps)
        return maps[-1], *refined.levels, refined.mask_features


class ReleasedFusionGraph(nn.Module):
    """The whole window at once: last_maps [1, T, C, s, s], audio_tokens [1, T, 128], text_tokens
    [1, L, 768] -> prompts [1, T, P, d]."""

    def __init__(self, model: ReleasedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, last_maps: Tensor, audio_tokens: Tensor, text_tokens: Tensor) -> Tensor:
        return self.model.prompt(last_maps, audio_tokens, text_tokens)


class PaperFusionGraph(nn.Module):
    """One second with the memory of those before: see `fusion_graph`. What it attended is for the
    caller to take into the mean."""

    def __init__(self, model: PaperModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        last_map: Tensor,
        audio_token: Tensor,
        text_tokens: Tensor,
        visual_memory: Tensor,
        audio_memory: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        fusion = self.model.fusion
        f_a, f_v, f_t = self.model.project(last_map[:, None], audio_token, text_tokens)
        attended = fusion.attend(f_a, f_v, f_t)
        memory = Memory(audio_memory[:, None], visual_memory[:, None])
        prompt = fusion.integrate(fusion.cues(attended, memory, f_t))
        return prompt[:, 0], attended.visual[:, 0], attended.audio[:, 0]


class DecoderGraph(nn.Module):
    """Levels, mask features and prompt of one second -> mask logits at stride 4 of what is meant
    and of each query, p(object) of each query, and the highest of them as presence."""

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
        return masks, prediction.masks, meant, meant.amax(1, keepdim=True)


def fusion_graph(config: BaseConfig) -> Graph:
    last, side = config.swin.widths[-1], config.swin.sides[-1]
    d, words = config.fusion_width, [config.text_tokens, config.text_width]
    if config.released:
        seconds = config.window_seconds
        return {
            "inputs": {
                "last_maps": floats(seconds, last, side, side),
                "audio_tokens": floats(seconds, config.audio_width),
                "text_tokens": floats(*words),
            },
            "outputs": {"prompts": floats(seconds, config.prompt_rows, config.width)},
        }
    visual, audio = floats(config.visual_tokens, d), floats(1, d)
    return {
        "inputs": {
            "last_map": floats(last, side, side),
            "audio_token": floats(1, config.audio_width),
            "text_tokens": floats(*words),
            "visual_memory": visual,
            "audio_memory": audio,
        },
        "outputs": {
            "prompt": floats(config.prompt_rows, config.width),
            "visual_attended": visual,
            "audio_attended": audio,
        },
    }


def floats(*shape: int) -> Stated:
    return ("float32", [1, *shape])


def encoder_graphs(text_tokens: int, text_width: int) -> dict[str, Graph]:
    """The graphs of `Vggish` and `Roberta`."""
    pieces = ("int32", [1, text_tokens])
    return {
        "audio_encoder": {
            "inputs": {"waveform": floats(SAMPLE_RATE)},
            "outputs": {"audio_tokens": floats(1, AUDIO_WIDTH)},
        },
        "text_encoder": {
            "inputs": {"ids": pieces, "mask": pieces},
            "outputs": {"text_tokens": floats(text_tokens, text_width)},
        },
    }


def base_graphs(config: BaseConfig) -> dict[str, Graph]:
    """name -> {"inputs": {name: (type, shape)}, "outputs": ...}, in the order of arguments."""
    size, sides, width = config.swin.image_size, config.swin.sides, config.width
    levels = {
        f"level_{i}": floats(width, side, side)
        for i, side in enumerate(sides[: -config.levels - 1 : -1])
    }
    features = floats(width, sides[0], sides[0])
    masks = floats(config.queries, sides[0], sides[0])
    return {
        "visual_encoder": {
            "inputs": {"pixels": ("uint8", [1, size, size, 3])},
            "outputs": {
                "last_map": floats(config.swin.widths[-1], sides[-1], sides[-1]),
                **levels,
                "mask_features": features,
            },
        },
        "cue_fusion": fusion_graph(config),
        "mask_decoder": {
            "inputs": {
                **levels,
                "mask_features": features,
                "prompt": floats(config.prompt_rows, width),
            },
            "outputs": {
                "mask_logits": floats(sides[0], sides[0]),
                "query_mask_logits": masks,
                "object_scores": floats(config.queries),
                "presence": floats(1),
            },
        },
    }


def graph_modules(model: BaseModel) -> dict[str, nn.Module]:
    """The module behind each graph of `base_graphs`."""
    if isinstance(model, PaperModel):
        fusion: nn.Module = PaperFusionGraph(model)
    elif isinstance(model, ReleasedModel):
        fusion = ReleasedFusionGraph(model)
    else:
        raise TypeError(f"{type(model).__name__} is no reading")
    return {
        "visual_encoder": VisualGraph(model),
        "cue_fusion": fusion,
        "mask_decoder": DecoderGraph(model),
    }
