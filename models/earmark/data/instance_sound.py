"""What sounds in a training scene: seconds of recordings of the instances that are seen."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from earmark.data.instance_layout import SECONDS, Part
from earmark.data.instances import Photo
from earmark.data.scene_config import SceneConfig
from earmark.data.sounding import BACKGROUND, SOUNDING
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank

Floats = NDArray[np.float32]
SoundSpan = tuple[str, int, int, int]  # family, first second, second after the last, level
SURE = 0.6  # probability from which an instance is surely what it is called


def audio_track(
    rng: np.random.Generator,
    parts: list[Part],
    bank: SoundBank,
    config: SceneConfig,
    is_still: bool,
) -> tuple[NDArray[np.int64], Floats]:
    """Rows of the bank for each second; what sounds is written into the parts' facts."""
    modes, shares = zip(*config.sound_modes, strict=True)
    mode = "none" if is_still else str(rng.choice(modes, p=np.array(shares) / sum(shares)))
    track = quiet_track(rng, bank, config.background_share)
    mask = np.full(SECONDS, 0.0 if mode == "none" else 1.0, np.float32)
    if mode == "none":
        for part in parts:
            part.facts = replace(part.facts, sounding=None if is_still else ())
        return np.array(track), mask
    able = able_families(rng, parts, bank)
    families = list(able)
    rng.shuffle(families)
    spans: list[SoundSpan] = []
    if mode == "one" and families:
        start = int(rng.integers(0, 6)) if rng.random() < 0.5 else 0
        spans = [(families[0], start, int(rng.integers(start + 2, SECONDS + 1)), LOUD)]
    elif mode == "two" and len(families) > 1:
        cut = int(rng.integers(2, 8))
        levels = (LOUD, QUIET) if rng.random() < 0.5 else (QUIET, LOUD)
        if rng.random() < 0.7:
            spans = [(families[0], 0, cut, levels[0]), (families[1], cut, SECONDS, levels[1])]
        else:
            spans = [(families[0], 0, SECONDS, LOUD), (families[1], cut, SECONDS, QUIET)]
    elif mode == "off":
        others = [f for f in SOUNDING if f not in able]
        other = bank.draw(rng, SOUNDING[others[rng.integers(len(others))]].classes, LOUD)
        if other is not None:
            for s in range(int(rng.integers(0, 5)), SECONDS):
                track[s] = int(other[s % len(other)])
    put_spans(rng, track, spans, bank)
    for family, first, last, level in spans:
        # Which of several of a kind sounds, nobody can hear: all of them are said to be
        # possible.
        several = len(able[family]) > 1
        for part in able[family]:
            part.facts = replace(
                part.facts,
                sounding=None if several else ((float(first), float(last)),),
                loudness=None if several else loudness_of(level),
            )
    return np.array(track), mask


def put_spans(
    rng: np.random.Generator, track: list[int], spans: list[SoundSpan], bank: SoundBank
) -> None:
    """Writes what sounds in each second into `track`: a mixture where two sound at once."""
    recordings = {f: bank.draw(rng, SOUNDING[f].classes, level) for f, _, _, level in spans}
    for s in range(len(track)):
        on = [(f, level) for f, first, last, level in spans if first <= s < last]
        row = None
        if len(on) == 2:
            row = bank.pair(rng, on[0][0], on[1][0])
        if row is None and on:
            recording = recordings[on[0][0]]
            row = int(recording[s % len(recording)]) if recording is not None else None
        if row is not None:
            track[s] = row


def loudness_of(level: int) -> float:
    """dB of full scale, about."""
    return -12.0 if level == LOUD else -26.0


def quiet_track(rng: np.random.Generator, bank: SoundBank, background_share: float) -> list[int]:
    """Rows of the bank for each second of silence, at times with something in the background."""
    quiet = None
    if rng.random() < background_share:
        quiet = bank.draw(rng, (BACKGROUND[rng.integers(len(BACKGROUND))],), QUIET)
    if quiet is None:
        quiet = bank.draw(rng, (SILENCE,), LOUD)
    assert quiet is not None, "the bank holds silence"
    return [int(quiet[s % len(quiet)]) for s in range(SECONDS)]


def able_families(
    rng: np.random.Generator, parts: list[Part], bank: SoundBank
) -> dict[str, list[Part]]:
    """The instances by what they sound like, of which the bank has a recording."""
    able: dict[str, list[Part]] = {}
    for part in parts:
        family = family_of(part.facts.names)
        if family is not None and bank.draw(rng, SOUNDING[family].classes, LOUD) is not None:
            able.setdefault(family, []).append(part)
    return able


def families_of(photo: Photo) -> set[str]:
    return {f for i in photo.instances if (f := family_of(i.names)) is not None}


def family_of(names: Mapping[str, float]) -> str | None:
    """The family of sounds of what an instance surely is."""
    sure = [name for name, p in names.items() if p >= SURE and name in SOUNDING]
    if sure:
        return max(sure, key=lambda name: names[name])
    people = {"man", "woman", "boy", "girl"}
    return "person" if any(p >= SURE and n in people for n, p in names.items()) else None
