"""Clips and questions: a scene gets a clock, sounds and one sentence that is true of it.

`target` is the thing that the sentence refers to, or None when it refers to nothing here.
"""

from dataclasses import dataclass

import numpy as np

from earmark.data.nouns import BACKGROUND, SOUNDING
from earmark.data.photos import Thing
from earmark.data.scenes import Kept
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank

SECONDS = 10
COLOURS = ("red", "orange", "yellow", "green", "blue", "white", "black", "brown", "grey")


@dataclass
class Event:
    """Thing `thing` sounds in seconds first..last."""

    thing: int
    first: int
    last: int
    level: int


@dataclass
class Clip:
    """A scene on the clock: which picture each second shows, which row of the bank it sounds."""

    scene: Kept
    shown: list[int]  # [10] index into scene.rows
    sounds: list[int]  # [10] rows of the sound bank
    heard: list[float]  # [10] 1 where there is a sound track
    events: list[Event]


@dataclass
class Question:
    sentence: str
    target: int | None
    kind: str
    needs_sound: bool


class Asker:
    """Makes clips and questions of a scene. `vocabulary` is every label that may be absent, with
    centred unit vectors [n, 384], so that an absent noun is not a near synonym of a present one."""

    def __init__(self, bank: SoundBank, vocabulary: list[str], vectors: np.ndarray) -> None:
        self.bank = bank
        self.vocabulary = vocabulary
        self.vectors = vectors
        self.index = {word: i for i, word in enumerate(vocabulary)}

    def clip(self, rng: np.random.Generator, scene: Kept) -> Clip:
        things = scene.things[-1]
        starts = [0, *sorted(rng.choice(np.arange(1, 9), len(scene.rows) - 1, replace=False))]
        shown = [max(p for p, s in enumerate(starts) if s <= t) for t in range(SECONDS)]
        seen_from = [starts[p] for p in _first_seen(scene)]
        audible = [i for i, t in enumerate(things) if self._sound(rng, t, LOUD) is not None]
        mode = rng.choice(["none", "silent", "off", "one", "two"], p=[0.07, 0.12, 0.12, 0.42, 0.27])
        events: list[Event] = []
        if mode == "one" and audible:
            thing = int(rng.choice(audible))
            first = int(rng.integers(seen_from[thing], SECONDS)) if rng.random() < 0.6 else 0
            last = int(rng.integers(first, SECONDS)) if rng.random() < 0.6 else SECONDS - 1
            events.append(Event(thing, first, last, LOUD))
        elif mode == "two" and len(audible) >= 2:
            a, b = (int(i) for i in rng.choice(audible, 2, replace=False))
            if things[a].family != things[b].family:
                cut = int(rng.integers(2, SECONDS - 2))
                levels = (LOUD, QUIET) if rng.random() < 0.5 else (QUIET, LOUD)
                events = [
                    Event(a, int(rng.integers(0, cut)), cut - 1, levels[0]),
                    Event(b, cut, int(rng.integers(cut, SECONDS)), levels[1]),
                ]
        return Clip(
            scene, shown, self._track(rng, things, events, str(mode)), self._mask(mode), events
        )

    def _sound(self, rng: np.random.Generator, thing: Thing, level: int) -> int | None:
        if thing.family not in SOUNDING:
            return None
        return self.bank.draw(rng, SOUNDING[thing.family].classes, level)

    @staticmethod
    def _mask(mode: str) -> list[float]:
        return [0.0 if mode == "none" else 1.0] * SECONDS

    def _track(
        self, rng: np.random.Generator, things: list[Thing], events: list[Event], mode: str
    ) -> list[int]:
        behind = BACKGROUND[rng.integers(len(BACKGROUND))] if rng.random() < 0.4 else SILENCE
        if mode == "off":
            present = {t.family for t in things}
            absent = [f for f in SOUNDING if f not in present]
            other = SOUNDING[absent[rng.integers(len(absent))]].classes
        track = []
        for second in range(SECONDS):
            row = None
            for event in events:
                if event.first <= second <= event.last:
                    row = self._sound(rng, things[event.thing], event.level)
            if row is None and mode == "off" and rng.random() < 0.6:
                row = self.bank.draw(rng, other, LOUD)
            if row is None:
                level = LOUD if behind == SILENCE else QUIET
                row = self.bank.draw(rng, (behind,), level)
            if row is None:
                row = self.bank.draw(rng, (SILENCE,), LOUD)
            assert row is not None
            track.append(row)
        return track

    def question(self, rng: np.random.Generator, clip: Clip) -> Question:
        """A random kind of question that this clip can answer."""
        makers = [
            (0.30, self._noun),
            (0.17, self._absent),
            (0.08, self._colour),
            (0.09, self._place),
            (0.16, self._sounding),
            (0.10, self._doing),
            (0.12, self._order),
            (0.05, self._appears),
            (0.05, self._player),
        ]
        weights = np.array([w for w, _ in makers])
        for index in rng.choice(len(makers), len(makers), replace=False, p=weights / weights.sum()):
            question = makers[index][1](rng, clip)
            if question is not None:
                return question
        raise AssertionError("every clip has a thing to name")

    def _noun(self, rng: np.random.Generator, clip: Clip) -> Question:
        things = clip.scene.things[-1]
        target = int(rng.integers(len(things)))
        return Question(_say_noun(rng, _name(rng, things[target])), target, "noun", False)

    def _absent(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things = clip.scene.things[-1]
        present = {n for t in things for n in t.names} | {t.family for t in things}
        near = [self.index[t.label] for t in things if t.label in self.index]
        for _ in range(20):
            index = int(rng.integers(len(self.vocabulary)))
            word = self.vocabulary[index]
            if word in present or any(self.vectors[index] @ self.vectors[n] > 0.42 for n in near):
                continue
            return Question(_say_noun(rng, word), None, "absent", False)
        return None

    def _colour(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things, colours = clip.scene.things[-1], clip.scene.colours
        known = [i for i, c in enumerate(colours) if c is not None]
        if not known:
            return None
        target = int(rng.choice(known))
        name, colour = _name(rng, things[target]), colours[target]
        wrong = rng.random() < 0.3
        if wrong:
            far = {"red": "blue green white", "white": "black red", "black": "white yellow"}
            colour = str(rng.choice(far.get(str(colour), "purple pink").split()))
        form = rng.choice(
            ["the {c} {n}", "{c} {n}", "the {n} that is {c}", "the {n} with {c} colour"]
        )
        return Question(
            form.format(c=colour, n=name), None if wrong else target, "attribute", False
        )

    def _place(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things = clip.scene.things[-1]
        if len(things) != 2:
            return None
        centres = [float(np.where(t.mask.any(0))[0].mean()) for t in things]
        areas = [int(t.mask.sum()) for t in things]
        kind = _kind(rng, things)
        if abs(centres[0] - centres[1]) > 25 and rng.random() < 0.75:
            side = str(rng.choice(["left", "right"]))
            target = int(np.argmin(centres) if side == "left" else np.argmax(centres))
            form = rng.choice(["the {k} on the {s}", "the {s} {k}", "{k} at the {s} side"])
            return Question(form.format(k=kind, s=side), target, "spatial", False)
        if max(areas) > 2 * min(areas):
            big = rng.random() < 0.5
            word = rng.choice(["biggest", "bigger", "largest"] if big else ["smallest", "smaller"])
            return Question(
                f"the {word} {kind}",
                int(np.argmax(areas) if big else np.argmin(areas)),
                "spatial",
                False,
            )
        return None

    def _sounding(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things = clip.scene.things[-1]
        if len(clip.events) > 1 and rng.random() < 0.5:
            loud = [e.thing for e in clip.events if e.level == LOUD]
            if len(loud) == 1:
                form = rng.choice(
                    [
                        "the object making the loudest sound",
                        "the loudest {k}",
                        "the {k} that is louder",
                    ]
                )
                return Question(form.format(k=_kind(rng, things)), loud[0], "acoustic", True)
        if len(clip.events) > 1 or not any(t.family in SOUNDING for t in things):
            return None
        target = clip.events[0].thing if clip.events else None
        if target is None and rng.random() < 0.4:
            return None
        kind = _kind(rng, things if target is None else [things[target]])
        if target is not None and len(things) == 2 and rng.random() < 0.2:
            form = rng.choice(
                ["the silent {k}", "the {k} that makes no sound", "the {k} without sound"]
            )
            return Question(form.format(k=_kind(rng, things)), 1 - target, "acoustic", True)
        form = rng.choice(
            [
                "the sounding {k}",
                "the {k} making the sound",
                "the {k} that makes a sound",
                "the {k} making a noise",
                "the {k} that can be heard",
                "the source of the sound",
                "who is making the sound",
                "the {k} emitting sound",
            ]
        )
        return Question(form.format(k=kind), target, "acoustic", True)

    def _doing(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things = clip.scene.things[-1]
        able = [i for i, t in enumerate(things) if t.family in SOUNDING]
        if not able:
            return None
        sounding = [e.thing for e in clip.events]
        chosen = int(rng.choice(sounding if sounding and rng.random() < 0.7 else able))
        family = SOUNDING[str(things[chosen].family)]
        verb = str(rng.choice(list(family.doing)))
        name = _name(rng, things[chosen]) if rng.random() < 0.7 else family.kind
        forms = ["the {v} {n}", "the {n} {v}", "the {n} that is {v}"]
        form = str(rng.choice(forms[1:] if " " in verb else forms))
        target = chosen if chosen in sounding else None
        return Question(form.format(v=verb, n=name), target, "doing", True)

    def _order(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        if len(clip.events) != 2:
            return None
        things = clip.scene.things[-1]
        first, second = (e.thing for e in clip.events)
        early = rng.random() < 0.5
        target, other = (first, second) if early else (second, first)
        forms = {
            True: ["the {k} that sounds first", "the first {k} to make a sound",
                   "the {k} making a sound at the beginning",
                   "the {k} that is heard before the {o}"],
            False: ["the {k} that sounds last", "the last {k} to make a sound",
                    "the {k} that sounds later", "the {k} that is heard after the {o}"],
        }  # fmt: skip
        form = str(rng.choice(forms[early]))
        return Question(
            form.format(k=_kind(rng, things), o=_name(rng, things[other])), target, "temporal", True
        )

    def _appears(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        first = _first_seen(clip.scene)
        if max(first) == 0:
            return None
        things = clip.scene.things[-1]
        late = [i for i, p in enumerate(first) if p == max(first)]
        early = [i for i, p in enumerate(first) if p == 0]
        if rng.random() < 0.7 or len(early) != 1:
            form = rng.choice(["the {k} that appears last", "the {k} that appears later",
                               "the {k} that comes into the picture", "the new {k}"])  # fmt: skip
            return Question(form.format(k=_kind(rng, things)), late[0], "temporal", False)
        form = rng.choice(["the {k} that is there from the start", "the {k} that appears first"])
        return Question(form.format(k=_kind(rng, things)), early[0], "temporal", False)

    def _player(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        things = clip.scene.things[-1]
        people = [i for i, t in enumerate(things) if t.family == "person"]
        played = [
            t for t in things if t.family in SOUNDING and SOUNDING[t.family].kind == "instrument"
        ]
        if len(people) != 1 or len(played) != 1 or clip.scene.kind != "photo":
            return None
        form = rng.choice(
            ["the person playing the {n}", "the {n} player", "the person with the {n}"]
        )
        return Question(form.format(n=_name(rng, played[0])), people[0], "interaction", False)


def _first_seen(scene: Kept) -> list[int]:
    counts = [len(things) for things in scene.things]
    return [next(p for p, n in enumerate(counts) if n > i) for i in range(counts[-1])]


def _name(rng: np.random.Generator, thing: Thing) -> str:
    return str(rng.choice(list(thing.names)))


def _say_noun(rng: np.random.Generator, noun: str) -> str:
    several = noun if noun.endswith("s") or noun == "people" else f"{noun}s"
    forms = [
        "{n}",
        "the {n}",
        "the {n}",
        "a {n}",
        "the {n} in the picture",
        "find the {n}",
        several,
    ]
    return str(rng.choice(forms)).format(n=noun)


def _kind(rng: np.random.Generator, things: list[Thing]) -> str:
    """ "object" or what all these things are."""
    kinds = {SOUNDING[t.family].kind if t.family in SOUNDING else "object" for t in things}
    if len(kinds) == 1 and rng.random() < 0.5:
        return kinds.pop()
    return str(rng.choice(["object", "object", "thing"]))
