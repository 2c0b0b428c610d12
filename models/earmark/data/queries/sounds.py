"""Facts that are heard: who sounds, what it does, louder, longer, first. Seconds and dB."""

from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth
from earmark.data.queries.relations import other_noun, played_by, plays
from earmark.data.queries.scene import SceneInstance
from earmark.data.queries.types import Cue

APART_SECONDS = 0.8  # between two onsets, before one is first
LOUDER_DB = 5.0
HIGHER = 1.4  # times the pitch
LONGER_SECONDS = 1.5
ALL_TIMES, NOT_ALL_TIMES = 0.88, 0.7  # share of the clip that is filled with its sound

AUDIO: frozenset[Cue] = frozenset({"audio"})
AUDIO_TIME: frozenset[Cue] = frozenset({"audio", "time"})

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


def onset(instance: SceneInstance) -> float | None:
    return instance.sounding[0][0] if instance.sounding else None


def ending(instance: SceneInstance) -> float | None:
    return instance.sounding[-1][1] if instance.sounding else None


def seconds(instance: SceneInstance) -> float:
    return sum(b - a for a, b in instance.sounding or ())


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


def all_times(dice: Dice, facts: Facts) -> Fact | None:
    length = facts.scene.duration_seconds
    if length <= 0:
        return None
    truth = tuple(
        None
        if i.sounding is None
        else True
        if seconds(i) >= ALL_TIMES * length
        else False
        if seconds(i) <= NOT_ALL_TIMES * length
        else None
        for i in facts.scene.instances
    )
    form = dice.pick(
        ("that keep{s} making sound at all times", "that keep{s} making sound at all times",
         "that sound{s} all the time",
         "that can be heard throughout the clip")
    )  # fmt: skip
    return Fact("", form, truth, "order", needs=AUDIO_TIME)


def _heard(facts: Facts, group: Truth) -> list[int] | None:
    """Members of a group that sound; None where of any nobody knows."""
    members = [i for i, t in enumerate(group) if t is not False]
    if any(facts.scene.instances[i].sounding is None for i in members):
        return None
    return [i for i in members if facts.scene.instances[i].sounding]


def first_or_last(dice: Dice, facts: Facts, group: Truth) -> tuple[int, Fact] | None:
    """Who sounds first or last of a group."""
    heard = _heard(facts, group)
    if not heard or not facts.has_time:
        return None
    early = dice.chance(0.65)
    onsets = sorted((onset(facts.scene.instances[i]) or 0.0, i) for i in heard)
    if early:
        if len(onsets) > 1 and onsets[1][0] - onsets[0][0] < APART_SECONDS:
            return None
        chosen = onsets[0][1]
        forms = ("first", "first", "to make a sound first", "that sound{s} first",
            "that {be} heard first",
                 "making a sound at the beginning", "that make{s} a sound first")  # fmt: skip
    else:
        if len(onsets) < 2 or onsets[-1][0] - onsets[-2][0] < APART_SECONDS:
            return None
        chosen = onsets[-1][1]
        forms = ("last", "last", "that sound{s} last", "that {be} heard last",
            "that make{s} a sound last",
                 "that start{s} to sound last")  # fmt: skip
    truth = tuple(i == chosen for i in range(facts.count))
    form = dice.pick(forms)
    if form in ("first", "last"):
        after = dice.pick(
            ("to make a sound", "to make a sound", "to make any sound", "that we hear", "")
        )
        if not after:
            return chosen, Fact(f"{form} sounding", "", truth, "order", 2, AUDIO_TIME, True)
        return chosen, Fact(form, after, truth, "order", 2, AUDIO_TIME, True)
    return chosen, Fact("", form, truth, "order", 2, AUDIO_TIME, True)


def extreme(dice: Dice, facts: Facts, group: Truth) -> tuple[int, Fact] | None:
    """The loudest, quietest, lowest, highest, longest or shortest sound of a group."""
    heard = _heard(facts, group)
    if heard is None or len(heard) < 2:
        return None
    kind = dice.weighted(("loud", "pitch", "long"), (0.45, 0.25, 0.3))
    values: list[tuple[float, int]] = []
    for i in heard:
        instance = facts.scene.instances[i]
        value = {"loud": instance.loudness, "pitch": instance.pitch, "long": seconds(instance)}[
            kind
        ]
        if value is None:
            return None
        values.append((value, i))
    values.sort()
    high = dice.chance(0.65 if kind != "pitch" else 0.25)
    (near, _), (best, chosen) = values[-2:] if high else (values[1], values[0])
    clear = {
        "loud": abs(best - near) >= LOUDER_DB,
        "pitch": max(best, near) >= HIGHER * max(1e-6, min(best, near)),
        "long": abs(best - near) >= LONGER_SECONDS,
    }[kind]
    if not clear:
        return None
    words = {
        ("loud", True): ("making the loudest sound", "making the loudest sound",
         "with the loudest sound", "that {be} the loudest", "loudest"),
        ("loud", False): ("making the quietest sound", "with the quietest sound",
         "that {be} the quietest", "quietest"),
        ("pitch", True): ("making the highest sound", "with the highest sound"),
        ("pitch", False): ("making the lowest sound", "making the lowest sound",
         "with the lowest sound"),
        ("long", True): ("making the longest sound duration", "making the longest sound",
         "that sound{s} longest"),
        ("long", False): ("making the shortest sound duration", "making the shortest sound",
         "that sound{s} shortest"),
    }[kind, high]  # fmt: skip
    truth = tuple(i == chosen for i in range(facts.count))
    needs = AUDIO_TIME if kind == "long" else AUDIO
    form = dice.pick(words)
    if form in ("loudest", "quietest"):
        return chosen, Fact(form, "", truth, "order", 2, needs, True)
    return chosen, Fact("", form, truth, "order", 2, needs, True)


def compared(dice: Dice, facts: Facts) -> tuple[int, Fact] | None:
    """Louder than, lower than, longer than, before or after another that its noun tells apart."""
    heard = [i for i in facts.sure if facts.scene.instances[i].sounding]
    if len(heard) < 2 or any(i.sounding is None for i in facts.scene.instances):
        return None
    chosen, other = dice.few(heard, 2)
    one, than = facts.scene.instances[chosen], facts.scene.instances[other]
    forms: list[str] = []
    times: tuple[str, ...] = ()
    if one.loudness is not None and than.loudness is not None:
        if one.loudness - than.loudness >= LOUDER_DB:
            forms += [
                "making louder sound than {o}",
                "that {be} louder than {o}",
                "whose sound is louder than {o}",
            ]
        elif than.loudness - one.loudness >= LOUDER_DB:
            forms += ["making quieter sound than {o}", "that {be} quieter than {o}"]
    if (
        one.pitch
        and than.pitch
        and (one.pitch * HIGHER <= than.pitch or than.pitch * HIGHER <= one.pitch)
    ):
        word = "lower" if one.pitch < than.pitch else "higher"
        forms += [f"making {word} sound than {{o}}"] * 2
    longer = seconds(one) - seconds(than)
    if abs(longer) >= LONGER_SECONDS:
        word = "longer" if longer > 0 else "shorter"
        times += (f"making {word} sound duration than {{o}}", f"that sound{{s}} {word} than {{o}}")
    gap = (onset(than) or 0) - (onset(one) or 0)
    if abs(gap) >= APART_SECONDS:
        word = "before" if gap > 0 else "after"
        times += (
            f"making a sound {word} {{o}}",
            f"that sound{{s}} {word} {{o}}",
            f"that {{be}} heard {word} {{o}}",
        )
    forms += times
    said = other_noun(dice, facts, other, "object")
    if not forms or said is None:
        return None
    form = dice.pick(forms)
    truth = tuple(_beats(facts, i, other, form) for i in range(facts.count))
    if truth[chosen] is not True:
        return None
    needs = AUDIO_TIME if form in times else AUDIO
    return chosen, Fact("", form.replace("{o}", f"the {said}"), truth, "order", 3, needs)


def _beats(facts: Facts, index: int, other: int, form: str) -> bool | None:
    if index == other:
        return False
    one, than = facts.scene.instances[index], facts.scene.instances[other]
    if not one.sounding:
        return False
    if "louder" in form or "quieter" in form:
        difference, least = (one.loudness or 0.0) - (than.loudness or 0.0), LOUDER_DB
        difference = difference if "louder" in form else -difference
        if one.loudness is None:
            return None
    elif "lower" in form or "higher" in form:
        if not one.pitch or not than.pitch:
            return None
        ratio = than.pitch / one.pitch if "lower" in form else one.pitch / than.pitch
        return True if ratio >= HIGHER else False if ratio <= 1.1 else None
    elif "longer" in form or "shorter" in form:
        difference, least = seconds(one) - seconds(than), LONGER_SECONDS
        difference = difference if "longer" in form else -difference
    else:
        difference, least = (onset(than) or 0.0) - (onset(one) or 0.0), APART_SECONDS
        difference = difference if "before" in form else -difference
    return True if difference >= least else False if difference <= 0.1 else None
