"""Queries about what is there, one function a kind. Each gives None where a scene has no such
question."""

from collections.abc import Callable

from earmark.data.queries import looks, relations, sound_order, sounds, times
from earmark.data.queries.asker import Asker, Maker
from earmark.data.queries.facts import Fact, Truth
from earmark.data.queries.say import is_plural, numbered
from earmark.data.queries.types import Kind, Query
from earmark.names.plural import with_article

FACT_TRIES = 3  # instances that are tried for a fact of one kind


def noun(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    if chosen is None:
        return None
    noun = asker.noun(chosen)
    return _of_word(asker, "noun", noun)


def _of_word(asker: Asker, kind: Kind, word: str) -> Query:
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
    return asker.finished(kind, text, truth, [], is_plural(word), meanings[0])


def _with_more(asker: Asker, kind: Kind, word: str, truth: Truth) -> Query:
    """ "the picture's only dog", said longer."""
    text = asker.dice.pick((f"the only {word}", f"the {word} here", f"this {word}", f"the {word}"))
    return asker.finished(kind, text, truth, [], is_plural(word), word)


def synonym(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    word = None if chosen is None else asker.synonym(chosen)
    return None if word is None else _of_word(asker, "synonym", word)


def hypernym(asker: Asker) -> Query | None:
    chosen = asker.chosen()
    word = None if chosen is None else asker.hypernym(chosen)
    if word is None:
        return None
    several = asker.facts.truth(word).count(True) > 1
    if several and asker.dice.chance(0.6):
        return _all_of(asker, "hypernym", word)
    return _of_word(asker, "hypernym", word)


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def plural(asker: Asker) -> Query | None:
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
    forms = [
        f"the {said}",
        said,
        f"all {said}",
        f"all the {said}",
        f"all of the {said}",
        f"every {word}",
        f"each {word}",
    ]
    if None not in truth and count in _NUMBERS:
        forms += [f"the {_NUMBERS[count]} {said}"] * 2
        forms += [f"both {said}"] * 2 if count == 2 else []
    text = asker.dice.pick(forms)
    plural = not text.startswith(("every", "each"))
    return asker.finished(kind, text, truth, [], plural, word)


def _with_fact(kind: Kind, make: Callable[[Asker, int, str], Fact | None]) -> Maker:
    def maker(asker: Asker) -> Query | None:
        for _ in range(FACT_TRIES):
            chosen = asker.chosen()
            if chosen is None:
                return None
            word = asker.head(chosen)
            if asker.facts.truth(word)[chosen] is not True:
                continue
            fact = make(asker, chosen, word)
            if fact is not None:
                return asker.query(kind, word, [fact])
        return None

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


def sound(asker: Asker) -> Query | None:
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


def order(asker: Asker) -> Query | None:
    facts, dice = asker.facts, asker.dice
    if not facts.has_sound:
        return None
    roll = dice.roll()
    if roll < 0.15:
        fact = sound_order.all_times(dice, facts)
        return None if fact is None else asker.query("order", "object", [fact])
    if roll < 0.35:
        found = sound_order.compared(dice, facts)
        word = "object"
    else:
        start = asker.chosen(sounds.sounds_truth(facts))
        if start is None:
            return None
        word = "object" if dice.chance(0.7) else asker.head(start)
        of = sound_order.first_or_last if roll < 0.7 else sound_order.extreme
        found = of(dice, facts, facts.truth(word))
    if found is None:
        return None
    chosen, fact = found
    if facts.truth(word)[chosen] is not True:
        return None
    return asker.query("order", word, [fact])


def time(asker: Asker) -> Query | None:
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
                (
                    sounds.doing(dice, facts, chosen)
                    if dice.chance(0.6)
                    else sounds.sounding(dice, facts)
                )
                if heard
                else sounds.silent(dice, facts)
            )
        )
    if facts.has_time:
        makers.append(lambda: times.moving(dice, facts, chosen))
    return [f for make in dice.few(makers, len(makers)) if (f := make()) is not None]


def described(asker: Asker) -> Query | None:
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
        if any(f.kind == fact.kind for f in taken) or (
            fact.before and sum(bool(f.before) for f in taken) > 1
        ):
            continue
        taken.append(fact)
    return sorted(taken, key=lambda f: not f.picks_one)


COLOUR = _with_fact("colour", _colour_fact)
CLOTHING = _with_fact("clothing", _clothing_fact)
PLACE = _with_fact("place", _place_fact)
SIZE = _with_fact("size", _size_fact)
RELATION = _with_fact("relation", _relation_fact)
