"""The *paper* reading: equations 1 to 5 of Ref-AVS (arXiv 2407.10957, section 4) as they are
printed. Each second sees its own frame and sound, and of the others only their mean so far."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.fused_attention import no_bias
from earmark.base.model import BaseModel
from earmark.model.attention import SelfAttentionLayer
from earmark.model.cached_memory import cached_memory, causal_mean


class Memory(NamedTuple):
    """C of eq. 3: the mean of attended rows over the seconds before, zero in the first."""

    audio: Tensor  # [B, T, 1, d]
    visual: Tensor  # [B, T, N, d]


class Attended(NamedTuple):
    """Eq. 1: B clips of T seconds, N places a frame, L words."""

    audio: Tensor  # [B, T, 1, d]
    text_of_audio: Tensor  # [B, T, L, d]
    visual: Tensor  # [B, T, N, d]
    text_of_visual: Tensor  # [B, T, L, d]


def through(layers: nn.ModuleList, rows: Tensor) -> Tensor:
    """Self-attention layers inside each second: [B, T, R, d] -> the same."""
    x = rows.flatten(0, 1)
    for layer in layers:
        x = layer(x, no_bias(x))
    return x.reshape(rows.shape)


def memory_over_time(features: Tensor) -> Tensor:
    """Eq. 3: the mean of each row over the seconds before, zero in the first. [B, T, R, d] -> the
    same."""
    batch, seconds = features.shape[:2]
    rows = features.flatten(2)
    there = rows.new_ones(batch, seconds)
    none = torch.zeros_like(rows[:, :1])
    return causal_mean(rows, there, none, there[:, :1] * 0.0).reshape(features.shape)


def memory_of(attended: Attended) -> Memory:
    """The memory of clips whose seconds are all at hand."""
    return Memory(memory_over_time(attended.audio), memory_over_time(attended.visual))


class Fusion(nn.Module):
    """Cue fusion: eq. 1 to 4."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        d = config.fusion_width

        def layers() -> nn.ModuleList:
            return nn.ModuleList(
                SelfAttentionLayer(d, config.fusion_heads) for _ in range(config.layers)
            )

        self.audio_text = layers()
        self.visual_text = layers()
        self.integration = layers()
        self.norm = nn.LayerNorm(d)  # layers are pre-norm; the prompt is normed once at the end
        self.aud = nn.Parameter(torch.randn(1, d) * 0.02)
        self.vis = nn.Parameter(torch.randn(1, d) * 0.02)

    def attend(self, audio: Tensor, visual: Tensor, text: Tensor) -> Attended:
        """Eq. 1: audio [B, T, 1, d], visual [B, T, N, d], text [B, T, L, d]."""
        heard = through(self.audio_text, torch.cat([audio, text], 2))
        seen = through(self.visual_text, torch.cat([visual, text], 2))
        one, places = audio.shape[2], visual.shape[2]
        return Attended(
            heard[:, :, :one], heard[:, :, one:], seen[:, :, :places], seen[:, :, places:]
        )

    def cues(
        self, attended: Attended, memory: Memory, text: Tensor, modality: Tensor | float = 1.0
    ) -> Tensor:
        """Eq. 2 and the text cue: [Q_A; aud; Q_V; vis; Q_T], [B, T, 1 + 1 + N + 1 + L, d].
        `modality` 0: without what the tokens [aud] and [vis] have learned."""
        audio = cached_memory(attended.audio, memory.audio)
        visual = cached_memory(attended.visual, memory.visual)
        words = (text + attended.text_of_audio + attended.text_of_visual) / 3.0
        aud, vis = (token.expand_as(audio) * modality for token in (self.aud, self.vis))
        return torch.cat([audio, aud, visual, vis, words], 2)

    def integrate(self, cues: Tensor) -> Tensor:
        """Eq. 4: -> Q_m of the same shape."""
        return self.norm(through(self.integration, cues))


class PaperModel(BaseModel):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__(config)
        self.audio_proj = nn.Linear(config.audio_width, config.fusion_width)
        self.visual_proj = nn.Linear(config.swin.widths[-1], config.fusion_width)
        self.text_proj = nn.Linear(config.text_width, config.fusion_width)
        self.fusion = Fusion(config)

    def project(
        self, last_map: Tensor, audio: Tensor, text: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """F_A [B, T, 1, d], F_V [B, T, N, d] by place, F_T [B, T, L, d] the same every second."""
        seconds = last_map.shape[1]
        f_a = self.audio_proj(audio)[:, :, None]
        f_v = self.visual_proj(last_map.flatten(3).transpose(2, 3))
        f_t = self.text_proj(text)[:, None].expand(-1, seconds, -1, -1)
        return f_a, f_v, f_t

    def prompt(self, last_map: Tensor, audio: Tensor, text: Tensor) -> Tensor:
        f_a, f_v, f_t = self.project(last_map, audio, text)
        attended = self.fusion.attend(f_a, f_v, f_t)
        return self.fusion.integrate(self.fusion.cues(attended, memory_of(attended), f_t))

    def second(
        self,
        last_map: Tensor,
        audio: Tensor,
        text: Tensor,
        memory: tuple[Tensor, Tensor],
        switches: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """`prompt` of one second: last_map [1, C, s, s], audio [1, 1, 128], text [1, L, 768],
        memory: mean [1, 1 + N, d] of the attended rows [audio; visual] of the seconds before and
        their number [1, 1], switches [1, 4] -> Q_m [1, P, d] and this second's attended rows
        [1, 1 + N, d]."""
        sound, words, remembered, modality = (x[:, None, None] for x in switches.split(1, 1))
        f_a, f_v, f_t = self.project(last_map[:, None], audio, text)
        f_a, f_t = f_a * sound, f_t * words
        attended = self.fusion.attend(f_a, f_v, f_t)
        mean, seconds = memory
        mean = mean[:, None] * remembered * seconds.clamp(0.0, 1.0)[:, None, None]
        known = Memory(mean[:, :, :1], mean[:, :, 1:])
        prompt = self.fusion.integrate(self.fusion.cues(attended, known, f_t, modality))
        return prompt[:, 0], torch.cat([attended.audio, attended.visual], 2)[:, 0]
