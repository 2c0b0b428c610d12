"""A scene on the clock: which picture each second shows, what sounds when and how loud."""

from dataclasses import dataclass

import numpy as np

from earmark.data.nouns import BACKGROUND, SOUNDING
from earmark.data.photos import Thing
from earmark.data.scenes import Kept
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank

SECONDS = 10
# No sound track at all; silence; something that is not in the picture; one object in it, or two.
ONE_ABLE = {"none": 0.08, "silent": 0.14, "off": 0.16, "one": 0.62}
TWO_ABLE = {"none": 0.05, "silent": 0.07, "off": 0.07, "one": 0.26, "after": 0.35, "together": 0.20}


@dataclass
class Event:
    """Objects of one family sound in seconds first..last; with two of a kind it may be either."""

    things: tuple[int, ...]
    family: str
    first: int
    last: int
    level: int

    @property
    def seconds(self) -> range:
        return range(self.first, self.last + 1)


@dataclass
class Clip:
    scene: Kept
    shown: list[int]  # [10] index into scene.rows
    sounds: list[int]  # [10] rows of the sound bank
    heard: list[float]  # [10] 1 where there is a sound track
    events: list[Event]

    @property
    def sounding(self) -> frozenset[int]:
        """The objects that are heard at some time."""
        return frozenset(i for event in self.events for i in event.things)


def clip_of(rng: np.random.Generator, scene: Kept, bank: SoundBank) -> Clip:
    """Puts a scene on the clock."""
    count = len(scene.rows)
    starts = [0, *sorted(rng.choice(np.arange(1, SECONDS), count - 1, replace=False))]
    shown = [max(p for p, s in enumerate(starts) if s <= t) for t in range(SECONDS)]
    able = _able(rng, scene, shown, bank)
    modes = TWO_ABLE if len(able) > 1 else ONE_ABLE
    mode = str(rng.choice(list(modes), p=list(modes.values())))
    events = _events(rng, scene, shown, able, mode)
    sounds = _track(rng, scene.things, events, bank, mode)
    return Clip(scene, shown, sounds, [0.0 if mode == "none" else 1.0] * SECONDS, events)


def _able(
    rng: np.random.Generator, scene: Kept, shown: list[int], bank: SoundBank
) -> dict[str, tuple[int, ...]]:
    """The families that are seen and were recorded, each with its objects."""
    seen = scene.shown[shown]  # [10, n]
    found: dict[str, tuple[int, ...]] = {}
    for index, thing in enumerate(scene.things):
        family = thing.family
        if family is None or family not in SOUNDING or not seen[:, index].any():
            continue
        if bank.draw(rng, SOUNDING[family].classes, LOUD) is not None:
            found[family] = (*found.get(family, ()), index)
    return found


def _events(
    rng: np.random.Generator,
    scene: Kept,
    shown: list[int],
    things_of: dict[str, tuple[int, ...]],
    mode: str,
) -> list[Event]:
    """One or two families that can be heard, each while it can be seen."""
    seen = scene.shown[shown]
    able = list(things_of)

    def event(family: str, first: int, last: int, level: int) -> Event | None:
        things = things_of[family]
        there = [s for s in range(first, last + 1) if seen[s][list(things)].any()]
        return Event(things, family, there[0], there[-1], level) if there else None

    if mode == "one" and able:
        family = able[rng.integers(len(able))]
        first = int(rng.integers(0, SECONDS)) if rng.random() < 0.6 else 0
        last = int(rng.integers(first, SECONDS)) if rng.random() < 0.6 else SECONDS - 1
        found = [event(family, first, last, LOUD)]
    elif mode in ("after", "together") and len(able) > 1:
        a, b = (able[i] for i in rng.choice(len(able), 2, replace=False))
        if mode == "after":
            cut = int(rng.integers(2, SECONDS - 2))
            levels = (LOUD, QUIET) if rng.random() < 0.5 else (QUIET, LOUD)
            pause = int(rng.integers(0, 2))
            found = [
                event(a, int(rng.integers(0, cut)), cut - 1, levels[0]),
                event(b, cut + pause, int(rng.integers(cut + pause, SECONDS)), levels[1]),
            ]
        else:
            first = int(rng.integers(0, 4))
            last = int(rng.integers(first + 4, SECONDS))
            found = [event(a, first, last, LOUD), event(b, first, last, QUIET)]
    else:
        found = []
    return [e for e in found if e is not None]


def _track(
    rng: np.random.Generator, things: list[Thing], events: list[Event], bank: SoundBank, mode: str
) -> list[int]:
    """The row of the bank that each second sounds like."""
    behind = BACKGROUND[rng.integers(len(BACKGROUND))] if rng.random() < 0.4 else SILENCE
    quiet = bank.draw(rng, (behind,), LOUD if behind == SILENCE else QUIET)
    if quiet is None:
        quiet = bank.draw(rng, (SILENCE,), LOUD)
    assert quiet is not None
    other = None
    if mode == "off":
        absent = [f for f in SOUNDING if f not in {t.family for t in things}]
        other = bank.draw(rng, SOUNDING[absent[rng.integers(len(absent))]].classes, LOUD)
    recordings = [bank.draw(rng, SOUNDING[e.family].classes, e.level) for e in events]
    track = []
    for second in range(SECONDS):
        now = [i for i, e in enumerate(events) if second in e.seconds]
        row = None
        if len(now) == 2:
            louder, softer = sorted(now, key=lambda i: events[i].level)
            row = bank.pair(rng, events[louder].family, events[softer].family)
        if row is None and now:
            rows = recordings[now[0]]
            row = int(rows[second % len(rows)]) if rows is not None else None
        if row is None and other is not None and rng.random() < 0.6:
            row = int(other[second % len(other)])
        track.append(int(quiet[second % len(quiet)]) if row is None else row)
    return track
