"""The *released* reading: EEMC as the published code computes it, differences from the paper
included, so that its checkpoints load and give the same masks."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.fused_attention import FusedAttention
from earmark.base.model import BaseModel
from earmark.model.cached_memory import cached_memory


class ReleasedCues(NamedTuple):
    """All steps to the prompt: B clips of T seconds, N places a frame, L words, fusion width D,
    P = T + 1 + N + 1 + L rows of a prompt."""

    audio: Tensor  # [B, T, D] F_A
    text: Tensor  # [B, L, D] F_T
    visual: Tensor  # [B, T * N, D] F_V
    audio_attended: Tensor  # [B, T, D]
    text_of_audio: Tensor  # [B, L, D]
    visual_attended: Tensor  # [B, T * N, D]
    text_of_visual: Tensor  # [B, L, D]
    audio_cue: Tensor  # [B, T, D] Q_A
    visual_cue: Tensor  # [B, T * N, D] Q_V
    text_cue: Tensor  # [B, L, D] Q_T
    integrated: Tensor  # [B, T, P, D] Q_m before its projection
    prompt: Tensor  # [B, T, P, d] Q_m


def projection(width: int, hidden: int, out_width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, out_width))


def scrambled_rows(maps: Tensor) -> Tensor:
    """[B, T, C, s, s] -> [B, T * s * s, C] by the order of numbers in memory, not by place: a row
    is C neighbouring numbers of the (channel, y, x) block. Frames stay apart, places do not."""
    batch, seconds, channels, height, width = maps.shape
    return maps.reshape(batch, seconds * height * width, channels)


def running_mean(rows: Tensor) -> Tensor:
    """Mean of all rows up to each and including it: [B, R, D] -> [B, R, D]. Visual rows run through
    the places of a frame and on through the frames; it is no mean over time."""
    count = torch.arange(1, rows.shape[1] + 1, device=rows.device, dtype=rows.dtype)
    return rows.cumsum(1) / count[:, None]


class ReleasedModel(BaseModel):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__(config)
        wide, hidden = config.fusion_width, config.projection_width
        self.audio_proj = projection(config.audio_width, hidden, wide)
        self.text_proj = projection(config.text_width, hidden, wide)
        self.prompt_proj = projection(wide, hidden, config.width)
        self.mha_A_T = FusedAttention(wide, config.fusion_heads)
        self.mha_V_T = FusedAttention(wide, config.fusion_heads)
        self.mha_mm = FusedAttention(wide, config.fusion_heads)

    def integrate(self, rows: Tensor) -> Tensor:
        """Eq. 4 on rows [B, T, P, D]. The published code hands clips where the layer expects rows:
        each row of a frame attends to the same row of the other clips of the batch. With one clip
        it is a linear map of each row."""
        batch, seconds, count, width = rows.shape
        x = rows.permute(1, 2, 0, 3).reshape(seconds * count, batch, width)
        x = self.mha_mm(x, x, x)
        return x.reshape(seconds, count, batch, width).permute(2, 0, 1, 3)

    def second(
        self, last_map: Tensor, second: Tensor, audio: Tensor, text: Tensor, switches: Tensor
    ) -> Tensor:
        """`prompt` of one second of one clip. last_map [1, T, C, s, s] and audio [1, T, 128] of the
        whole window, second [1, T] one at the second and zero elsewhere, text [1, L, 768],
        switches [1, 4] in the order of the contract; 0 leaves a cue out -> Q_m [1, P, d]."""
        sound, words, memory, modality = (x[:, None] for x in switches.split(1, 1))
        f_a, f_t = self.audio_proj(audio) * sound, self.text_proj(text) * words
        f_v = scrambled_rows(last_map)
        heard, seen = torch.cat([f_a, f_t], 1), torch.cat([f_v, f_t], 1)
        heard, seen = self.mha_A_T(heard, heard, heard), self.mha_V_T(seen, seen, seen)
        heard, said = heard.split([f_a.shape[1], f_t.shape[1]], 1)
        seen, said_of_seen = seen.split([f_v.shape[1], f_t.shape[1]], 1)
        q_a = cached_memory(heard, running_mean(heard) * memory)
        q_v = cached_memory(seen, running_mean(seen) * memory)
        q_t = (f_t + said + said_of_seen) / 3.0
        places = q_v.reshape(1, second.shape[1], -1, q_v.shape[2])
        own = (places * second[:, :, None, None]).sum(1)
        zeros = torch.zeros_like(own[:, :1])
        rows = torch.cat([q_a, zeros, own, zeros + modality, q_t], 1)
        return self.prompt_proj(self.integrate(rows[:, None]))[:, 0]

    def cues(self, last_map: Tensor, audio: Tensor, text: Tensor) -> ReleasedCues:
        batch, seconds = last_map.shape[:2]
        f_a, f_t, f_v = self.audio_proj(audio), self.text_proj(text), scrambled_rows(last_map)
        heard = torch.cat([f_a, f_t], 1)
        heard = self.mha_A_T(heard, heard, heard)  # eq. 1
        seen = torch.cat([f_v, f_t], 1)
        seen = self.mha_V_T(seen, seen, seen)
        audio_attended, text_of_audio = heard[:, : f_a.shape[1]], heard[:, f_a.shape[1] :]
        visual_attended, text_of_visual = seen[:, : f_v.shape[1]], seen[:, f_v.shape[1] :]
        q_a = cached_memory(audio_attended, running_mean(audio_attended))  # eqs. 2 and 3
        q_v = cached_memory(visual_attended, running_mean(visual_attended))
        q_t = (f_t + text_of_audio + text_of_visual) / 3.0

        def each(rows: Tensor) -> Tensor:
            return rows[:, None].expand(-1, seconds, -1, -1)

        places = q_v.reshape(batch, seconds, -1, q_v.shape[2])
        zeros = torch.zeros_like(places[:, :, :1])
        rows = torch.cat([each(q_a), zeros, places, zeros + 1.0, each(q_t)], 2)
        integrated = self.integrate(rows)
        return ReleasedCues(
            f_a,
            f_t,
            f_v,
            audio_attended,
            text_of_audio,
            visual_attended,
            text_of_visual,
            q_a,
            q_v,
            q_t,
            integrated,
            self.prompt_proj(integrated),
        )

    def prompt(self, last_map: Tensor, audio: Tensor, text: Tensor) -> Tensor:
        return self.cues(last_map, audio, text).prompt
