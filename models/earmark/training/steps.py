"""What is learned at each step of a training, drawn by other processes meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from earmark.training.drafts import Draft, Drafts


@dataclass(frozen=True)
class TrainConfig:
    steps: int = 4000
    batch: int = 12  # scenes, each with three questions of one moment
    changing_batch: int = 6  # scenes that change, each with one question of several moments
    frames: int = 3  # of those
    related_batch: int = 8  # scenes of several objects, each with four questions which of them
    times: int = 1  # so many times as many of each
    rate: float = 5e-4
    weight_decay: float = 1e-2
    warm_up: int = 100
    average: float = 0.997
    tail_times: float = 0.2  # the rate of the backbone's tail against the rest
    only: tuple[str, ...] = ("",)  # what learns, by how the names of the weights begin
    fresh: tuple[str, ...] = ()  # what begins anew, whatever the start had
    fresh_times: float = 6.0  # the rate at which they learn
    depthwise: bool = False  # whether the tail's depthwise convolutions learn, too
    seed: int = 1
    keep_every: int = 50
    evaluate_every: int = 500
    evaluation_clips: int = 96
    evaluation_absent: int = 1  # nouns a scene


def draw_draft(drafts: Drafts, config: TrainConfig, step: int) -> Draft:
    """The draft of a step. Time needs several moments of a clip, "left" and "first" several
    questions of one picture; the rest is learned better from many pictures."""
    rng, times = np.random.default_rng((config.seed, step)), config.times
    if step % 4 == 1:
        return drafts.draw(rng, times * config.changing_batch, config.frames, changing=True)
    if step % 4 == 0:
        return drafts.draw_related(rng, times * config.related_batch, 4)
    return drafts.draw(rng, times * config.batch, 1, each=3)


class Steps(Dataset[Draft]):
    """The drafts of all steps, drawn by other processes while the model learns."""

    def __init__(self, drafts: Drafts, config: TrainConfig) -> None:
        self.drafts, self.config = drafts, config

    def __getitem__(self, step: int) -> Draft:
        return draw_draft(self.drafts, self.config, step)

    def ahead(self, steps: Sequence[int], processes: int) -> DataLoader[Draft]:
        return DataLoader(
            self, batch_size=None, sampler=steps, num_workers=processes, worker_init_fn=_alone
        )


def _alone(_: int) -> None:
    """One thread a process; the rest is for the model."""
    torch.set_num_threads(1)
    cv2.setNumThreads(0)
