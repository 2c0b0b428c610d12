"""YOLO networks as TensorFlow Lite files: letterboxed picture in, boxes and masks out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from earmark.data.boxes import Box, iou

SUPPRESS = 0.55  # IoU from which the better of two boxes of one class stays
PROTOTYPES = 32
_GREY = (114, 114, 114)


@dataclass(frozen=True)
class Letterbox:
    """A photo within a square: its scale and the grey left of and above it, in pixels."""

    side: int
    scale: float
    left: int
    top: int
    width: int  # of the photo
    height: int

    def to_photo(self, box: np.ndarray) -> Box:
        """A box in the square's pixels as 0..1 of the photo."""
        away = np.array([self.left, self.top, self.left, self.top])
        size = np.array([self.width, self.height, self.width, self.height])
        left, top, right, bottom = np.clip((box - away) / self.scale / size, 0, 1).tolist()
        return left, top, right, bottom


def letterboxed(image: Image.Image, side: int) -> tuple[np.ndarray, Letterbox]:
    """RGB image -> float32 [side, side, 3] in 0..1."""
    scale = side / max(image.size)
    width, height = round(image.width * scale), round(image.height * scale)
    canvas = Image.new("RGB", (side, side), _GREY)
    left, top = (side - width) // 2, (side - height) // 2
    canvas.paste(image.resize((width, height), Image.Resampling.BILINEAR), (left, top))
    pixels = np.asarray(canvas, np.float32) / 255
    return pixels, Letterbox(side, scale, left, top, image.width, image.height)


class Network:
    """A TensorFlow Lite file; outputs are dequantised float32 without the batch axis."""

    def __init__(self, file: Path, threads: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(str(file), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self.side = int(self._input["shape"][2])

    def __call__(self, image: Image.Image) -> tuple[list[np.ndarray], Letterbox]:
        pixels, place = letterboxed(image, self.side)
        if self._input["shape"][1] == 3:
            pixels = pixels.transpose(2, 0, 1)
        x = pixels[None]
        kind = self._input["dtype"]
        if kind != np.float32:
            scale, zero = self._input["quantization"]
            limits = np.iinfo(kind)
            x = np.clip(np.round(x / scale + zero), limits.min, limits.max).astype(kind)
        self._interpreter.set_tensor(self._input["index"], x)
        self._interpreter.invoke()
        return [self._read(o) for o in self._interpreter.get_output_details()], place

    def _read(self, output: dict[str, object]) -> np.ndarray:
        y = self._interpreter.get_tensor(output["index"])
        if y.dtype != np.float32:
            scale, zero = output["quantization"]
            y = (y.astype(np.float32) - zero) * scale
        return y[0]


@dataclass(frozen=True)
class Found:
    """What a raw head says after suppression, n boxes: corners [n, 4] in the square's pixels,
    scores [n], classes [n], mask coefficients [n, 32], prototypes [32, h, w] if there are any."""

    corners: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    coefficients: np.ndarray
    prototypes: np.ndarray | None


def decoded(outputs: list[np.ndarray], count: int, side: int, least: float) -> Found:
    """The raw head of YOLOv8: [4 + classes + coefficients, places], scores of at least `least`."""
    prototypes = next(
        (y if y.shape[0] == PROTOTYPES else y.transpose(2, 0, 1) for y in outputs if y.ndim == 3),
        None,
    )
    head = next(y if y.shape[0] < y.shape[1] else y.T for y in outputs if y.ndim == 2)
    boxes = head[:4].T * (side if head[:4].max() <= 3 else 1)
    scores, classes = head[4 : 4 + count].max(0), head[4 : 4 + count].argmax(0)
    keep = scores >= least
    boxes, scores, classes = boxes[keep], scores[keep], classes[keep]
    rest = head[4 + count :].T[keep]
    half = boxes[:, 2:] / 2
    corners = np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], 1)
    # Boxes of two classes do not suppress each other.
    kept = suppressed(corners + classes[:, None] * 4.0 * side, scores)
    return Found(corners[kept], scores[kept], classes[kept], rest[kept], prototypes)


def suppressed(corners: np.ndarray, scores: np.ndarray) -> list[int]:
    """Indices of the best of overlapping boxes."""
    order = [int(i) for i in np.argsort(-scores)]
    kept = []
    while order:
        best = order.pop(0)
        kept.append(best)
        box = tuple(corners[best])
        order = [i for i in order if iou(box, tuple(corners[i])) < SUPPRESS]
    return kept


def mask_of(
    coefficients: np.ndarray, prototypes: np.ndarray, box: np.ndarray, place: Letterbox
) -> np.ndarray:
    """A bool mask [height, width] at the photo's size, cut to its box (the square's pixels)."""
    side = place.side
    logits = np.tensordot(coefficients, prototypes, 1).astype(np.float32)
    large = Image.fromarray(logits).resize((side, side), Image.Resampling.BILINEAR)
    full = np.asarray(large) > 0
    inside = np.zeros((side, side), bool)
    left, top, right, bottom = int(box[0]), int(box[1]), int(np.ceil(box[2])), int(np.ceil(box[3]))
    inside[max(0, top) : bottom + 1, max(0, left) : right + 1] = True
    wide, high = round(place.width * place.scale), round(place.height * place.scale)
    cut = (full & inside)[place.top : place.top + high, place.left : place.left + wide]
    size = (place.width, place.height)
    return np.asarray(Image.fromarray(cut).resize(size, Image.Resampling.NEAREST))
