"""A query, and how often each kind of it is made."""

from dataclasses import dataclass
from typing import Literal

Cue = Literal["visual", "text", "audio", "time"]
Kind = Literal[
    "noun",
    "synonym",
    "hypernym",
    "plural",
    "colour",
    "clothing",
    "place",
    "size",
    "relation",
    "role",
    "pair",
    "sound",
    "order",
    "time",
    "described",
    "absent",
    "absent attribute",
]


@dataclass(frozen=True)
class Query:
    """A sentence and, for each instance of its scene, whether it is meant.

    None: nobody can say (leave it out of the loss). `needs` are the cues without which it cannot
    be answered. `noun` is the canonical noun that was asked for, if any.
    """

    text: str
    meant: tuple[bool | None, ...]
    needs: frozenset[Cue]
    kind: Kind
    noun: str = ""

    @property
    def is_absent(self) -> bool:
        """Surely nothing is meant."""
        return all(meant is False for meant in self.meant)


@dataclass(frozen=True)
class QueryConfig:
    """Weights of kinds (of those that a scene can answer) and other shares of queries."""

    noun: float = 1.0
    synonym: float = 0.5
    hypernym: float = 0.6
    plural: float = 0.5
    colour: float = 0.8
    clothing: float = 0.6
    place: float = 1.0
    size: float = 0.5
    relation: float = 1.2
    role: float = 0.8
    pair: float = 0.4
    sound: float = 1.6
    order: float = 1.0
    time: float = 1.0
    described: float = 2.0
    absent: float = 1.0
    absent_attribute: float = 0.6
    long_share: float = 0.36  # of sentences have eight or more words
    doing_share: float = 0.2  # of sentences about what can act say what it does, in vain
    alone_share: float = 0.4  # of what is said of any object need no noun: "what is barking"
    one_share: float = 0.5  # of the others say "the one" for "the object"
    max_facts: int = 3
