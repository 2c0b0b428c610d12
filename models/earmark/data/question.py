"""What a question is, and the words that all kinds of questions are made of.

A question's `targets` are the objects that it refers to, all of them together; none when it refers
to nothing here. Those `among` which they are told apart are what its noun alone would mean.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from earmark.data.clips import Clip
from earmark.data.nouns import SOUNDING
from earmark.data.photos import Thing

ASKED_SHARE = 0.012  # of the picture; smaller objects are not asked for by themselves


@dataclass
class Question:
    sentence: str
    targets: tuple[int, ...]
    kind: str
    needs_sound: bool = False
    needs_time: bool = False
    noun: str = ""  # of an absent object, alone
    among: tuple[int, ...] | None = None  # None where it is not known


Maker = Callable[[np.random.Generator, Clip], Question | None]


def first_of(
    rng: np.random.Generator, makers: list[tuple[float, Maker]], clip: Clip
) -> Question | None:
    """The question of a random maker, by weight, among those that have one of this clip."""
    weights = np.array([weight for weight, _ in makers])
    for index in rng.choice(len(makers), len(makers), replace=False, p=weights / weights.sum()):
        question = makers[index][1](rng, clip)
        if question is not None:
            return question
    return None


def areas(clip: Clip) -> np.ndarray:
    """The share of the picture that each object covers where it is seen best, [n]."""
    return clip.scene.masks.mean((2, 3)).max(0)


def askable(clip: Clip) -> list[int]:
    return [int(i) for i in np.where(areas(clip) >= ASKED_SHARE)[0]]


def named(clip: Clip, name: str) -> tuple[int, ...]:
    return tuple(i for i, t in enumerate(clip.scene.things) if name in t.names)


def pick(rng: np.random.Generator, indices: list[int]) -> int:
    return indices[int(rng.integers(len(indices)))]


def kind_of(thing: Thing) -> str:
    return SOUNDING[thing.family].kind if thing.family in SOUNDING else "object"


def name_of(rng: np.random.Generator, thing: Thing) -> str:
    return str(rng.choice(list(thing.names)))


def say_noun(rng: np.random.Generator, noun: str) -> str:
    """A noun as people ask for it."""
    several = noun if noun.endswith("s") or noun == "people" else f"{noun}s"
    forms = [
        "{n}",
        "the {n}",
        "the {n}",
        "a {n}",
        "the {n} in the picture",
        "find the {n}",
        "the {n} in the video",
        several,
    ]
    return str(rng.choice(forms)).format(n=noun)


def common_kind(rng: np.random.Generator, things: list[Thing]) -> str:
    """ "object" or what all these objects are."""
    kinds = {kind_of(t) for t in things}
    if len(kinds) == 1 and rng.random() < 0.5:
        return kinds.pop()
    return str(rng.choice(["object", "object", "thing"]))
