"""Cue fusion: sound, sight and words of one moment -> the multimodal prompt Q_m.

Equation numbers are those of Ref-AVS, arXiv 2407.10957, section 4.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.attention import SelfAttentionLayer, key_bias
from earmark.model.cached_memory import BETA, cached_memory, causal_mean
from earmark.model.places import place_rows, second_rows
from earmark.model.relations import MAPS, Relations
from earmark.model.vectors import unit

PLACE_SIZE, SECOND_SIZE = 0.7, 0.3  # what is seen has about 1.6, what is heard 0.4
DEPTH = 2  # layers of each transformer; the paper's large model has 4


def change(features: Tensor, memory: Tensor) -> Tensor:
    """How far each row of features [B, N, d] is from the cached mean of its place, against the size
    of all rows, and whether there is a memory: [B, N, 2], zero in a clip's first second.

    Eq. 2 amplifies what changed; this says where. Not in the paper.
    """
    there = (memory.square().mean((1, 2), keepdim=True) > 1e-6).float()
    far = torch.sqrt((features - memory).square().mean(2, keepdim=True) + 1e-6)
    size = torch.sqrt(features.square().mean((1, 2), keepdim=True) + 1e-6)
    return torch.cat([far / size, torch.ones_like(far)], 2) * there


class Cues(NamedTuple):
    """What is seen, heard and said of one moment; shapes in `contract.graphs()["cue_fusion"]`."""

    visual_tokens: Tensor
    name_map: Tensor
    audio_tokens: Tensor
    heard_names: Tensor
    audio_mask: Tensor
    second: Tensor
    text_tokens: Tensor
    text_mask: Tensor
    sentence: Tensor
    switches: Tensor


class Attended(NamedTuple):
    """One moment before any memory: N places, T seconds, L word pieces."""

    visual: Tensor  # [B, N, d]
    audio: Tensor  # [B, T, d]
    text: Tensor  # [B, L, d] the mean of the words, and of what they became beside both
    heard: Tensor  # [B, T, 384] name vectors, zero where nothing may be heard
    sentence: Tensor  # [B, 384] unit length
    late: Tensor  # [B, T] how well each second lies as the words wish
    alike: Tensor  # [B, N, N] logits: which places show one object
    candidates: Tensor  # [B, N] logits: which show what the noun alone would mean
    audio_mask: Tensor  # [B, T]
    text_mask: Tensor  # [B, L]


class CueFusion(nn.Module):
    """See `contract.graphs()["cue_fusion"]` for all inputs and outputs with their shapes."""

    def __init__(self) -> None:
        super().__init__()
        d, seconds = SHAPE.width, SHAPE.window_seconds
        self.from_names = nn.Linear(SHAPE.name_width, d)  # words and heard names share a space
        self.from_text = nn.Linear(SHAPE.name_width, d)
        self.from_audio = nn.Linear(d, d)
        self.from_visual = nn.Linear(d, d)
        self.from_seen = nn.Linear(3, d)
        self.from_heard = nn.Linear(1, d)
        self.relations = Relations()
        self.from_relations = nn.Linear(MAPS, d, bias=False)
        nn.init.normal_(self.from_relations.weight, std=0.5)
        self.from_change = nn.Linear(2, d, bias=False)
        nn.init.zeros_(self.from_change.weight)
        self.places = nn.Parameter(place_rows(SHAPE.grid_size // 2, d, PLACE_SIZE))
        self.seconds = nn.Parameter(second_rows(seconds, d, SECOND_SIZE))
        self.now = nn.Parameter(torch.randn(d) * SECOND_SIZE)
        self.words = nn.Parameter(torch.randn(SHAPE.text_tokens, d) * 0.02)
        self.aud = nn.Parameter(torch.randn(1, d) * 0.02)
        self.vis = nn.Parameter(torch.randn(1, d) * 0.02)
        self.audio_text = nn.ModuleList(SelfAttentionLayer(d) for _ in range(DEPTH))
        self.visual_text = nn.ModuleList(SelfAttentionLayer(d) for _ in range(DEPTH))
        self.integration = nn.ModuleList(SelfAttentionLayer(d) for _ in range(DEPTH))
        self.norm = nn.LayerNorm(d)
        self.summary = nn.Linear(d, 1)  # which rows of Q_m speak for presence
        self.presence = nn.Sequential(nn.Linear(d, d), nn.GELU(), nn.Linear(d, 1))
        self.word_query = nn.Linear(d, SHAPE.name_width)
        self.listen = nn.Linear(d, 1)  # which second's name the sentence asks for
        nn.init.zeros_(self.word_query.weight)
        nn.init.zeros_(self.word_query.bias)
        # What all short expressions have in common; names are compared without it.
        self.register_buffer("word_mean", torch.zeros(1, SHAPE.name_width))

    def words_alone(self, sentence: Tensor) -> Tensor:
        """The sentence vector [B, 384] without what all expressions share, of unit length."""
        return unit(sentence - self.word_mean, 1)

    def similarities(
        self,
        name_map: Tensor,
        heard: Tensor,
        audio_mask: Tensor,
        second: Tensor,
        sentence: Tensor,
        when: Tensor,
    ) -> Tensor:
        """Cosines of each place's name with the sentence, with what is heard now, with the best
        second of the window, and with what is heard `when` [B, T] the words say: [B, N, 4]."""
        names = unit(F.avg_pool2d(name_map, 2), 1).flatten(2).transpose(1, 2)
        with_words = names @ sentence[:, :, None]
        with_sound = (names @ heard.transpose(1, 2)) * audio_mask[:, None, :]
        now = (with_sound * second[:, None, :]).sum(2, keepdim=True)
        wished = (with_sound * when[:, None, :]).sum(2, keepdim=True)
        return torch.cat([with_words, now, with_sound.amax(2, keepdim=True), wished], 2)

    def attend_visual(
        self, visual_tokens: Tensor, seen: Tensor, wishes: Tensor, text: Tensor, text_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Eq. 1 on [F_V; F_T] of one frame -> attended vision [B, N, d], attended text, which
        places show one object [B, N, N], which what the noun alone would mean [B, N]."""
        x = self.from_visual(visual_tokens) + self.from_seen(seen[:, :, :3]) + self.places
        alike = self.relations.alike(x)
        candidates = self.relations.candidates(x)
        lying = self.relations.places(candidates, alike, wishes)
        relations = torch.cat([lying, seen[:, :, 3:]], 2)
        x = x + self.from_relations(relations)
        rows = x.shape[1]
        bias = key_bias(torch.cat([torch.ones_like(x[:, :, 0]), text_mask], 1))
        x = torch.cat([x, text], 1)
        for layer in self.visual_text:
            x = layer(x, bias)
        return x[:, :rows], x[:, rows:], alike, candidates

    def attend_audio(
        self,
        audio_tokens: Tensor,
        heard: Tensor,
        audio_mask: Tensor,
        sentence: Tensor,
        text: Tensor,
        text_mask: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Eq. 1 on [F_A; F_T] of the window -> attended sound [B, T, d], attended text."""
        matches = heard @ sentence[:, :, None]
        x = self.from_audio(audio_tokens) + self.from_names(heard) + self.from_heard(matches)
        x = (x + self.seconds) * audio_mask[:, :, None]
        rows = x.shape[1]
        bias = key_bias(torch.cat([audio_mask, text_mask], 1))
        x = torch.cat([x, text], 1)
        for layer in self.audio_text:
            x = layer(x, bias)
        return x[:, :rows] * audio_mask[:, :, None], x[:, rows:]

    def wished(
        self, text_tokens: Tensor, text_mask: Tensor, audio_tokens: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What the words wish [B, 4], how well each second lies so [B, T], and the share that each
        second has in what is heard when they say [B, T]."""
        wishes = self.relations.wishes(text_tokens, text_mask)
        late, audible = self.relations.when(audio_tokens, audio_mask, wishes)
        shares = torch.softmax(late + audible + (1.0 - audio_mask) * -1e4, dim=1) * audio_mask
        return wishes, late, shares

    def project_text(self, text_tokens: Tensor, text_mask: Tensor) -> Tensor:
        """F_T [B, L, d]; rows that are padding or switched off are zero."""
        return (self.from_text(text_tokens) + self.words) * text_mask[:, :, None]

    def attend(self, cues: Cues) -> Attended:
        """Eq. 1 for sound and sight: all that needs no memory."""
        sound, words = cues.switches[:, :1], cues.switches[:, 1:2]
        audio_mask, text_mask = cues.audio_mask * sound, cues.text_mask * words
        sentence = self.words_alone(cues.sentence) * words
        heard = cues.heard_names * audio_mask[:, :, None]

        text = self.project_text(cues.text_tokens, text_mask)
        wishes, late, when = self.wished(cues.text_tokens, text_mask, cues.audio_tokens, audio_mask)
        seen = self.similarities(cues.name_map, heard, audio_mask, cues.second, sentence, when)
        visual, text_of_visual, alike, candidates = self.attend_visual(
            cues.visual_tokens, seen, wishes, text, text_mask
        )
        audio, text_of_audio = self.attend_audio(
            cues.audio_tokens, heard, audio_mask, sentence, text, text_mask
        )
        text = (text + text_of_audio + text_of_visual) / 3.0 * text_mask[:, :, None]
        return Attended(
            visual, audio, text, heard, sentence, late, alike, candidates, audio_mask, text_mask
        )

    def integrate(
        self,
        attended: Attended,
        second: Tensor,
        visual_memory: Tensor,
        audio_memory: Tensor,
        audio_memory_count: Tensor,
        switches: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Eqs. 2 to 4: prompt, name_queries, presence_logit and cue_weights of the graph."""
        visual, audio, cue_text = attended.visual, attended.audio, attended.text
        audio_mask, text_mask = attended.audio_mask, attended.text_mask
        words, memory, modality = (switches[:, i : i + 1] for i in range(1, 4))
        beta = (BETA * memory)[:, :, None]
        audio_mean = causal_mean(audio, audio_mask, audio_memory, audio_memory_count)
        cue_audio = cached_memory(audio, audio_mean, beta) + second[:, :, None] * self.now
        cue_visual = cached_memory(visual, visual_memory, beta)
        cue_visual = cue_visual + self.from_change(change(visual, visual_memory)) * memory[:, None]

        tokens = modality[:, :, None]
        aud, vis = (self.aud[None] * tokens, self.vis[None] * tokens)
        x = torch.cat([cue_audio * audio_mask[:, :, None], aud, cue_visual, vis, cue_text], 1)
        one = torch.ones_like(words)
        rows = torch.cat([audio_mask, one, torch.ones_like(cue_visual[:, :, 0]), one, text_mask], 1)
        bias = key_bias(rows)
        for layer in self.integration:  # eq. 4
            x = layer(x, bias)
        prompt = self.norm(x) * rows[:, :, None]

        shares = torch.softmax(self.summary(prompt)[:, :, 0] + bias[:, 0, 0], dim=1)
        summary = (shares[:, :, None] * prompt).sum(1)
        a, v = SHAPE.window_seconds + 1, SHAPE.window_seconds + 2 + SHAPE.visual_tokens
        cue_weights = torch.cat(
            [part.sum(1, keepdim=True) for part in (shares[:, :a], shares[:, a:v], shares[:, v:])],
            1,
        )
        asked = unit(attended.sentence + self.word_query(summary) * words, 1)
        listening = self.listen(prompt[:, : SHAPE.window_seconds])[:, :, 0] + attended.late
        listening = torch.softmax(listening + (1.0 - audio_mask) * -1e4, dim=1)
        listened = (listening[:, :, None] * attended.heard).sum(1)
        name_queries = torch.stack([asked, listened], 1)
        return prompt, name_queries, self.presence(summary), cue_weights

    def forward(
        self,
        visual_tokens: Tensor,
        name_map: Tensor,
        audio_tokens: Tensor,
        heard_names: Tensor,
        audio_mask: Tensor,
        second: Tensor,
        text_tokens: Tensor,
        text_mask: Tensor,
        sentence: Tensor,
        visual_memory: Tensor,
        audio_memory: Tensor,
        audio_memory_count: Tensor,
        switches: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        cues = Cues(
            visual_tokens,
            name_map,
            audio_tokens,
            heard_names,
            audio_mask,
            second,
            text_tokens,
            text_mask,
            sentence,
            switches,
        )
        attended = self.attend(cues)
        said = self.integrate(
            attended, second, visual_memory, audio_memory, audio_memory_count, switches
        )
        return *said, attended.visual, attended.audio
