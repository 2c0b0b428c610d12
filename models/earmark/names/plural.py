"""Plurals and articles of English nouns."""

from earmark.names.words import IRREGULAR, MASS, PLURAL_ONLY

_ES = ("s", "x", "z", "ch", "sh")
_YOU = ("uni", "uku", "eu", "ute", "usb", "one-")  # said with a consonant
_HOUR = ("hour", "honest")


def plural_of(noun: str) -> str:
    """The plural, "" where there is none."""
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun in PLURAL_ONLY:
        return noun
    first, _, last = noun.rpartition(" ")
    if last in IRREGULAR and last != "mouse":
        return f"{first} {IRREGULAR[last]}".strip()
    if noun.endswith("man") and noun != "human":
        return f"{noun[:-3]}men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_ES) else f"{noun}s"


def with_article(noun: str) -> str:
    """ "a dog", "an umbrella", "scissors", "bread"."""
    if noun in MASS or noun in PLURAL_ONLY or noun.split()[-1] in PLURAL_ONLY:
        return noun
    vowel = (noun[0] in "aeiou" and not noun.startswith(_YOU)) or noun.startswith(_HOUR)
    return f"{'an' if vowel else 'a'} {noun}"
