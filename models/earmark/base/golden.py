"""Golden files: numbers of a forward of the published code, and how far ours are from them.

A file names its inputs (`input_prefix`, one a clip) and keeps a part of each step's tensor: every
n-th entry of an axis, some frames, or statistics. Which part is read off its shape, so that any
file of this form can be compared.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from earmark.base.steps import Step, Steps

PREFIXES = "input_prefix"
LOSS = "loss"
STATS, SAMPLE = "_stats", "_sample"


@dataclass(frozen=True)
class Tolerance:
    """Largest errors that rounding in float32 explains, with room."""

    rms: float
    largest: float
    relative: float = np.inf  # of the largest error to the largest value
    same_sign: float = 0.0  # share of entries with the sign of the golden's


EARLY = Tolerance(5e-5, 5e-5)
HIDDEN = Tolerance(1e-4, 1e-2)
MASKS = Tolerance(1e-3, 5e-2)
UNPROMPTED = Tolerance(2e-3, 1e-1)
FINAL = Tolerance(0.02, 0.5, relative=1e-3, same_sign=0.9999)
# A hard threshold lies behind these: a cell near it may flip and moves one query.
TOLERANCES = {
    "class_logits": HIDDEN,
    "class_pair": HIDDEN,
    "dec_hidden": HIDDEN,
    "mask_logits": MASKS,
    "dec_masks": MASKS,
    "class_logits_pass1": UNPROMPTED,
    "mask_logits_pass1": UNPROMPTED,
    "pred": FINAL,
    "pred_small": FINAL,
    LOSS: Tolerance(1e-3, 1e-3),
}


@dataclass(frozen=True)
class Golden:
    prefixes: list[str]  # of the inputs' names, one a clip
    arrays: dict[str, np.ndarray]


def read_golden(file: Path) -> Golden:
    """Raises ValueError where the file is none of this form."""
    with np.load(file, allow_pickle=False) as stored:
        if PREFIXES not in stored.files:
            raise ValueError(f"{file} has no array {PREFIXES}: it does not say what its inputs are")
        prefixes = [str(prefix) for prefix in np.atleast_1d(stored[PREFIXES])]
        arrays = {name: stored[name] for name in stored.files if name != PREFIXES}
    return Golden(prefixes, arrays)


def seconds_of(golden: Golden, default: int) -> int:
    """Seconds of each clip, read off an array that keeps all frames."""
    for name, array in golden.arrays.items():
        if name in ("Q_A", "audio_proj", "class_pair", "pred_small") or name.endswith(STATS):
            axes = 2 if name in ("Q_A", "audio_proj") or name.endswith(STATS) else 3
            rows = array.shape[0] // len(golden.prefixes)
            return array.shape[1] if array.ndim > axes else rows
    return default


def base_name(name: str) -> str:
    """The step that an array is taken from."""
    return name.removesuffix(STATS).removesuffix(SAMPLE)


def kept_indices(axis: str, size: int, kept: int) -> np.ndarray:
    """Which entries of an axis a file keeps. Raises ValueError where no rule gives so many."""
    if axis == "frame" and kept < size:
        return np.floor(np.linspace(0, size - 1, kept)).astype(int)
    indices = np.arange(0, size, max(1, size // max(1, kept)))
    if len(indices) != kept:
        raise ValueError(f"{kept} of {size} along {axis}")
    return indices


def sampled(value: np.ndarray, count: int, clip: int, clips: int) -> np.ndarray:
    """Those of `count` samples, spread over all clips' numbers, that lie in this clip."""
    flat = value.reshape(-1)
    places = np.arange(count) * (flat.size * clips - 1) // (count - 1) - clip * flat.size
    return flat[places[(places >= 0) & (places < flat.size)]]


def frame_statistics(step: Step) -> np.ndarray:
    """Mean and population deviation of each frame: [T, 2]."""
    frames = np.moveaxis(step.value.numpy(), step.axes.index("frame"), 0).astype(np.float64)
    frames = frames.reshape(len(frames), -1)
    return np.stack([frames.mean(1), frames.std(1)], 1)


def stored_axes(step: Step, name: str) -> tuple[str, ...]:
    """Axes of one clip's part in the file."""
    if name.endswith(SAMPLE):
        return ("sample",)
    return ("frame", "statistic") if name.endswith(STATS) else step.axes


def joined_axis(axes: tuple[str, ...]) -> int:
    """Along which axis a file joins clips, where it has no axis of their own."""
    return axes.index("frame") if "frame" in axes else 0


def part_of(step: Step, name: str, shape: tuple[int, ...], clip: int, clips: int) -> np.ndarray:
    """One clip's part of the array `name`, which has this shape for all clips: either a first axis
    of clips, or clips joined along the frames. Raises ValueError where the shape fits neither."""
    axes = stored_axes(step, name)
    own_axis = len(shape) == len(axes) + 1 and shape[0] == clips
    if not own_axis and len(shape) != len(axes):
        raise ValueError(f"shape {shape} for {clips} clips of {axes}")
    if name.endswith(SAMPLE):
        return (
            sampled(step.value.numpy(), shape[1], 0, 1)[None]
            if own_axis
            else sampled(step.value.numpy(), shape[0], clip, clips)
        )
    kept = list(shape[1:] if own_axis else shape)
    if not own_axis:
        kept[joined_axis(axes)] //= clips
    value = frame_statistics(step) if name.endswith(STATS) else step.value.numpy()
    for axis, count in enumerate(kept):
        indices = kept_indices(axes[axis], value.shape[axis], count)
        value = np.take(value, indices, axis)
    return value[None] if own_axis else value


class Collector:
    """Takes the parts that a golden file keeps from the steps of one clip after the other, so that
    no more than one clip's steps are in memory."""

    def __init__(self, golden: Golden) -> None:
        self.golden = golden
        self.clips = 0
        self.parts: dict[str, list[np.ndarray]] = {}
        self.axis: dict[str, int] = {}
        self.unknown: set[str] = set()  # names of no step
        self.misfits: dict[str, str] = {}  # names of steps, and why their shape cannot be had

    def add(self, steps: Steps) -> None:
        for name, array in self.golden.arrays.items():
            step = steps.get(base_name(name))
            if step is None:
                self.unknown.add(name)
                continue
            axes = stored_axes(step, name)
            self.axis[name] = 0 if array.ndim > len(axes) else joined_axis(axes)
            try:
                part = part_of(step, name, array.shape, self.clips, len(self.golden.prefixes))
            except ValueError as error:
                self.misfits[name] = str(error)
            else:
                self.parts.setdefault(name, []).append(part)
        self.clips += 1

    def arrays(self) -> dict[str, np.ndarray]:
        return {name: np.concatenate(parts, self.axis[name]) for name, parts in self.parts.items()}


@dataclass(frozen=True)
class Comparison:
    name: str
    shape: tuple[int, ...]
    rms: float
    largest: float
    relative: float  # the largest error, of the golden's largest value
    same_sign: float
    tolerance: Tolerance

    @property
    def passes(self) -> bool:
        limit = self.tolerance
        return (  # comparisons with NaN are false
            self.rms <= limit.rms
            and self.largest <= limit.largest
            and self.relative <= limit.relative
            and self.same_sign >= limit.same_sign
        )


def compare(name: str, ours: np.ndarray, golden: np.ndarray) -> Comparison:
    a, b = np.asarray(ours, np.float64), np.asarray(golden, np.float64)
    if a.shape != b.shape:
        raise ValueError(f"{name}: shape {a.shape}, the golden file has {b.shape}")
    error = np.abs(a - b)
    largest = float(error.max())
    return Comparison(
        name,
        b.shape,
        float(np.sqrt((error**2).mean())),
        largest,
        largest / max(float(np.abs(b).max()), 1e-12),
        float((np.signbit(a) == np.signbit(b)).mean()),
        TOLERANCES.get(name, EARLY),
    )
