"""Recordings of many kinds on disk -> samples at 16 kHz and the seconds worth hearing in them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from earmark.model.config import InstanceConfig

Wave = NDArray[np.float32]
RATE = InstanceConfig.sample_rate
SUFFIXES = {".wav", ".ogg", ".mp3", ".flac", ".au", ".opus", ".oga"}
QUIET = 2e-3  # root mean square below which a second is not worth hearing (-54 dBFS)
LONGEST = 40 * RATE


@dataclass
class Recordings:
    """Samples of every recording, and its windows of one second as (recording, start)."""

    samples: list[NDArray[np.int16]] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)  # of each recording; '' = unknown
    windows: list[tuple[int, int]] = field(default_factory=list)

    def add(self, wave: Wave, name: str, most: int) -> None:
        """Adds one recording with at most `most` windows, spread over its length."""
        peak = float(np.abs(wave).max(initial=0.0))
        if len(wave) < RATE // 10 or peak < 1e-3:
            return
        wave = wave[:LONGEST] * (0.5 / peak)
        if len(wave) < RATE:  # a bark or a knock repeats, with pauses
            pause = np.zeros(RATE // 4, np.float32)
            wave = np.tile(np.concatenate([wave, pause]), 1 + 2 * RATE // (len(wave) + len(pause)))
        starts = np.arange(0, len(wave) - RATE + 1, RATE // 2)
        loud = [s for s in starts if np.sqrt((wave[s : s + RATE] ** 2).mean()) > QUIET]
        self.windows += [(len(self.samples), int(s)) for s in loud[:: -(-len(loud) // most) or 1]]
        self.samples.append((wave * 32767).astype(np.int16))
        self.classes.append(name)

    def cut(self, window: int, shift: int = 0, length: int = RATE) -> Wave:
        """The second of a window, moved by `shift` samples; zeros beyond the recording's ends."""
        recording, start = self.windows[window]
        samples = self.samples[recording]
        start = int(np.clip(start + shift, 0, max(0, len(samples) - length)))
        part = samples[start : start + length].astype(np.float32) / 32767
        return np.pad(part, (0, length - len(part)))


def read_mono(path: Path | io.BytesIO) -> Wave:
    """The file's samples at 16 kHz, mono, -1..1. Raises LibsndfileError for what is no sound."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)
    if rate != RATE:
        divisor = int(np.gcd(rate, RATE))
        mono = resample_poly(mono, RATE // divisor, rate // divisor)
    return mono.astype(np.float32)


def load_classes(recordings: Recordings, folder: Path, most: int = 12) -> None:
    """Adds every recording of `folder`/<set>/<class>/, in the order of their paths."""
    for path in sorted(folder.glob("*/*/*.*")):
        try:
            recordings.add(read_mono(path), path.parent.name, most)
        except soundfile.LibsndfileError:
            continue


def load_unlabelled(recordings: Recordings, folder: Path, most_spoken: int, most: int = 8) -> None:
    """Adds what sounds anywhere below `folder` (an unpacked package), of unknown class.

    Spoken words (`*_desc*` of Tux Paint, telephone prompts) are many: a spread of them is enough.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    spoken = [p for p in paths if "_desc" in p.name or "asterisk" in str(p)]
    keep = set(paths) - set(spoken)
    keep |= set(spoken[:: max(1, len(spoken) // max(1, most_spoken))])
    for path in sorted(keep):
        try:
            recordings.add(read_mono(path), "", most)
        except soundfile.LibsndfileError:
            continue
    for path in sorted(folder.rglob("*.rcc")):
        for stream in embedded_ogg(path.read_bytes()):
            try:
                recordings.add(read_mono(stream), "", most)
            except soundfile.LibsndfileError:
                continue


def embedded_ogg(data: bytes) -> Iterator[io.BytesIO]:
    """Ogg files inside a Qt resource file: each entry is its big-endian length, then its bytes."""
    at = data.find(b"OggS\x00\x02")
    while at >= 4:
        length = int.from_bytes(data[at - 4 : at], "big")
        if at + length > len(data):
            length = 0
        else:
            yield io.BytesIO(data[at : at + length])
        at = data.find(b"OggS\x00\x02", at + max(1, length))
