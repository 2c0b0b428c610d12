"""How weights of the paper's model are stored: int8 where most of them are, float16 behind
the backbone, float32 for what places and scores hang on (decision 0034 has what was measured)."""

from collections.abc import Collection

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from earmark.export.quantise import LEAST_ELEMENTS

# Part of the names of the backbone's weights: most of the model.
BACKBONE = "pixel_level_module.encoder."
# Parts of names of weights that rounding hurts most for their size.
KEPT_FLOAT = (
    "relative_position_bias_table",
    "sampling_offsets",
    "attention_weights",
    "embeddings.patch_embeddings",
    "mask_embedder",
    "mask_projection",
    "class_predictor",
    "queries_embedder",
    "queries_features",
    "log_mel.",  # int8 here moves the sound's rows by 15 %
)


def store_halves(model: onnx.ModelProto, names: Collection[str]) -> None:
    """Replace the float matrices of these names by float16 and a Cast, which the runtime folds when
    it loads the graph. Raises ValueError where a weight does not fit into float16."""
    for tensor in list(model.graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or len(tensor.dims) < 2:
            continue
        if np.prod(tensor.dims) < LEAST_ELEMENTS or tensor.name not in names:
            continue
        values = numpy_helper.to_array(tensor)
        halves = values.astype(np.float16)
        if not np.isfinite(halves).all():
            raise ValueError(f"{tensor.name} holds {np.abs(values).max():.1e}")
        model.graph.initializer.remove(tensor)
        stored = f"{tensor.name}_f16"
        model.graph.initializer.append(numpy_helper.from_array(halves, stored))
        cast = helper.make_node(
            "Cast", [stored], [tensor.name], name=tensor.name, to=TensorProto.FLOAT
        )
        model.graph.node.insert(0, cast)
