"""The *released* reading beside the published steps written with `nn.MultiheadAttention`."""

import pytest
import torch
from tiny_base import tiny_clips, tiny_config, tiny_model
from torch import Tensor, nn

from earmark.base.fused_attention import FusedAttention
from earmark.base.released import ReleasedCues, ReleasedModel

CONFIG = tiny_config("released")
CLIPS, SECONDS, SIDE = 2, CONFIG.window_seconds, CONFIG.swin.sides[-1]
PLACES, WORDS, WIDE = SIDE**2, CONFIG.text_tokens, CONFIG.fusion_width


@pytest.fixture(scope="module")
def model() -> ReleasedModel:
    made = tiny_model("released")
    assert isinstance(made, ReleasedModel)
    return made


@pytest.fixture(scope="module")
def last_map() -> Tensor:
    shape = (CLIPS, SECONDS, WIDE, SIDE, SIDE)
    return torch.randn(shape, generator=torch.Generator().manual_seed(3))


@pytest.fixture(scope="module")
def cues(model: ReleasedModel, last_map: Tensor) -> ReleasedCues:
    clips = tiny_clips("released", "a.", "b.")
    with torch.no_grad():
        return model.cues(last_map, clips.audio, clips.text)


def library_attention(ours: FusedAttention, rows: Tensor, rows_first: bool) -> Tensor:
    """What torch's own layer makes of rows; `rows_first`: as its default axes read the tensor."""
    layer = nn.MultiheadAttention(WIDE, ours.heads, batch_first=not rows_first)
    layer.load_state_dict(ours.state_dict(), strict=True)
    with torch.no_grad():
        return layer.eval()(rows, rows, rows, need_weights=False)[0]


def test_visual_rows_are_numbers_in_a_row_not_places(cues: ReleasedCues, last_map: Tensor) -> None:
    frame = last_map[1, 2].flatten()  # channel, y, x
    for place in (0, PLACES - 1):
        row = cues.visual[1, 2 * PLACES + place]
        assert torch.equal(row, frame[place * WIDE : (place + 1) * WIDE])


def test_bimodal_attention_is_over_the_rows_of_a_clip(
    model: ReleasedModel, cues: ReleasedCues
) -> None:
    for clip in range(CLIPS):
        heard = torch.cat([cues.audio[clip], cues.text[clip]])[None]
        expected = library_attention(model.mha_A_T, heard, rows_first=False)[0]
        torch.testing.assert_close(cues.audio_attended[clip], expected[:SECONDS])
        torch.testing.assert_close(cues.text_of_audio[clip], expected[SECONDS:])
        seen = torch.cat([cues.visual[clip], cues.text[clip]])[None]
        expected = library_attention(model.mha_V_T, seen, rows_first=False)[0]
        torch.testing.assert_close(cues.visual_attended[clip], expected[: SECONDS * PLACES])
        torch.testing.assert_close(cues.text_of_visual[clip], expected[SECONDS * PLACES :])


def test_memory_is_the_mean_of_rows_up_to_each(cues: ReleasedCues) -> None:
    for cue, rows in (
        (cues.audio_cue, cues.audio_attended),
        (cues.visual_cue, cues.visual_attended),
    ):
        torch.testing.assert_close(cue[:, 0], rows[:, 0])  # F, not 2 F
        for row in range(1, rows.shape[1]):
            expected = 2 * rows[:, row] - rows[:, : row + 1].mean(1)
            torch.testing.assert_close(cue[:, row], expected, rtol=1e-4, atol=1e-5)


def test_text_cue_is_a_mean_of_three(cues: ReleasedCues) -> None:
    three = torch.stack([cues.text, cues.text_of_audio, cues.text_of_visual])
    torch.testing.assert_close(cues.text_cue, three.mean(0))


def test_integration_attends_to_the_other_clips(model: ReleasedModel, cues: ReleasedCues) -> None:
    for second in range(SECONDS):
        places = cues.visual_cue[:, second * PLACES : (second + 1) * PLACES]
        zeros = torch.zeros(CLIPS, 1, WIDE)
        rows = torch.cat([cues.audio_cue, zeros, places, zeros + 1, cues.text_cue], 1)
        assert rows.shape[1] == CONFIG.prompt_rows
        expected = library_attention(model.mha_mm, rows, rows_first=True)
        torch.testing.assert_close(cues.integrated[:, second], expected)
    torch.testing.assert_close(cues.prompt, model.prompt_proj(cues.integrated))


@torch.no_grad()
def test_clips_of_a_batch_leak_into_each_other(model: ReleasedModel, last_map: Tensor) -> None:
    clips = tiny_clips("released", "a.", "b.")
    both = model.cues(last_map, clips.audio, clips.text)
    alone = model.cues(last_map[:1], clips.audio[:1], clips.text[:1])
    torch.testing.assert_close(both.text_cue[:1], alone.text_cue)
    assert (both.prompt[:1] - alone.prompt).abs().max() > 1e-3


@torch.no_grad()
def test_prompting_is_gated_attention_and_a_gated_mean(model: ReleasedModel) -> None:
    prompting = model.model_v.mask_decoder.ref_avs_attn
    generator = torch.Generator().manual_seed(4)
    queries = torch.randn(2, 6, CONFIG.width, generator=generator)
    prompt = torch.randn(2, 9, CONFIG.width, generator=generator)
    each = CONFIG.width // CONFIG.prompt_heads
    q, k, v = (
        prompting.query_embedding(queries),
        prompting.key_embedding(prompt),
        prompting.value_embedding(prompt),
    )
    heads = []
    for start in range(0, CONFIG.width, each):
        part = slice(start, start + each)
        shares = torch.softmax(q[..., part] @ k[..., part].transpose(1, 2) / each**0.5, 2)
        heads.append(shares @ v[..., part])
    read = prompting.out_projection(torch.cat(heads, 2))
    expected = (
        queries
        + torch.sigmoid(prompting.beta_source_attn) * read
        + torch.sigmoid(prompting.beta_source_pool) * prompt.mean(1, keepdim=True)
    )
    torch.testing.assert_close(prompting(queries, prompt), expected)


@torch.no_grad()
def test_shapes_of_the_answers(model: ReleasedModel) -> None:
    answers = model(tiny_clips("released", "a.", "b."))
    assert answers.mask_logits.shape == (2, 4, 64, 64)
    assert answers.query_mask_logits.shape == (2, 4, 6, 24, 24)
    assert answers.class_logits.shape == (2, 4, 6, 151)
    assert answers.prompt.shape == (2, 4, CONFIG.prompt_rows, CONFIG.width)
