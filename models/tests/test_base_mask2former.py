"""Our Mask2Former with Swin beside the one in transformers, with the same random weights."""

import pytest
import torch
from tiny_base import SWIN, tiny_clips, tiny_config, tiny_model
from torch import Tensor

from earmark.base.mask_decoder import mask_bias
from earmark.base.model import BaseModel

RENAMED = (  # ours, the library's since its version 5
    (
        "attention.self.relative_position_bias",
        "attention.relative_position_bias.relative_position_bias",
    ),
    ("attention.self.query", "attention.q_proj"),
    ("attention.self.key", "attention.k_proj"),
    ("attention.self.value", "attention.v_proj"),
    ("attention.output.dense", "attention.o_proj"),
    ("intermediate.dense", "mlp.fc1"),
    ("output.dense", "mlp.fc2"),
    ("level_module.encoder.embeddings", "level_module.encoder.swin.embeddings"),
    ("level_module.encoder.encoder", "level_module.encoder.swin.encoder"),
)
OURS_ONLY = ("avs_adapt", "ref_avs_attn", "relative_position_index")


def library_state(model: BaseModel) -> dict[str, Tensor]:
    state = {}
    for name, tensor in model.model_v.state_dict().items():
        if any(part in name for part in OURS_ONLY):
            continue
        for ours, theirs in RENAMED:
            name = name.replace(ours, theirs)
        state[name] = tensor
    return state


@pytest.fixture(scope="module")
def ours() -> BaseModel:
    """The paper reading: its adapters are residual, so with a zero last layer they do nothing."""
    model = tiny_model("paper")
    for name, parameter in model.named_parameters():
        if "avs_adapt.2" in name:
            parameter.data.zero_()
    return model


@pytest.fixture(scope="module")
def library(ours: BaseModel) -> torch.nn.Module:
    transformers = pytest.importorskip("transformers")
    config = tiny_config("paper")
    swin = transformers.SwinConfig(
        image_size=SWIN.image_size,
        embed_dim=SWIN.width,
        depths=list(SWIN.depths),
        num_heads=list(SWIN.heads),
        window_size=SWIN.window_size,
        drop_path_rate=0.0,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )
    model = transformers.Mask2FormerForUniversalSegmentation(
        transformers.Mask2FormerConfig(
            backbone_config=swin,
            feature_size=config.width,
            mask_feature_size=config.width,
            hidden_dim=config.width,
            encoder_feedforward_dim=config.pixel_feed_forward,
            encoder_layers=config.pixel_layers,
            decoder_layers=config.decoder_layers + 1,
            num_attention_heads=config.heads,
            dim_feedforward=config.decoder_feed_forward,
            num_queries=config.queries,
            num_labels=config.labels,
        )
    )
    left = model.load_state_dict(library_state(ours), strict=False)
    assert not left.unexpected_keys
    assert all("encoder.swin.layernorm" in name for name in left.missing_keys)  # never used
    return model.eval()


@torch.no_grad()
def test_masks_and_classes_are_those_of_transformers(
    ours: BaseModel, library: torch.nn.Module
) -> None:
    frames = tiny_clips("paper").frames[0]
    theirs = library(pixel_values=frames, output_hidden_states=True)
    maps = ours.model_v.backbone(frames)
    for our_map, their_map in zip(maps, theirs.encoder_hidden_states, strict=True):
        torch.testing.assert_close(our_map, their_map, rtol=1e-4, atol=1e-4)
    pixels = ours.model_v.pixel_decoder(maps)
    torch.testing.assert_close(
        pixels.mask_features, theirs.pixel_decoder_last_hidden_state, rtol=1e-4, atol=1e-4
    )
    prediction = ours.model_v.mask_decoder(pixels, None)
    masks = theirs.masks_queries_logits
    torch.testing.assert_close(prediction.masks, masks, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(
        ours.model_v.class_predictor(prediction.hidden),
        theirs.class_queries_logits,
        rtol=1e-3,
        atol=1e-3,
    )
    assert masks.std() > 0.1
    assert (masks[:, 0] - masks[:, 1]).abs().max() > 0.1  # queries differ


def test_a_query_reads_inside_its_mask_or_everywhere() -> None:
    masks = torch.full((1, 2, 8, 8), -5.0)
    masks[0, 0, :4, :4] = 5.0  # the first query has a quarter, the second nothing
    bias = mask_bias(masks, 4)
    seen = (bias == 0.0)[0, 0].reshape(2, 4, 4)
    assert seen[0, :2, :2].all()
    assert not seen[0, 2:].any()
    assert not seen[0, :, 2:].any()
    assert seen[1].all()


@torch.no_grad()
def test_the_map_is_a_sum_by_p_object(ours: BaseModel) -> None:
    pixels = ours.model_v.pixel_decoder(ours.model_v.backbone(tiny_clips("paper").frames[0]))
    prediction = ours.model_v.mask_decoder(pixels, None)
    queries = tiny_config("paper").queries
    class_logits = torch.zeros(4, queries, 2)
    class_logits[..., 1] = 50.0  # no query shows an object
    assert ours.model_v.mask_logits(prediction, class_logits).abs().max() < 1e-6
    class_logits[:, 2, 0] = 100.0  # but the third
    alone = ours.model_v.mask_logits(prediction, class_logits)
    resized = prediction.masks[:, 2:3]
    for size in (96, 64):
        resized = torch.nn.functional.interpolate(resized, (size, size), mode="bilinear")
    torch.testing.assert_close(alone, resized[:, 0], rtol=1e-4, atol=1e-5)
