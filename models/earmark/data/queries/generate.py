"""Queries of a scene: a kind by its weight, a noun, facts, and the sentence that says them."""

from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from earmark.data.instances import SURE
from earmark.data.queries import looks, relations, sounds, times
from earmark.data.queries.asked import absent_nouns, siblings, weights_of
from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import KINDS, Fact, Facts, Truth, join
from earmark.data.queries.say import (
    LONG_WORDS,
    finished,
    is_plural,
    led,
    lengthened,
    numbered,
    phrase,
)
from earmark.data.queries.scene import Scene
from earmark.data.queries.types import Cue, Kind, Query, QueryConfig
from earmark.names.nouns import Nouns, the_nouns

BASE: frozenset[Cue] = frozenset({"visual", "text"})
LEAST_AREA = 0.0015  # of the picture; smaller things are not asked for by themselves
TRIES = 12  # kinds that are tried before a query is given up
IDLE = 0.95  # times the wanted share of long sentences get idle words; not all become long
NEAR_SHARE = 0.35  # of absent nouns are of the kind of something that is there

Maker = Callable[["Asker"], Query | None]


def generate_queries(
    scene: Scene, rng: np.random.Generator, config: QueryConfig, count: int
) -> list[Query]:
    """At most `count` queries of the scene, each kind as often as `config` says.

    A kind that the scene cannot answer gives its turn to the others.
    """
    asker = Asker(scene, Dice(rng), config, the_nouns())
    found = []
    for _ in range(count):
        query = asker.ask()
        if query is not None:
            found.append(query)
    return found


class Asker:
    """Asks about one scene."""

    def __init__(self, scene: Scene, dice: Dice, config: QueryConfig, nouns: Nouns) -> None:
        self.facts = Facts(scene, nouns)
        self.dice = dice
        self.config = config
        self.nouns = nouns
        self.askable = [
            i for i in self.facts.sure if scene.instances[i].area >= LEAST_AREA or self.facts.count == 1
        ]
        tops = [max(scene.instances[i].names, key=scene.instances[i].names.get) for i in self.askable]
        # Large ones more often; of a crowd each one seldom.
        self.areas = [
            (scene.instances[i].area ** 0.25 + 0.05) / tops.count(top) ** 0.6
            for i, top in zip(self.askable, tops, strict=True)
        ]
        self.always = all(
            i.enters_seconds == 0 and i.leaves_seconds == scene.duration_seconds
            for i in scene.instances
        )
        self.makers = [(weight, maker) for weight, maker in _makers(config) if weight > 0]
        self.vain: dict[Maker, int] = {}

    def ask(self) -> Query | None:
        for _ in range(TRIES):
            # A kind that failed often here is tried less often.
            weights = [w * 0.6 ** self.vain.get(m, 0) for w, m in self.makers]
            maker = self.dice.weighted([m for _, m in self.makers], weights)
            query = maker(self)
            if query is not None:
                return query
            self.vain[maker] = min(6, self.vain.get(maker, 0) + 1)
        return None

    # Words for an instance.

    def chosen(self, wanted: Truth | None = None) -> int | None:
        """An instance to ask for, larger ones more often."""
        members = [
            (i, a)
            for i, a in zip(self.askable, self.areas, strict=True)
            if wanted is None or wanted[i] is True
        ]
        if not members:
            return None
        return self.dice.weighted([i for i, _ in members], [a for _, a in members])

    def nouns_of(self, index: int) -> list[str]:
        """Canonical nouns that it surely has, the special ones first."""
        names = self.facts.scene.instances[index].names
        return [n for n, p in names.items() if p >= SURE and n in self.facts.leaves[index]] or [
            n for n, p in names.items() if p >= SURE
        ]

    def noun(self, index: int) -> str:
        nouns = self.nouns_of(index)
        # "man" or "person": mostly the special one.
        if self.facts.is_person[index] is True and self.dice.chance(0.25):
            return "person"
        return self.dice.pick(nouns)

    def synonym(self, index: int) -> str | None:
        words = [
            s
            for n in self.nouns_of(index)
            for s in self.nouns.nouns[n].synonyms
            if s not in self.nouns.nouns
        ]
        return self.dice.pick(words) if words else None

    def hypernym(self, index: int) -> str | None:
        words = [k for n in self.nouns_of(index) for k in self.nouns.nouns[n].kinds if k in KINDS]
        return self.dice.pick(words) if words else None

    def head(self, index: int) -> str:
        """Some word for the chosen one, as people choose it."""
        roll = self.dice.roll()
        word: str | None = None
        if roll < 0.16:
            word = self.synonym(index)
        elif roll < 0.3:
            word = self.hypernym(index)
        elif roll < 0.36:
            word = "object"
        return word or self.noun(index)

    # Sentences.

    def query(
        self, kind: Kind, word: str, facts: list[Fact], truth: Truth | None = None, noun: str = "",
        plural: bool | None = None,
    ) -> Query | None:  # fmt: skip
        """The sentence of a head word and facts; None where nothing is known of the answer."""
        meant = truth if truth is not None else join([self.facts.truth(word), *(f.truth for f in facts)])
        if facts and kind not in ("absent", "absent attribute") and True not in meant:
            return None
        several = meant.count(True) > 1 if plural is None else plural
        # One speaks of several as one at times ("the dog" where two are).
        if plural is None and several and self.dice.chance(0.35):
            several = False
        said, takes_plural = numbered(self.nouns, word, several)
        text = phrase(self.dice, said, facts, takes_plural, self._article(word, facts))
        return self._finished(kind, text, meant, facts, takes_plural, noun)

    def _article(self, word: str, facts: list[Fact]) -> str:
        roll = self.dice.roll()
        superlative = any(f.picks_one for f in facts)
        if superlative or roll < 0.84 or word in ("object", "thing"):
            return "the"
        if roll < 0.94 or is_plural(word):
            return ""
        return "the"

    def _finished(
        self, kind: Kind, text: str, meant: Truth, facts: list[Fact], plural: bool, noun: str
    ) -> Query:  # fmt: skip
        words = text.count(" ") + 1
        dice = self.dice
        # Long sentences of real ones come from facts; idle words fill up the share.
        if words < LONG_WORDS and dice.chance(self.config.long_share * IDLE):
            text = lengthened(dice, text, plural, self.facts.has_time, self.always)
        elif dice.chance(0.05):
            text = led(dice, text, plural)
        needs = BASE.union(*(f.needs for f in facts))
        return Query(finished(dice, text), meant, needs, kind, noun)


# One function a kind. Each gives None where the scene has no such question.


def _noun(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    if chosen is None:
        return None
    noun = asker.noun(chosen)
    return _of_word(asker, "noun", noun)


def _of_word(asker: Asker, kind: Kind, word: str) -> Query:
    from earmark.names.plural import with_article

    dice = asker.dice
    truth = asker.facts.truth(word)
    meanings = asker.nouns.of_word.get(word, (word,))
    roll = dice.roll()
    if roll < 0.12:
        text = with_article(word)
    elif roll < 0.24:
        text = word
    elif roll < 0.3 and truth.count(True) == 1:
        return _with_more(asker, kind, word, truth)
    else:
        text = f"the {word}"
    return asker._finished(kind, text, truth, [], is_plural(word), meanings[0])


def _with_more(asker: Asker, kind: Kind, word: str, truth: Truth) -> Query:
    """ "the picture's only dog", said longer."""
    text = asker.dice.pick((f"the only {word}", f"the {word} here", f"this {word}", f"the {word}"))
    return asker._finished(kind, text, truth, [], is_plural(word), word)


def _synonym(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    word = None if chosen is None else asker.synonym(chosen)
    return None if word is None else _of_word(asker, "synonym", word)


def _hypernym(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    word = None if chosen is None else asker.hypernym(chosen)
    if word is None:
        return None
    several = asker.facts.truth(word).count(True) > 1
    if several and asker.dice.chance(0.6):
        return _all_of(asker, "hypernym", word)
    return _of_word(asker, "hypernym", word)


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def _plural(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    if chosen is None:
        return None
    return _all_of(asker, "plural", asker.head(chosen))


def _all_of(asker: Asker, kind: Kind, word: str) -> Query | None:
    truth = asker.facts.truth(word)
    count = truth.count(True)
    said, takes_plural = numbered(asker.nouns, word, True)
    if count < 2 or not takes_plural or is_plural(word):
        return None
    forms = [f"the {said}", said, f"all {said}", f"all the {said}", f"all of the {said}", f"every {word}", f"each {word}"]
    if None not in truth and count in _NUMBERS:
        forms += [f"the {_NUMBERS[count]} {said}"] * 2
        forms += [f"both {said}"] * 2 if count == 2 else []
    text = asker.dice.pick(forms)
    plural = not text.startswith(("every", "each"))
    return asker._finished(kind, text, truth, [], plural, word)


def _with_fact(kind: Kind, make: Callable[[Asker, int, str], Fact | None]) -> Maker:
    def maker(asker: Asker) -> Query | None:
        chosen = asker.chosen()
        if chosen is None:
            return None
        word = asker.head(chosen)
        if asker.facts.truth(word)[chosen] is not True:
            return None
        fact = make(asker, chosen, word)
        return None if fact is None else asker.query(kind, word, [fact])

    return maker


def _colour_fact(asker: Asker, chosen: int, word: str) -> Fact | None:
    return looks.colour(asker.dice, asker.facts, chosen)


def _clothing_fact(asker: Asker, chosen: int, word: str) -> Fact | None:
    return looks.clothing(asker.dice, asker.facts, chosen)


def _place_fact(asker: Asker, chosen: int, word: str) -> Fact | None:
    return looks.place(asker.dice, asker.facts, chosen, asker.facts.truth(word))


def _size_fact(asker: Asker, chosen: int, word: str) -> Fact | None:
    return looks.size(asker.dice, asker.facts, chosen, asker.facts.truth(word))


def _relation_fact(asker: Asker, chosen: int, word: str) -> Fact | None:
    return relations.relation(asker.dice, asker.facts, chosen, word)


def _sound(asker: Asker) -> Query | None:
    """Who is heard; how is said as in real sentences: mostly "object", with a relation at times."""
    facts, dice = asker.facts, asker.dice
    if not facts.has_sound:
        return None
    heard = sounds.sounds_truth(facts)
    roll = dice.roll()
    if roll < 0.12:
        quiet = asker.chosen(tuple(None if h is None else not h for h in heard))
        if quiet is None or True not in heard:
            return None
        word = dice.pick(("object", asker.head(quiet), asker.head(quiet)))
        return asker.query("sound", word, [sounds.silent(dice, facts)])
    chosen = asker.chosen(heard)
    if chosen is None:
        return None
    word = "object" if dice.chance(0.6) else asker.head(chosen)
    fact: Fact | None = None
    if roll < 0.36:
        fact = sounds.by_being_played(dice, facts, chosen) or sounds.by_playing(dice, facts, chosen)
    elif roll < 0.56:
        fact = sounds.doing(dice, facts, chosen)
    fact = fact or sounds.sounding(dice, facts)
    more: list[Fact] = []
    if dice.chance(0.4):
        extra = _relation_fact(asker, chosen, word) or _place_fact(asker, chosen, word)
        if extra is not None and not (extra.rank == fact.rank == 3):
            more.append(extra)
    return asker.query("sound", word, [fact, *more])


def _order(asker: Asker) -> Query | None:
    facts, dice = asker.facts, asker.dice
    if not facts.has_sound:
        return None
    roll = dice.roll()
    if roll < 0.15:
        fact = sounds.all_times(dice, facts)
        return None if fact is None else asker.query("order", "object", [fact])
    if roll < 0.35:
        found = sounds.compared(dice, facts)
        word = "object"
    else:
        start = asker.chosen(sounds.sounds_truth(facts))
        if start is None:
            return None
        word = "object" if dice.chance(0.7) else asker.head(start)
        of = sounds.first_or_last if roll < 0.7 else sounds.extreme
        found = of(dice, facts, facts.truth(word))
    if found is None:
        return None
    chosen, fact = found
    if facts.truth(word)[chosen] is not True:
        return None
    return asker.query("order", word, [fact])


def _time(asker: Asker) -> Query | None:
    facts, dice = asker.facts, asker.dice
    chosen = asker.chosen()
    if not facts.has_time or chosen is None:
        return None
    word = "object" if dice.chance(0.4) else asker.head(chosen)
    if dice.chance(0.4):
        fact = times.moving(dice, facts, chosen)
        return None if fact is None else asker.query("time", word, [fact])
    found = times.comes_or_goes(dice, facts, facts.truth(word))
    return None if found is None else asker.query("time", word, [found[1]])


def _fact_pool(asker: Asker, chosen: int, word: str) -> list[Fact]:
    """Facts that are true of the chosen one, each of another sort, in a random order."""
    facts, dice = asker.facts, asker.dice
    makers: list[Callable[[], Fact | None]] = [
        lambda: looks.colour(dice, facts, chosen) or looks.clothing(dice, facts, chosen),
        lambda: _place_fact(asker, chosen, word) or _size_fact(asker, chosen, word),
        lambda: _relation_fact(asker, chosen, word),
    ]
    if facts.has_sound and facts.scene.instances[chosen].sounding is not None:
        heard = bool(facts.scene.instances[chosen].sounding)
        makers.append(
            lambda: (
                (sounds.doing(dice, facts, chosen) if dice.chance(0.6) else sounds.sounding(dice, facts))
                if heard
                else sounds.silent(dice, facts)
            )
        )
    if facts.has_time:
        makers.append(lambda: times.moving(dice, facts, chosen))
    return [f for make in dice.few(makers, len(makers)) if (f := make()) is not None]


def _described(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    if chosen is None:
        return None
    word = asker.head(chosen)
    if asker.facts.truth(word)[chosen] is not True:
        return None
    pool = _fact_pool(asker, chosen, word)
    count = 1 + int(asker.dice.roll() * asker.config.max_facts)
    taken = _speakable(pool, count)
    return asker.query("described", word, taken) if taken else None


def _speakable(pool: list[Fact], count: int) -> list[Fact]:
    """At most one that picks one out, and no two of the same sort."""
    taken: list[Fact] = []
    for fact in pool:
        if len(taken) == count:
            break
        if fact.picks_one and any(f.picks_one for f in taken):
            continue
        if any(f.kind == fact.kind for f in taken) or (fact.before and sum(bool(f.before) for f in taken) > 1):
            continue
        taken.append(fact)
    return sorted(taken, key=lambda f: not f.picks_one)


def absent_noun(asker: Asker) -> str | None:
    """A noun that surely is not there."""
    facts, dice, nouns = asker.facts, asker.dice, asker.nouns
    words, summed = absent_nouns(nouns)
    for _ in range(8):
        noun = ""
        if facts.sure and dice.chance(NEAR_SHARE):
            near = siblings(nouns, dice.pick(asker.nouns_of(dice.pick(facts.sure))))
            noun = dice.pick(near) if near else ""
        noun = noun or words[min(len(words) - 1, bisect_left(summed, dice.roll()))]
        if not facts.may_be_there(noun):
            return noun
    return None


def _absent(asker: Asker) -> Query | None:
    noun = absent_noun(asker)
    if noun is None:
        return None
    facts, dice, nouns = asker.facts, asker.dice, asker.nouns
    nothing: Truth = (False,) * facts.count
    synonyms = [s for s in nouns.nouns[noun].synonyms if s not in nouns.nouns]
    word = dice.pick(synonyms) if synonyms and dice.chance(0.15) else noun
    if True in facts.truth(word) or None in facts.truth(word):
        return None
    roll = dice.roll()
    if roll < 0.45:
        return _absent_plain(asker, word, noun, nothing)
    said = _facts_of_absent(asker, noun, nothing)
    return asker.query("absent", word, said, nothing, noun, plural=False)


def _absent_plain(asker: Asker, word: str, noun: str, nothing: Truth) -> Query:
    from earmark.names.plural import with_article

    several, takes_plural = numbered(asker.nouns, word, asker.dice.chance(0.15))
    roll = asker.dice.roll()
    text = with_article(word) if roll < 0.12 and several == word else several if roll < 0.24 else f"the {several}"
    return asker._finished("absent", text, nothing, [], takes_plural, noun)


def _facts_of_absent(asker: Asker, noun: str, nothing: Truth) -> list[Fact]:
    """What could be said of it if it were there."""
    facts, dice, nouns = asker.facts, asker.dice, asker.nouns
    person, found = nouns.is_kind(noun, "person"), []
    for sort in dice.few(("look", "place", "relation", "sound", "time"), 1 + int(dice.roll() * 2)):
        if sort == "look":
            colour = dice.pick(looks.SAID)
            form = f"in {colour}" if person else ""
            found.append(Fact("" if person else colour, form, nothing, "colour", 0))
        elif sort == "place":
            word = dice.pick(("left", "left", "right", "right", "middle"))
            found.append(looks._say_place(dice, word, nothing, 2))
        elif sort == "relation" and facts.sure:
            other = dice.pick(facts.sure)
            said = relations.other_noun(dice, facts, other, noun)
            if said is not None:
                found.append(relations.to_absent(dice, facts, other, said))
        elif sort == "sound" and facts.has_sound:
            kinds = (noun, *nouns.nouns[noun].kinds)
            verbs = next((sounds.DOING[k] for k in kinds if k in sounds.DOING), ())
            if verbs:
                verb = dice.pick(verbs)
                found.append(Fact("", "that {be} " + verb, nothing, "sound", needs=sounds.AUDIO))
            else:
                found.append(Fact("sounding", "", nothing, "sound", needs=sounds.AUDIO))
        elif sort == "time" and facts.has_time:
            form = dice.pick(("that move{s}", "that come{s} in later", "that leave{s} the scene"))
            found.append(Fact("", form, nothing, "time", needs=times.TIME))
    return found


def _absent_attribute(asker: Asker) -> Query | None:
    """What is there, with a fact that is surely false of all that its noun may mean."""
    facts, dice = asker.facts, asker.dice
    chosen = asker.chosen()
    if chosen is None:
        return None
    word = asker.noun(chosen) if dice.chance(0.8) else asker.head(chosen)
    group = facts.truth(word)
    roll = dice.roll()
    fact: Fact | None = None
    if facts.has_sound and roll < 0.4:
        fact = sounds.doing(dice, facts, chosen) if dice.chance(0.5) else sounds.sounding(dice, facts)
    elif roll < 0.65:
        fact = looks.colour(dice, facts, chosen, False) or looks.clothing(dice, facts, chosen, False)
    elif roll < 0.8:
        fact = looks.wrong_place(dice, facts, chosen)
    else:
        noun = absent_noun(asker)
        fact = None if noun is None else relations.to_absent(dice, facts, chosen, noun)
    if fact is None:
        return None
    meant = join([group, fact.truth])
    if any(m is not False for m in meant):
        return None
    noun = word if word in asker.nouns.nouns else ""
    return asker.query("absent attribute", word, [fact], meant, noun, plural=False)


def _makers(config: QueryConfig) -> list[tuple[float, Maker]]:
    return [
        (config.noun, _noun),
        (config.synonym, _synonym),
        (config.hypernym, _hypernym),
        (config.plural, _plural),
        (config.colour, _COLOUR),
        (config.clothing, _CLOTHING),
        (config.place, _PLACE),
        (config.size, _SIZE),
        (config.relation, _RELATION),
        (config.sound, _sound),
        (config.order, _order),
        (config.time, _time),
        (config.described, _described),
        (config.absent, _absent),
        (config.absent_attribute, _absent_attribute),
    ]


_COLOUR = _with_fact("colour", _colour_fact)
_CLOTHING = _with_fact("clothing", _clothing_fact)
_PLACE = _with_fact("place", _place_fact)
_SIZE = _with_fact("size", _size_fact)
_RELATION = _with_fact("relation", _relation_fact)
