"""Random seconds with the teacher's answers, written to disk once.

`mels.npy` float16 [n, 64, 98], `scores.npy` float16 [n, 521], `features.npy` float16 [n, 1024].
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from earmark.audio.labels import tags_of
from earmark.audio.mixtures import Mixer, shares
from earmark.audio.phrases import load_phrases
from earmark.audio.recordings import Recordings, load_classes, load_unlabelled
from earmark.audio.teacher import TEACHER_WIDTH, load_teacher
from earmark.model.audio_encoder import MEL_BINS, LogMel
from earmark.model.config import InstanceConfig

FRAMES = 98
SPOKEN = 250  # spoken files a package, of hundreds or thousands
LABEL_LOG_ODDS = 3.0  # what a folder's name adds to the teacher's log-odds of its tag
FLOOR = 1 / 512  # the teacher's scores are multiples of 1/256


def gather(
    sounds: Path, packages: Sequence[Path], soundfonts: Sequence[Path], seed: int
) -> Recordings:
    """Everything there is to hear; training recordings only."""
    recordings = Recordings()
    load_classes(recordings, sounds)
    for package in packages:
        load_unlabelled(recordings, package, SPOKEN)
    for index, soundfont in enumerate(soundfonts):
        load_phrases(recordings, soundfont, rounds=2, seed=seed + index)
    return recordings


def with_labels(scores: NDArray[np.float32], classes: Sequence[str]) -> NDArray[np.float32]:
    """The teacher's scores, its log-odds raised for the tags that the folders' names state."""
    tags = [tags_of(name)[0] for name in classes if tags_of(name)]
    if not tags:
        return scores
    told = scores.copy()
    odds = np.clip(told[tags], FLOOR, 1 - FLOOR)
    odds = odds / (1 - odds) * np.exp(LABEL_LOG_ODDS)
    told[tags] = np.maximum(told[tags], odds / (1 + odds))
    return told


def prepare(recordings: Recordings, teacher: Path, out: Path, examples: int, seed: int) -> None:
    """Writes the three files to `out`; does nothing when they are there."""
    if (out / "scores.npy").exists():
        return
    listen = load_teacher(teacher)
    windows = range(len(recordings.windows))
    plain = np.stack([listen(recordings.cut(window))[0] for window in windows])
    print(f"{len(windows)} windows; {(plain.max(0) > 0.3).sum()} tags heard", flush=True)
    mixer = Mixer(recordings, shares(recordings, plain), np.random.default_rng(seed))
    shape = (examples, MEL_BINS, FRAMES)
    mels = np.lib.format.open_memmap(out / "mels.npy", "w+", np.float16, shape)
    scores = np.zeros((examples, InstanceConfig.audio_tags), np.float16)
    features = np.zeros((examples, TEACHER_WIDTH), np.float16)
    log_mel, started, batch = LogMel(), time.monotonic(), 100
    for first in range(0, examples, batch):
        rows = range(first, min(examples, first + batch))
        mixtures = [mixer.mix() for _ in rows]
        for row, mixture in zip(rows, mixtures, strict=True):
            heard, features[row] = listen(mixture.wave)
            scores[row] = with_labels(heard, mixture.classes)
        with torch.no_grad():
            waves = torch.from_numpy(np.stack([mixture.wave for mixture in mixtures]))
            mels[first : rows.stop] = log_mel(waves).numpy()
        if first // batch % 50 == 49:
            left = (time.monotonic() - started) / rows.stop * (examples - rows.stop)
            print(f"heard {rows.stop} of {examples}, {left:.0f} s left", flush=True)
    np.save(out / "features.npy", features)
    np.save(out / "scores.npy", scores)
