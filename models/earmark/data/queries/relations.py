"""Facts about two instances, told from their boxes.

Next to, in front of, on, holding, riding, playing, wearing.
"""

from collections.abc import Callable

from earmark.data.boxes import Box, area, inside, iou, overlap
from earmark.data.instances import SURE
from earmark.data.naming import is_clothing
from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth
from earmark.names.plural import with_article

Related = Callable[[Facts, int, int], bool | None]

SUPPORTS = frozenset(
    {"table", "couch", "chair", "bed", "bench", "desk", "plate", "stool", "coffee table",
     "shelf", "nightstand",
     "armchair", "rocking chair", "infant bed", "cabinet"}
)  # fmt: skip
SEATS = frozenset({"couch", "chair", "bed", "bench", "stool", "armchair", "rocking chair"})
RIDDEN = frozenset(
    {"horse", "bicycle", "motorcycle", "elephant", "camel", "skateboard", "surfboard", "snowboard",
     "scooter", "donkey", "skis", "mule", "jet ski", "unicycle", "snowmobile", "segway"}
)  # fmt: skip
BOARDS = frozenset({"skateboard", "surfboard", "snowboard", "skis"})
HELD = frozenset(
    {"phone", "cup", "mug", "bottle", "wine glass", "book", "knife", "fork", "spoon",
     "umbrella", "handbag", "tennis racket",
     "baseball bat", "baseball glove", "frisbee", "ball", "remote control", "toothbrush",
     "hair dryer", "scissors", "camera",
     "microphone", "teddy bear", "cat", "dog", "banana", "apple", "orange", "sandwich",
     "hot dog", "pizza", "donut", "cake",
     "laptop", "kite", "suitcase", "box", "flower", "drink", "coffee", "beer", "guitar",
     "violin", "ukulele", "flute",
     "trumpet", "saxophone", "clarinet", "accordion", "banjo", "harmonica", "trombone", "drill",
     "hammer", "gun",
     "chainsaw", "saw", "sword", "balloon", "baby", "doll", "toy", "plate", "bowl", "bag",
     "plastic bag", "ice cream",
     "oboe", "acoustic guitar", "electric guitar", "mandolin", "bagpipe", "tambourine",
     "maracas", "sitar", "lute", "pipa"}
)  # fmt: skip
MOST_OTHERS = 6  # instances that are tried as the other of a relation
GROUNDED = ("person", "animal", "vehicle", "furniture", "instrument", "plant")


def _gap(a: Box, b: Box) -> float:
    return max(a[0], b[0]) - min(a[2], b[2])


def _beside(facts: Facts, a: int, b: int) -> bool | None:
    one, other = facts.scene.instances[a].box, facts.scene.instances[b].box
    width = min(one[2] - one[0], other[2] - other[0])
    broad = (one[2] - one[0] + other[2] - other[0]) / 2
    gap = _gap(one, other)
    low, high = max(one[1], other[1]), min(one[3], other[3])
    level = (high - low) / max(1e-6, min(one[3] - one[1], other[3] - other[1]))
    if gap > max(1.6 * broad, 0.3):
        return False
    alike = 0.25 < area(one) / max(1e-6, area(other)) < 4
    if -0.4 * width <= gap < 0.6 * broad and level > 0.5 and alike and iou(one, other) < 0.2:
        return True
    return None


def _left(facts: Facts, a: int, b: int) -> bool | None:
    one, other = facts.scene.instances[a].box, facts.scene.instances[b].box
    away = (other[0] + other[2] - one[0] - one[2]) / 2
    if abs(away) < 0.08:
        return None
    clear = _gap(one, other) > -0.35 * min(one[2] - one[0], other[2] - other[0])
    return (away > 0) if clear else False if away < -0.15 else None


def _right(facts: Facts, a: int, b: int) -> bool | None:
    return _left(facts, b, a)


def _front(facts: Facts, a: int, b: int) -> bool | None:
    """Both stand on the ground, one hides a part of the other and stands lower in the picture."""
    one, other = facts.scene.instances[a].box, facts.scene.instances[b].box
    nouns = facts.nouns
    for index in (a, b):
        if not any(nouns.is_kind(n, k) for n in facts.leaves[index] for k in GROUNDED):
            return None
    small = min(area(one), area(other))
    if overlap(one, other) < 0.01 * small:
        return None if _gap(one, other) < 0 else False
    if overlap(one, other) < 0.15 * small or rides(facts, a, b) or rides(facts, b, a):
        return None
    if _on(facts, a, b) or _on(facts, b, a):
        return None
    lower = one[3] - other[3]
    return True if lower > 0.07 else False if lower < -0.07 else None


def _behind(facts: Facts, a: int, b: int) -> bool | None:
    return _front(facts, b, a)


def _on(facts: Facts, a: int, b: int) -> bool | None:
    """On a table, on a couch: its foot is over the other's upper part."""
    if not SUPPORTS & set(facts.leaves[b]):
        return None
    if any(facts.nouns.is_kind(n, "furniture") for n in facts.leaves[a]):
        return None  # a chair stands at a table
    one, other = facts.scene.instances[a].box, facts.scene.instances[b].box
    across = min(one[2], other[2]) - max(one[0], other[0])
    width = one[2] - one[0]
    if across < 0.1 * width or one[3] < other[1] - 0.05:
        return False
    height = other[3] - other[1]
    small = area(one) < 1.2 * area(other)
    tall = 0.05 * height < one[3] - other[1] < 0.85 * height
    seat = bool(SEATS & set(facts.leaves[b]))
    if not seat and facts.is_person[a] is not False:
        return None  # who sits at a table
    if seat and facts.is_person[a]:
        tall = one[3] - other[1] > 0.3 * height and inside(one, other) > 0.5
    above = (one[1] + one[3]) < (other[1] + other[3]) or inside(one, other) > 0.9
    return True if across > 0.75 * width and small and tall and above else None


def _under(facts: Facts, a: int, b: int) -> bool | None:
    return True if _on(facts, b, a) else None if SUPPORTS & set(facts.leaves[a]) else False


def holds(facts: Facts, a: int, b: int) -> bool | None:
    if facts.is_person[a] is not True:
        return facts.is_person[a]
    person, thing = facts.scene.instances[a].box, facts.scene.instances[b].box
    if overlap(person, thing) == 0:
        return False
    if not HELD & set(facts.leaves[b]):
        return None
    inner = inside(thing, person)
    y = ((thing[1] + thing[3]) / 2 - person[1]) / max(1e-6, person[3] - person[1])
    small = area(thing) < 0.5 * area(person)
    if inner < 0.1 and area(thing) < area(person):
        return None
    others = [
        i
        for i, is_person in enumerate(facts.is_person)
        if i != a and is_person is not False and inside(thing, facts.scene.instances[i].box) > 0.35
    ]
    return True if inner > 0.55 and small and 0.18 < y < 0.85 and not others else None


def _held_by(facts: Facts, a: int, b: int) -> bool | None:
    return holds(facts, b, a)


def rides(facts: Facts, a: int, b: int) -> bool | None:
    if facts.is_person[a] is not True:
        return facts.is_person[a]
    person, ridden = facts.scene.instances[a].box, facts.scene.instances[b].box
    if overlap(person, ridden) == 0:
        return False
    if not RIDDEN & set(facts.leaves[b]):
        return None
    across = min(person[2], ridden[2]) - max(person[0], ridden[0])
    wide = across > 0.65 * min(person[2] - person[0], ridden[2] - ridden[0])
    if BOARDS & set(facts.leaves[b]):
        foot = (person[3] - (ridden[1] + ridden[3]) / 2) / max(1e-6, person[3] - person[1])
        return True if wide and abs(foot) < 0.18 else None
    over = person[1] < ridden[1] and person[3] > ridden[1] + 0.25 * (ridden[3] - ridden[1])
    middle = abs(person[0] + person[2] - ridden[0] - ridden[2]) / 2 < 0.4 * (ridden[2] - ridden[0])
    return True if wide and over and middle and person[3] < ridden[3] + 0.05 else None


def _ridden_by(facts: Facts, a: int, b: int) -> bool | None:
    return rides(facts, b, a)


def plays(facts: Facts, a: int, b: int) -> bool | None:
    """A person with an instrument at the body, of which nobody knows that it is silent."""
    if facts.is_person[a] is not True:
        return facts.is_person[a]
    thing = facts.scene.instances[b]
    person = facts.scene.instances[a].box
    if not any(facts.nouns.is_kind(n, "instrument") for n in facts.leaves[b]):
        return None
    if overlap(person, thing.box) == 0:
        return False
    if thing.sounding == ():
        return None
    near = overlap(person, thing.box) / min(area(person), area(thing.box))
    others = [
        i
        for i, is_person in enumerate(facts.is_person)
        if i != a
        and is_person is not False
        and overlap(facts.scene.instances[i].box, thing.box) > 0
    ]
    return True if near > 0.3 and not others else None


def played_by(facts: Facts, a: int, b: int) -> bool | None:
    return plays(facts, b, a)


def _wears(facts: Facts, a: int, b: int) -> bool | None:
    if facts.is_person[a] is not True:
        return facts.is_person[a]
    if not any(is_clothing(n, facts.nouns) for n in facts.leaves[b]):
        return None
    share = inside(facts.scene.instances[b].box, facts.scene.instances[a].box)
    return True if share > 0.8 else False if share == 0 else None


# Forms say {o} for "the dog" and {a} for "a dog".
RELATIONS: tuple[tuple[Related, float, tuple[str, ...]], ...] = (
    (_left, 1.0, ("on the left of {o}", "on the left of {o}", "to the left of {o}",
     "that {be} left of {o}")),
    (_right, 1.0, ("on the right of {o}", "on the right of {o}", "to the right of {o}",
     "that {be} right of {o}")),
    (_beside, 1.3, ("next to {o}", "next to {o}", "near {o}", "beside {o}", "close to {o}",
     "that {be} next to {o}", "standing by {o}")),
    (_front, 0.8, ("in front of {o}", "in front of {o}", "that {be} in front of {o}")),
    (_behind, 0.8, ("behind {o}", "behind {o}", "that {be} behind {o}")),
    (_on, 1.0, ("on {o}", "on {o}", "that {be} on {o}", "on top of {o}", "resting on {o}")),
    (_under, 0.4, ("under {o}", "below {o}")),
    (holds, 1.5, ("holding {a}", "holding {o}", "with {a} in the hand", "that hold{s} {a}",
     "that {be} holding {o}", "with {a}")),
    (_held_by, 1.0, ("held by {o}", "being held by {a}", "being held by {o}",
     "in the hands of {o}", "that {o} {oh} holding")),
    (rides, 1.5, ("riding {a}", "riding {o}", "on {o}", "that {be} riding {a}",
     "that ride{s} {a}")),
    (_ridden_by, 1.0, ("being ridden by {a}", "that {be} ridden by {o}", "under {o}",
     "ridden by {a}")),
    (plays, 1.8, ("playing {o}", "playing {a}", "that {be} playing {o}", "that play{s} {o}",
     "with {o}")),
    (played_by, 1.8, ("being played by {o}", "played by {o}", "being played by {a}",
     "that {o} {oh} playing", "that {be} played by {a}")),
    (_wears, 0.8, ("wearing {a}", "that {be} wearing {a}", "with {a}", "that wear{s} {a}")),
)  # fmt: skip
SITTING = (
    "sitting on {o}",
    "sitting on {a}",
    "that sit{s} on {o}",
    "that {be} sitting on {o}",
    "on {o}",
)


def relation(dice: Dice, facts: Facts, chosen: int, head: str) -> Fact | None:
    """A fact about the chosen one and another instance that its noun tells apart."""
    if not facts.scene.spatial or facts.count < 2:
        return None
    nouns: dict[int, str | None] = {}
    others = [i for i in dice.few(facts.sure, MOST_OTHERS) if i != chosen]
    for related, _, forms in _shuffled(dice):
        other = next((i for i in others if related(facts, chosen, i) is True), None)
        if other is None:
            continue
        if other not in nouns:
            nouns[other] = other_noun(dice, facts, other, head)
        said = nouns[other]
        if said is None:
            continue
        if related is _on and facts.is_person[chosen] and SEATS & set(facts.leaves[other]):
            forms = SITTING
        truth = tuple(False if i == other else related(facts, i, other) for i in range(facts.count))
        rank = 0 if related is _wears else 3
        return Fact("", _form(dice, forms, said), truth, "relation", rank)
    return _worn(dice, facts, chosen)


def _shuffled(dice: Dice) -> list[tuple[Related, float, tuple[str, ...]]]:
    """Relations in an order that their weights mix."""
    keyed = [(dice.roll() ** (1 / weight), n) for n, (_, weight, _) in enumerate(RELATIONS)]
    return [RELATIONS[n] for _, n in sorted(keyed, reverse=True)]


def _form(dice: Dice, forms: tuple[str, ...], noun: str) -> str:
    plural = with_article(noun) == noun
    form = dice.pick(forms)
    for key, said in (("{o}", f"the {noun}"), ("{a}", with_article(noun)), ("{oh}",
        "are" if plural else "is")):  # fmt: skip
        form = form.replace(key, said)
    return form


def other_noun(dice: Dice, facts: Facts, other: int, head: str) -> str | None:
    """A noun that means this instance and surely no other, and is not the head noun itself."""
    words = [
        word
        for noun in facts.leaves[other]
        if facts.scene.instances[other].names[noun] >= SURE
        for word in (
            noun,
            *facts.nouns.nouns[noun].synonyms[:2],
            *facts.nouns.nouns[noun].kinds[:1],
        )
        if word != head and word not in ("clothing", "footwear", "headwear", "eyewear")
    ]
    for word in dice.few(words, 2):
        if facts.only(facts.truth(word)) == other and word in facts.nouns.of_word:
            return word
    return None


def _worn(dice: Dice, facts: Facts, chosen: int) -> Fact | None:
    worn = [n for n, p in facts.scene.instances[chosen].wears.items() if p >= SURE]
    if not worn or facts.is_person[chosen] is not True:
        return None
    noun = dice.pick(worn)
    truth = tuple(
        True if i.wears.get(noun, 0.0) >= SURE else None if person is not False else False
        for i, person in zip(facts.scene.instances, facts.is_person, strict=True)
    )
    return Fact("", _form(dice, ("wearing {a}", "in {a}", "with {a}"), noun), truth, "relation", 0)


def to_absent(dice: Dice, facts: Facts, chosen: int, noun: str) -> Fact | None:
    """A relation to something that is not there: it is true of nothing."""
    nouns = facts.nouns
    person = facts.is_person[chosen] is True
    forms = [
        "next to {o}",
        "near {o}",
        "behind {o}",
        "on the left of {o}",
        "on the right of {o}",
        "beside {a}",
    ]
    if person and noun in HELD:
        forms += ["holding {a}", "with {a} in the hand", "holding {o}", "that {be} holding {a}"] * 2
    if person and noun in RIDDEN:
        forms += ["riding {a}", "riding {o}", "that {be} riding {a}"] * 3
    if person and nouns.is_kind(noun, "instrument"):
        forms += ["playing {o}", "playing {a}", "that {be} playing {o}"] * 3
    if noun in SUPPORTS:
        forms += ["on {o}", "on top of {o}"] * 2
    if nouns.is_kind(noun, "person"):
        forms += ["held by {o}", "being held by {a}"]
    truth: Truth = (False,) * facts.count
    return Fact("", _form(dice, tuple(forms), noun), truth, "relation", 3)
