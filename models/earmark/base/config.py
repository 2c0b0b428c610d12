"""Sizes of the paper's model and its two readings: one object, from which every module is built.

`released` is the published code (GeWu-Lab/Ref-AVS), weight for weight; `paper` is arXiv 2407.10957,
section 4, as its equations state it.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

Reading = Literal["released", "paper"]
READINGS: tuple[Reading, ...] = get_args(Reading)


@dataclass(frozen=True)
class SwinConfig:
    """Swin-B at 384 x 384. Every stage's map must divide into whole windows."""

    image_size: int = 384  # side of the square picture, pixels
    patch_size: int = 4
    width: int = 128  # of the first stage; doubles with each stage
    depths: tuple[int, ...] = (2, 2, 18, 2)
    heads: tuple[int, ...] = (4, 8, 16, 32)
    window_size: int = 12
    mlp_ratio: int = 4

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels of each stage's map."""
        return tuple(self.width * 2**stage for stage in range(len(self.depths)))

    @property
    def sides(self) -> tuple[int, ...]:
        """Side of each stage's map, in cells."""
        return tuple(self.image_size // self.patch_size // 2**s for s in range(len(self.depths)))


@dataclass(frozen=True)
class BaseConfig:
    """Everything that the two readings share, and the switch between them."""

    reading: Reading = "released"
    swin: SwinConfig = field(default_factory=SwinConfig)
    width: int = 256  # of pixel decoder, mask features and mask queries
    heads: int = 8
    levels: int = 3  # maps that the pixel decoder refines and the mask decoder reads
    points: int = 4  # samples of each head on each level
    pixel_layers: int = 6
    pixel_feed_forward: int = 1024
    adapter_width: int = 64
    decoder_layers: int = 9
    decoder_feed_forward: int = 2048
    queries: int = 100
    map_size: int = 256  # side of the mask logits that the metrics are taken at
    audio_width: int = 128  # VGGish
    text_width: int = 768  # distilRoBERTa
    text_tokens: int = 25
    window_seconds: int = 10  # one frame and one audio row a second
    fusion_heads: int = 8
    prompt_heads: int = 4  # released: eq. 5
    projection_width: int = 2048  # released: hidden width of the projections
    layers: int = 4  # paper: depth of eqs. 1, 4 and 5

    @property
    def released(self) -> bool:
        return self.reading == "released"

    @property
    def fusion_width(self) -> int:
        """Width d of the fusion. Released: that of the backbone's last map."""
        return self.swin.widths[-1] if self.released else self.width

    @property
    def labels(self) -> int:
        """Classes beside "no object". Released: ADE20K's; the first serves as "object"."""
        return 150 if self.released else 1

    @property
    def visual_tokens(self) -> int:
        """N_v: cells of the backbone's last map."""
        return self.swin.sides[-1] ** 2

    @property
    def audio_rows(self) -> int:
        """Rows of sound in a prompt. Released: those of the whole window."""
        return self.window_seconds if self.released else 1

    @property
    def prompt_segments(self) -> tuple[int, int, int]:
        """Rows of the prompt [Q_A; aud | Q_V; vis | Q_T]."""
        return self.audio_rows + 1, self.visual_tokens + 1, self.text_tokens

    @property
    def prompt_rows(self) -> int:
        return sum(self.prompt_segments)

    @property
    def trained(self) -> tuple[str, ...]:
        """Parameters whose name has one of these in it are trained; the others stay as loaded."""
        shared = ("avs_adapt", "ref_avs_attn", "audio_proj", "text_proj")
        if self.released:  # the three fusion attentions stay at their random start
            return (*shared, "prompt_proj")
        return (*shared, "visual_proj", "fusion", "class_predictor")
