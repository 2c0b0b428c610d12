"""Cue fusion over instances: which of a frame's instances the query means (EEMC on few tokens).

Equation numbers are those of Ref-AVS, arXiv 2407.10957, section 4. The mask queries of eq. 5 are
the instances' own tokens: each reads the prompt Q_m and answers p(meant).
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from earmark.model.attention import CrossAttentionLayer, SelfAttentionLayer, key_bias
from earmark.model.cached_memory import BETA, cached_memory, causal_mean
from earmark.model.config import InstanceConfig
from earmark.model.vectors import unit

PAIR_FEATURES = 8
MATCHES = 5  # cosines of a name with what is said and heard
TRACK_FEATURES = 6  # what an instance's track tells: see `track_features`


def pair_features(boxes: Tensor) -> Tensor:
    """How instance j lies against instance i: boxes [B, N, 4] -> [B, N, N, 8]: offset in the frame
    and in sides of i, logarithms of the ratio of sides, overlap with each of the two."""
    centre, size = (boxes[..., :2] + boxes[..., 2:]) / 2, (boxes[..., 2:] - boxes[..., :2])
    size = size.clamp_min(1e-3)
    offset = centre[:, None] - centre[:, :, None]
    relative = (offset / size[:, :, None]).clamp(-4.0, 4.0) / 4.0
    ratio = torch.log(size[:, None] / size[:, :, None]) / 3.0
    low = torch.maximum(boxes[:, None, :, :2], boxes[:, :, None, :2])
    high = torch.minimum(boxes[:, None, :, 2:], boxes[:, :, None, 2:])
    sides = (high - low).clamp_min(0.0)
    shared = (sides[..., :1] * sides[..., 1:]) / (size[:, :, None, :1] * size[:, :, None, 1:])
    other = (sides[..., :1] * sides[..., 1:]) / (size[:, None, :, :1] * size[:, None, :, 1:])
    return torch.cat([offset, relative, ratio, shared, other], 3)


def track_features(boxes: Tensor, memory_boxes: Tensor, memory_count: Tensor) -> Tensor:
    """What a track tells: whether it was seen before, for how many seconds, and how its box moved
    and grew against its mean so far. boxes, memory_boxes [B, N, 4], count [B, N] -> [B, N, 6]."""
    known = (memory_count > 0.5).float()[..., None]
    centre = (boxes[..., :2] + boxes[..., 2:] - memory_boxes[..., :2] - memory_boxes[..., 2:]) / 2
    growth = (boxes[..., 2:] - boxes[..., :2]) - (memory_boxes[..., 2:] - memory_boxes[..., :2])
    change = torch.cat([centre, growth], 2) * 4.0 * known
    return torch.cat([known, (memory_count / 5.0).clamp_max(2.0)[..., None], change], 2)


class FusionInputs(NamedTuple):
    """One moment of one query: N instances, T seconds, L word pieces. Names and order are those of
    the graph."""

    instance_tokens: Tensor  # [B, N, d]
    name_vectors: Tensor  # [B, N, 384]
    boxes: Tensor  # [B, N, 4]
    instance_mask: Tensor  # [B, N] 1 = there is such an instance
    audio_tokens: Tensor  # [B, T, 256]
    audio_names: Tensor  # [B, T, 384]
    audio_mask: Tensor  # [B, T]
    second: Tensor  # [B, T] one-hot: the moment
    text_tokens: Tensor  # [B, L, 384]
    text_mask: Tensor  # [B, L]
    sentence: Tensor  # [B, 384]
    visual_memory: Tensor  # [B, N, d] mean of the track's attended tokens in the seconds before
    memory_boxes: Tensor  # [B, N, 4] mean of the track's boxes in the seconds before
    memory_count: Tensor  # [B, N] how many those are
    audio_memory: Tensor  # [B, 1, d]
    audio_memory_count: Tensor  # [B, 1]
    switches: Tensor  # [B, 4] audio, text, memory, modality tokens


class FusionOutputs(NamedTuple):
    meant_logits: Tensor  # [B, N]
    presence: Tensor  # [B, 1] the highest p(meant)
    cue_weights: Tensor  # [B, 3] share of audio, visual and text rows in the summary of Q_m
    visual_attended: Tensor  # [B, N, d] what enters the cached memory
    audio_attended: Tensor  # [B, T, d]


class Attended(NamedTuple):
    """Eq. 1: one moment before any memory."""

    visual: Tensor
    audio: Tensor
    text: Tensor
    matches: Tensor  # [B, N, 5]
    audio_mask: Tensor
    text_mask: Tensor


class InstanceFusion(nn.Module):
    """See `FusionInputs` and `FusionOutputs`."""

    def __init__(self, config: InstanceConfig) -> None:
        super().__init__()
        d, heads = config.width, config.heads
        words, seconds = config.text_width, config.window_seconds
        self.seconds = seconds
        self.from_text = nn.Linear(words, d)
        self.from_audio = nn.Linear(config.audio_width, d)
        self.from_audio_names = nn.Linear(words, d)
        self.from_matches = nn.Sequential(nn.Linear(MATCHES, 32), nn.GELU(), nn.Linear(32, d))
        self.from_audio_match = nn.Linear(1, d)
        self.from_track = nn.Sequential(nn.Linear(TRACK_FEATURES, 32), nn.GELU(), nn.Linear(32, d))
        self.pair_bias = nn.Sequential(
            nn.Linear(PAIR_FEATURES, 32), nn.GELU(), nn.Linear(32, heads)
        )
        self.second_positions = nn.Parameter(torch.randn(seconds, d) * 0.1)
        self.now = nn.Parameter(torch.randn(d) * 0.1)
        self.text_positions = nn.Parameter(torch.randn(config.text_tokens, d) * 0.02)
        self.aud = nn.Parameter(torch.randn(1, d) * 0.02)
        self.vis = nn.Parameter(torch.randn(1, d) * 0.02)
        self.noun_weights = nn.Linear(words, 1)  # which word pieces name the object
        self.noun = nn.Linear(words, words)

        def layers(count: int) -> nn.ModuleList:
            return nn.ModuleList(SelfAttentionLayer(d, heads) for _ in range(count))

        self.audio_text = layers(config.bimodal_layers)
        self.visual_text = layers(config.bimodal_layers)
        self.integration = layers(config.integration_layers)
        self.norm = nn.LayerNorm(d)
        self.prompting = nn.ModuleList(
            CrossAttentionLayer(d, heads) for _ in range(config.prompt_layers)
        )
        self.summary = nn.Linear(d, 1)
        self.answer_norm = nn.LayerNorm(d)
        self.answer = nn.Sequential(nn.Linear(2 * d + MATCHES, d), nn.GELU(), nn.Linear(d, 1))
        self.register_buffer("word_mean", torch.zeros(1, words))

    def matches(
        self, x: FusionInputs, sentence: Tensor, heard: Tensor, audio_mask: Tensor
    ) -> Tensor:
        """Cosines of each name with the sentence, with the noun in it, with what is heard now, at
        the best second and on the whole: [B, N, 5]."""
        pieces = self.noun_weights(x.text_tokens)[:, :, 0] + (1.0 - x.text_mask) * -1e4
        share = torch.softmax(pieces, 1) * x.text_mask
        noun = self.noun((share[:, :, None] * x.text_tokens).sum(1))
        on = (sentence * sentence).sum(1, keepdim=True).clamp_max(1.0)
        noun = unit(noun + sentence, 1) * on
        said = [x.name_vectors @ vector[:, :, None] for vector in (sentence, noun)]
        by_second = (x.name_vectors @ heard.transpose(1, 2)) * audio_mask[:, None, :]
        now = (by_second * x.second[:, None, :]).sum(2, keepdim=True)
        mean = by_second.sum(2, keepdim=True) / audio_mask.sum(1)[:, None, None].clamp_min(1.0)
        return torch.cat([*said, now, by_second.amax(2, keepdim=True), mean], 2) * 2.0

    def attend(self, x: FusionInputs) -> Attended:
        """Eq. 1 on [F_V; F_T] and on [F_A; F_T]."""
        audio_mask, text_mask = x.audio_mask * x.switches[:, :1], x.text_mask * x.switches[:, 1:2]
        sentence = unit(x.sentence - self.word_mean, 1) * x.switches[:, 1:2]
        heard = x.audio_names * audio_mask[:, :, None]
        matches = self.matches(x._replace(text_mask=text_mask), sentence, heard, audio_mask)
        text = (
            self.from_text(x.text_tokens) + self.text_positions[: text_mask.shape[1]]
        ) * text_mask[:, :, None]
        instances = x.instance_mask.shape[1]

        visual = x.instance_tokens + self.from_matches(matches)
        keys = torch.cat([x.instance_mask, text_mask], 1)
        pairs = self.pair_bias(pair_features(x.boxes)).permute(0, 3, 1, 2)
        pad = text.shape[1]
        bias = key_bias(keys) + nn.functional.pad(pairs, (0, pad, 0, pad))
        rows = torch.cat([visual, text], 1)
        for layer in self.visual_text:
            rows = layer(rows, bias)
        visual, text_of_visual = rows[:, :instances], rows[:, instances:]

        audio = self.from_audio(x.audio_tokens) + self.from_audio_names(heard)
        audio = audio + self.from_audio_match(heard @ sentence[:, :, None])
        audio = (audio + self.second_positions) * audio_mask[:, :, None]
        bias = key_bias(torch.cat([audio_mask, text_mask], 1))
        rows = torch.cat([audio, text], 1)
        for layer in self.audio_text:
            rows = layer(rows, bias)
        audio, text_of_audio = rows[:, : self.seconds], rows[:, self.seconds :]
        text = (text + text_of_audio + text_of_visual) / 3.0 * text_mask[:, :, None]
        visual = visual * x.instance_mask[:, :, None]
        return Attended(
            visual, audio * audio_mask[:, :, None], text, matches, audio_mask, text_mask
        )

    def integrate(self, x: FusionInputs, attended: Attended) -> FusionOutputs:
        """Eqs. 2 to 5."""
        memory, modality = x.switches[:, 2:3, None], x.switches[:, 3:4, None]
        remembered = (x.memory_count > 0.5).float()[:, :, None]
        audio_mean = causal_mean(
            attended.audio, attended.audio_mask, x.audio_memory, x.audio_memory_count
        )
        audio = cached_memory(attended.audio, audio_mean, BETA * memory)
        audio = (audio + x.second[:, :, None] * self.now) * attended.audio_mask[:, :, None]
        visual = cached_memory(attended.visual, x.visual_memory, BETA * memory * remembered)
        track = track_features(x.boxes, x.memory_boxes, x.memory_count * x.switches[:, 2:3])
        visual = (visual + self.from_track(track)) * x.instance_mask[:, :, None]

        rows = torch.cat(
            [audio, self.aud * modality, visual, self.vis * modality, attended.text], 1
        )
        one = torch.ones_like(modality[:, :, 0])
        there = torch.cat([attended.audio_mask, one, x.instance_mask, one, attended.text_mask], 1)
        bias = key_bias(there)
        for layer in self.integration:  # eq. 4
            rows = layer(rows, bias)
        prompt = self.norm(rows) * there[:, :, None]

        queries = visual
        for layer in self.prompting:  # eq. 5
            queries = layer(queries, prompt, prompt, bias)
        share = torch.softmax(self.summary(prompt)[:, :, 0] + bias[:, 0, 0], 1)
        summary = (share[:, :, None] * prompt).sum(1, keepdim=True).expand_as(queries)
        answer = torch.cat([self.answer_norm(queries), summary, attended.matches], 2)
        logits = self.answer(answer)[:, :, 0] + (x.instance_mask - 1.0) * 30.0
        a, v = self.seconds + 1, self.seconds + 2 + x.instance_mask.shape[1]
        parts = (share[:, :a], share[:, a:v], share[:, v:])
        weights = torch.cat([part.sum(1, keepdim=True) for part in parts], 1)
        presence = torch.sigmoid(logits.amax(1, keepdim=True))
        return FusionOutputs(logits, presence, weights, attended.visual, attended.audio)

    def forward(self, *inputs: Tensor) -> FusionOutputs:
        x = FusionInputs(*inputs)
        return self.integrate(x, self.attend(x))
