"""Instance encoder: a frame and its boxes -> what each instance is called and what it looks like.

Nothing in here depends on the query. EfficientNet-lite2 sees the frame once; every box reads the
mean of its feature maps (RoIAlign by bilinear sampling, He 2017), its colours, and the detector's
scores.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.model.backbone import CLASSES, HEAD_CHANNELS, Backbone, Tail
from earmark.model.config import InstanceConfig
from earmark.model.detector import CLASSES as DETECTOR_CLASSES
from earmark.model.vectors import unit

GRID = 4  # samples of a box along each axis
CONTEXT = 2.0  # sides of the box around the box that tells where it stands
COLOUR_POOL = 4  # pixels of the frame that one colour sample averages, along each axis
S8_CHANNELS, S16_CHANNELS = 48, 120
MAP_SHAPE = (S8_CHANNELS, 48, 48)  # of stride 8
COLOURS = 3 * GRID * GRID
BOX_FEATURES = 10


def box_features(boxes: Tensor) -> Tensor:
    """left, top, right, bottom in 0..1 [B, N, 4] -> [B, N, 10]: corners, centre, sides, area's
    side, and how tall it is for its width; about -1 to 1."""
    left, top, right, bottom = boxes.unbind(2)
    wide, high = (right - left).clamp_min(1e-3), (bottom - top).clamp_min(1e-3)
    x, y = (left + right) / 2.0, (top + bottom) / 2.0
    side = torch.sqrt(wide * high)
    tall = torch.log(high / wide) / 2.0
    rows = [left, top, right, bottom, x, y, wide, high, side]
    return torch.stack([*(2.0 * row - 1.0 for row in rows), tall], 2)


def sample_boxes(feature_map: Tensor, boxes: Tensor) -> Tensor:
    """Bilinear samples of a map [B, C, h, w] at a grid inside each box: [B, C, N, GRID * GRID],
    row by row."""
    at = (torch.arange(GRID, device=boxes.device) + 0.5) / GRID
    x = boxes[:, :, None, 0] + (boxes[:, :, 2:3] - boxes[:, :, 0:1]) * at.repeat(GRID)
    y = boxes[:, :, None, 1] + (boxes[:, :, 3:4] - boxes[:, :, 1:2]) * at.repeat_interleave(GRID)
    where = torch.stack([x, y], 3) * 2.0 - 1.0
    return F.grid_sample(feature_map, where, padding_mode="border", align_corners=False)


def context_boxes(boxes: Tensor) -> Tensor:
    """Boxes about the same centres with sides `CONTEXT` as long, cut at the frame."""
    centre, half = (boxes[..., :2] + boxes[..., 2:]) / 2, (boxes[..., 2:] - boxes[..., :2]) / 2
    return torch.cat([centre - CONTEXT * half, centre + CONTEXT * half], -1).clamp(0.0, 1.0)


class RegionFeatures(nn.Module):
    """pixels uint8 [B, 384, 384, 3], boxes [B, N, 4] -> region features [B, N, REGION_WIDTH].

    The fusion's training leaves them as they are. Their parts, in order: mean of the head (1280),
    of stride 16 (120), of stride 8 (48), the ConSE name (Norouzi 2014: class probabilities times
    name embeddings) of the box (384) and of its surroundings (384), colours at 4 x 4 places (48).
    """

    def __init__(self, config: InstanceConfig) -> None:
        super().__init__()
        self.backbone, self.tail = Backbone(), Tail()
        self.register_buffer("class_names", torch.zeros(CLASSES, config.text_width))

    def forward(self, pixels: Tensor, boxes: Tensor) -> Tensor:
        return self.with_map(pixels, boxes)[0]

    def with_map(self, pixels: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Region features, and the map of stride 8 [B, 48, 48, 48] that the tail reads."""
        picture = pixels.float().permute(0, 3, 1, 2)  # cast first: WebGPU has no transpose of uint8
        _, s8 = self.backbone(picture)
        small = F.avg_pool2d(picture, COLOUR_POOL) / 127.5 - 1.0
        colours = sample_boxes(small, boxes).permute(0, 2, 3, 1).flatten(2)
        return torch.cat([self.seen(s8, boxes)[0], colours], 2), s8

    def seen(self, s8: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """From a map of stride 8: all region features but the colours, and the probabilities of
        ImageNet's classes at each place [B, 1000, 24, 24]."""
        s16, head = self.tail(s8)
        classes = torch.softmax(self.tail.classifier(head), 1)
        named = F.conv2d(classes, self.class_names.t()[:, :, None, None])
        means = [sample_boxes(x, boxes).mean(3) for x in (head, s16, s8, named)]
        around = sample_boxes(named, context_boxes(boxes)).mean(3)
        return torch.cat([x.transpose(1, 2) for x in (*means, around)], 2), classes


def region_width(config: InstanceConfig) -> int:
    return HEAD_CHANNELS + S16_CHANNELS + S8_CHANNELS + 2 * config.text_width + COLOURS


class InstanceHead(nn.Module):
    """Region features [B, N, R], class scores [B, N, 80], boxes [B, N, 4] -> instance tokens
    [B, N, d] and name vectors [B, N, 384] of unit length.

    A name vector is what the detector's classes and ImageNet's say, refined by what was learned.
    """

    def __init__(self, config: InstanceConfig, detector_classes: int = DETECTOR_CLASSES) -> None:
        super().__init__()
        d, words = config.width, config.text_width
        self.words = words
        self.register_buffer("detector_names", torch.zeros(detector_classes, words))
        seen = HEAD_CHANNELS + S16_CHANNELS + S8_CHANNELS
        self.norm = nn.LayerNorm(seen)
        self.from_seen = nn.Linear(seen + detector_classes + 2 * words, 512)
        self.to_name = nn.Linear(512, words)
        self.mixture = nn.Parameter(
            torch.tensor([1.0, 0.7])
        )  # of the detector's name, of ImageNet's
        self.to_token = nn.Linear(512, d)
        self.from_name = nn.Linear(words, d)
        self.from_box = nn.Sequential(nn.Linear(BOX_FEATURES, 64), nn.GELU(), nn.Linear(64, d))
        self.from_colour = nn.Sequential(nn.Linear(COLOURS, 96), nn.GELU(), nn.Linear(96, d))

    def forward(self, regions: Tensor, scores: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        seen, named, around, colours = torch.split(
            regions,
            [regions.shape[2] - 2 * self.words - COLOURS, self.words, self.words, COLOURS],
            2,
        )
        sharp = scores * scores
        detected = sharp @ self.detector_names / (sharp.sum(2, keepdim=True) + 0.02)
        x = torch.cat(
            [self.norm(seen), scores * 2.0, unit(named, 2) * 4.0, unit(around, 2) * 4.0], 2
        )
        x = F.gelu(self.from_seen(x))
        base = self.mixture[0] * detected + self.mixture[1] * unit(named, 2)
        names = unit(base + self.to_name(x), 2)
        token = self.to_token(x) + self.from_name(names * 4.0) + self.from_box(box_features(boxes))
        return token + self.from_colour(colours), names


class InstanceEncoder(nn.Module):
    """pixels uint8 [B, 384, 384, 3], boxes [B, N, 4], class_scores [B, N, 81] -> instance_tokens
    [B, N, d], name_vectors [B, N, 384]. That a box is an object in general tells nothing here."""

    def __init__(self, config: InstanceConfig) -> None:
        super().__init__()
        self.regions, self.head = RegionFeatures(config), InstanceHead(config)

    def forward(self, pixels: Tensor, boxes: Tensor, class_scores: Tensor) -> tuple[Tensor, Tensor]:
        return self.head(self.regions(pixels, boxes), class_scores[..., :DETECTOR_CLASSES], boxes)
