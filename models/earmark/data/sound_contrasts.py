"""Scenes that only differ in what sounds: the same picture with one sound, with another, with
both in either order, and with none. A sentence about sound is true of something else in each, so
that no prior over what is seen answers it (as balanced pairs of Goyal 2017, "Making the V in VQA
Matter", do for pictures).
"""

from dataclasses import replace

import numpy as np

from earmark.data.instance_layout import SECONDS, Layout, Part
from earmark.data.instance_scenes import Moment, SceneSampler, scene_of_layout
from earmark.data.instance_sound import (
    SoundSpan,
    able_families,
    loudness_of,
    put_spans,
    quiet_track,
)
from earmark.data.queries import Query, sound_order, sounds
from earmark.data.queries.asker import Asker
from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import join
from earmark.data.sounds import LOUD
from earmark.names.nouns import the_nouns

TRIES = 8  # pairs of photos that are tried
BESIDE_SHARE = 0.7  # of scenes are two photos; the others are one that shows two families
GENERAL = ("object", "object", "object", "thing")
UNNAMED_SHARE = 0.5  # of what one of the two does is asked by a kind or without any noun


def draw_contrast(sampler: SceneSampler, rng: np.random.Generator, count: int) -> list[Moment]:
    """Two moments of one scene with other sounds, at most `count` queries each; none where no
    scene with two families was found."""
    for _ in range(TRIES):
        kind = "beside" if rng.random() < BESIDE_SHARE else "one"
        photos = [sampler.photo(rng)] + ([sampler.photo(rng)] if kind == "beside" else [])
        layout = sampler.lay_out(rng, photos, kind)
        able = able_families(rng, layout.parts, sampler.bank)
        lone = [
            f
            for f, parts in able.items()
            if len(parts) == 1 and _number(layout, parts[0]) in layout.owners
        ]
        if len(lone) < 2:
            continue
        one, other = (lone[n] for n in rng.permutation(len(lone))[:2])
        asked = [able[family][0] for family in (one, other)]
        seed = int(rng.integers(1 << 31))
        moments = []
        for spans in _variants(rng, one, other):
            _sound(layout.parts, {one: asked[0], other: asked[1]}, spans)
            track = quiet_track(rng, sampler.bank, sampler.config.background_share)
            put_spans(rng, track, spans, sampler.bank)
            audio = np.array(track), np.ones(SECONDS, np.float32)
            queries = _queries(seed, layout, kind, asked, sampler, count)
            moments.append(sampler.moment(rng, layout, audio, queries))
        return [m for m in moments if m is not None]
    return []


def _number(layout: Layout, part: Part) -> int:
    return next(n for n, each in enumerate(layout.parts) if each is part)


def _variants(rng: np.random.Generator, one: str, other: str) -> tuple[list[SoundSpan], ...]:
    """What sounds in the two moments."""
    start = int(rng.integers(0, 5)) if rng.random() < 0.4 else 0
    roll = rng.random()
    if roll < 0.6:
        return [(one, start, SECONDS, LOUD)], [(other, start, SECONDS, LOUD)]
    if roll < 0.85:
        cut = int(rng.integers(3, 8))
        first, second = ((a, b) for a, b in ((one, other), (other, one)))
        return tuple([(a, 0, cut, LOUD), (b, cut, SECONDS, LOUD)] for a, b in (first, second))
    return [(one, start, SECONDS, LOUD)], []


def _sound(parts: list[Part], able: dict[str, Part], spans: list[SoundSpan]) -> None:
    """Writes into the facts who sounds when."""
    for part in parts:
        part.facts = replace(part.facts, sounding=(), loudness=None)
    for family, first, last, level in spans:
        part = able[family]
        span = ((float(first), float(last)),)
        part.facts = replace(part.facts, sounding=span, loudness=loudness_of(level))


def _queries(
    seed: int, layout: Layout, kind: str, asked: list[Part], sampler: SceneSampler, count: int
) -> list[Query]:
    """The same draws for each sound: who sounds at all, whether each of the two does, who first."""
    dice = Dice(np.random.default_rng(seed))
    asker = Asker(scene_of_layout(layout, kind), dice, sampler.queries, the_nouns(), [])
    facts, found = asker.facts, []
    numbers = [_number(layout, part) for part in asked]
    order = dice.few(["general", "first", "one", "other", "silent"], 5)
    for what in sorted(order, key=lambda each: each != "general"):
        word, query = dice.pick(GENERAL), None
        if what == "general":
            if dice.chance(0.35):
                word = asker.hypernym(dice.pick(numbers)) or word
            query = _query(asker, word, sounds.sounding(dice, facts))
        elif what == "first":
            said = sound_order.first_or_last(dice, facts, facts.truth("object"))
            query = None if said is None else asker.query("order", "object", [said[1]])
        elif what == "silent":
            word = asker.noun(dice.pick(numbers))
            query = _query(asker, word, sounds.silent(dice, facts))
        else:
            number = numbers[what == "other"]
            roll = dice.roll()
            word = asker.noun(number)
            if roll < UNNAMED_SHARE:
                word = (roll < UNNAMED_SHARE / 2 and asker.hypernym(number)) or "object"
            fact = (
                sounds.doing(dice, facts, number)
                if dice.chance(0.6)
                else sounds.sounding(dice, facts)
            )
            query = _query(asker, word, fact)
        if query is not None:
            found.append(query)
    return found[:count]


def _query(asker: Asker, word: str, fact: sounds.Fact) -> Query | None:
    meant = join([asker.facts.truth(word), fact.truth])
    if True in meant:
        return asker.query("sound", word, [fact])
    if None in meant:
        return None
    return asker.query("absent attribute", word, [fact], meant, plural=False)
