"""Boxes and region features of photos, computed once: what the instance head and the fusion learn
from.

`python -m earmark.data.instance_cache FOLDER... --detector FILE --regions FILE --out DIR [--maps]
[--limit N]`

Both graphs are float ONNX files (`earmark.export.frozen`). DIR gets `regions.f16` [M, R],
`scores.f16` [M, 80] and `boxes.f32` [M, 4], rows of all photos one after the other, and
`index.jsonl` with one line a photo: its file, first row and number of rows. With `--maps` it also
gets `maps.f16`, the map of stride 8 of each photo (220 kB), for `earmark.training.train_names`. It
can be stopped and started again.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from earmark.model.config import InstanceConfig
from earmark.model.detector import CLASSES, OBJECT_WEIGHT

MIN_SCORE = 0.05
SAME_BOX_IOU = 0.6  # over it, the less probable of two boxes is dropped, whatever its class
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}

Floats = NDArray[np.float32]


def box_iou(a: Floats, b: Floats) -> Floats:
    """IoU of boxes [n, 4] and [m, 4] (left, top, right, bottom) -> [n, m]."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.clip(high - low, 0.0, None).prod(2)
    areas = (a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[:, 2:] - b[:, :2]).prod(1)[None]
    return (shared / np.maximum(1e-9, areas - shared)).astype(np.float32)


def best_boxes(boxes: Floats, scores: Floats, count: int) -> NDArray[np.int64]:
    """Rows of the at most `count` best boxes, best first: greedy suppression without classes.

    boxes [n, 4], scores [n, classes]. `src/core/mask`'s twin in the app does the same.
    """
    best = scores.max(1)
    order = np.argsort(-best, kind="stable")
    order = order[best[order] >= MIN_SCORE]
    chosen: list[int] = []
    while len(order) and len(chosen) < count:
        first, order = order[0], order[1:]
        chosen.append(int(first))
        if len(order):
            order = order[box_iou(boxes[first : first + 1], boxes[order])[0] < SAME_BOX_IOU]
    return np.array(chosen, np.int64)


@dataclass
class FrozenGraphs:
    """The detector and the region features as ONNX Runtime sessions."""

    config: InstanceConfig
    detector: onnxruntime.InferenceSession
    regions: onnxruntime.InferenceSession

    @staticmethod
    def open(detector: Path, regions: Path, threads: int = 1) -> "FrozenGraphs":
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        sessions = [
            onnxruntime.InferenceSession(str(f), options, providers=["CPUExecutionProvider"])
            for f in (detector, regions)
        ]
        return FrozenGraphs(InstanceConfig(), *sessions)

    def __call__(self, picture: Image.Image) -> tuple[Floats, Floats, Floats]:
        """RGB picture -> boxes [n, 4], class scores [n, 81], region features [n, R], best first."""
        boxes, scores = self.detect(picture)
        return boxes, scores, self.encode(picture, boxes)[0]

    def detect(self, picture: Image.Image) -> tuple[Floats, Floats]:
        pixels = square(picture, self.config.detector_size)
        boxes, scores = (x[0] for x in self.detector.run(None, {"pixels": pixels}))
        rows = best_boxes(boxes, scores, self.config.instances)
        return boxes[rows], scores[rows]

    def encode(self, picture: Image.Image, boxes: Floats) -> tuple[Floats, Floats]:
        """Region features [n, R] and the map of stride 8."""
        padded = np.zeros((1, self.config.instances, 4), np.float32)
        padded[0, : len(boxes)] = boxes
        pixels = square(picture, self.config.frame_size)
        regions, stride8 = self.regions.run(None, {"pixels": pixels, "boxes": padded})
        return regions[0, : len(boxes)], stride8[0]


def square(picture: Image.Image, side: int) -> NDArray[np.uint8]:
    """Stretched to a square, as the app reads frames: uint8 [1, side, side, 3]."""
    return np.asarray(picture.resize((side, side), Image.BILINEAR, reducing_gap=2.0))[None]


def append(file: Path, first: int, rows: Floats) -> None:
    """Rows at place `first` of a file of rows; what a run that was stopped wrote after it goes."""
    kind = np.float32 if file.suffix == ".f32" else np.float16
    row_bytes = rows[0].size * np.dtype(kind).itemsize if len(rows) else 0
    with file.open("ab") as stream:
        if stream.tell() > first * row_bytes and row_bytes:
            stream.truncate(first * row_bytes)
        stream.write(rows.astype(kind).tobytes())


def add_photos(files: list[Path], graphs: FrozenGraphs, out: Path, with_maps: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    index = out / "index.jsonl"
    known = [json.loads(line) for line in index.open()] if index.exists() else []
    done, row = {line["file"] for line in known}, sum(line["count"] for line in known)
    waiting = [f for f in files if str(f) not in done]
    photos, start = len(known), time.monotonic()
    for number, file in enumerate(waiting):
        try:
            picture = Image.open(file).convert("RGB")
        except OSError as error:
            print(f"{file}: {error}", file=sys.stderr)
            continue
        boxes, scores = graphs.detect(picture)
        regions, stride8 = graphs.encode(picture, boxes)
        append(out / "boxes.f32", row, boxes)
        append(out / "scores.f16", row, scores[:, :CLASSES])
        append(out / "objects.f16", row, scores[:, CLASSES:] / OBJECT_WEIGHT)
        append(out / "regions.f16", row, regions)
        if with_maps:
            append(out / "maps.f16", photos, stride8[None])
        with index.open("a") as stream:
            line = {"file": str(file), "start": row, "count": len(boxes)}
            stream.write(json.dumps(line) + "\n")
        row, photos = row + len(boxes), photos + 1
        if number % 50 == 0:
            left = (time.monotonic() - start) / (number + 1) * (len(waiting) - number - 1)
            print(f"{number + 1} of {len(waiting)}, {left / 60:.0f} minutes left", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="+", type=Path, help="folders, or lists of files (.txt)")
    for name in ("detector", "regions", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--maps", action="store_true", help="for `earmark.training.train_names`")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    files: list[Path] = []
    for source in options.photos:
        if source.suffix == ".txt":
            files += [Path(line) for line in source.read_text().splitlines()]
        else:
            files += sorted(f for f in source.rglob("*") if f.suffix.lower() in SUFFIXES)
    graphs = FrozenGraphs.open(options.detector, options.regions, options.threads)
    add_photos(files[: options.limit or None], graphs, options.out, options.maps)


if __name__ == "__main__":
    main()
