"""Sentences that are true of a clip, written from what is known of it.

A question's `targets` are the things that it refers to, all of them together; none when it refers
to nothing here. Kinds follow Ref-AVS: what it is, how it looks, where it is, what it does, when.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from earmark.contract import SHAPE
from earmark.data.clips import Clip
from earmark.data.nouns import PEOPLE, SOUNDING, family_of
from earmark.data.photos import Thing

ASKED_SHARE = 0.012  # of the picture; smaller things are not asked for by themselves
SURELY_OTHER, PERHAPS_OTHER = 0.6, 0.42  # cosines of labels below which one is not the other
NEAREST = 40  # absent nouns that are asked for more often, because they are near
# Of absent nouns: how many from the near ones, and how many as often as scenes show them.
NEAR_SHARE, COMMON_SHARE = 0.3, 0.6
ABSENT_SHARE = 0.15  # of questions which of several, so many of what is not there
M = SHAPE.mask_size
FAR_COLOURS = {
    "red": ("blue", "green", "white"),
    "white": ("black", "red"),
    "black": ("white", "yellow"),
    None: ("purple", "pink", "turquoise"),
}


@dataclass
class Question:
    sentence: str
    targets: tuple[int, ...]
    kind: str
    needs_sound: bool = False
    needs_time: bool = False
    noun: str = ""  # of an absent thing, alone


Maker = Callable[[np.random.Generator, Clip], Question | None]


class Asker:
    """Asks questions. `vocabulary` is every label that may be absent, with centred unit vectors
    [n, 384], so that an absent noun is not a near synonym of a present one."""

    def __init__(
        self, vocabulary: list[str], vectors: np.ndarray, shown: np.ndarray | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.vectors = vectors
        self.shown = shown  # in how many scenes each is there, [n]
        self.index = {word: i for i, word in enumerate(vocabulary)}

    def question(self, rng: np.random.Generator, clip: Clip) -> Question:
        """A random kind of question that this clip can answer."""
        makers: list[tuple[float, Maker]] = [
            # What few clips can answer weighs more where it can be asked.
            (0.28, _noun),
            (0.20, self.absent),
            (0.07, _colour),
            (0.20, _place),
            (0.04, _size),
            (0.17, _sounding),
            (0.12, _doing),
            (0.40, _order),
            (0.25, _comes_or_goes),
            (0.10, _moves),
            (0.30, _played),
        ]
        question = _first_of(rng, makers, clip)
        assert question is not None, "every clip has a thing to name"
        return question

    def relation(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        """Which of several: told by where they are, how big, who sounds first, who plays. At times
        of what is not there, so that such words alone do not mean that something is."""
        makers: list[tuple[float, Maker]] = [
            (0.45, _place),
            (0.20, _size),
            (0.25, _order),
            (0.60, _played),
        ]
        question = _first_of(rng, makers, clip)
        if question is not None and rng.random() < ABSENT_SHARE:
            missing = self.absent(rng, clip)
            return missing and _related(rng, missing)
        return question

    def absent(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        """A noun that is not there; often one that is near to what is."""
        things = clip.scene.things
        present = {n for t in things for n in t.names} | {t.family for t in things if t.family}
        present |= set(clip.scene.perhaps)
        near = [self.index[t.label] for t in things if t.label in self.index]
        alike = (self.vectors @ self.vectors[near].T).max(1, initial=-1.0)
        # Drawn by hand or pasted, a thing is surely no other; else its label may be a near guess.
        most = SURELY_OTHER if all(t.exact for t in things) else PERHAPS_OTHER
        allowed = np.where(alike < most)[0]
        nearest = allowed[np.argsort(-alike[allowed])[:NEAREST]]
        for _ in range(20):
            index = self._any_of(rng, nearest if rng.random() < NEAR_SHARE else allowed)
            word = self.vocabulary[index]
            if word in present or family_of(word) in present:
                continue
            if self.shown is not None:
                # "man" is as absent as "person" is.
                word = name_of(rng, Thing(word, False))
                if word in present:
                    continue
            return Question(say_noun(rng, word), (), "absent", noun=word)
        return None

    def _any_of(self, rng: np.random.Generator, indices: np.ndarray) -> int:
        """One of these words. What is often there must often be asked for where it is not: a noun
        whose every question was answered by something is believed to be everywhere."""
        if self.shown is None or rng.random() >= COMMON_SHARE:
            return int(rng.choice(indices))
        often = self.shown[indices] + 1e-6
        return int(rng.choice(indices, p=often / often.sum()))


def _first_of(
    rng: np.random.Generator, makers: list[tuple[float, Maker]], clip: Clip
) -> Question | None:
    """The question of a random maker, by weight, among those that have one of this clip."""
    weights = np.array([weight for weight, _ in makers])
    for index in rng.choice(len(makers), len(makers), replace=False, p=weights / weights.sum()):
        question = makers[index][1](rng, clip)
        if question is not None:
            return question
    return None


def of_time(rng: np.random.Generator, clip: Clip) -> Question | None:
    """A question that takes what was seen before."""
    return (_comes_or_goes if rng.random() < 0.7 else _moves)(rng, clip)


def _areas(clip: Clip) -> np.ndarray:
    """The share of the picture that each thing covers where it is seen best, [n]."""
    return clip.scene.masks.mean((2, 3)).max(0)


def _askable(clip: Clip) -> list[int]:
    return [int(i) for i in np.where(_areas(clip) >= ASKED_SHARE)[0]]


def _named(clip: Clip, name: str) -> tuple[int, ...]:
    return tuple(i for i, t in enumerate(clip.scene.things) if name in t.names)


def _pick(rng: np.random.Generator, indices: list[int]) -> int:
    return indices[int(rng.integers(len(indices)))]


def _noun(rng: np.random.Generator, clip: Clip) -> Question | None:
    known = _askable(clip)
    if not known:
        return None
    name = name_of(rng, clip.scene.things[_pick(rng, known)])
    return Question(say_noun(rng, name), _named(clip, name), "noun")


def _group(rng: np.random.Generator, clip: Clip) -> tuple[str, list[int]] | None:
    """A word, and two or more single things that it may mean: "dog", or "object" for all."""
    things = clip.scene.things
    singles = [n for i, t in enumerate(things) if not t.several for n in {t.family or t.label}]
    doubled = [n for n in set(singles) if singles.count(n) > 1]
    if doubled and rng.random() < 0.8:
        name = sorted(doubled)[int(rng.integers(len(doubled)))]
        members = [i for i, t in enumerate(things) if (t.family or t.label) == name]
    else:
        members = list(range(len(things)))
        name = kind_of(rng, things)
    if not 2 <= len(members) <= 4 or any(things[i].several for i in members):
        return None
    return name, members


def _centres(clip: Clip, members: list[int]) -> list[np.ndarray]:
    """Centres (x, y) of the members in each picture that shows them all."""
    masks, shown = clip.scene.masks[:, members], clip.scene.shown[:, members]
    return [
        np.array([[np.where(m.any(a))[0].mean() for a in (0, 1)] for m in picture])
        for picture, all_there in zip(masks, shown.all(1), strict=True)
        if all_there
    ]


def _place(rng: np.random.Generator, clip: Clip) -> Question | None:
    group = _group(rng, clip)
    if group is None:
        return None
    name, members = group
    centres = _centres(clip, members)
    if not centres:
        return None
    axis = 0 if rng.random() < 0.8 else 1
    first = rng.random() < 0.5
    found = []
    for places in centres:
        order = np.argsort(places[:, axis])
        order = order if first else order[::-1]
        if abs(places[order[1], axis] - places[order[0], axis]) < 0.13 * M:
            return None
        found.append(int(order[0]))
    if len(set(found)) > 1:
        return None
    return Question(_say_place(rng, name, axis, first), (members[found[0]],), "spatial")


def _say_place(rng: np.random.Generator, name: str, axis: int, first: bool) -> str:
    side = (("left", "right"), ("top", "bottom"))[axis][0 if first else 1]
    forms = ["the {n} on the {s}", "the {n} at the {s}", "the {n} on the {s} side"]
    if axis == 0:
        forms += ["the {s} {n}", "the {s}most {n}", "{n} on the {s}", "the {n} to the {s}"]
    return str(rng.choice(forms)).format(n=name, s=side)


def _size(rng: np.random.Generator, clip: Clip) -> Question | None:
    group = _group(rng, clip)
    if group is None:
        return None
    name, members = group
    if not clip.scene.shown[:, members].all():
        return None
    order = np.argsort(_areas(clip)[members])
    areas = _areas(clip)[members][order]
    big = rng.random() < 0.5
    if (areas[-1] < 1.8 * areas[-2]) if big else (areas[1] < 1.8 * areas[0]):
        return None
    target = members[order[-1] if big else order[0]]
    return Question(_say_size(rng, name, big), (int(target),), "attribute")


def _say_size(rng: np.random.Generator, name: str, big: bool) -> str:
    words = ["biggest", "bigger", "largest"] if big else ["smallest", "smaller", "little"]
    return f"the {rng.choice(words)} {name}"


def _related(rng: np.random.Generator, missing: Question) -> Question:
    """The same absent thing, asked for as one of several."""
    if rng.random() < 0.7:
        axis = 0 if rng.random() < 0.8 else 1
        sentence = _say_place(rng, missing.noun, axis, rng.random() < 0.5)
    else:
        sentence = _say_size(rng, missing.noun, rng.random() < 0.5)
    return replace(missing, sentence=sentence)


def _colour(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    known = [i for i in _askable(clip) if things[i].colour is not None]
    if not known:
        return None
    chosen = _pick(rng, known)
    name, colour = name_of(rng, things[chosen]), things[chosen].colour
    alike = _named(clip, name)
    if any(things[i].colour is None for i in alike):
        return None
    targets = tuple(i for i in alike if things[i].colour == colour)
    if rng.random() < 0.3:
        far = FAR_COLOURS.get(colour, FAR_COLOURS[None])
        colour, targets = str(rng.choice(far)), ()
        if any(things[i].colour == colour for i in alike):
            return None
    forms = ["the {c} {n}", "{c} {n}", "the {n} that is {c}", "the {n} with {c} colour"]
    return Question(str(rng.choice(forms)).format(c=colour, n=name), targets, "attribute")


def _sounding(rng: np.random.Generator, clip: Clip) -> Question | None:
    things, events = clip.scene.things, clip.events
    if len(events) == 2 and rng.random() < 0.6:
        loud, soft = sorted(events, key=lambda e: e.level)
        if loud.level == soft.level:
            return None
        if rng.random() < 0.7:
            forms = ["the {k} making the loudest sound", "the loudest {k}", "the louder {k}",
                     "the {k} with the loudest sound", "the {k} that is louder"]  # fmt: skip
        else:
            loud, soft = soft, loud
            forms = ["the {k} making the quieter sound", "the quieter {k}", "the quietest {k}"]
        sentence = str(rng.choice(forms)).format(k=kind_of(rng, things))
        return Question(sentence, loud.things, "acoustic", True)
    if not any(t.family in SOUNDING for t in things):
        return None
    targets = tuple(sorted({i for e in events for i in e.things}))
    if not targets and rng.random() < 0.4:
        return None
    if len(events) == 1 and rng.random() < 0.2:
        silent = tuple(i for i in range(len(things)) if i not in targets)
        if len(silent) == 1 and not things[silent[0]].several:
            forms = ["the silent {k}", "the {k} that makes no sound", "the {k} without sound"]
            sentence = str(rng.choice(forms)).format(k=kind_of(rng, things))
            return Question(sentence, silent, "acoustic", True)
    forms = ["the sounding {k}", "the {k} making the sound", "the {k} that makes a sound",
             "the {k} making a noise", "the {k} that can be heard", "the source of the sound",
             "who is making the sound", "the {k} emitting sound",
             "what makes the sound"]  # fmt: skip
    several = ["the sounding {k}s", "the {k}s making sounds", "the {k}s that can be heard"]
    kind = kind_of(rng, [things[i] for i in targets] or things)
    sentence = str(rng.choice(several if len(targets) > 1 else forms)).format(k=kind)
    return Question(sentence, targets, "acoustic", True)


def _doing(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    able = [i for i in _askable(clip) if things[i].family in SOUNDING]
    if not able:
        return None
    sounding = [i for e in clip.events for i in e.things if i in able]
    chosen = _pick(rng, sounding if sounding and rng.random() < 0.7 else able)
    family = str(things[chosen].family)
    known = SOUNDING[family]
    verb = str(rng.choice(list(known.doing)))
    name = name_of(rng, things[chosen]) if rng.random() < 0.7 else known.kind
    targets = tuple(
        i
        for e in clip.events
        for i in e.things
        # "the playing instrument" is any that is played; "the barking dog" is a dog.
        if (name in things[i].names if name != known.kind else verb in _doing_of(things[i]))
    )
    forms = ["the {v} {n}", "the {n} {v}", "the {n} that is {v}"]
    form = str(rng.choice(forms[1:] if " " in verb else forms))
    return Question(form.format(v=verb, n=name), targets, "doing", True)


def _doing_of(thing: Thing) -> tuple[str, ...]:
    return SOUNDING[thing.family].doing if thing.family in SOUNDING else ()


def _order(rng: np.random.Generator, clip: Clip) -> Question | None:
    if len(clip.events) != 2:
        return None
    first, second = sorted(clip.events, key=lambda e: e.first)
    if second.first - first.first < 2 or second.first <= first.last:
        return None
    things = clip.scene.things
    early = rng.random() < 0.5
    asked, other = (first, second) if early else (second, first)
    forms = {
        True: ["the {k} that sounds first", "the first {k} to make a sound",
               "the {k} making a sound at the beginning", "the first sounding {k}",
               "the {k} that is heard before the {o}", "the {k} that makes a sound first"],
        False: ["the {k} that sounds last", "the last {k} to make a sound",
                "the second {k} to make a sound", "the {k} that sounds later",
                "the {k} that is heard after the {o}", "the {k} that makes a sound last"],
    }  # fmt: skip
    sentence = str(rng.choice(forms[early])).format(
        k=kind_of(rng, things), o=name_of(rng, things[other.things[0]])
    )
    return Question(sentence, asked.things, "temporal", True)


def _comes_or_goes(rng: np.random.Generator, clip: Clip) -> Question | None:
    """Who is new, who was there before, who leaves: told by what was seen before."""
    shown, things = clip.scene.shown, clip.scene.things
    if len(shown) < 2 or shown.all():
        return None
    asked = [i for i in _askable(clip) if shown[:, i].any()]
    first = {i: int(np.argmax(shown[:, i])) for i in asked}
    last = {i: len(shown) - 1 - int(np.argmax(shown[::-1, i])) for i in asked}
    if not asked:
        return None
    newest = [i for i in asked if first[i] == max(first.values())]
    oldest = [i for i in asked if first[i] == 0]
    gone = [i for i in asked if last[i] < len(shown) - 1]
    kind = kind_of(rng, things)
    choices = []
    if len(newest) == 1 and first[newest[0]] > 0:
        forms = ["the {k} that appears last", "the {k} that appears later", "the new {k}",
                 "the {k} that comes into the picture", "the {k} entering the scene",
                 "the {k} that was not there before", "the last {k} to appear"]  # fmt: skip
        choices += [(forms, newest[0])] * 3
    if len(oldest) == 1 and len(asked) > 1:
        forms = ["the {k} that is there from the start", "the {k} that appears first"]
        choices.append((forms, oldest[0]))
    if len(gone) == 1:
        forms = ["the {k} that disappears", "the {k} that leaves", "the {k} that goes away"]
        choices.append((forms, gone[0]))
    if not choices:
        return None
    forms, target = choices[int(rng.integers(len(choices)))]
    sentence = str(rng.choice(forms)).format(k=kind)
    return Question(sentence, (target,), "appearing", needs_time=True)


def _moves(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    ways = [things[i].moves for i in range(len(things))]
    movers = [i for i, way in enumerate(ways) if way in ("left", "right")]
    if len(movers) != 1 or any(way is None for way in ways):
        return None
    kind, way = kind_of(rng, things), ways[movers[0]]
    forms = ["the {k} that moves", "the moving {k}", "the {k} moving to the {w}",
             "the {k} that is moving", "the {k} that moves {w}"]  # fmt: skip
    sentence = str(rng.choice(forms)).format(k=kind, w=way)
    return Question(sentence, (movers[0],), "moving", needs_time=True)


def _played(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    people = tuple(i for i, t in enumerate(things) if t.family == "person")
    played = [i for i, t in enumerate(things) if _kind(t) == "instrument"]
    if not can_be_played(things) or clip.scene.kind != "photo":
        return None
    name, who = name_of(rng, things[played[0]]), str(rng.choice(PEOPLE))
    if rng.random() < 0.5:
        forms = ["the {p} playing the {n}", "the {n} player", "the {p} with the {n}",
                 "the {p} who plays the {n}", "who plays the {n}", "the {p} holding the {n}",
                 "the {p} playing an instrument"]  # fmt: skip
        return Question(str(rng.choice(forms)).format(n=name, p=who), people, "interaction")
    name = str(rng.choice([name, name, "instrument", "object"]))
    forms = ["the {n} played by the {p}", "the {n} held by the {p}", "the {n} held by a {p}",
             "the {n} that the {p} plays", "the {n} being played by a {p}",
             "the {n} in the hands of the {p}"]  # fmt: skip
    sentence = str(rng.choice(forms)).format(n=name, p=who)
    return Question(sentence, (played[0],), "interaction")


def can_be_played(things: list[Thing]) -> bool:
    """Somebody, and one instrument: photos show who plays what."""
    return any(t.family == "person" for t in things) and (
        sum(_kind(t) == "instrument" for t in things) == 1
    )


def _kind(thing: Thing) -> str:
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
        several,
    ]
    return str(rng.choice(forms)).format(n=noun)


def kind_of(rng: np.random.Generator, things: list[Thing]) -> str:
    """ "object" or what all these things are."""
    kinds = {_kind(t) for t in things}
    if len(kinds) == 1 and rng.random() < 0.5:
        return kinds.pop()
    return str(rng.choice(["object", "object", "thing"]))
