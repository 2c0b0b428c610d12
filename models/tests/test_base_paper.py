"""The *paper* reading beside equations 1 to 5 (arXiv 2407.10957, section 4), each written out
second by second and head by head in plain torch."""

import pytest
import torch
from tiny_base import tiny_clips, tiny_config, tiny_model
from torch import Tensor
from torch.nn import functional

from earmark.base.paper import Attended, PaperModel, memory_of, memory_over_time
from earmark.model.attention import Attention, CrossAttentionLayer, FeedForward, SelfAttentionLayer
from earmark.model.cached_memory import cached_memory

CONFIG = tiny_config("paper")
CLIPS, SECONDS, WIDTH, WORDS = 2, CONFIG.window_seconds, CONFIG.width, CONFIG.text_tokens
PLACES = CONFIG.visual_tokens


@pytest.fixture(scope="module")
def model() -> PaperModel:
    made = tiny_model("paper")
    assert isinstance(made, PaperModel)
    return made


class Features:
    """F_A, F_V and F_T of two clips."""

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(7)
        self.audio = torch.randn(CLIPS, SECONDS, 1, WIDTH, generator=generator)
        self.visual = torch.randn(CLIPS, SECONDS, PLACES, WIDTH, generator=generator)
        words = torch.randn(CLIPS, 1, WORDS, WIDTH, generator=generator)
        self.text = words.expand(-1, SECONDS, -1, -1)


@pytest.fixture(scope="module")
def features() -> Features:
    return Features()


@pytest.fixture(scope="module")
def attended(model: PaperModel, features: Features) -> Attended:
    with torch.no_grad():
        return model.fusion.attend(features.audio, features.visual, features.text)


def norm(x: Tensor, layer: torch.nn.LayerNorm) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    return (
        centred / torch.sqrt(x.var(-1, keepdim=True, correction=0) + 1e-5) * layer.weight
        + layer.bias
    )


def attention(queries: Tensor, keys: Tensor, layer: Attention) -> Tensor:
    """softmax(Q K^T / sqrt(d)) V of each head: queries [Q, d], keys [K, d]."""
    q, k, v = layer.to_query(queries), layer.to_key(keys), layer.to_value(keys)
    each = q.shape[1] // layer.heads
    heads = []
    for head in range(layer.heads):
        part = slice(head * each, (head + 1) * each)
        logits = q[:, part] @ k[:, part].T / each**0.5
        heads.append(torch.softmax(logits, 1) @ v[:, part])
    return layer.out(torch.cat(heads, 1))


def feed_forward(x: Tensor, layer: FeedForward) -> Tensor:
    up, _, down = layer.layers
    return down(functional.gelu(up(x)))


def self_attention(x: Tensor, layers: list[SelfAttentionLayer]) -> Tensor:
    """Layers on the rows [R, d] of one second."""
    for layer in layers:
        y = norm(x, layer.norm1)
        x = x + attention(y, y, layer.attention)
        x = x + feed_forward(norm(x, layer.norm2), layer.feed_forward)
    return x


def cross_attention(x: Tensor, prompt: Tensor, layers: list[CrossAttentionLayer]) -> Tensor:
    for layer in layers:
        x = x + attention(norm(x, layer.norm1), prompt, layer.attention)
        x = x + feed_forward(norm(x, layer.norm2), layer.feed_forward)
    return x


def close(ours: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(ours, expected, rtol=1e-4, atol=1e-4)


def test_the_depth_is_four(model: PaperModel) -> None:
    fusion, prompting = model.fusion, model.model_v.mask_decoder.ref_avs_attn
    for layers in (fusion.audio_text, fusion.visual_text, fusion.integration, prompting.layers):
        assert len(layers) == 4


@torch.no_grad()
def test_projection_keeps_places_and_repeats_text(model: PaperModel) -> None:
    side = CONFIG.swin.sides[-1]
    generator = torch.Generator().manual_seed(1)
    last_map = torch.randn(CLIPS, SECONDS, 128, side, side, generator=generator)
    clips = tiny_clips("paper", "a.", "b.")
    f_a, f_v, f_t = model.project(last_map, clips.audio, clips.text)
    close(f_a[1, 2, 0], model.audio_proj(clips.audio[1, 2]))
    close(f_v[1, 2, side + 2], model.visual_proj(last_map[1, 2, :, 1, 2]))
    for second in range(SECONDS):
        close(f_t[1, second], model.text_proj(clips.text[1]))


@torch.no_grad()
def test_equation_1_bimodal_attention(
    model: PaperModel, features: Features, attended: Attended
) -> None:
    for clip in range(CLIPS):
        for second in range(SECONDS):
            at = (clip, second)
            rows = torch.cat([features.audio[at], features.text[at]])
            heard = self_attention(rows, list(model.fusion.audio_text))
            close(attended.audio[at], heard[:1])
            close(attended.text_of_audio[at], heard[1:])
            rows = torch.cat([features.visual[at], features.text[at]])
            seen = self_attention(rows, list(model.fusion.visual_text))
            close(attended.visual[at], seen[:PLACES])
            close(attended.text_of_visual[at], seen[PLACES:])


@torch.no_grad()
def test_equation_2_cached_memory(
    model: PaperModel, features: Features, attended: Attended
) -> None:
    beta = 1.0
    cues = model.fusion.cues(attended, memory_of(attended), features.text)
    for second in range(SECONDS):
        for cue, rows in (
            (cues[:, second, :1], attended.audio),
            (cues[:, second, 2 : 2 + PLACES], attended.visual),
        ):
            memory = rows[:, :second].mean(1) if second else torch.zeros_like(rows[:, 0])
            close(cue, (beta + 1) * rows[:, second] - beta * memory)
    close(cached_memory(attended.audio, attended.audio * 0.5, 3.0), attended.audio * 2.5)


def test_equation_3_memory_is_the_mean_of_the_seconds_before(features: Features) -> None:
    for rows in (features.audio, features.visual):
        memory = memory_over_time(rows)
        assert memory[:, 0].abs().max() == 0  # C^1
        total = torch.zeros_like(rows[:, 0])
        for second in range(1, SECONDS):
            total = total + rows[:, second - 1]
            close(memory[:, second], total / second)


@torch.no_grad()
def test_text_cue_and_learned_modality_tokens(
    model: PaperModel, features: Features, attended: Attended
) -> None:
    cues = model.fusion.cues(attended, memory_of(attended), features.text)
    assert cues.shape == (CLIPS, SECONDS, CONFIG.prompt_rows, WIDTH)
    expected = (features.text + attended.text_of_audio + attended.text_of_visual) / 3
    close(cues[:, :, -WORDS:], expected)
    assert model.fusion.aud.requires_grad
    assert model.fusion.vis.requires_grad
    assert not torch.equal(model.fusion.aud, model.fusion.vis)
    for clip in range(CLIPS):
        for second in range(SECONDS):
            close(cues[clip, second, 1], model.fusion.aud[0])
            close(cues[clip, second, 2 + PLACES], model.fusion.vis[0])


@torch.no_grad()
def test_equation_4_integration(model: PaperModel, features: Features, attended: Attended) -> None:
    cues = model.fusion.cues(attended, memory_of(attended), features.text)
    prompt = model.fusion.integrate(cues)
    for clip in range(CLIPS):
        for second in range(SECONDS):
            rows = self_attention(cues[clip, second], list(model.fusion.integration))
            close(prompt[clip, second], norm(rows, model.fusion.norm))


@torch.no_grad()
def test_equation_5_mask_queries_read_the_prompt(model: PaperModel) -> None:
    decoder = model.model_v.mask_decoder
    generator = torch.Generator().manual_seed(2)
    prompt = torch.randn(3, CONFIG.prompt_rows, WIDTH, generator=generator)
    queries = decoder.queries(3, prompt)
    for frame in range(3):
        expected = cross_attention(
            decoder.queries_features.weight, prompt[frame], list(decoder.ref_avs_attn.layers)
        )
        close(queries[frame], expected)


@torch.no_grad()
def test_no_second_sees_a_later_one(model: PaperModel) -> None:
    clips = tiny_clips("paper")
    before = model(clips)
    frames, audio = clips.frames.clone(), clips.audio.clone()
    frames[:, 2:] = frames[:, 2:].flip(1) + 1.0
    audio[:, 2:] += 2.0
    after = model(clips._replace(frames=frames, audio=audio))
    close(after.mask_logits[:, :2], before.mask_logits[:, :2])
    assert (after.prompt[:, 2:] - before.prompt[:, 2:]).abs().max() > 0.1


@torch.no_grad()
def test_an_earlier_second_is_remembered(model: PaperModel) -> None:
    clips = tiny_clips("paper")
    before = model(clips)
    audio = clips.audio.clone()
    audio[:, 0] += 2.0
    after = model(clips._replace(audio=audio))
    assert (after.prompt[:, 3] - before.prompt[:, 3]).abs().max() > 1e-3


@torch.no_grad()
def test_clips_of_a_batch_do_not_meet(model: PaperModel) -> None:
    both, alone = model(tiny_clips("paper", "a.", "b.")), model(tiny_clips("paper", "b."))
    close(both.prompt[1:], alone.prompt)


def test_gradients_reach_what_is_trained_and_nothing_else() -> None:
    model = tiny_model("paper")
    model(tiny_clips("paper")).mask_logits.square().mean().backward()
    for name, parameter in model.named_parameters():
        reached = parameter.grad is not None and parameter.grad.abs().max() > 0
        assert reached == parameter.requires_grad, name
