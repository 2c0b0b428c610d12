"""Phrases of instruments that are rare in recordings, played by a General MIDI soundfont.

Isolated notes are not what an instrument sounds like: each phrase has a key, a tempo, melody or
chords, and dynamics of its own. Needs the program fluidsynth.
"""

import struct
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from earmark.audio.recordings import RATE, Recordings, read_mono

# class: (General MIDI program, lowest note, highest note, notes at once)
INSTRUMENTS: dict[str, tuple[int, int, int, int]] = {
    "piano": (0, 40, 84, 3),
    "harpsichord": (6, 45, 80, 2),
    "glockenspiel": (9, 72, 96, 1),
    "vibraphone": (11, 55, 84, 2),
    "marimba": (12, 48, 84, 1),
    "xylophone": (13, 60, 90, 1),
    "tubular_bells": (14, 60, 77, 1),
    "organ": (19, 40, 80, 3),
    "hammond_organ": (16, 40, 80, 3),
    "accordion": (21, 50, 84, 3),
    "harmonica": (22, 60, 84, 2),
    "guitar": (24, 42, 76, 3),
    "steel_string_guitar": (25, 42, 76, 3),
    "electric_guitar": (27, 42, 76, 2),
    "distorted_guitar": (30, 40, 70, 2),
    "bass_guitar": (33, 28, 50, 1),
    "violin": (40, 56, 90, 1),
    "cello": (42, 36, 68, 1),
    "double_bass": (43, 28, 50, 1),
    "pizzicato": (45, 45, 80, 1),
    "harp": (46, 36, 86, 2),
    "timpani": (47, 36, 52, 1),
    "strings": (48, 40, 80, 3),
    "choir": (52, 48, 76, 3),
    "trumpet": (56, 54, 82, 1),
    "trombone": (57, 40, 68, 1),
    "tuba": (58, 28, 55, 1),
    "french_horn": (60, 42, 72, 1),
    "saxophone": (65, 50, 80, 1),
    "tenor_saxophone": (66, 44, 74, 1),
    "oboe": (68, 58, 86, 1),
    "bassoon": (70, 34, 66, 1),
    "clarinet": (71, 50, 86, 1),
    "flute": (73, 60, 94, 1),
    "flute_recorder": (74, 64, 90, 1),
    "sitar": (104, 48, 76, 1),
    "banjo": (105, 48, 78, 2),
    "koto": (107, 50, 80, 1),
    "bagpipe": (109, 58, 76, 2),
    "fiddle": (110, 56, 88, 1),
    "steel_drum": (114, 55, 80, 1),
}
PHRASE_SECONDS = 8
TICKS_A_SECOND = 960  # 480 ticks a quarter note at MIDI's default 120 beats a minute
SCALE = (0, 2, 4, 5, 7, 9, 11)


def variable_length(value: int) -> bytes:
    """MIDI's variable-length quantity."""
    parts = [value & 127]
    while value := value >> 7:
        parts.append(value & 127 | 128)
    return bytes(reversed(parts))


def phrase(rng: np.random.Generator, low: int, high: int, together: int) -> list[tuple]:
    """(start s, end s, note, velocity) of one phrase in a random key and tempo."""
    notes, at = [], 0.0
    key, beat = int(rng.integers(12)), rng.uniform(0.25, 0.7)
    ladder = [n for n in range(low, high) if (n - key) % 12 in SCALE]
    step = int(rng.integers(len(ladder)))
    chords = together > 1 and rng.random() < 0.5
    while at < PHRASE_SECONDS - 1:
        length = beat * rng.choice([0.5, 0.5, 1, 1, 2])
        step = int(np.clip(step + rng.integers(-3, 4), 0, len(ladder) - 1))
        for voice in range(together if chords else 1):
            note = ladder[min(len(ladder) - 1, step + 2 * voice)]
            notes.append((at, at + length * 0.95, note, int(rng.integers(55, 120))))
        at += length * (2 if rng.random() < 0.05 else 1)
    return notes


def drum_beat(rng: np.random.Generator) -> list[tuple]:
    """A kit's beat: kick, snare, hi-hat, toms, cymbals."""
    notes, beat = [], rng.uniform(0.2, 0.4)
    for index in range(int((PHRASE_SECONDS - 1) / beat)):
        at, hits = index * beat, [42 if rng.random() < 0.8 else 46]
        hits += [36] if index % 4 == 0 or rng.random() < 0.15 else []
        hits += [38] if index % 4 == 2 else []
        hits += [int(rng.choice([41, 45, 48, 49, 51, 57]))] if rng.random() < 0.2 else []
        notes += [(at, at + 0.1, hit, int(rng.integers(60, 120))) for hit in hits]
    return notes


def midi_file(phrases: list[tuple[int, int, list[tuple]]]) -> bytes:
    """Format 0 file of (channel, program, notes), each phrase in its own `PHRASE_SECONDS`."""
    events: list[tuple[int, int, bytes]] = []
    for index, (channel, program, notes) in enumerate(phrases):
        origin = index * PHRASE_SECONDS * TICKS_A_SECOND
        events.append((origin, 0, bytes([0xC0 | channel, program])))
        for start, end, note, velocity in notes:
            first, last = (origin + int(t * TICKS_A_SECOND) for t in (start, end))
            events.append((first, 2, bytes([0x90 | channel, note, velocity])))
            events.append((last, 1, bytes([0x80 | channel, note, 0])))
    events.sort()
    track, now = b"", 0
    for tick, _, event in events:
        track += variable_length(tick - now) + event
        now = tick
    track += b"\x00\xff\x2f\x00"
    return struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, 480, b"MTrk", len(track)) + track


def load_phrases(recordings: Recordings, soundfont: Path, rounds: int, seed: int) -> None:
    """Adds `rounds` phrases of every instrument and as many drum beats, one render in all."""
    rng = np.random.default_rng(seed)
    names, phrases = [], []
    for _ in range(rounds):
        for name, (program, low, high, together) in INSTRUMENTS.items():
            names.append(name)
            phrases.append((0, program, phrase(rng, low, high, together)))
        names.append("drum")
        phrases.append((9, 0, drum_beat(rng)))
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "score.mid", Path(folder) / "sound.wav"
        score.write_bytes(midi_file(phrases))
        command = ["fluidsynth", "-niq", "-r", str(RATE), "-F", str(sound), str(soundfont)]
        subprocess.run([*command, str(score)], check=True, capture_output=True)
        wave = read_mono(sound)
    size = PHRASE_SECONDS * RATE
    for index, name in enumerate(names):
        recordings.add(wave[index * size : (index + 1) * size], name, PHRASE_SECONDS)
