"""The sound of the project's own benchmark: held-out recordings as samples, second by second."""

from pathlib import Path

import numpy as np
import torch

from earmark.audio.recordings import QUIET as TOO_QUIET
from earmark.audio.recordings import RATE, Recordings, Wave, load_classes
from earmark.data.clips import SECONDS, Clip, Event
from earmark.data.nouns import SOUNDING, UNSEEN
from earmark.data.sounds import HELD_OUT_EVERY, LOUD, QUIET, SILENCE, Rows, SoundBank

LONGEST = 10  # seconds of a recording
FADE = 80  # samples, 5 ms: where two recordings meet nothing clicks
HIDDEN = frozenset(c for family in UNSEEN for c in SOUNDING[family].classes)


class WaveBank(SoundBank):
    """A bank whose rows are samples instead of what the encoder makes of them: `waves[row]` is one
    second. Seconds of a recording follow each other as they were recorded."""

    def __init__(self, recordings: Recordings, rng: np.random.Generator) -> None:
        super().__init__(torch.zeros(0, 1), torch.zeros(0, 1), {}, {})
        self.waves: list[Wave] = []
        self.together: dict[tuple[str, ...], list[Wave]] = {}
        for index, (samples, name) in enumerate(
            zip(recordings.samples, recordings.classes, strict=True)
        ):
            if index % HELD_OUT_EVERY == 0 or name in HIDDEN:
                self._add(samples.astype(np.float32) / 32767, name, rng)
        for _ in range(10):
            noise = rng.normal(0, 10 ** rng.uniform(-4.5, -2.6), RATE).astype(np.float32)
            rows = self._rows([noise])
            self.recordings.setdefault((SILENCE, LOUD), []).append(rows)
        self.recorded = len(self.waves)

    def _add(self, wave: Wave, name: str, rng: np.random.Generator) -> None:
        starts = range(0, len(wave) - RATE + 1, RATE)
        parts = [wave[s : s + RATE] for s in starts]
        heard = [p for p in parts if np.sqrt((p * p).mean()) > TOO_QUIET][:LONGEST]
        if not heard:
            return
        for level, gain in ((LOUD, rng.uniform(0.5, 1.6)), (QUIET, rng.uniform(0.06, 0.2))):
            rows = self._rows([(p * gain).clip(-1, 1) for p in heard])
            self.recordings.setdefault((name, level), []).append(rows)

    def _rows(self, waves: list[Wave]) -> Rows:
        first = len(self.waves)
        self.waves += waves
        return np.arange(first, len(self.waves))

    def pair(self, rng: np.random.Generator, louder: str, other: str) -> int | None:
        """The next second in which both families sound; None if one was not recorded."""
        return self.mixture(rng, (louder, other))

    def mixture(self, rng: np.random.Generator, families: tuple[str, ...]) -> int | None:
        """The next second of these families at once, each 3 to 9 dB below the one before. A clip
        keeps one recording of each until `new_clip`."""
        left = self.together.get(families)
        if not left:
            left = self._mix(rng, families)
            if left is None:
                return None
            self.together[families] = left
        return int(self._rows([left.pop(0)])[0])

    def _mix(self, rng: np.random.Generator, families: tuple[str, ...]) -> list[Wave] | None:
        mixed = np.zeros(SECONDS * RATE, np.float32)
        level = 0.0
        for family in families:
            rows = self.draw(rng, SOUNDING[family].classes, LOUD)
            if rows is None:
                return None
            wave = np.concatenate([self.waves[row] for row in np.resize(rows, SECONDS)])
            effective = max(float(np.sqrt((wave * wave).mean())), 1e-3)
            mixed += wave * np.float32(10 ** (level / 20) / effective)
            level -= rng.uniform(3, 9)
        mixed *= np.float32(10 ** (rng.uniform(-26, -14) / 20))
        return list(mixed.clip(-1, 1).reshape(SECONDS, RATE))

    def new_clip(self) -> None:
        """Lets go of the mixtures of the clip before: its rows mean nothing any more."""
        self.together.clear()
        del self.waves[self.recorded :]

    def track(self, clip: Clip) -> Wave:
        """The clip's ten seconds; silence where it has no sound track."""
        rows = zip(clip.sounds, clip.heard, strict=True)
        seconds = [self.waves[row] * heard for row, heard in rows]
        wave = np.concatenate(seconds).astype(np.float32)
        ramp = np.linspace(0, 1, FADE, dtype=np.float32)
        for second in range(1, SECONDS):
            if clip.sounds[second] != clip.sounds[second - 1] + 1:
                at = second * RATE
                wave[at - FADE : at] *= ramp[::-1]
                wave[at : at + FADE] *= ramp
        return wave


def open_wave_bank(sounds: Path, seed: int) -> WaveBank:
    """The held-out recordings of `sounds`/<set>/<class>/. Raises FileNotFoundError without any."""
    recordings = Recordings()
    load_classes(recordings, sounds)
    bank = WaveBank(recordings, np.random.default_rng(seed))
    if len(bank.recordings) < 2:
        raise FileNotFoundError(f"{sounds} has no held-out recordings below <set>/<class>/.")
    return bank


def all_at_once(rng: np.random.Generator, clip: Clip, bank: WaveBank, most: int) -> Clip | None:
    """The clip with three or more of its objects sounding at the same time, the first loudest;
    None if it has not so many that can be heard."""
    able: dict[str, tuple[int, ...]] = {}
    for index, thing in enumerate(clip.scene.things):
        family = thing.family
        if family in SOUNDING and clip.scene.shown[:, index].all():
            able[family] = (*able.get(family, ()), index)
    recorded = [f for f in able if bank.draw(rng, SOUNDING[f].classes, LOUD) is not None]
    if len(recorded) < 3:
        return None
    order = rng.permutation(len(recorded))[:most]
    families = tuple(recorded[i] for i in order)
    sounds = [bank.mixture(rng, families) for _ in range(SECONDS)]
    events = [
        Event(able[f], f, 0, SECONDS - 1, LOUD if place == 0 else QUIET)
        for place, f in enumerate(families)
    ]
    rows = [row for row in sounds if row is not None]
    return Clip(clip.scene, clip.shown, rows, [1.0] * SECONDS, events)
