"""Facts that one frame shows of an instance by itself: colour, clothes, size, place."""

import itertools
from collections.abc import Sequence

from earmark.data.colours import COLOURS
from earmark.data.instances import Shares
from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth

MOST, LITTLE = 0.5, 0.08  # share of a colour: it has it; it has not
NEAR = {
    "red": ("orange", "brown", "pink", "purple"),
    "orange": ("red", "brown", "yellow", "beige"),
    "brown": ("orange", "red", "beige", "yellow", "grey"),
    "yellow": ("orange", "beige", "green", "brown"),
    "beige": ("white", "orange", "yellow", "brown", "pink", "grey"),
    "green": ("yellow", "blue", "grey", "black"),
    "blue": ("purple", "green", "grey", "black"),
    "purple": ("pink", "blue", "red", "black"),
    "pink": ("red", "purple", "white", "beige"),
    "grey": ("white", "black", "blue", "brown", "beige", "green"),
    "white": ("grey", "beige", "pink", "blue"),
    "black": ("grey", "blue", "purple"),
}
NEAR_LITTLE = 0.35  # of a colour and what is near to it together
SAID = (
    "red",
    "blue",
    "green",
    "yellow",
    "black",
    "white",
    "brown",
    "grey",
    "orange",
    "pink",
    "purple",
)
GAP = 0.1  # of the picture's side between two centres, before one is left of the other
SIDE = 0.4  # a centre nearer to its side is on that side
BIG_TIMES = 1.7  # as large as the next
CLOTHES = ("shirt", "shirt", "top", "clothes", "jacket", "sweater", "t-shirt")


def has_colour(shares: Shares | None, colour: str) -> bool | None:
    if not shares:
        return None
    share = shares.get(colour, 0.0)
    if share >= MOST and share == max(shares.values()):
        return True
    near = share + sum(shares.get(c, 0.0) for c in NEAR[colour])
    return False if share <= LITTLE and near <= NEAR_LITTLE else None


def colour_truth(facts: Facts, colour: str) -> Truth:
    return tuple(has_colour(i.colours, colour) for i in facts.scene.instances)


def colour(dice: Dice, facts: Facts, chosen: int, truth_wanted: bool = True) -> Fact | None:
    """A colour of an object or animal; or one that it surely has not."""
    instance = facts.scene.instances[chosen]
    if instance.colours is None or facts.is_person[chosen] is not False:
        return None
    said = [c for c in SAID if has_colour(instance.colours, c) is truth_wanted]
    if not said:
        return None
    word = dice.pick(said)
    truth = colour_truth(facts, word)
    roll = dice.roll()
    if roll < 0.62:
        return Fact(word, "", truth, "colour")
    form = (
        "that {be} " + word if roll < 0.85 else f"with {'a ' if roll < 0.93 else ''}{word} colour"
    )
    return Fact("", form, truth, "colour", 2 if roll < 0.85 else 0)


def clothing(dice: Dice, facts: Facts, chosen: int, truth_wanted: bool = True) -> Fact | None:
    """The colour of what a person wears."""
    instance = facts.scene.instances[chosen]
    if facts.is_person[chosen] is not True:
        return None
    upper = dice.chance(0.8) or not instance.lower
    shares = instance.upper if upper else instance.lower
    said = [c for c in SAID if c != "orange" and has_colour(shares, c) is truth_wanted]
    if not shares or not said:
        return None
    word = dice.pick(said)
    truth = tuple(
        False if person is False else has_colour(i.upper if upper else i.lower, word)
        for i, person in zip(facts.scene.instances, facts.is_person, strict=True)
    )
    if not upper:
        what = dice.pick(
            ("trousers", "pants", "jeans" if word in ("blue", "black") else "trousers")
        )
        form = dice.pick((f"in {word} {what}", f"wearing {word} {what}", f"with {word} {what}"))
        return Fact("", form, truth, "clothing", 0)
    what = dice.pick(CLOTHES)
    one = "" if what == "clothes" else "an " if word[0] in "aeiou" else "a "
    form = dice.pick(
        (
            f"in {word}",
            f"in the {word} {what}",
            f"wearing {one}{word} {what}",
            f"in {one}{word} {what}",
            f"wearing {word}",
            f"dressed in {word}",
            f"with the {word} {what}",
        )
    )
    return Fact("", form, truth, "clothing", 0)


def _centre(facts: Facts, index: int, axis: int) -> float:
    box = facts.scene.instances[index].box
    return (box[axis] + box[axis + 2]) / 2


def place(dice: Dice, facts: Facts, chosen: int, group: Truth) -> Fact | None:
    """Where the chosen one is among those of its group, or alone in the picture."""
    if not facts.scene.spatial:
        return None
    members = [i for i, t in enumerate(group) if t is not False]
    if len(members) == 1:
        return _alone(dice, facts, chosen)
    axis = 0 if dice.chance(0.8) else 1
    centres = sorted((_centre(facts, i, axis), i) for i in members)
    steps = [b[0] - a[0] for a, b in itertools.pairwise(centres)]
    rank = [i for _, i in centres].index(chosen)
    several = len(members)
    if rank == 0 and steps[0] >= GAP:
        word = ("left", "top")[axis]
    elif rank == several - 1 and steps[-1] >= GAP:
        word = ("right", "bottom")[axis]
    elif several == 3 and axis == 0 and rank == 1 and min(steps) >= GAP:
        word = "middle"
    else:
        return None
    truth = tuple(i == chosen for i in range(facts.count))
    return say_place(dice, word, truth, several)


def _alone(dice: Dice, facts: Facts, chosen: int, wrong: bool = False) -> Fact | None:
    axis = 0 if dice.chance(0.8) else 1
    centre = _centre(facts, chosen, axis)
    if min(centre, 1 - centre) >= SIDE - (0.1 if wrong else 0.0):
        return None
    low = (centre < 0.5) != wrong
    word = (("left", "right"), ("top", "bottom"))[axis][0 if low else 1]
    truth = tuple(
        True if near < SIDE else False if near > 1 - SIDE else None
        for i in range(facts.count)
        for near in (_centre(facts, i, axis) if low else 1 - _centre(facts, i, axis),)
    )
    return say_place(dice, word, truth, 1)


def wrong_place(dice: Dice, facts: Facts, chosen: int) -> Fact | None:
    """A side on which it is not."""
    return _alone(dice, facts, chosen, True) if facts.scene.spatial else None


def say_place(dice: Dice, word: str, truth: Truth, several: int) -> Fact:
    one = several > 1
    roll = dice.roll()
    if word == "middle":
        form = dice.pick(
            ("in the middle", "in the middle", "in the centre", "that {be} in the middle")
        )
        return Fact("", form, truth, "place", 1, picks_one=one)
    if word in ("left", "right"):
        if roll < 0.14 and several > 1:
            return Fact(word, "", truth, "place", picks_one=one)
        if roll < 0.2 and several > 2:
            return Fact(f"{word}most", "", truth, "place", picks_one=one)
        form = dice.pick(
            (f"on the {word}", f"on the {word}", f"on the {word}", f"on the {word} side",
             f"to the {word}",
             f"at the {word}", f"on the far {word}" if several > 2 else f"on the {word}",
             f"that {{be}} on the {word}", f"on the {word} side of the picture",
                 f"on the {word} hand side")
        )  # fmt: skip
        return Fact("", form, truth, "place", 1, picks_one=one)
    if several > 1:
        said = {"top": ("at the top", "above", "that {be} higher up", "at the top of the picture"),
                "bottom": ("at the bottom", "below", "that {be} further down",
                "at the bottom of the picture")}  # fmt: skip
        form = dice.pick((said[word][0], said[word][2], said[word][3]))
    else:
        form = dice.pick((f"at the {word}", f"at the {word} of the picture", f"near the {word}"))
    return Fact("", form, truth, "place", 1, picks_one=one)


def size(dice: Dice, facts: Facts, chosen: int, group: Truth) -> Fact | None:
    """The biggest or smallest of its group."""
    members = [i for i, t in enumerate(group) if t is not False]
    if len(members) < 2:
        return None
    areas = sorted((facts.scene.instances[i].area, i) for i in members)
    two = len(members) == 2
    if areas[-1][1] == chosen and areas[-1][0] >= BIG_TIMES * areas[-2][0]:
        words = ("bigger", "larger", "biggest", "largest", "big") if two else ("biggest", "largest")
    elif areas[0][1] == chosen and areas[1][0] >= BIG_TIMES * areas[0][0]:
        words = ("smaller", "smallest", "little") if two else ("smallest", "smallest", "tiniest")
    else:
        return None
    truth = tuple(i == chosen for i in range(facts.count))
    word = dice.pick(words)
    if word in ("biggest", "largest", "smallest") and dice.chance(0.2):
        return Fact("", f"that {{be}} the {word}", truth, "size", 2, picks_one=True)
    return Fact(word, "", truth, "size", picks_one=True)


def colours_of(instances: Sequence[Shares | None]) -> set[str]:
    """Colours that any of these has or may have."""
    return {c for c in COLOURS for shares in instances if has_colour(shares, c) is not False}
