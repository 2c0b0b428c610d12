"""From a noun and facts to a sentence."""

from collections.abc import Sequence

from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import Fact
from earmark.names.nouns import Nouns
from earmark.names.words import PLURAL_ONLY

_SINGULAR = {
    "be": "is",
    "s": "s",
    "es": "es",
    "does": "does",
    "has": "has",
    "was": "was",
    "y": "ies",
}
_PLURAL = {"be": "are", "s": "", "es": "", "does": "do", "has": "have", "was": "were", "y": "y"}
LONG_WORDS = 8
_QUESTIONS = ("where ", "can ", "what is ", "who is ", "which one ")

_LEADS = (
    "find ", "show me ", "point out ", "please find ", "i am looking for ", "segment ", "where is ",
    "can you show me ", "select ", "highlight ", "look for ", "mark ", "i want to see ", "give me ",
)  # fmt: skip
_ENDINGS = (
    " in the picture", " in this picture", " that {be} in the picture",
    " that can be seen in the picture",
    " in the scene", " that can be seen here", " that you can see in the image",
    " which can be seen here",
    " in this image", " shown in the picture", " that {be} visible in this scene",
    " somewhere in the picture",
    " that appear{s} in the image", " visible in the scene",
)  # fmt: skip
_CLIP_ENDINGS = (
    " in the video", " in this video", " that {be} in the video", " that can be seen in the video",
    " that appear{s} in the video", " in this clip", " in the scene", " shown in the video",
    " that {be} visible in the clip", " which can be seen in this clip",
)  # fmt: skip
_THROUGHOUT = (
    " which can be seen throughout", " that {be} there all the time",
    " appearing through the entire video",
    " that can be seen during the whole video", " that stay{s} in the picture all the time",
)  # fmt: skip

# What they do, which a photo can hardly refute: such words must not cost an object that is there.
DOING = {
    "person": (
        "walking", "standing", "sitting", "dancing", "running", "jumping", "talking", "working",
        "riding", "posing", "looking around", "waving", "playing", "skating", "swimming", "leaning",
        "resting", "waiting", "exercising", "climbing",
    ),
    "animal": (
        "walking", "standing", "running", "lying down", "sitting", "eating", "looking around",
        "resting", "jumping", "drinking", "flying", "swimming", "playing", "sleeping",
    ),
    "vehicle": ("driving", "parked", "passing by", "going along", "turning", "waiting", "standing"),
}  # fmt: skip


def is_plural(word: str) -> bool:
    return word in PLURAL_ONLY or word.split()[-1] in PLURAL_ONLY


def agree(text: str, plural: bool) -> str:
    """{be}, {s} and the like for one or for several."""
    return text.format_map(_PLURAL if plural else _SINGULAR) if "{" in text else text


def phrase(dice: Dice, word: str, facts: Sequence[Fact], plural: bool, article: str = "the") -> str:
    """ "the red car on the left that is honking"; `word` is already in its number."""
    before = [f.before for f in facts if f.before]
    parts = [article, *before, word]
    clauses = 0
    last_rank = -1
    for fact in sorted((f for f in facts if f.after), key=lambda f: f.rank):
        after = agree(fact.after, plural)
        if after.startswith("that "):
            clauses += 1
            if clauses > 1:
                after = f"and {after}"
        elif fact.rank == last_rank and fact.rank >= 2:
            after = f"and {after}"
        last_rank = fact.rank
        parts.append(after)
    return " ".join(p for p in parts if p)


def lengthened(dice: Dice, text: str, plural: bool, in_clip: bool, always: bool) -> str:
    """The same with an idle ending, and perhaps what people say before."""
    endings = _CLIP_ENDINGS if in_clip else _ENDINGS
    if in_clip and always and dice.chance(0.3):
        endings = _THROUGHOUT
    ending = agree(dice.pick(endings), plural)
    if ending.startswith(" that ") and " that " in text:
        ending = " in the video" if in_clip else " in the picture"
    text += ending
    if len(text.split()) < LONG_WORDS and dice.chance(0.85):
        text = led(dice, text, plural)
    return text


def doing(dice: Dice, text: str, kind: str, plural: bool) -> str:
    """The same with something that it does: "the person walking"; `kind` is one of `DOING`."""
    verb = dice.pick(DOING[kind])
    roll = dice.roll()
    if roll < 0.2 and " " not in verb and text.startswith("the "):
        return f"the {verb} {text.removeprefix('the ')}"
    if roll < 0.6 and " that " not in text and " who " not in text:
        who = "who" if kind == "person" and dice.chance(0.5) else "that"
        return f"{text} {who} {'are' if plural else 'is'} {verb}"
    return f"{text} {verb}"


def led(dice: Dice, text: str, plural: bool) -> str:
    """With what people say before: "show me the dog"."""
    lead = dice.pick(_LEADS)
    if lead == "where is ":
        if not text.startswith("the "):
            return f"find {text}"
        return f"where {'are' if plural else 'is'} {text}"
    return lead + text


def finished(dice: Dice, text: str) -> str:
    """As people write it: mostly plain, at times with a capital and a full stop."""
    roll = dice.roll()
    if roll < 0.16:
        end = "?" if text.startswith(_QUESTIONS) else "."
        return f"{text[0].upper()}{text[1:]}{end}"
    return f"{text[0].upper()}{text[1:]}" if roll < 0.24 else text


def numbered(nouns: Nouns, word: str, plural: bool) -> tuple[str, bool]:
    """The word in its number, and whether it takes plural verbs."""
    if is_plural(word):
        return word, True
    if plural:
        several = f"{word}s" if word in ("object", "thing", "one") else nouns.plural(word)
        if several:
            return several, True
    return word, False
