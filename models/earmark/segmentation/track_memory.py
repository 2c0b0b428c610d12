"""The cached memory of a clip by track (eq. 3 of Ref-AVS, arXiv 2407.10957, section 4.2): the twin
of `src/engine/segmentation/instances/trackMemory.ts`."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from earmark.model.config import InstanceConfig


@dataclass
class RunningMean:
    """The mean of what was added; zero before."""

    width: int
    count: int = 0
    total: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.total = torch.zeros(self.width)

    def add(self, values: Tensor) -> None:
        self.total, self.count = self.total + values, self.count + 1

    @property
    def mean(self) -> Tensor:
        return self.total / max(1, self.count)


class TrackMemory:
    """C of eq. 3 at successive seconds.

    An instance sees the mean over the earlier seconds in which its track was seen. Inside a window
    of sound cue fusion takes the causal mean itself, so the mean of the sound moves on only from
    window to window.
    """

    def __init__(self, config: InstanceConfig) -> None:
        self.config = config
        self.attended: dict[int, RunningMean] = {}
        self.boxes: dict[int, RunningMean] = {}
        self.audio = RunningMean(config.width)

    def inputs(self, tracks: list[int]) -> dict[str, Tensor]:
        """The memory's inputs of cue fusion for instances of these tracks: visual_memory [1, N, d],
        memory_boxes [1, N, 4], memory_count [1, N], audio_memory [1, 1, d], audio_memory_count
        [1, 1]."""
        rows, width = self.config.instances, self.config.width
        visual, boxes, count = torch.zeros(rows, width), torch.zeros(rows, 4), torch.zeros(rows)
        for row, track in enumerate(tracks):
            if track in self.attended:
                visual[row], boxes[row] = self.attended[track].mean, self.boxes[track].mean
                count[row] = self.attended[track].count
        return {
            "visual_memory": visual[None],
            "memory_boxes": boxes[None],
            "memory_count": count[None],
            "audio_memory": self.audio.mean[None, None],
            "audio_memory_count": torch.tensor([[float(self.audio.count)]]),
        }

    def advance(
        self, second: int, tracks: list[int], boxes: Tensor, fused: dict[str, Tensor],
        audio_mask: Tensor,
    ) -> None:  # fmt: skip
        """After a second: boxes [n, 4] of its tracks, the outputs of cue fusion, audio_mask [T]."""
        for row, track in enumerate(tracks):
            attended = self.attended.setdefault(track, RunningMean(self.config.width))
            attended.add(fused["visual_attended"][0, row])
            self.boxes.setdefault(track, RunningMean(4)).add(boxes[row])
        if (second + 1) % self.config.window_seconds == 0:
            for values in fused["audio_attended"][0][audio_mask == 1]:
                self.audio.add(values)
