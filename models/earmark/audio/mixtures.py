"""Random seconds made of recordings: who is heard, over what, in which room, how loud.

All classes are treated alike, or bandwidth, room and level would tell them apart.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.audio.recordings import RATE, Recordings, Wave

FOURIER = 2 * RATE
HEARD = 0.3  # the teacher's score above which a tag counts as heard


@dataclass(frozen=True)
class Mixture:
    """One second [16000], and the folder classes that are plainly heard in it."""

    wave: Wave
    classes: tuple[str, ...]


def shares(recordings: Recordings, scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """How often each window is drawn. Half of the draws give every tag that the teacher hears in
    any window an equal share, half every folder class: barks would drown in speech and music.

    `scores` [windows, 521] are the teacher's. Nothing is drawn more than 80 times as often as in
    a plain shuffle.
    """
    heard = np.where(scores > HEARD, scores, 0.0)
    total = heard.sum(0)
    by_tag = (heard[:, total > 0] / total[total > 0]).mean(1)
    groups: dict[str, list[int]] = defaultdict(list)
    for index, (recording, _) in enumerate(recordings.windows):
        groups[recordings.classes[recording]].append(index)
    by_class = np.zeros(len(scores))
    for members in groups.values():
        by_class[members] = 1.0 / len(members) / len(groups)
    share = np.minimum(by_tag / by_tag.sum() + by_class, 2 * 80.0 / len(scores))
    return share / share.sum()


class Mixer:
    """Draws mixtures, deterministic by `rng`."""

    def __init__(
        self, recordings: Recordings, share: NDArray[np.float64], rng: np.random.Generator
    ) -> None:
        self.recordings = recordings
        self.cumulated = np.cumsum(share)
        self.rng = rng

    def draw(self) -> tuple[Wave, str]:
        """One source, shifted in time, often a little faster or slower, at unit level."""
        rng = self.rng
        window = min(int(np.searchsorted(self.cumulated, rng.random())), len(self.cumulated) - 1)
        speed = rng.uniform(0.85, 1.18) if rng.random() < 0.4 else 1.0
        length = int(np.ceil(RATE * speed)) + 1
        wave = self.recordings.cut(window, int(rng.integers(-RATE // 4, RATE // 4)), length)
        if speed != 1.0:
            wave = np.interp(np.arange(RATE) * speed, np.arange(length), wave).astype(np.float32)
        wave = wave[:RATE]
        if rng.random() < 0.15:  # begins or ends within the second
            edge = int(rng.uniform(0.15, 0.7) * RATE)
            wave = np.pad(wave[:edge], (RATE - edge, 0) if rng.random() < 0.5 else (0, RATE - edge))
        level = np.sqrt((wave * wave).mean())
        recording = self.recordings.windows[window][0]
        return wave / max(float(level), 1e-3), self.recordings.classes[recording]

    def colour(self, wave: Wave) -> Wave:
        """Room, band limits and a microphone's tilt as one product of spectra."""
        rng = self.rng
        spectrum = np.fft.rfft(wave, FOURIER)
        hertz = np.fft.rfftfreq(FOURIER, 1 / RATE)
        if rng.random() < 0.35:
            length = int(RATE * rng.uniform(0.05, 0.6))
            tail = rng.normal(0, 1, length) * np.exp(-6.9 * np.arange(length) / length)
            tail *= rng.uniform(0.2, 1.2) / np.sqrt((tail * tail).sum())
            tail[0] += 1.0
            spectrum *= np.fft.rfft(tail, FOURIER)
        if rng.random() < 0.5:
            octaves = np.log2(np.maximum(hertz, 50.0) / 1000.0)
            spectrum *= 10 ** (rng.uniform(-4, 4) * octaves / 20)
        if rng.random() < 0.3:
            spectrum /= np.sqrt(1 + (hertz / rng.uniform(2000, 7000)) ** 8)
        if rng.random() < 0.2:
            corner = rng.uniform(60, 400)
            spectrum /= np.sqrt(1 + (corner / np.maximum(hertz, 1.0)) ** 6)
        return np.fft.irfft(spectrum, FOURIER)[:RATE].astype(np.float32)

    def noise(self) -> Wave:
        """White to brown noise at unit level."""
        rng = self.rng
        spectrum = np.fft.rfft(rng.normal(0, 1, RATE))
        spectrum /= np.arange(1, len(spectrum) + 1) ** rng.uniform(0, 1)
        wave = np.fft.irfft(spectrum, RATE).astype(np.float32)
        return wave / np.sqrt((wave * wave).mean())

    def mix(self) -> Mixture:
        """A random second. One in a hundred is hardly more than a quiet room."""
        rng = self.rng
        wave, name = self.draw()
        classes = [name]
        if rng.random() < 0.4:
            other, other_name = self.draw()
            decibels = rng.uniform(-15, 0)
            wave = wave + other * np.float32(10 ** (decibels / 20))
            if decibels > -6:
                classes.append(other_name)
        if rng.random() < 0.8:
            wave = self.colour(wave)
        if rng.random() < 0.4:
            wave = wave + self.noise() * np.float32(10 ** (rng.uniform(-40, -5) / 20))
        level = rng.uniform(-46, -10)
        if rng.random() < 0.01:
            level, classes = rng.uniform(-90, -70), []
        wave = wave * np.float32(10 ** (level / 20) / max(np.sqrt((wave * wave).mean()), 1e-3))
        return Mixture(np.clip(wave, -1, 1).astype(np.float32), tuple(c for c in classes if c))
