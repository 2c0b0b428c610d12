"""A bank of encoded seconds: what the audio encoder makes of every recording, and of two at once.

`python -m earmark.data.sounds --sounds DIR --encoder FILE --out FILE`
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earmark.audio.recordings import RATE, Recordings, load_classes
from earmark.data.sounding import BACKGROUND, SOUNDING, UNSEEN
from earmark.model.audio_encoder import AudioEncoder

SILENCE = "silence"
LOUD, QUIET = 0, 1  # levels: about -6 dB and -20 dB of full scale
PAIRS = 3  # mixtures of every two families, in each order
HELD_OUT_EVERY = 10  # recordings

Rows = np.ndarray  # of one recording, in the order of time


@dataclass
class SoundBank:
    """tokens [n, 256], heard [n, 384]; recordings by (class, level), each as its rows in the order
    of time; and rows in which the first of two families is louder than the second."""

    tokens: Tensor
    heard: Tensor
    recordings: dict[tuple[str, int], list[Rows]]
    pairs: dict[tuple[str, str], Rows]

    def draw(self, rng: np.random.Generator, names: tuple[str, ...], level: int) -> Rows | None:
        """A random recording of one of these classes, or None if there is none."""
        known = [n for n in names if (n, level) in self.recordings]
        if not known:
            return None
        found = self.recordings[known[rng.integers(len(known))], level]
        return found[rng.integers(len(found))]

    def pair(self, rng: np.random.Generator, louder: str, other: str) -> int | None:
        """A random second in which both families sound."""
        rows = self.pairs.get((louder, other))
        return None if rows is None else int(rows[rng.integers(len(rows))])


class Encoding:
    """Collects seconds and what is known of them; encodes twenty at a time, which fits the cache:
    three times as fast as more at once."""

    def __init__(self, encoder: AudioEncoder) -> None:
        self.encoder = encoder
        self.tokens: list[Tensor] = []
        self.heard: list[Tensor] = []
        self.waves: list[np.ndarray] = []
        self.known: list[tuple[str, str, int, int, bool]] = []

    def add(self, wave: np.ndarray, known: tuple[str, str, int, int, bool]) -> None:
        self.waves.append(wave.clip(-1, 1).astype(np.float32))
        self.known.append(known)
        if len(self.waves) == 20:
            self.flush()

    @torch.no_grad()
    def flush(self) -> None:
        if self.waves:
            token, name, _ = self.encoder(torch.tensor(np.stack(self.waves)))
            self.tokens.append(token[:, 0])
            self.heard.append(name[:, 0])
            self.waves.clear()


def encode(encoder: AudioEncoder, sounds: Path, seed: int = 1) -> dict[str, object]:
    """Every window twice: loud, and quiet with something faint behind it; silence; and mixtures.

    Every tenth recording is kept from training. `known` holds for each row: its class or louder
    family, the other family of a mixture, level, recording, and whether it is held out.
    """
    recordings = Recordings()
    load_classes(recordings, sounds, most=8)
    rng = np.random.default_rng(seed)
    classes = recordings.classes
    behind = [w for w, (r, _) in enumerate(recordings.windows) if classes[r] in BACKGROUND]
    encoding = Encoding(encoder)
    for window, (recording, _) in enumerate(recordings.windows):
        wave = recordings.cut(window)
        for level, gain in ((LOUD, rng.uniform(0.5, 1.6)), (QUIET, rng.uniform(0.06, 0.2))):
            mixed = wave * gain
            if rng.random() < 0.4:
                other = recordings.cut(behind[rng.integers(len(behind))])
                mixed = mixed + other * gain * rng.uniform(0.05, 0.25)
            held = recording % HELD_OUT_EVERY == 0
            encoding.add(mixed, (classes[recording], "", level, recording, held))
    for index in range(300):
        noise = rng.normal(0, 10 ** rng.uniform(-4.5, -2.6), RATE)
        encoding.add(noise, (SILENCE, "", LOUD, -1 - index // 10, index % 100 < 10))
    for held in (False, True):
        families = _windows_of_families(recordings, held)
        for louder, own in families.items():
            for other, others in families.items():
                for _ in range(PAIRS if other != louder else 0):
                    first = recordings.cut(own[rng.integers(len(own))])
                    second = recordings.cut(others[rng.integers(len(others))])
                    difference = rng.uniform(3, 12)
                    mixed = _level(first) + _level(second) * 10 ** (-difference / 20)
                    gain = 10 ** (rng.uniform(-26, -12) / 20)
                    encoding.add(mixed * gain, (louder, other, LOUD, -1, held))
    encoding.flush()
    return {
        "tokens": torch.cat(encoding.tokens),
        "heard": torch.cat(encoding.heard),
        "known": encoding.known,
    }


def _level(wave: np.ndarray) -> np.ndarray:
    return wave / max(float(np.sqrt((wave * wave).mean())), 1e-3)


def _windows_of_families(recordings: Recordings, held: bool) -> dict[str, list[int]]:
    """The windows of every family's recordings, of the held-out part or of the other."""
    found: dict[str, list[int]] = {}
    for family, sounding in SOUNDING.items():
        for window, (recording, _) in enumerate(recordings.windows):
            kept = recording % HELD_OUT_EVERY == 0
            if recordings.classes[recording] in sounding.classes and kept == held:
                found.setdefault(family, []).append(window)
    return found


def read_bank(path: Path, held_out: bool) -> SoundBank:
    """The part of a written bank for training or for evaluation; they share no recording, and
    training hears nothing of the unseen families."""
    stored = torch.load(path, weights_only=True)
    hidden = {c for family in UNSEEN for c in SOUNDING[family].classes}
    recordings: dict[tuple[str, int], dict[int, list[int]]] = {}
    pairs: dict[tuple[str, str], list[int]] = {}
    for row, (name, other, level, recording, held) in enumerate(stored["known"]):
        unseen = name in hidden or bool({name, other} & UNSEEN)
        # Unseen families are all for evaluation, whether their recordings are held out or not.
        if (held or (unseen and not other)) != held_out or (unseen and not held_out):
            continue
        if other:
            pairs.setdefault((name, other), []).append(row)
        else:
            recordings.setdefault((name, level), {}).setdefault(recording, []).append(row)
    return SoundBank(
        stored["tokens"],
        stored["heard"],
        {k: [np.array(r) for r in by.values()] for k, by in recordings.items()},
        {k: np.array(v) for k, v in pairs.items()},
    )


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
    print(f"{len(bank['known'])} seconds")


if __name__ == "__main__":
    main()
