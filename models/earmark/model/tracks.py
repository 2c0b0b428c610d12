"""Instances of successive frames as tracks: who is who over time.

Greedy matching by box overlap and likeness of vectors, best pair first. A track survives being
hidden for `MAX_HIDDEN_SECONDS`; a cut ends all tracks.
`src/engine/segmentation/instances/tracker.ts` has the same in TypeScript.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MAX_HIDDEN_SECONDS = 2.5  # at one frame a second a track may miss two frames
MIN_AFFINITY = 0.45
IOU_WEIGHT, NAME_WEIGHT, TOKEN_WEIGHT = 0.4, 0.2, 0.4
REACH = 1.5  # how far a box may go between two looks, in its own longer sides
CUT_AFFINITY = 0.35  # mean of the best affinities of all instances under which nothing goes on
MIN_SHOT_OVERLAP = 0.6  # of two frames' colours, under which a cut lies between them
LEVELS = 4  # of each of red, green and blue in a histogram

Floats = NDArray[np.float32]


@dataclass
class Track:
    """One object over time; lists run in step with `seconds`."""

    number: int
    seconds: list[float] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    name: Floats | None = None  # running mean, unit length
    token: Floats | None = None


class Tracker:
    """Assigns track numbers to the instances of frames that come in order of time."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.ended = 0  # tracks numbered below this ended at the last cut
        self.colours: Floats | None = None  # of the last frame

    def add(
        self, seconds: float, boxes: Floats, names: Floats, tokens: Floats,
        colours: Floats | None = None,
    ) -> list[Track]:  # fmt: skip
        """The track of each instance: boxes [n, 4], unit name vectors [n, 384], tokens [n, d].
        `colours` are `colour_histogram` of the frame; without them only instances tell a cut."""
        if colours is not None:
            if self.colours is not None:
                overlap = float(np.minimum(colours, self.colours).sum())
                if overlap < MIN_SHOT_OVERLAP:
                    self.ended = len(self.tracks)
            self.colours = colours
        tokens = tokens / np.maximum(1e-6, np.linalg.norm(tokens, axis=1, keepdims=True))
        alive = [
            t for t in self.tracks[self.ended :] if seconds - t.seconds[-1] <= MAX_HIDDEN_SECONDS
        ]
        found: list[Track | None] = [None] * len(boxes)
        if alive and len(boxes):
            affinity = affinities(alive, seconds, boxes, names, tokens)
            is_cut = affinity.max(1).mean() < CUT_AFFINITY
            if is_cut:
                self.ended = len(self.tracks)
            while not is_cut and affinity.max() >= MIN_AFFINITY:
                row, column = np.unravel_index(int(affinity.argmax()), affinity.shape)
                found[row] = alive[column]
                affinity[row], affinity[:, column] = -1.0, -1.0
        result = []
        for n, track in enumerate(found):
            if track is None:
                track = Track(len(self.tracks))
                self.tracks.append(track)
            track.seconds.append(seconds)
            track.boxes.append(boxes[n])
            track.name = running(track.name, names[n])
            track.token = running(track.token, tokens[n])
            result.append(track)
        return result


def colour_histogram(pixels: NDArray[np.uint8]) -> Floats:
    """Share of the pixels [..., 3] in each of 64 colours, sum 1; the twin is
    `src/engine/inference/instances/colourHistogram.ts`."""
    red, green, blue = (pixels.reshape(-1, 3) // (256 // LEVELS)).astype(np.int64).T
    bins = (red * LEVELS + green) * LEVELS + blue
    return (np.bincount(bins, minlength=LEVELS**3) / len(bins)).astype(np.float32)


def running(mean: Floats | None, new: Floats) -> Floats:
    mixed = new if mean is None else 0.7 * mean + 0.3 * new
    return mixed / max(1e-6, float(np.linalg.norm(mixed)))


def predicted(track: Track, seconds: float) -> Floats:
    """The track's last box moved on as it moved between its last two, at most one second's way."""
    if len(track.boxes) < 2:
        return track.boxes[-1]
    passed = max(1e-3, track.seconds[-1] - track.seconds[-2])
    ahead = min(seconds - track.seconds[-1], 1.0) / passed
    shift = (track.boxes[-1] - track.boxes[-2]) * min(ahead, 1.0)
    centre = (shift[:2] + shift[2:]) / 2  # only its place: sides change with what hides it
    return track.boxes[-1] + np.concatenate([centre, centre])


def affinities(
    tracks: list[Track], seconds: float, boxes: Floats, names: Floats, tokens: Floats
) -> Floats:
    """[n instances, tracks]; 0 where a box cannot have gone so far."""
    last = np.stack([predicted(t, seconds) for t in tracks])
    low = np.maximum(boxes[:, None, :2], last[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], last[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(2)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(1)[:, None] + (last[:, 2:] - last[:, :2]).prod(1)
    iou = shared / np.maximum(1e-9, areas - shared)
    same_name = names @ np.stack([t.name for t in tracks if t.name is not None]).T
    same_token = tokens @ np.stack([t.token for t in tracks if t.token is not None]).T
    away = (boxes[:, None, :2] + boxes[:, None, 2:] - last[None, :, :2] - last[None, :, 2:]) / 2
    side = np.maximum((last[:, 2:] - last[:, :2]).max(1), 0.03)
    near = np.abs(away).max(2) <= REACH * side
    affinity = IOU_WEIGHT * iou + NAME_WEIGHT * same_name + TOKEN_WEIGHT * same_token
    return np.where(near, affinity, 0.0).astype(np.float32)
