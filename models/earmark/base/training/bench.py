"""Clips of Ref-AVS Bench: `metadata.csv`, `media/<vid>/frames/<n>.jpg`, `media/<vid>/audio.wav`,
`gt_mask/<vid>/fid_<fid>/0000<n>.png`. A clip of the null set has no masks."""

import csv
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from earmark.base.config import BaseConfig
from earmark.base.contract import SAMPLE_RATE
from earmark.base.graphs import normalised

NULL, TO_DO = "null", "TODO"


class Row(NamedTuple):
    """One sentence about one clip."""

    vid: str
    uid: str
    fid: str
    sentence: str

    @property
    def is_null(self) -> bool:
        """Whether the sentence means nothing in the clip."""
        return self.uid.startswith(NULL)


class Sample(NamedTuple):
    """One row, ready for the model; T seconds, L word pieces."""

    frames: Tensor  # [T, 3, S, S] normalised
    waveforms: Tensor  # [T, 16000] in -1..1
    ids: Tensor  # int32 [L]
    mask: Tensor  # int32 [L]
    truth: Tensor  # [T, 256, 256], 0 or 1


Tokenize = Callable[[str], tuple[Tensor, Tensor]]  # -> ids and mask, int32 [1, L]


def read_rows(root: Path, split: str) -> list[Row]:
    """Rows of a split; those that the benchmark marks as not done are left out."""
    with (root / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(row["vid"], row["uid"], row["fid"], row["exp"])
            for row in csv.DictReader(file)
            if row["split"] == split and TO_DO not in row["exp"]
        ]


def read_sound(path: Path, seconds: int) -> Tensor:
    """16 kHz mono of a WAV file, second by second: [seconds, 16000]; silence after its end. Raises
    ValueError for a file that is not of 16-bit samples."""
    with wave.open(str(path)) as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{path}: samples of {8 * file.getsampwidth()} bits, 16 can be read")
        rate, channels = file.getframerate(), file.getnchannels()
        raw = np.frombuffer(file.readframes(seconds * rate), "<i2")
    mono = torch.from_numpy(raw.reshape(-1, channels).astype(np.float32).mean(1) / 32768.0)
    count = round(len(mono) * SAMPLE_RATE / rate)
    at_rate = mono if rate == SAMPLE_RATE else resampled(mono, count)
    filled = torch.zeros(seconds * SAMPLE_RATE)
    filled[: min(len(at_rate), len(filled))] = at_rate[: len(filled)]
    return filled.reshape(seconds, SAMPLE_RATE)


def resampled(mono: Tensor, count: int) -> Tensor:
    """The same sound in `count` samples: its spectrum is cut, or filled up with zeros."""
    spectrum = torch.fft.rfft(mono)
    wanted = count // 2 + 1
    cut = torch.zeros(wanted, dtype=spectrum.dtype)
    shared = min(wanted, len(spectrum))
    cut[:shared] = spectrum[:shared]
    return torch.fft.irfft(cut, count) * (count / len(mono))


@dataclass(frozen=True)
class Benchmark(Dataset[Sample]):
    """A split of the benchmark in `root`."""

    root: Path
    rows: list[Row]
    config: BaseConfig
    tokenize: Tokenize

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Sample:
        row = self.rows[index]
        folder, seconds = self.root / "media" / row.vid, self.config.window_seconds
        ids, mask = self.tokenize(row.sentence)
        frames = [self.picture(folder / "frames" / f"{n}.jpg") for n in range(seconds)]
        truth = torch.stack([self.truth(row, second) for second in range(seconds)])
        sound = read_sound(folder / "audio.wav", seconds)
        return Sample(torch.cat(frames), sound, ids[0], mask[0], truth)

    def picture(self, path: Path) -> Tensor:
        side = self.config.swin.image_size
        with Image.open(path) as image:
            resized = image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR)
        return normalised(torch.from_numpy(np.array(resized))[None])

    def truth(self, row: Row, second: int) -> Tensor:
        """As the official loader has it: resized to the map's side, then everything above zero."""
        side = self.config.map_size
        if row.is_null:
            return torch.zeros(side, side)
        path = self.root / "gt_mask" / row.vid / f"fid_{row.fid}" / f"{second:05d}.png"
        with Image.open(path) as image:
            resized = image.convert("L").resize((side, side), Image.Resampling.BILINEAR)
        return torch.from_numpy((np.array(resized) > 0).astype(np.float32))
