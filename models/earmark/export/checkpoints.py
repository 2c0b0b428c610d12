"""The modules of a bundle of kind "instances"."""

from torch import nn
from torch.nn.utils import fuse_conv_bn_eval

from earmark.model.audio_encoder import AudioEncoder, Separable
from earmark.model.config import InstanceConfig
from earmark.model.detector import Detector
from earmark.model.instance_encoder import InstanceEncoder
from earmark.model.instance_fusion import InstanceFusion
from earmark.model.mask_network import MaskNetwork
from earmark.model.text_encoder import TextEncoder

Modules = dict[str, nn.Module]  # by graph name


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


def without_batch_norm(encoder: AudioEncoder) -> AudioEncoder:
    """The same function with batch norm folded into the convolutions before it, in place."""
    encoder.eval()
    for block in encoder.blocks:
        assert isinstance(block, Separable)
        block.depthwise = fuse_conv_bn_eval(block.depthwise, block.norm1)
        block.pointwise = fuse_conv_bn_eval(block.pointwise, block.norm2)
        block.norm1 = block.norm2 = nn.Identity()
    return encoder
