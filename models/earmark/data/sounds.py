"""A bank of encoded seconds: what the audio encoder makes of every recording.

`python -m earmark.data.sounds --sounds DIR --encoder FILE --out FILE`
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earmark.audio.recordings import RATE, Recordings, load_classes
from earmark.data.nouns import BACKGROUND
from earmark.model.audio_encoder import AudioEncoder

SILENCE = "silence"
LOUD, QUIET = 0, 1  # levels: about -6 dB and -20 dB of full scale


@dataclass
class SoundBank:
    """tokens [n, 256], heard [n, 384]; the class and level of each row; rows by (class, level)."""

    tokens: Tensor
    heard: Tensor
    rows: dict[tuple[str, int], np.ndarray]

    def draw(self, rng: np.random.Generator, names: tuple[str, ...], level: int) -> int | None:
        """A random row of one of these classes, or None if none was recorded."""
        known = [n for n in names if (n, level) in self.rows]
        if not known:
            return None
        rows = self.rows[known[rng.integers(len(known))], level]
        return int(rows[rng.integers(len(rows))])


@torch.no_grad()
def encode(encoder: AudioEncoder, sounds: Path, seed: int = 1) -> dict[str, object]:
    """Every window twice: loud, and quiet with something faint behind it; and silence.

    Every tenth recording is kept from training.
    """
    recordings = Recordings()
    load_classes(recordings, sounds, most=8)
    rng = np.random.default_rng(seed)
    behind = [
        w for w, (r, _) in enumerate(recordings.windows) if recordings.classes[r] in BACKGROUND
    ]
    bank: dict[str, list] = {"tokens": [], "heard": [], "classes": [], "levels": [], "held_out": []}
    waves: list[np.ndarray] = []

    def add(wave: np.ndarray, name: str, level: int, held_out: bool) -> None:
        waves.append(wave.clip(-1, 1).astype(np.float32))
        bank["classes"].append(name)
        bank["levels"].append(level)
        bank["held_out"].append(held_out)
        if len(waves) == 20:  # what fits the cache is three times as fast as more at once
            flush()

    def flush() -> None:
        if waves:
            token, name, _ = encoder(torch.tensor(np.stack(waves)))
            bank["tokens"].append(token[:, 0])
            bank["heard"].append(name[:, 0])
            waves.clear()

    for window, (recording, _) in enumerate(recordings.windows):
        wave = recordings.cut(window)
        for level, gain in ((LOUD, rng.uniform(0.5, 1.6)), (QUIET, rng.uniform(0.06, 0.2))):
            mixed = wave * gain
            if rng.random() < 0.4:
                other = recordings.cut(behind[rng.integers(len(behind))])
                mixed = mixed + other * gain * rng.uniform(0.05, 0.25)
            add(mixed, recordings.classes[recording], level, recording % 10 == 0)
    for index in range(300):
        add(rng.normal(0, 10 ** rng.uniform(-4.5, -2.6), RATE), SILENCE, LOUD, index % 10 == 0)
    flush()
    return {**bank, "tokens": torch.cat(bank["tokens"]), "heard": torch.cat(bank["heard"])}


def read_bank(path: Path, held_out: bool) -> SoundBank:
    """The part of a written bank for training or for evaluation; they share no recording."""
    stored = torch.load(path, weights_only=True)
    rows: dict[tuple[str, int], list[int]] = {}
    parts = zip(stored["classes"], stored["levels"], stored["held_out"], strict=True)
    for index, (name, level, held) in enumerate(parts):
        if held == held_out:
            rows.setdefault((name, level), []).append(index)
    return SoundBank(stored["tokens"], stored["heard"], {k: np.array(v) for k, v in rows.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("sounds", "encoder", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    encoder = AudioEncoder()
    encoder.load_state_dict(torch.load(arguments.encoder, weights_only=True)["state_dict"])
    bank = encode(encoder.eval(), arguments.sounds)
    torch.save(bank, arguments.out)
    print(f"{len(bank['tokens'])} seconds")


if __name__ == "__main__":
    main()
