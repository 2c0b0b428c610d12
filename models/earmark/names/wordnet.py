"""Reads WordNet's noun files: senses of a word, and what a sense is a kind of."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HYPERNYMS = ("@", "@i")


@dataclass(frozen=True)
class Synset:
    words: tuple[str, ...]  # as written, spaces for underscores
    parents: tuple[str, ...]  # offsets


class WordNet:
    """The `dict` folder of WordNet 3 (wndb format: data.noun and index.noun)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def synsets(self) -> dict[str, Synset]:
        found = {}
        for line in _lines(self.folder / "data.noun"):
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            words = tuple(fields[4 + 2 * i].replace("_", " ") for i in range(count))
            pointers = fields[5 + 2 * count :]
            parents = [
                pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in HYPERNYMS
            ]
            found[fields[0]] = Synset(words, tuple(parents))
        return found

    @cached_property
    def senses(self) -> dict[str, list[str]]:
        """Offsets of a lower-case word's senses, the commonest first."""
        found = {}
        for line in _lines(self.folder / "index.noun"):
            fields = line.split()
            found[fields[0].replace("_", " ")] = fields[-int(fields[2]) :]
        return found

    def ancestors(self, offset: str) -> list[str]:
        """Offsets of all that this sense is a kind of, nearest first."""
        found: list[str] = []
        layer = [offset]
        while layer:
            layer = [p for o in layer for p in self.synsets[o].parents if p not in found]
            layer = list(dict.fromkeys(layer))
            found += layer
        return found

    def ancestor_words(self, offset: str) -> list[str]:
        """Words of all that this sense is a kind of, lower case, nearest first."""
        return [w.lower() for o in self.ancestors(offset) for w in self.synsets[o].words]


def _lines(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as lines:
        return [line for line in lines if not line.startswith(" ")]  # the licence is indented
