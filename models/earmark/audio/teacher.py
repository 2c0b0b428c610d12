"""YAMNet (AudioSet, Apache-2.0) as the teacher of the sound tags. Not part of the product."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TEACHER_SAMPLES = 15600
TEACHER_WIDTH = 1024

Floats = NDArray[np.float32]


def load_teacher(path: Path) -> Callable[[Floats], tuple[Floats, Floats]]:
    """A function from one second [16000] to the scores [521] of its first 0.975 s and to the
    pooled features [1024] that they were computed from."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(
        model_path=str(path), num_threads=1, experimental_preserve_all_tensors=True
    )
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    scores = interpreter.get_output_details()[0]["index"]
    pooled = next(
        tensor
        for tensor in interpreter.get_tensor_details()
        if tensor["name"].endswith("reduce_mean") and tensor["shape"][-1] == TEACHER_WIDTH
    )
    scale, zero = pooled["quantization"]

    def listen(wave: Floats) -> tuple[Floats, Floats]:
        interpreter.set_tensor(source, wave[:TEACHER_SAMPLES])
        interpreter.invoke()
        features = interpreter.get_tensor(pooled["index"]).ravel().astype(np.float32)
        return interpreter.get_tensor(scores)[0].copy(), (features - zero) * scale

    return listen
