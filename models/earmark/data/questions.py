"""Sentences that are true of a clip, written from what is known of it.

Kinds follow Ref-AVS: what it is, how it looks, where it is, what it does, when.
"""

from dataclasses import replace

import numpy as np

from earmark.data.clips import Clip
from earmark.data.descriptions import described
from earmark.data.nouns import SOUNDING, family_of
from earmark.data.photos import Thing
from earmark.data.question import (
    Maker,
    Question,
    askable,
    common_kind,
    first_of,
    name_of,
    named,
    pick,
    say_noun,
)
from earmark.data.relations import as_one_of_several, beside, order, place, played, size

SURELY_OTHER, PERHAPS_OTHER = 0.6, 0.42  # cosines of labels below which one is not the other
NEAREST = 40  # absent nouns that are asked for more often, because they are near
# Of absent nouns: how many from the near ones, and how many as often as scenes show them.
NEAR_SHARE, COMMON_SHARE = 0.3, 0.6
ABSENT_SHARE = 0.15  # of questions which of several, so many of what is not there
FAR_COLOURS = {
    "red": ("blue", "green", "white"),
    "white": ("black", "red"),
    "black": ("white", "yellow"),
    None: ("purple", "pink", "turquoise"),
}


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
            (0.50, _noun),
            (0.25, self.absent),
            (0.30, described),
            (0.06, self._absent_described),
            (0.07, _colour),
            (0.20, place),
            (0.04, size),
            (0.06, beside),
            (0.17, _sounding),
            (0.12, _doing),
            (0.40, order),
            (0.25, _comes_or_goes),
            (0.10, _moves),
            (0.30, played),
        ]
        question = first_of(rng, makers, clip)
        assert question is not None, "every clip has a thing to name"
        return question

    def relation(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        """Which of several: told by where they are, how big, who sounds first, who plays. At times
        of what is not there, so that such words alone do not mean that something is."""
        makers: list[tuple[float, Maker]] = [
            (0.40, place),
            (0.30, size),
            (0.40, beside),
            (0.30, order),
            (0.80, played),
        ]
        question = first_of(rng, makers, clip)
        if question is not None and rng.random() < ABSENT_SHARE:
            missing = self.absent(rng, clip)
            return missing and as_one_of_several(rng, missing, clip)
        return question

    def absent(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        """A noun that is not there; often one that is near to what is."""
        things = clip.scene.things
        present = {n for t in things for n in t.names} | {t.family for t in things if t.family}
        present |= set(clip.scene.perhaps)
        near = [self.index[t.label] for t in things if t.label in self.index]
        alike = (self.vectors @ self.vectors[near].T).max(1, initial=-1.0)
        # Drawn by hand or pasted, an object is surely no other; else its label may be a near guess.
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
            return Question(say_noun(rng, word), (), "absent", noun=word, among=())
        return None

    def _absent_described(self, rng: np.random.Generator, clip: Clip) -> Question | None:
        missing = self.absent(rng, clip)
        question = missing and described(rng, clip, missing.noun)
        return question and replace(question, noun=missing.noun)

    def _any_of(self, rng: np.random.Generator, indices: np.ndarray) -> int:
        """One of these words. What is often there must often be asked for where it is not: a noun
        whose every question was answered by something is believed to be everywhere."""
        if self.shown is None or rng.random() >= COMMON_SHARE:
            return int(rng.choice(indices))
        often = self.shown[indices] + 1e-6
        return int(rng.choice(indices, p=often / often.sum()))


def of_time(rng: np.random.Generator, clip: Clip) -> Question | None:
    """A question that takes what was seen before."""
    return (_comes_or_goes if rng.random() < 0.7 else _moves)(rng, clip)


def _noun(rng: np.random.Generator, clip: Clip) -> Question | None:
    known = askable(clip)
    if not known:
        return None
    name = name_of(rng, clip.scene.things[pick(rng, known)])
    targets = named(clip, name)
    return Question(say_noun(rng, name), targets, "noun", among=targets)


def _colour(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    known = [i for i in askable(clip) if things[i].colour is not None]
    if not known:
        return None
    chosen = pick(rng, known)
    name, colour = name_of(rng, things[chosen]), things[chosen].colour
    alike = named(clip, name)
    if any(things[i].colour is None for i in alike):
        return None
    targets = tuple(i for i in alike if things[i].colour == colour)
    if rng.random() < 0.3:
        far = FAR_COLOURS.get(colour, FAR_COLOURS[None])
        colour, targets = str(rng.choice(far)), ()
        if any(things[i].colour == colour for i in alike):
            return None
    forms = ["the {c} {n}", "{c} {n}", "the {n} that is {c}", "the {n} with {c} colour"]
    sentence = str(rng.choice(forms)).format(c=colour, n=name)
    return Question(sentence, targets, "attribute", among=alike)


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
        sentence = str(rng.choice(forms)).format(k=common_kind(rng, things))
        return Question(sentence, loud.things, "acoustic", True)
    if not any(t.family in SOUNDING for t in things):
        return None
    targets = tuple(sorted(clip.sounding))
    if not targets and rng.random() < 0.4:
        return None
    if len(events) == 1 and rng.random() < 0.2:
        silent = tuple(i for i in range(len(things)) if i not in targets)
        if len(silent) == 1 and not things[silent[0]].several:
            forms = ["the silent {k}", "the {k} that makes no sound", "the {k} without sound"]
            sentence = str(rng.choice(forms)).format(k=common_kind(rng, things))
            return Question(sentence, silent, "acoustic", True)
    forms = ["the sounding {k}", "the {k} making the sound", "the {k} that makes a sound",
             "the {k} making a noise", "the {k} that can be heard", "the source of the sound",
             "who is making the sound", "the {k} emitting sound",
             "what makes the sound"]  # fmt: skip
    several = ["the sounding {k}s", "the {k}s making sounds", "the {k}s that can be heard"]
    kind = common_kind(rng, [things[i] for i in targets] or things)
    sentence = str(rng.choice(several if len(targets) > 1 else forms)).format(k=kind)
    return Question(sentence, targets, "acoustic", True)


def _doing(rng: np.random.Generator, clip: Clip) -> Question | None:
    things = clip.scene.things
    able = [i for i in askable(clip) if things[i].family in SOUNDING]
    if not able:
        return None
    sounding = [i for e in clip.events for i in e.things if i in able]
    chosen = pick(rng, sounding if sounding and rng.random() < 0.7 else able)
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


def _comes_or_goes(rng: np.random.Generator, clip: Clip) -> Question | None:
    """Who is new, who was there before, who leaves: told by what was seen before."""
    shown, things = clip.scene.shown, clip.scene.things
    if len(shown) < 2 or shown.all():
        return None
    asked = [i for i in askable(clip) if shown[:, i].any()]
    first = {i: int(np.argmax(shown[:, i])) for i in asked}
    last = {i: len(shown) - 1 - int(np.argmax(shown[::-1, i])) for i in asked}
    if not asked:
        return None
    newest = [i for i in asked if first[i] == max(first.values())]
    oldest = [i for i in asked if first[i] == 0]
    gone = [i for i in asked if last[i] < len(shown) - 1]
    kind = common_kind(rng, things)
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
    kind, way = common_kind(rng, things), ways[movers[0]]
    forms = ["the {k} that moves", "the moving {k}", "the {k} moving to the {w}",
             "the {k} that is moving", "the {k} that moves {w}"]  # fmt: skip
    sentence = str(rng.choice(forms)).format(k=kind, w=way)
    return Question(sentence, (movers[0],), "moving", needs_time=True)
