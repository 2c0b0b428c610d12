"""Recordings as one-second windows, and random scenes made of them."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from earmark.contract import SHAPE

Wave = NDArray[np.float32]
RATE = SHAPE.sample_rate


@dataclass
class Recordings:
    """Windows [n, 16000] int16 with the class (folder name) of each."""

    windows: NDArray[np.int16]
    classes: list[str]
    files: list[str]

    def by_class(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(self.classes):
            groups[name].append(index)
        return dict(groups)


def read_mono(path: Path) -> Wave:
    """The file's samples at 16 kHz, mono, -1..1."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)
    if rate != RATE:
        divisor = int(np.gcd(rate, RATE))
        mono = resample_poly(mono, RATE // divisor, rate // divisor)
    return mono.astype(np.float32)


def windows_of(samples: Wave, most: int, quiet: float = 2e-3) -> list[Wave]:
    """At most `most` windows of a second, half overlapping, the near-silent ones left out.

    What is shorter than a second is looped with a gap, as a bark or a knock repeats.
    """
    if len(samples) < RATE:
        samples = np.pad(samples, (0, RATE - len(samples)))
    starts = range(0, len(samples) - RATE + 1, RATE // 2)
    found = [samples[s : s + RATE] for s in starts]
    found = [w for w in found if np.sqrt((w * w).mean()) > quiet]
    step = max(1, len(found) // most)
    return found[::step][:most]


def load(folder: Path, most_per_file: int = 10) -> Recordings:
    """Every recording below `folder`/<set>/<class>/, in the order of their paths."""
    windows, classes, files = [], [], []
    for path in sorted(folder.glob("*/*/*.*")):
        try:
            samples = read_mono(path)
        except soundfile.LibsndfileError:
            continue
        for window in windows_of(samples, most_per_file):
            peak = np.abs(window).max()
            windows.append((window / max(peak, 1e-4) * 0.5 * 32767).astype(np.int16))
            classes.append(path.parent.name)
            files.append(str(path.relative_to(folder)))
    return Recordings(np.stack(windows), classes, files)


def mix(rng: np.random.Generator, recordings: Recordings, groups: dict[str, list[int]]) -> Wave:
    """A random second: one source of a random class, often another over it, a room, a band limit,
    a level, noise. All classes are treated alike, or bandwidth would tell them apart."""
    names = list(groups)

    def draw() -> Wave:
        name = names[rng.integers(len(names))]
        index = groups[name][rng.integers(len(groups[name]))]
        wave = recordings.windows[index].astype(np.float32) / 32767
        if rng.random() < 0.3:
            speed = rng.uniform(0.88, 1.14)
            at = np.clip(np.arange(RATE) * speed, 0, RATE - 1)
            wave = np.interp(at, np.arange(RATE), wave).astype(np.float32)
        return np.roll(wave, rng.integers(RATE)) if rng.random() < 0.5 else wave

    wave = draw()
    if rng.random() < 0.35:
        wave = wave + draw() * 10 ** (rng.uniform(-14, 0) / 20)
    if rng.random() < 0.3:
        length = int(RATE * rng.uniform(0.05, 0.5))
        tail = rng.normal(0, 1, length) * np.exp(-6.9 * np.arange(length) / length)
        tail[0] = np.sqrt((tail * tail).sum()) * rng.uniform(0.5, 2)
        wave = fftconvolve(wave, tail)[:RATE]
    if rng.random() < 0.4:
        sos = butter(4, rng.uniform(2000, 7600), "low", fs=RATE, output="sos")
        wave = sosfilt(sos, wave)
    wave = wave / max(1e-4, np.abs(wave).max()) * 10 ** (rng.uniform(-30, -1) / 20)
    if rng.random() < 0.5:
        wave = wave + rng.normal(0, 10 ** (rng.uniform(-75, -40) / 20), RATE)
    return np.clip(wave, -1, 1).astype(np.float32)
