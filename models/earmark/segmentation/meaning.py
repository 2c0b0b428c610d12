"""Whether the query means a track, and which instances are drawn: the twin of
`src/engine/segmentation/instances/trackProbability.ts`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NEIGHBOURHOOD_SECONDS = 2  # overview frames this far away still count


@dataclass(frozen=True)
class InstanceThresholds:
    """An instance is meant at or above `instance`; if none is, the best one at or above
    `presence`."""

    instance: float = 0.5
    presence: float = 0.4

    def meant(self, p: Floats) -> NDArray[np.int64]:
        """Rows of the instances that are meant; p [n]."""
        rows = np.flatnonzero(p >= self.instance)
        if len(rows) == 0 and len(p) and p.max() >= self.presence:
            rows = p.argmax(keepdims=True)
        return rows


@dataclass(frozen=True)
class TrackAnswer:
    """What cue fusion said of a track in one overview frame."""

    track: int
    p: float  # p(meant) of the instance
    score: float  # the detector's best class score
    area: float  # of the box, in 0..1 of the frame


def track_probabilities(frames: list[list[TrackAnswer]]) -> list[dict[int, float]]:
    """p of the tracks in each overview frame, one a second: the mean over the frames near it,
    weighted by the detector's score and by how much of the object is visible."""
    found = []
    for second, answers in enumerate(frames):
        first = max(0, second - NEIGHBOURHOOD_SECONDS)
        near = [a for frame in frames[first : second + NEIGHBOURHOOD_SECONDS + 1] for a in frame]
        tracks = {answer.track for answer in answers}
        found.append({t: weighted_mean([a for a in near if a.track == t]) for t in tracks})
    return found


def weighted_mean(answers: list[TrackAnswer]) -> float:
    """The mean of p over the answers about one track; weights that are all zero count as equal."""
    weights = np.array([a.score * a.area for a in answers])
    if not weights.any():
        weights = np.ones(len(answers))
    return float(weights @ np.array([a.p for a in answers]) / weights.sum())
