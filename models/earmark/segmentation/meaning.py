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

    instance: float = 0.65
    presence: float = 0.4

    def meant(self, p: Floats) -> NDArray[np.int64]:
        """Rows of the instances that are meant; p [n]."""
        rows = np.flatnonzero(p >= self.instance)
        if len(rows) == 0 and len(p) and p.max() >= self.presence:
            rows = p.argmax(keepdims=True)
        return rows


MIN_RELATIVE_SCORE = 0.3  # of the surest one among the meant instances
SAME_OBJECT_CONTAINMENT = 0.5  # shared share of the smaller of two boxes
MAX_DUPLICATE_SCORE_RATIO = 0.7  # of the surer one's score


def distinct(
    rows: NDArray[np.int64], boxes: Floats, scores: Floats, p: Floats
) -> NDArray[np.int64]:
    """Of the meant rows those that are objects of their own: without boxes that the detector hardly
    believes in, and without parts and loose boxes of an object that is surer. boxes [n, 4], scores
    [n], the detector's best, p [n] how probably each is meant: a box around two objects is often
    less meant than its object."""
    if len(rows) == 0:
        return rows
    scores = scores * p
    kept: list[int] = []
    for row in rows[np.argsort(-scores[rows], kind="stable")]:
        if scores[row] < MIN_RELATIVE_SCORE * scores[rows].max():
            continue
        if not any(
            scores[row] < MAX_DUPLICATE_SCORE_RATIO * scores[other]
            and containment(boxes[row], boxes[other]) > SAME_OBJECT_CONTAINMENT
            for other in kept
        ):
            kept.append(int(row))
    return rows[np.isin(rows, kept)]


def containment(a: Floats, b: Floats) -> float:
    """Shared area over the smaller area of two boxes."""
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    areas = [float((box[2:] - box[:2]).clip(0.0).prod()) for box in (a, b)]
    return float((high - low).clip(0.0).prod()) / max(1e-9, min(areas))


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
