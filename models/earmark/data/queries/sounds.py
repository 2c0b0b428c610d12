"""Facts that are heard: who sounds, who is silent, what makes which sound."""

from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth
from earmark.data.queries.relations import other_noun, played_by, plays
from earmark.data.queries.types import Cue

AUDIO: frozenset[Cue] = frozenset({"audio"})

# Noun or kind -> what it does when it sounds.
DOING: dict[str, tuple[str, ...]] = {
    "dog": ("barking",),
    "wolf": ("howling",),
    "cat": ("meowing",),
    "big cat": ("roaring",),
    "cow": ("mooing",),
    "sheep": ("bleating",),
    "goat": ("bleating",),
    "horse": ("neighing",),
    "pig": ("grunting", "oinking"),
    "rooster": ("crowing",),
    "chicken": ("clucking",),
    "duck": ("quacking",),
    "bird": ("chirping", "singing"),
    "elephant": ("trumpeting",),
    "frog": ("croaking",),
    "insect": ("buzzing",),
    "snake": ("hissing",),
    "baby": ("crying",),
    "person": ("speaking", "talking"),
    "instrument": ("being played", "being played", "playing"),
    "helicopter": ("hovering", "flying"),
    "airplane": ("flying",),
    "train": ("passing by",),
    "ambulance": ("wailing",),
    "car": ("running", "honking"),
    "motorcycle": ("running", "roaring"),
    "truck": ("running",),
    "bus": ("running",),
    "clock": ("ticking",),
    "bell": ("ringing",),
    "phone": ("ringing",),
    "gun": ("firing", "shooting"),
    "hammer": ("hammering",),
    "drill": ("drilling",),
    "machine": ("running",),
    "appliance": ("running",),
    "keyboard": ("being typed on",),
}  # fmt: skip
_ANY = ("making a sound", "making a noise")
# What others may do, too, as far as one sees and hears.
_COMMON = frozenset({
    "running", "playing", "being played", "flying", "hovering", "passing by", "singing", "roaring",
    "crying", "buzzing", "hissing", "howling",
})  # fmt: skip
# "that barks", where it is not the verb without "ing".
_STEMS = {
    "buzzing": "buzz{es}", "hissing": "hiss{es}", "crying": "cr{y}", "flying": "fl{y}",
    "firing": "fire{s}", "running": "run{s}",
}  # fmt: skip
_SOURCE = (
    "the source of the sound", "the source of the sound", "the sound source",
    "the source of the noise", "where the sound comes from", "where the noise comes from",
    "what makes the sound", "what is making the sound", "what is making a sound",
    "whatever makes the noise", "what makes a noise", "what can be heard", "what we hear",
    "what i hear", "what is heard", "what you can hear", "what sounds", "what is sounding",
    "whatever is making noise", "which one makes the sound", "which one is sounding",
    "everything that makes a sound", "anything that makes a sound",
)  # fmt: skip
_SILENT = (
    "what is silent", "what makes no sound", "what cannot be heard", "whatever is silent",
    "which one makes no sound", "everything that is silent",
)  # fmt: skip


def sounds_truth(facts: Facts) -> Truth:
    return tuple(None if i.sounding is None else bool(i.sounding) for i in facts.scene.instances)


def sounding(dice: Dice, facts: Facts) -> Fact:
    """Whoever makes a sound."""
    roll = dice.roll()
    truth = sounds_truth(facts)
    if roll < 0.38:
        return Fact("sounding", "", truth, "sound", needs=AUDIO, alone=_SOURCE)
    form = dice.pick(
        ("making a sound", "making the sound", "that {be} making a sound",
         "that make{s} a sound", "making a noise",
         "that can be heard", "that we hear", "emitting sound", "that make{s} the sound",
         "that produce{s} the sound",
         "making a continuous sound", "that the sound comes from",
         "that {be} the source of the sound", "that you can hear",
         "that {be} heard")
    )  # fmt: skip
    return Fact("", form, truth, "sound", needs=AUDIO, alone=_SOURCE)


def silent(dice: Dice, facts: Facts) -> Fact:
    truth = tuple(None if t is None else not t for t in sounds_truth(facts))
    if dice.chance(0.3):
        return Fact("silent", "", truth, "sound", needs=AUDIO, alone=_SILENT)
    form = dice.pick(
        ("that {be} silent", "that make{s} no sound", "that didn't make any sound",
         "without any sound",
         "that cannot be heard", "not making any sound", "that {does} not make a sound")
    )  # fmt: skip
    return Fact("", form, truth, "sound", needs=AUDIO, alone=_SILENT)


def doing_of(facts: Facts, index: int) -> tuple[str, ...]:
    """What this instance does when it sounds."""
    for noun in facts.leaves[index]:
        for kind in (noun, *facts.nouns.nouns[noun].kinds):
            if kind in DOING:
                return DOING[kind]
    return _ANY


def doing(dice: Dice, facts: Facts, chosen: int) -> Fact:
    """The verb of the chosen one's sound; true of whoever sounds and does the same, false of who
    does something else and cannot do this as well."""
    verb = dice.pick(doing_of(facts, chosen))

    def does(index: int, heard: bool | None) -> bool | None:
        own = doing_of(facts, index)
        if heard is False or verb in own:
            return heard
        return None if own == _ANY or verb in _COMMON else False

    truth = tuple(does(i, heard) for i, heard in enumerate(sounds_truth(facts)))
    pronoun = "who" if facts.is_person[chosen] is True else "what"
    alone = (f"{pronoun} is {verb}", f"{pronoun}ever is {verb}", f"which one is {verb}")
    if verb == "playing" and dice.chance(0.5):
        return Fact("playing", "", truth, "sound", needs=AUDIO, alone=alone)
    if " " not in verb and dice.chance(0.4) and verb not in ("running", "playing"):
        return Fact(verb, "", truth, "sound", needs=AUDIO, alone=alone)
    if verb in _ANY:
        forms: tuple[str, ...] = (verb, "that {be} " + verb)
    else:
        forms = (verb, "that {be} " + verb, "making a sound by " + verb)
    if " " not in verb:
        forms += (f"that {_STEMS.get(verb, verb.removesuffix('ing') + '{s}')}",) * 2
    return Fact("", dice.pick(forms), truth, "sound", needs=AUDIO, alone=alone)


def by_being_played(dice: Dice, facts: Facts, chosen: int) -> Fact | None:
    """ "making a sound by being played by the man", of an instrument."""
    instance = facts.scene.instances[chosen]
    if not instance.sounding or not facts.scene.spatial:
        return None
    for player in facts.sure:
        if facts.is_person[player] is True and played_by(facts, chosen, player):
            said = other_noun(dice, facts, player, "")
            if said is None:
                continue
            truth = tuple(
                False if heard is False or i == player else played_by(facts, i, player)
                for i, heard in enumerate(sounds_truth(facts))
            )
            form = dice.pick(
                ("making a sound by being played by {o}", "making a sound by being played by {o}",
                 "making a sound and being played by {o}", "that sound{s} and {be} played by {o}")
            )  # fmt: skip
            return Fact("", form.replace("{o}", f"the {said}"), truth, "sound", 3, AUDIO)
    return None


def by_playing(dice: Dice, facts: Facts, chosen: int) -> Fact | None:
    """ "making a sound by playing the drum", of a person."""
    if facts.is_person[chosen] is not True or not facts.scene.spatial:
        return None
    for played in facts.sure:
        if facts.scene.instances[played].sounding and plays(facts, chosen, played):
            said = other_noun(dice, facts, played, "")
            if said is None:
                continue
            truth = tuple(
                plays(facts, i, played) if i != played else False for i in range(facts.count)
            )
            form = dice.pick(
                ("making a sound by playing {o}", "who make{s} a sound with {o}", "playing {o}")
            )
            return Fact("", form.replace("{o}", f"the {said}"), truth, "sound", 3, AUDIO)
    return None
