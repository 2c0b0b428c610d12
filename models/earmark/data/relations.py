"""Questions which of several objects is meant: by its place, its size, what is beside it, what
sounds first or longer, who plays it. Their nouns alone do not tell.
"""

from dataclasses import replace

import numpy as np

from earmark.contract import SHAPE
from earmark.data.clips import Clip
from earmark.data.nouns import PEOPLE
from earmark.data.photos import Thing
from earmark.data.question import (
    Question,
    areas,
    common_kind,
    kind_of,
    name_of,
    named,
)
from earmark.data.sounds import LOUD

APART = 0.13 * SHAPE.mask_size  # of two centres, before one is left of the other
SIDES = (("left", "right"), ("top", "bottom"))  # along x, along y


def _group(rng: np.random.Generator, clip: Clip) -> tuple[str, list[int]] | None:
    """A word, and two or more single objects that it may mean: "dog", or "object" for all."""
    things = clip.scene.things
    singles = [n for i, t in enumerate(things) if not t.several for n in {t.family or t.label}]
    doubled = [n for n in set(singles) if singles.count(n) > 1]
    if doubled and rng.random() < 0.8:
        family = sorted(doubled)[int(rng.integers(len(doubled)))]
        members = [i for i, t in enumerate(things) if (t.family or t.label) == family]
        common = [n for n in things[members[0]].names if named(clip, n) == tuple(members)]
        name = str(rng.choice([family, *common]))
    else:
        members = list(range(len(things)))
        name = common_kind(rng, things)
    if not 2 <= len(members) <= 4 or any(things[i].several for i in members):
        return None
    return name, members


def _centres(clip: Clip, members: list[int]) -> np.ndarray | None:
    """Centres (x, y) of the members [pictures, n, 2] in the pictures that show them all."""
    masks, shown = clip.scene.masks[:, members], clip.scene.shown[:, members]
    centres = [
        [[np.where(m.any(a))[0].mean() for a in (0, 1)] for m in picture]
        for picture, all_there in zip(masks, shown.all(1), strict=True)
        if all_there
    ]
    return np.array(centres) if centres else None


def place(rng: np.random.Generator, clip: Clip) -> Question | None:
    """The one on the left, right, top or bottom, or of three in the middle, in every picture."""
    group = _group(rng, clip)
    if group is None:
        return None
    name, members = group
    centres = _centres(clip, members)
    if centres is None:
        return None
    axis = 0 if rng.random() < 0.65 else 1
    ranked = np.argsort(centres[:, :, axis], 1)
    steps = np.diff(np.sort(centres[:, :, axis], 1), axis=1)
    if len(members) == 3 and axis == 0 and rng.random() < 0.3:
        rank, near, sentence = 1, steps, f"the {name} in the middle"
    elif rng.random() < 0.5:
        rank, near, sentence = 0, steps[:, :1], _say_place(rng, name, SIDES[axis][0])
    else:
        rank, near, sentence = -1, steps[:, -1:], _say_place(rng, name, SIDES[axis][1])
    if near.min() < APART or len(set(ranked[:, rank])) > 1:
        return None
    target = members[int(ranked[0, rank])]
    return Question(sentence, (target,), "spatial", among=tuple(members))


def _say_place(rng: np.random.Generator, name: str, side: str) -> str:
    forms = ["the {n} on the {s}", "the {n} at the {s}", "the {n} on the {s} side"]
    if side in SIDES[0]:
        forms += ["the {s} {n}", "the {s}most {n}", "{n} on the {s}", "the {n} to the {s}"]
    return str(rng.choice(forms)).format(n=name, s=side)


def size(rng: np.random.Generator, clip: Clip) -> Question | None:
    group = _group(rng, clip)
    if group is None:
        return None
    name, members = group
    if not clip.scene.shown[:, members].all():
        return None
    ranked = np.argsort(areas(clip)[members])
    share = areas(clip)[members][ranked]
    big = rng.random() < 0.5
    if (share[-1] < 1.8 * share[-2]) if big else (share[1] < 1.8 * share[0]):
        return None
    target = members[ranked[-1] if big else ranked[0]]
    sentence = _say_size(rng, name, big)
    return Question(sentence, (int(target),), "attribute", among=tuple(members))


def _say_size(rng: np.random.Generator, name: str, big: bool) -> str:
    words = ["biggest", "bigger", "largest"] if big else ["smallest", "smaller", "little"]
    return f"the {rng.choice(words)} {name}"


def beside(rng: np.random.Generator, clip: Clip) -> Question | None:
    """What is left of, right of or near something else: of two nouns only the first is meant."""
    things = clip.scene.things
    if not 2 <= len(things) <= 5 or any(t.several for t in things):
        return None
    by = int(rng.integers(len(things)))
    other = name_of(rng, things[by])
    members = list(range(len(things)))
    centres = _centres(clip, members)
    if centres is None or named(clip, other) != (by,):
        return None
    away = centres[:, :, 0] - centres[:, by : by + 1, 0]
    if rng.random() < 0.5:
        side, there = "left", away < -APART
    else:
        side, there = "right", away > APART
    near = len(things) == 2 and rng.random() < 0.4
    beside = there.all(0) if not near else np.arange(len(things)) != by
    if not near and (there.any(0) != beside).any():
        return None
    found = [int(i) for i in np.where(beside)[0]]
    heard = [i for i in found if i in clip.sounding]
    forms = ["the {k} near the {o}", "the {k} next to the {o}", "the {k} beside the {o}"]
    if not near:
        forms = ["the {k} on the {s} of the {o}", "the {k} to the {s} of the {o}",
                 "the {k} {s} of the {o}"]  # fmt: skip
    form = str(rng.choice(forms))
    if len(heard) == 1 and rng.random() < 0.4:
        kind = f"sounding {common_kind(rng, things)}"
        return Question(form.format(k=kind, s=side, o=other), (heard[0],), "spatial", True)
    if not found:
        return None
    target = found[int(rng.integers(len(found)))]
    name = name_of(rng, things[target])
    if len(found) == 1 and rng.random() < 0.4:
        name = common_kind(rng, things)
    elif [i for i in found if name in things[i].names] != [target]:
        return None
    return Question(form.format(k=name, s=side, o=other), (target,), "spatial")


def as_one_of_several(rng: np.random.Generator, missing: Question, clip: Clip) -> Question:
    """The same absent object, asked for as one of several or beside what is there."""
    draw, noun = rng.random(), missing.noun
    if draw < 0.4:
        axis = 0 if rng.random() < 0.8 else 1
        sentence = _say_place(rng, noun, str(rng.choice(SIDES[axis])))
    elif draw < 0.6:
        sentence = _say_size(rng, noun, rng.random() < 0.5)
    else:
        things = clip.scene.things
        other = name_of(rng, things[int(rng.integers(len(things)))])
        how = rng.choice(["next to", "near", "on the left of", "on the right of", "beside"])
        sentence = f"the {noun} {how} the {other}"
    return replace(missing, sentence=sentence)


def order(rng: np.random.Generator, clip: Clip) -> Question | None:
    """What sounds first or last, louder or longer than the other."""
    if len(clip.events) != 2:
        return None
    first, second = sorted(clip.events, key=lambda e: e.first)
    things = clip.scene.things
    if len(first.seconds) != len(second.seconds) and rng.random() < 0.25:
        return _longer(rng, clip)
    if second.first - first.first < 2 or second.first <= first.last:
        return _louder(rng, clip)
    early = rng.random() < 0.5
    asked, other = (first, second) if early else (second, first)
    forms = {
        True: ["the {k} that sounds first", "the first {k} to make a sound",
               "the {k} making a sound at the beginning", "the first sounding {k}",
               "the {k} that is heard before the {o}", "the {k} that makes a sound first",
               "the {k} making a sound before the {o}"],
        False: ["the {k} that sounds last", "the last {k} to make a sound",
                "the second {k} to make a sound", "the {k} that sounds later",
                "the {k} that is heard after the {o}", "the {k} that makes a sound last",
                "the {k} making a sound after the {o}"],
    }  # fmt: skip
    sentence = str(rng.choice(forms[early])).format(
        k=common_kind(rng, things), o=name_of(rng, things[other.things[0]])
    )
    return Question(sentence, asked.things, "temporal", True)


def _longer(rng: np.random.Generator, clip: Clip) -> Question | None:
    short, long = sorted(clip.events, key=lambda e: len(e.seconds))
    if len(long.seconds) < len(short.seconds) + 2:
        return None
    asked, other, word = (long, short, "long") if rng.random() < 0.5 else (short, long, "short")
    kind = common_kind(rng, clip.scene.things)
    name = name_of(rng, clip.scene.things[other.things[0]])
    forms = ["the {k} making the {w}est sound", "the {k} making the {w}est sound duration",
             "the {k} making {w}er sound duration than the {o}",
             "the {k} that sounds {w}er than the {o}"]  # fmt: skip
    sentence = str(rng.choice(forms)).format(k=kind, w=word, o=name)
    return Question(sentence, asked.things, "temporal", True)


def _louder(rng: np.random.Generator, clip: Clip) -> Question | None:
    loud = [e for e in clip.events if e.level == LOUD]
    soft = [e for e in clip.events if e.level != LOUD]
    if not loud or not soft:
        return None
    kind = common_kind(rng, clip.scene.things)
    name = name_of(rng, clip.scene.things[soft[0].things[0]])
    forms = ["the {k} making louder sound than the {o}", "the {k} that is louder than the {o}"]
    return Question(str(rng.choice(forms)).format(k=kind, o=name), loud[0].things, "acoustic", True)


def played(rng: np.random.Generator, clip: Clip) -> Question | None:
    """Who plays, or what is played."""
    things = clip.scene.things
    people = tuple(i for i, t in enumerate(things) if t.family == "person")
    if not can_be_played(things) or clip.scene.kind != "photo":
        return None
    (instrument,) = (i for i, t in enumerate(things) if kind_of(t) == "instrument")
    name, who = name_of(rng, things[instrument]), str(rng.choice(PEOPLE))
    if any(instrument in e.things for e in clip.events) and rng.random() < 0.3:
        forms = ["the object making a sound by being played by the {p}",
                 "the sounding object near the {p}", "the sounding {n} of the {p}",
                 "the object making a sound by being played by a {p}"]  # fmt: skip
        sentence = str(rng.choice(forms)).format(p=who, n=name)
        return Question(sentence, (instrument,), "interaction", True)
    if rng.random() < 0.5:
        forms = ["the {p} playing the {n}", "the {n} player", "the {p} with the {n}",
                 "the {p} who plays the {n}", "who plays the {n}", "the {p} holding the {n}",
                 "the {p} playing an instrument"]  # fmt: skip
        return Question(str(rng.choice(forms)).format(n=name, p=who), people, "interaction")
    name = str(rng.choice([name, name, "instrument", "object"]))
    forms = ["the {n} played by the {p}", "the {n} held by the {p}", "the {n} held by a {p}",
             "the {n} that the {p} plays", "the {n} being played by a {p}",
             "the {n} in the hands of the {p}", "the {n} being held by the {p}"]  # fmt: skip
    sentence = str(rng.choice(forms)).format(n=name, p=who)
    return Question(sentence, (instrument,), "interaction")


def can_be_played(things: list[Thing]) -> bool:
    """Somebody, and one instrument: photos show who plays what."""
    return any(t.family == "person" for t in things) and (
        sum(kind_of(t) == "instrument" for t in things) == 1
    )
