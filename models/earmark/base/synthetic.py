"""Made-up weights and inputs that anyone can make again: each tensor is drawn by its own name.

The rule of a golden file: normal numbers of PCG64, seeded with the CRC-32 of the name, scaled in
float64, cast to float32 last.
"""

import zlib

import numpy as np
import torch
from torch import Tensor

from earmark.base.config import BaseConfig
from earmark.base.model import BaseModel, Clips

UNSCALED = ("queries_features.weight", "queries_embedder.weight")
# Full output projections in the mask decoder would make all queries alike.
DECODER_OUT, DECODER_OUT_SCALE = ".transformer_module.decoder.", 0.3
FRAME_SCALE, AUDIO_SCALE, TEXT_SCALE = 1.0, 0.5, 0.25


def draw(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Normal numbers, float64, that depend on nothing but name and shape."""
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
    return generator.standard_normal(shape)


def synthetic_weight(name: str, shape: tuple[int, ...]) -> Tensor:
    values = draw(name, shape)
    if not name.endswith(UNSCALED):
        if len(shape) >= 2:
            values = values / np.sqrt(np.prod(shape[1:]))
        elif name.endswith("bias"):
            values = 0.02 * values
        else:
            values = 1 + 0.05 * values
    if DECODER_OUT in name and name.endswith("out_proj.weight"):
        values = DECODER_OUT_SCALE * values
    return torch.from_numpy(values.astype(np.float32))


def synthetic_state(model: BaseModel) -> dict[str, Tensor]:
    """A whole state dict for the model; buffers stay as the model makes them."""
    state = dict(model.state_dict())
    for name, parameter in model.named_parameters():
        state[name] = synthetic_weight(name, tuple(parameter.shape))
    return state


def synthetic_clips(prefixes: list[str], config: BaseConfig) -> Clips:
    """One clip for each prefix of input names, e.g. `input.`."""
    seconds, side = config.window_seconds, config.swin.image_size

    def inputs(name: str, scale: float, *shape: int) -> Tensor:
        clips = [scale * draw(prefix + name, shape) for prefix in prefixes]
        return torch.from_numpy(np.stack(clips).astype(np.float32))

    return Clips(
        frames=inputs("frames", FRAME_SCALE, seconds, 3, side, side),
        audio=inputs("audio", AUDIO_SCALE, seconds, config.audio_width),
        text=inputs("text", TEXT_SCALE, config.text_tokens, config.text_width),
    )


def synthetic_truth(prefixes: list[str], config: BaseConfig) -> Tensor:
    """Masks [B, T, 256, 256] of zeros and ones, for the loss."""
    shape = (config.window_seconds, config.map_size, config.map_size)
    masks = [draw(prefix + "gt", shape) > 1.0 for prefix in prefixes]
    return torch.from_numpy(np.stack(masks).astype(np.float32))
