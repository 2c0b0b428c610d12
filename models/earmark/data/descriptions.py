"""Whole sentences, as people say them: a noun with one to three facts about it that all hold.

"The big red car on the left that is honking": every fact narrows who is meant. At times one of
them is wrong of everything here, and then nothing is meant.
"""

from dataclasses import dataclass

import numpy as np

from earmark.contract import SHAPE
from earmark.data.clips import Clip
from earmark.data.nouns import SOUNDING
from earmark.data.question import Question, areas, askable, kind_of, name_of, named, pick

BIG_SHARE, SMALL_SHARE = 0.25, 0.04  # of the picture
SIDE = 0.4  # of the picture's width: a centre nearer to its side is on that side
MOST_FACTS = 3
COLOURS = ("red", "orange", "brown", "yellow", "green", "blue", "white", "black", "grey")
NOTHING_SHARE = 0.2  # of these sentences, so many may mean nothing


@dataclass(frozen=True)
class Fact:
    """Words before or after the noun, and what they are true of; `unsure` may be meant or not."""

    before: str
    after: str
    true_of: frozenset[int]
    unsure: frozenset[int] = frozenset()
    needs_sound: bool = False
    needs_time: bool = False


def described(rng: np.random.Generator, clip: Clip, missing: str = "") -> Question | None:
    """An object by its noun, or by what kind of object it is, and facts. With a noun that is
    `missing` the facts are there and what they are said of is not."""
    known = askable(clip)
    if not known:
        return None
    things = clip.scene.things
    chosen = pick(rng, known)
    name = missing or name_of(rng, things[chosen])
    meant = set(named(clip, name))
    if not missing and rng.random() < 0.25:
        name = str(rng.choice([kind_of(things[chosen]), "object"]))
        meant = {i for i in range(len(things)) if name in ("object", kind_of(things[i]))}
    facts = _facts(rng, clip, chosen, name)
    if not facts:
        return None
    among = tuple(sorted(meant))
    count = min(len(facts), int(rng.integers(1, MOST_FACTS + 1)))
    taken = [facts[i] for i in sorted(rng.choice(len(facts), count, replace=False))]
    perhaps = set(meant)
    for fact in taken:
        meant &= fact.true_of
        perhaps &= fact.true_of | fact.unsure
    if perhaps != meant or not (meant or missing or rng.random() < NOTHING_SHARE):
        return None
    before = " ".join(fact.before for fact in taken if fact.before)
    after = " ".join(fact.after for fact in taken if fact.after)
    article = "" if rng.random() < 0.15 else "the"
    sentence = " ".join(part for part in (article, before, name, after) if part)
    return Question(
        sentence,
        tuple(sorted(meant)),
        "described",
        any(fact.needs_sound for fact in taken),
        any(fact.needs_time for fact in taken),
        among=among,
    )


def _facts(rng: np.random.Generator, clip: Clip, chosen: int, name: str) -> list[Fact]:
    """What can be said, in the order in which it is said; not all of it true of the chosen one."""
    found = [
        _big(rng, clip),
        _coloured(rng, clip, chosen),
        _at_side(rng, clip, chosen),
        _next_to(rng, clip, chosen, name),
        _sounding(rng, clip, chosen),
        _moving(rng, clip),
    ]
    return [fact for fact in found if fact is not None]


def _big(rng: np.random.Generator, clip: Clip) -> Fact | None:
    share = areas(clip)
    big, small = share > BIG_SHARE, share < SMALL_SHARE
    if not big.any() and not small.any():
        return None
    said = big if big.any() and (not small.any() or rng.random() < 0.5) else small
    word = str(rng.choice(["big", "large"] if said is big else ["small", "little"]))
    return Fact(word, "", _where(said), _where(~big & ~small))


def _coloured(rng: np.random.Generator, clip: Clip, chosen: int) -> Fact | None:
    colours = [thing.colour for thing in clip.scene.things]
    said = colours[chosen]
    if said is None:
        return None
    if rng.random() < 0.1:
        said = str(rng.choice(COLOURS))
    true_of = frozenset(i for i, colour in enumerate(colours) if colour == said)
    # Two words for one shade: nobody can say that a brown object is not orange.
    near = {"red", "orange", "brown"} if said in ("red", "orange", "brown") else set()
    near |= {"white", "grey", "black"} if said == "grey" else {"grey"}
    unsure = frozenset(i for i, c in enumerate(colours) if c is None or (c in near and c != said))
    return Fact(said, "", true_of, unsure)


def _at_side(rng: np.random.Generator, clip: Clip, chosen: int) -> Fact | None:
    """Where in the picture it is all the time."""
    left, right = _sides(clip)
    if not left[chosen] and not right[chosen]:
        return None
    said = left if left[chosen] else right
    if rng.random() < 0.1:
        said = right if said is left else left
    side = "left" if said is left else "right"
    form = str(rng.choice(["on the {s}", "on the {s} side", "at the {s}", "to the {s}"]))
    return Fact("", form.format(s=side), _where(said), _where(~left & ~right))


def _sides(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Which objects [n] are on the left, and on the right, wherever they are seen."""
    masks = clip.scene.masks
    across = (np.arange(SHAPE.mask_size) + 0.5) / SHAPE.mask_size
    columns = masks.sum(2)
    centres = (columns * across).sum(2) / np.maximum(1, columns.sum(2))
    hidden = ~clip.scene.shown
    left = ((centres < SIDE) | hidden).all(0) & ~hidden.all(0)
    return left, ((centres > 1 - SIDE) | hidden).all(0) & ~hidden.all(0)


def _next_to(rng: np.random.Generator, clip: Clip, chosen: int, name: str) -> Fact | None:
    """Of two objects, each is next to the other."""
    things = clip.scene.things
    if len(things) != 2 or not clip.scene.shown.all():
        return None
    other = name_of(rng, things[1 - chosen])
    if named(clip, other) != (1 - chosen,) or other == name:
        return None
    form = str(rng.choice(["next to the {o}", "near the {o}", "beside the {o}", "with the {o}"]))
    return Fact("", form.format(o=other), frozenset({chosen}))


def _sounding(rng: np.random.Generator, clip: Clip, chosen: int) -> Fact | None:
    sounding = clip.sounding
    family = clip.scene.things[chosen].family
    if family not in SOUNDING:
        return None
    if chosen not in sounding and rng.random() < 0.5:
        silent = frozenset(range(len(clip.scene.things))) - sounding
        forms = ["that is silent", "that makes no sound", "that cannot be heard"]
        return Fact("", str(rng.choice(forms)), silent, needs_sound=True)
    verbs = list(SOUNDING[family].doing)
    if rng.random() < 0.5:
        # Whoever does the same is meant as well.
        verb = str(rng.choice(verbs))
        true_of = frozenset(
            i
            for i in sounding
            if (other := clip.scene.things[i].family) in SOUNDING
            and verb in SOUNDING[str(other)].doing
        )
        form = str(rng.choice(["{v}", "that is {v}", "which is {v}"]))
        return Fact("", form.format(v=verb), true_of, needs_sound=True)
    forms = ["making a sound", "that makes a sound", "that can be heard", "that we hear"]
    return Fact("", str(rng.choice(forms)), sounding, needs_sound=True)


def _moving(rng: np.random.Generator, clip: Clip) -> Fact | None:
    ways = [thing.moves for thing in clip.scene.things]
    if all(way is None for way in ways):
        return None
    said = str(rng.choice(sorted({way for way in ways if way is not None})))
    forms = {
        "left": ["moving to the left", "that moves left", "going to the left"],
        "right": ["moving to the right", "that moves right", "going to the right"],
        "still": ["that does not move", "standing still", "that stays where it is"],
    }[said]
    true_of = frozenset(i for i, way in enumerate(ways) if way == said)
    unsure = frozenset(i for i, way in enumerate(ways) if way is None)
    return Fact("", str(rng.choice(forms)), true_of, unsure, needs_time=True)


def _where(true: np.ndarray) -> frozenset[int]:
    return frozenset(int(i) for i in np.where(true)[0])
