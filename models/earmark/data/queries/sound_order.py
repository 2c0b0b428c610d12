"""Sounds beside each other: first, last, loudest, longer than, all the time. Seconds and dB."""

from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth
from earmark.data.queries.relations import other_noun
from earmark.data.queries.scene import SceneInstance
from earmark.data.queries.sounds import AUDIO
from earmark.data.queries.types import Cue

APART_SECONDS = 0.8  # between two onsets, before one is first
LOUDER_DB = 5.0
HIGHER = 1.4  # times the pitch
LONGER_SECONDS = 1.5
ALL_TIMES, NOT_ALL_TIMES = 0.88, 0.7  # share of the clip that is filled with its sound

AUDIO_TIME: frozenset[Cue] = frozenset({"audio", "time"})


def onset(instance: SceneInstance) -> float | None:
    return instance.sounding[0][0] if instance.sounding else None


def seconds(instance: SceneInstance) -> float:
    return sum(b - a for a, b in instance.sounding or ())


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
