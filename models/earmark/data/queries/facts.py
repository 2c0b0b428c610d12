"""What is true of each instance of a scene: yes, no, or nobody can say (None)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earmark.data.instances import DOUBTFUL, SURE
from earmark.data.queries.scene import Scene, SceneInstance
from earmark.data.queries.types import Cue
from earmark.names.nouns import Nouns

Truth = tuple[bool | None, ...]  # one an instance
CERTAIN = 0.93  # a noun this probable is not mistaken for another
OBJECT = ("object", "thing")

# Kinds that people ask for, and nouns of which one cannot say whether they are of that kind.
KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(w.strip() for w in fuzzy.split(",") if w.strip())
    for kind, fuzzy in {
        "animal": "teddy bear, toy, doll, sculpture, snowman, dinosaur, carousel",
        "bird": "kite, toy",
        "big cat": "cat, lynx",
        "fish": "whale, dolphin, orca, seal",
        "insect": "spider, worm, centipede, scorpion, snail, tick",
        "reptile": "frog, toad, dinosaur",
        "vehicle": "skateboard, wheelchair, stroller, cart, shopping cart, toy, stretcher, roller skates, surfboard, barrow, tank",
        "boat": "ship, surfboard, jet ski, submarine, watercraft",
        "aircraft": "kite, balloon, hot air balloon, parachute, rocket, missile",
        "furniture": "toilet, sink, bathtub, refrigerator, oven, stove, television, lamp, mirror, picture frame, door, "
        "drawer, curtain, pillow, piano, potted plant, microwave, dishwasher, fireplace, washing machine, stairs, rug, clock, countertop, stroller",
        "instrument": "microphone, speaker, bell, toy, musical keyboard, keyboard, whistle, radio, metronome",
        "string instrument": "piano, instrument",
        "wind instrument": "accordion, organ, instrument",
        "percussion instrument": "piano, bell, instrument",
        "food": "drink, bottle, wine, coffee, tea, beer, juice, milk, cocktail, bowl, plate, cup, mug, platter, plant, wine glass, box, pumpkin",
        "fruit": "tomato, pumpkin, cucumber, squash, bell pepper, vegetable, food, coconut, plant, zucchini",
        "vegetable": "fruit, salad, plant, food, mushroom, corn",
        "drink": "cup, mug, wine glass, bottle, glass, wine bottle, ice cream, food, teapot, jug, pitcher",
        "clothing": "backpack, handbag, sunglasses, eyeglasses, helmet, life jacket, headphones, towel, watch, umbrella, scarf, belt, wig, mask",
        "tool": "knife, fork, spoon, scissors, toothbrush, hair dryer, pen, pencil, gun, kitchen utensil, spatula, broom, "
        "mop, ladder, flashlight, comb, razor, whisk, can opener, sewing machine, lawn mower, tape measure",
        "electronic device": "microwave, toaster, refrigerator, oven, clock, hair dryer, traffic light, stove, dishwasher, washing machine, "
        "appliance, blender, lamp, speaker, microphone, headphones, printer, vacuum cleaner, fan, alarm clock, digital clock, calculator, scale, "
        "synthesizer, musical keyboard, electric guitar, watch, mixer, joystick, scoreboard, radio, drill, light bulb, parking meter, treadmill",
        "appliance": "television, laptop, computer, stove, monitor, printer, clock, lamp, phone, remote control, mouse, keyboard, speaker, "
        "electronic device, sink, fan, heater, radiator, hand dryer, camera, sewing machine, machine, radio",
        "sports equipment": "bicycle, helmet, bicycle helmet, football helmet, ball, toy, kayak, canoe, roller skates, glove, paddle, treadmill",
        "person": "doll, sculpture, toy, snowman, poster",
        "dog": "wolf, fox, coyote, dingo",
        "headwear": "helmet, crown, headphones, wig",
    }.items()
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """Words before or after the noun, and what they are true of.

    `rank` orders what stands after it: 0 what it wears, 1 where it is, 2 clauses, 3 what it is
    next to, 4 endings. `of_group` is None, or the noun group among which it picks one out.
    """

    before: str
    after: str
    truth: Truth
    kind: str
    rank: int = 2
    needs: frozenset[Cue] = frozenset()
    picks_one: bool = False


def both(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def join(truths: Iterable[Truth]) -> Truth:
    joined: Truth | None = None
    for truth in truths:
        joined = truth if joined is None else tuple(map(both, joined, truth))
    assert joined is not None
    return joined


class Facts:
    """A scene, and which of its instances a word names."""

    def __init__(self, scene: Scene, nouns: Nouns) -> None:
        self.scene = scene
        self.nouns = nouns
        self.count = len(scene.instances)
        self._truths: dict[str, Truth] = {}
        self.leaves = [_leaves(i, nouns) for i in scene.instances]
        self.sure = [
            k for k, i in enumerate(scene.instances) if i.names and max(i.names.values()) >= SURE
        ]
        self.is_person = self.truth("person")
        self.has_sound = any(i.sounding is not None for i in scene.instances)
        self.has_time = scene.duration_seconds > 0

    def truth(self, word: str) -> Truth:
        """Which instances may be called this noun, synonym, kind or "object"."""
        found = self._truths.get(word)
        if found is None:
            found = tuple(self._named(k, word) for k in range(self.count))
            self._truths[word] = found
        return found

    def _named(self, index: int, word: str) -> bool | None:
        instance = self.scene.instances[index]
        if word in OBJECT:
            return True if index in self.sure else None
        meanings = self.nouns.of_word.get(word, ())
        answers = [self._is(instance, index, noun) for noun in meanings]
        if True in answers:
            return True
        return None if None in answers else False

    def _is(self, instance: SceneInstance, index: int, noun: str) -> bool | None:
        not_so = 1.0
        for name, p in instance.names.items():
            if self.nouns.is_kind(name, noun):
                not_so *= 1 - p
        if 1 - not_so >= SURE:
            return True
        if 1 - not_so >= DOUBTFUL:
            return None
        fuzzy = KINDS.get(noun, frozenset())
        confused = self.nouns.confused[noun]
        for name in self.leaves[index]:
            p = instance.names[name]
            if self.nouns.is_kind(noun, name) or name in fuzzy:
                return None
            if name in confused and p < CERTAIN:
                return None
        return False

    def may_be_there(self, noun: str) -> bool:
        """Whether this noun, or something that it could be, is perhaps in the scene."""
        if any(t is not False for t in self.truth(noun)):
            return True
        return any(
            self.nouns.is_kind(p, noun) or self.nouns.is_kind(noun, p) or p in fuzzy
            for fuzzy in (KINDS.get(noun, frozenset()) | self.nouns.confused[noun],)
            for p in self.scene.perhaps
            if p in self.nouns.nouns
        )

    def only(self, truth: Sequence[bool | None]) -> int | None:
        """The one instance that this is true of, where nothing is doubtful."""
        if truth.count(True) == 1 and None not in truth:
            return truth.index(True)
        return None


def _leaves(instance: SceneInstance, nouns: Nouns) -> list[str]:
    """Its names that are not doubted away, without those of which another is a kind."""
    kept = [n for n, p in instance.names.items() if p >= DOUBTFUL]
    return [n for n in kept if not any(m != n and nouns.is_kind(m, n) for m in kept)]
