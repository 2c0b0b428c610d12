"""YAMNet (AudioSet, Apache-2.0) as the teacher of the sound tags. Not part of the product."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TEACHER_SAMPLES = 15600


def load_teacher(path: Path) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """A function from one second [16000] to the scores [521] of its first 0.975 s."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    scores = interpreter.get_output_details()[0]["index"]

    def listen(wave: NDArray[np.float32]) -> NDArray[np.float32]:
        interpreter.set_tensor(source, wave[:TEACHER_SAMPLES])
        interpreter.invoke()
        return interpreter.get_tensor(scores)[0].copy()

    return listen
