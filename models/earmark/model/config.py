"""Sizes of the instance model: one object, from which modules are built and the manifest is
written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InstanceConfig:
    """All graphs have static shapes; every size of them stands here."""

    detector_size: int = 416  # side of the square picture that the detector reads, in pixels
    frame_size: int = 384  # side of the square picture that the instance encoder reads
    instances: int = 48  # boxes of a frame, best first; unused rows are masked
    width: int = 192  # d of the fusion
    heads: int = 6
    text_width: int = 384  # MiniLM; names of what is seen and heard lie in the same space
    text_tokens: int = 25
    audio_width: int = 256
    audio_tags: int = 521
    window_seconds: int = 10
    sample_rate: int = 16000
    crop_size: int = 128  # side of the crops that the mask network reads, in pixels
    crop_batch: int = 2  # crops of one run: of an instance and its mirror image
    bimodal_layers: int = 1  # eq. 1; the paper's large model has 4 of each
    integration_layers: int = 2  # eq. 4
    prompt_layers: int = 1  # eq. 5
