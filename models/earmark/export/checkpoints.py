"""The modules of a bundle of either kind, empty or with trained weights."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from torch.nn.utils import fuse_conv_bn_eval

from earmark.model.audio_encoder import AudioEncoder, Separable
from earmark.model.backbone import Backbone
from earmark.model.config import InstanceConfig
from earmark.model.cue_fusion import CueFusion
from earmark.model.detector import Detector
from earmark.model.eemc import EEMC
from earmark.model.instance_encoder import InstanceEncoder
from earmark.model.instance_fusion import InstanceFusion
from earmark.model.mask_decoder import MaskDecoder
from earmark.model.mask_network import MaskNetwork
from earmark.model.text_encoder import TextEncoder
from earmark.model.visual_encoder import Neck, VisualEncoder

Modules = dict[str, nn.Module]  # by graph name


@dataclass
class Trained:
    """The five modules, and the entries of the manifest that come from the training."""

    modules: Modules
    thresholds: dict[str, float]
    training: dict[str, Any]
    results: dict[str, Any]


def new_modules() -> Modules:
    """The five modules as they are exported, with untrained weights."""
    return {
        "visual_encoder": VisualEncoder(Backbone(), Neck()),
        "audio_encoder": without_batch_norm(AudioEncoder()),
        "text_encoder": TextEncoder(),
        "cue_fusion": CueFusion(),
        "mask_decoder": MaskDecoder(),
    }


def new_instance_modules(config: InstanceConfig) -> Modules:
    """The six modules of kind "instances" as they are exported, with untrained weights."""
    return {
        "detector": Detector(),
        "instance_encoder": InstanceEncoder(config),
        "mask_network": MaskNetwork(),
        "audio_encoder": without_batch_norm(AudioEncoder()),
        "text_encoder": TextEncoder(),
        "cue_fusion": InstanceFusion(config),
    }


def load_trained(eemc_file: Path, audio_file: Path) -> Trained:
    """Trained weights from the checkpoints; backbone and text encoder as published."""
    eemc_checkpoint = torch.load(eemc_file, map_location="cpu", weights_only=True)
    audio_checkpoint = torch.load(audio_file, map_location="cpu", weights_only=True)
    eemc, audio = EEMC(), AudioEncoder()
    eemc.load_state_dict(eemc_checkpoint["state_dict"])
    audio.load_state_dict(audio_checkpoint["state_dict"])
    modules = {
        "visual_encoder": VisualEncoder(Backbone.pretrained(), eemc.neck),
        "audio_encoder": without_batch_norm(audio),
        "text_encoder": TextEncoder.pretrained(),
        "cue_fusion": eemc.fusion,
        "mask_decoder": eemc.decoder,
    }
    for module in modules.values():
        module.eval().requires_grad_(False)
    audio_facts = dict(audio_checkpoint["facts"])
    audio_results = audio_facts.pop("held_out")
    return Trained(
        modules,
        eemc_checkpoint["thresholds"],
        training={"eemc": eemc_checkpoint["training"], "audio": audio_facts},
        results={"eemc": eemc_checkpoint["results"], "audio": audio_results},
    )


def eemc_of(modules: Modules) -> EEMC:
    """The trained half of the five modules, as training and measuring use it."""
    visual_encoder = modules["visual_encoder"]
    assert isinstance(visual_encoder, VisualEncoder)
    eemc = EEMC()
    eemc.neck = visual_encoder.neck
    eemc.fusion = cast(CueFusion, modules["cue_fusion"])
    eemc.decoder = cast(MaskDecoder, modules["mask_decoder"])
    return eemc


def backbone_of(modules: Modules) -> Backbone:
    """What is frozen of the visual encoder. Channels last, as `new_backbone`."""
    visual_encoder = modules["visual_encoder"]
    assert isinstance(visual_encoder, VisualEncoder)
    return visual_encoder.backbone.to(memory_format=torch.channels_last)


def without_batch_norm(encoder: AudioEncoder) -> AudioEncoder:
    """The same function with batch norm folded into the convolutions before it, in place."""
    encoder.eval()
    for block in encoder.blocks:
        assert isinstance(block, Separable)
        block.depthwise = fuse_conv_bn_eval(block.depthwise, block.norm1)
        block.pointwise = fuse_conv_bn_eval(block.pointwise, block.norm2)
        block.norm1 = block.norm2 = nn.Identity()
    return encoder
