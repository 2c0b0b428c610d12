"""Bundle contract 2, kind "instances": the graphs' inputs and outputs with their types and shapes.

Its twin is `src/core/model/` in the app; `contract.json` holds what both must state.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields

from earmark.contract import SWITCHES, Graph, Tensor, camel
from earmark.model.config import InstanceConfig
from earmark.model.detector import PROPOSALS, SCORES

KIND = "instances"


def sizes(config: InstanceConfig) -> dict[str, int]:
    """`sizes` of the manifest."""
    configured = {camel(name): value for name, value in asdict(config).items()}
    return configured | {"detectorCells": PROPOSALS, "detectorClasses": SCORES}


def config_of(stated: Mapping[str, int]) -> InstanceConfig:
    """The configuration whose `sizes` a manifest states; what it leaves out is as by default."""
    names = [field.name for field in fields(InstanceConfig)]
    return InstanceConfig(**{name: stated[camel(name)] for name in names if camel(name) in stated})


def instance_graphs(
    config: InstanceConfig, cells: int = PROPOSALS, classes: int = SCORES
) -> dict[str, Graph]:
    """name -> {"inputs": {name: (type, shape)}, "outputs": ...}, in the order of arguments.

    `cells` are the boxes that the detector proposes for a frame, `classes` those that it scores.
    """
    n, d, words = config.instances, config.width, config.text_width
    t, pieces = config.window_seconds, config.text_tokens
    side, crop, batch = config.frame_size, config.crop_size, config.crop_batch

    def f(*shape: int) -> Tensor:
        return ("float32", list(shape))

    def u(*shape: int) -> Tensor:
        return ("uint8", list(shape))

    return {
        "detector": {
            "inputs": {"pixels": u(1, config.detector_size, config.detector_size, 3)},
            "outputs": {"boxes": f(1, cells, 4), "class_scores": f(1, cells, classes)},
        },
        "instance_encoder": {
            "inputs": {
                "pixels": u(1, side, side, 3),
                "boxes": f(1, n, 4),
                "class_scores": f(1, n, classes),
            },
            "outputs": {"instance_tokens": f(1, n, d), "name_vectors": f(1, n, words)},
        },
        "mask_network": {
            "inputs": {"crops": u(batch, crop, crop, 3), "boxes": f(batch, 4)},
            "outputs": {"mask_logits": f(batch, crop, crop)},
        },
        "audio_encoder": {
            "inputs": {"waveform": f(1, config.sample_rate)},
            "outputs": {
                "audio_tokens": f(1, 1, config.audio_width),
                "audio_names": f(1, 1, words),
                "audio_tags": f(1, config.audio_tags),
            },
        },
        "text_encoder": {
            "inputs": {"ids": ("int32", [1, pieces]), "mask": ("int32", [1, pieces])},
            "outputs": {"text_tokens": f(1, pieces, words), "sentence": f(1, words)},
        },
        "cue_fusion": {
            "inputs": {
                "instance_tokens": f(1, n, d),
                "name_vectors": f(1, n, words),
                "boxes": f(1, n, 4),
                "instance_mask": f(1, n),
                "audio_tokens": f(1, t, config.audio_width),
                "audio_names": f(1, t, words),
                "audio_mask": f(1, t),
                "second": f(1, t),
                "text_tokens": f(1, pieces, words),
                "text_mask": f(1, pieces),
                "sentence": f(1, words),
                "visual_memory": f(1, n, d),
                "memory_boxes": f(1, n, 4),
                "memory_count": f(1, n),
                "audio_memory": f(1, 1, d),
                "audio_memory_count": f(1, 1),
                "switches": f(1, len(SWITCHES)),
            },
            "outputs": {
                "meant_logits": f(1, n),
                "presence": f(1, 1),
                "cue_weights": f(1, 3),
                "visual_attended": f(1, n, d),
                "audio_attended": f(1, t, d),
            },
        },
    }
