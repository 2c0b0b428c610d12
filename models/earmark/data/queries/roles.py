"""People by what they do, and two objects in one sentence.

"the surfer", "the guitarist", "the dancer"; "the horse and its rider", "the cup and the laptop".
"""

from earmark.data.boxes import area, overlap
from earmark.data.queries.asker import Asker
from earmark.data.queries.facts import Facts, Truth
from earmark.data.queries.relations import RIDDEN, holds, plays, rides
from earmark.data.queries.types import Query

# What a person has -> what the person is called.
ROLES_BY_OBJECT: dict[str, tuple[str, ...]] = {
    "skateboard": ("skateboarder", "skater", "kid on the skateboard"),
    "surfboard": ("surfer", "surfer", "wave rider"),
    "snowboard": ("snowboarder",),
    "skis": ("skier",),
    "bicycle": ("cyclist", "biker", "bicyclist", "bike rider", "cyclist"),
    "motorcycle": ("motorcyclist", "biker", "rider", "motorbike rider"),
    "horse": ("rider", "horse rider", "jockey", "horseman"),
    "camel": ("rider",),
    "elephant": ("rider",),
    "scooter": ("rider", "scooter rider"),
    "jet ski": ("rider",),
    "tennis racket": ("tennis player", "tennis player", "player"),
    "baseball bat": ("batter", "baseball player", "player"),
    "baseball glove": ("baseball player", "catcher", "player"),
    "frisbee": ("frisbee player", "player"),
    "ball": ("player", "athlete"),
    "guitar": ("guitarist", "guitar player", "musician"),
    "acoustic guitar": ("guitarist", "guitar player", "musician"),
    "electric guitar": ("guitarist", "guitar player", "musician"),
    "violin": ("violinist", "musician"),
    "cello": ("cellist", "musician"),
    "piano": ("pianist", "piano player", "musician"),
    "drum": ("drummer", "musician"),
    "trumpet": ("trumpeter", "trumpet player", "musician"),
    "saxophone": ("saxophonist", "saxophone player", "musician"),
    "flute": ("flutist", "flute player", "musician"),
    "accordion": ("accordion player", "musician"),
    "microphone": ("singer", "speaker", "performer"),
    "camera": ("photographer", "cameraman"),
    "umbrella": ("person with the umbrella",),
    "stroller": ("parent", "person with the stroller"),
    "tie": ("businessman", "man in the suit"),
    "kite": ("kite flyer",),
}
# What a photo seldom tells: whoever is there alone may be called so.
ROLES = (
    "dancer", "singer", "speaker", "athlete", "pedestrian", "passer-by", "tourist", "worker",
    "performer", "customer", "guest", "visitor", "spectator", "driver", "student", "teacher",
    "hiker", "runner", "jogger", "swimmer", "climber", "acrobat", "actor", "model", "artist",
    "farmer", "soldier", "police officer", "cook", "chef", "waiter", "doctor", "nurse", "player",
    "hockey player", "football player", "soccer player", "basketball player", "gymnast", "boxer",
    "kid", "teenager", "adult", "guy", "gentleman", "old man", "young woman", "mother", "father",
    "friend", "host", "presenter", "reporter", "sportsman", "rollerblader", "paraglider pilot",
    "parkour runner", "breakdancer", "traveller", "neighbour", "vlogger", "youtuber", "figure",
)  # fmt: skip
ALONE_SHARE = 0.3  # of queries for a role say one that a photo seldom tells
NO_PERSON_SHARE = 0.25  # of scenes without people are asked for one nevertheless
MIN_TOUCH = 0.15  # of the smaller box, from which the one person at a board is on it


def role(asker: Asker) -> Query | None:
    """Somebody by what he or she does."""
    facts, dice = asker.facts, asker.dice
    people = [i for i, is_person in enumerate(facts.is_person) if is_person is True]
    if not people:
        if facts.may_be_there("person") or not dice.chance(NO_PERSON_SHARE):
            return None
        word = dice.pick(ROLES)
        nothing: Truth = (False,) * facts.count
        return asker.finished("absent", f"the {word}", nothing, [], False, "person")
    if not dice.chance(ALONE_SHARE):
        return _by_object(asker)
    truth = facts.is_person
    if len(people) > 1 or None in truth:
        truth = tuple(None if is_person is not False else False for is_person in truth)
        if True not in truth and not dice.chance(0.3):
            return None
        return asker.finished("role", f"the {dice.pick(ROLES)}", truth, [], False, "person")
    return asker.finished("role", _said(asker, dice.pick(ROLES)), truth, [], False, "person")


def _by_object(asker: Asker) -> Query | None:
    facts, dice = asker.facts, asker.dice
    nouns = [noun for noun in ROLES_BY_OBJECT if any(noun in facts.leaves[i] for i in facts.sure)]
    if not nouns:
        return None
    noun = dice.pick(nouns)
    truth = role_truth(facts, noun)
    if True not in truth:
        return None
    return asker.finished("role", _said(asker, dice.pick(ROLES_BY_OBJECT[noun])), truth, [],
        False, "person")  # fmt: skip


def role_truth(facts: Facts, noun: str) -> Truth:
    """Who rides, plays or holds such an object. The one person who touches it does."""
    objects = [i for i in range(facts.count) if noun in facts.leaves[i]]
    related = rides if noun in RIDDEN else plays if _is_played(facts, noun) else holds
    truth: list[bool | None] = [False] * facts.count
    for i, is_person in enumerate(facts.is_person):
        if is_person is False:
            continue
        answers = [related(facts, i, o) for o in objects if o != i]
        touched = any(_alone_at(facts, i, o) for o in objects if o != i)
        truth[i] = (
            True if is_person and (True in answers or touched)
            else None if None in answers or facts.may_be_elsewhere(noun)
            else False
        )  # fmt: skip
    return tuple(truth)


def _is_played(facts: Facts, noun: str) -> bool:
    return facts.nouns.is_kind(noun, "instrument")


def _alone_at(facts: Facts, person: int, other: int) -> bool:
    """Whether the person is the only one whose box touches the object."""
    box = facts.scene.instances[other].box

    def touches(i: int) -> bool:
        body = facts.scene.instances[i].box
        smaller = min(area(body), area(box))
        return overlap(body, box) > MIN_TOUCH * max(1e-9, smaller)

    others = (i for i, is_person in enumerate(facts.is_person) if is_person is not False)
    return [i for i in others if touches(i)] == [person]


def _said(asker: Asker, word: str) -> str:
    roll = asker.dice.roll()
    return word if roll < 0.1 else f"a {word}" if roll < 0.18 and word[0] not in "aeiou" else (
        f"the {word}"
    )  # fmt: skip


def pair(asker: Asker) -> Query | None:
    """Two objects, both meant."""
    facts, dice = asker.facts, asker.dice
    first = asker.chosen()
    if first is None:
        return None
    mounts = [i for i in facts.sure if RIDDEN & set(facts.leaves[i]) and i in asker.askable]
    if mounts and dice.chance(0.6):
        mount = dice.pick(mounts)
        noun = dice.pick([n for n in facts.leaves[mount] if n in RIDDEN])
        riders, ridden = role_truth(facts, noun), facts.truth(noun)
        if True not in riders:
            return None
        text = dice.pick(
            ("the {n} and its rider", "the {n} and its rider", "the {n} with its rider",
             "the {n} and the rider", "the {n} and the person riding it",
             "the {n} and the person on it")
        ).format(n=noun)  # fmt: skip
        return asker.finished("pair", text, _either(riders, ridden), [], True, "")
    second = asker.chosen()
    if second is None or second == first:
        return None
    one, other = asker.noun(first), asker.noun(second)
    truths = facts.truth(one), facts.truth(other)
    if one == other or truths[0][second] is not False or truths[1][first] is not False:
        return None
    text = dice.pick(
        ("the {a} and the {b}", "the {a} and the {b}", "{a} and {b}", "both the {a} and the {b}",
         "the {a} as well as the {b}", "the {a} together with the {b}")
    ).format(a=one, b=other)  # fmt: skip
    return asker.finished("pair", text, _either(*truths), [], True, "")


def _either(a: Truth, b: Truth) -> Truth:
    return tuple(
        True if True in both else None if None in both else False for both in zip(a, b, strict=True)
    )
