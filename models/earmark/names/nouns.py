"""The table of nouns: canonical nouns, how else they are called, what they are kinds of."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from earmark.names.plural import plural_of
from earmark.names.words import CONFUSED, MASS, PLURAL_ONLY, UNUSED

FILE = Path(__file__).with_name("nouns.json")


@dataclass(frozen=True)
class Noun:
    """`plural` is "" for what has none or is one itself; `kinds` nearest first.

    `known` are the label lists that have it; a detector's noun is one that it can miss or find.
    """

    noun: str
    plural: str
    synonyms: tuple[str, ...]
    kinds: tuple[str, ...]
    known: frozenset[str]

    @property
    def is_plural(self) -> bool:
        return self.noun in PLURAL_ONLY


class Nouns:
    def __init__(self, file: Path = FILE) -> None:
        table = json.loads(file.read_text())
        self.labels: dict[str, str] = table["labels"]
        self.nouns: dict[str, Noun] = {
            noun: Noun(
                noun, n["plural"], tuple(n["synonyms"]), tuple(n["kinds"]), frozenset(n["known"])
            )
            for noun, n in table["nouns"].items()
        }
        self.of_word: dict[str, tuple[str, ...]] = {}  # a synonym -> the nouns that it may mean
        for noun, n in self.nouns.items():
            for word in (noun, *n.synonyms):
                self.of_word[word] = (*self.of_word.get(word, ()), noun)
        self.confused: dict[str, frozenset[str]] = {noun: frozenset() for noun in self.nouns}
        for group in CONFUSED:
            for noun in group & self.nouns.keys():
                self.confused[noun] |= group - {noun}

    def canonical(self, label: str) -> str | None:
        """The canonical noun of a label; None for labels that name nothing to ask for."""
        label = label.lower().replace("_", " ").strip()
        if label in UNUSED:
            return None
        noun = self.labels.get(label, label)
        return noun if noun in self.nouns else None

    def is_kind(self, noun: str, kind: str) -> bool:
        found = self.nouns.get(noun)
        return noun == kind or (found is not None and kind in found.kinds)

    def plural(self, word: str) -> str:
        """The plural of a noun or synonym, "" where there is none."""
        if word in self.nouns:
            return self.nouns[word].plural
        return "" if word in MASS or word in PLURAL_ONLY else plural_of(word)


@cache
def the_nouns() -> Nouns:
    return Nouns()
