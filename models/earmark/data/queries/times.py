"""Facts that take what was seen before: who comes, goes, was there first, moves."""

from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact, Facts, Truth
from earmark.data.queries.types import Cue

TIME: frozenset[Cue] = frozenset({"time"})
APART_SECONDS = 0.9

_MOVES = {
    "left": ("moving to the left", "that move{s} to the left", "going to the left",
    "that move{s} left"),
    "right": ("moving to the right", "that move{s} to the right", "going to the right",
    "that move{s} right"),
    "up": ("moving up", "that move{s} upwards", "going up"),
    "down": ("moving down", "that move{s} downwards", "going down"),
    "still": ("that {does} not move", "that stay{s} still", "that remain{s} stationary",
    "standing still", "that stay{s} where it is"),
}  # fmt: skip


def moving(dice: Dice, facts: Facts, chosen: int) -> Fact | None:
    motion = facts.scene.instances[chosen].motion
    if motion is None:
        return None
    motions = [i.motion for i in facts.scene.instances]
    if motion != "still" and dice.chance(0.4):
        truth: Truth = tuple(None if m is None else m != "still" for m in motions)
        if dice.chance(0.4):
            return Fact("moving", "", truth, "time", needs=TIME)
        form = dice.pick(("that {be} moving", "that move{s}", "that move{s} through the picture"))
        return Fact("", form, truth, "time", needs=TIME)
    truth = tuple(None if m is None else m == motion for m in motions)
    form = dice.pick(_MOVES[motion])
    if form.endswith("it is") and facts.is_person[chosen] is not False:
        form = "that stay{s} still"
    return Fact("", form, truth, "time", needs=TIME)


def comes_or_goes(dice: Dice, facts: Facts, group: Truth) -> tuple[int, Fact] | None:
    """Who is there from the start, appears first or last, leaves, of a group."""
    length = facts.scene.duration_seconds
    members = [i for i, t in enumerate(group) if t is not False]
    instances = facts.scene.instances
    if length <= 0 or not members:
        return None
    if any(instances[i].enters_seconds is None for i in members):
        return None
    entered = sorted((instances[i].enters_seconds or 0.0, i) for i in members)
    gone = [
        (i, left)
        for i in members
        for left in (instances[i].leaves_seconds,)
        if left is not None and left < length - 0.5
    ]
    choices: list[tuple[int, Truth, tuple[str, ...], bool]] = []
    late = tuple(None if i.enters_seconds is None else i.enters_seconds > 0.7 for i in instances)
    last = entered[-1]
    if last[0] > 0.7:
        forms = ("that enter{s} the scene", "that come{s} into the picture", "entering the scene",
                 "that {was} not there before", "that appear{s} later",
                 "that come{s} in later")  # fmt: skip
        choices.append((last[1], late, forms, False))
        if len(entered) > 1 and last[0] - entered[-2][0] > APART_SECONDS:
            one: Truth = tuple(i == last[1] for i in range(facts.count))
            forms = (
                "that appear{s} last",
                "to appear last",
                "appearing last",
                "that come{s} in last",
            )
            choices.append((last[1], one, forms, True))
    first = entered[0]
    if len(entered) > 1 and entered[1][0] - first[0] > APART_SECONDS:
        one = tuple(i == first[1] for i in range(facts.count))
        forms = ("that appear{s} first", "to appear first", "that {be} there from the start",
                 "that {be} seen first", "that {was} there before the others")  # fmt: skip
        choices.append((first[1], one, forms, True))
    if gone and all(instances[i].leaves_seconds is not None for i in members):
        leaves = tuple(
            None if i.leaves_seconds is None else i.leaves_seconds < length - 0.5 for i in instances
        )
        forms = ("that leave{s}", "that leave{s} the scene", "that disappear{s}",
            "that go{es} away",
                 "leaving the picture", "that {be} gone in the end")  # fmt: skip
        choices.append((gone[0][0], leaves, forms, False))
        stays = tuple(None if t is None else not t for t in leaves)
        stay = [i for i in members if stays[i]]
        if stay and instances[stay[0]].enters_seconds == 0:
            whole = tuple(
                None if s is None or t is None else s and not t
                for s, t in zip(stays, late, strict=True)
            )
            forms = ("that stay{s} all the time", "appearing through the entire video",
                "that {be} there throughout",
                     "that never leave{s} the picture")  # fmt: skip
            choices.append((stay[0], whole, forms, False))
    if not choices:
        return None
    chosen, truth, forms, one_only = dice.pick(choices)
    return chosen, Fact("", dice.pick(forms), truth, "time", 2, TIME, one_only)
