"""Queries about what is not there: absent nouns, and facts that are false of what is there."""

from bisect import bisect_left

from earmark.data.queries import looks, relations, sounds, times
from earmark.data.queries.asked import absent_nouns, siblings
from earmark.data.queries.asker import Asker
from earmark.data.queries.facts import Fact, Truth, join
from earmark.data.queries.say import numbered
from earmark.data.queries.types import Query
from earmark.names.plural import with_article

NEAR_SHARE = 0.35  # of absent nouns are of the kind of something that is there


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


def absent(asker: Asker) -> Query | None:
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
    several, takes_plural = numbered(asker.nouns, word, asker.dice.chance(0.15))
    roll = asker.dice.roll()
    text = (
        with_article(word)
        if roll < 0.12 and several == word
        else several
        if roll < 0.24
        else f"the {several}"
    )
    return asker.finished("absent", text, nothing, [], takes_plural, noun)


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
            found.append(looks.say_place(dice, word, nothing, 2))
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


def absent_attribute(asker: Asker) -> Query | None:
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
        fact = (
            sounds.doing(dice, facts, chosen) if dice.chance(0.5) else sounds.sounding(dice, facts)
        )
    elif roll < 0.65:
        fact = looks.colour(dice, facts, chosen, False) or looks.clothing(
            dice, facts, chosen, False
        )
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
