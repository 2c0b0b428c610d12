"""What people call objects, where label lists and WordNet do not say it: words.toml, by hand."""

import tomllib
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_name("words.toml").read_text())


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(words) for key, words in _TABLE[name].items()}


# Label of a detector or data set -> canonical noun. A label without a line is its own noun.
CANONICAL = {label: noun for noun, labels in _lists("canonical").items() for label in labels}
SYNONYMS = _lists("synonyms")  # canonical noun -> what else it is called
UNUSED = frozenset(_TABLE["unused"])  # labels that name nothing to ask for
EXTRA: tuple[str, ...] = tuple(_TABLE["extra"])  # nouns that no label list has
SENSE = {noun: word for word, nouns in _lists("senses").items() for noun in nouns}
KIND_WORDS: dict[str, str] = _TABLE["kind_words"]  # a word of WordNet -> the kind as people say it
NOT_KINDS = _lists("not_kinds")  # kind -> kinds that WordNet gives besides and nobody would say
MORE_KINDS = _lists("more_kinds")  # noun -> kinds that WordNet lacks
NO_KINDS = frozenset(_TABLE["no_kinds"])
CONFUSED = tuple(frozenset(group) for group in _TABLE["confused"])
MASS = frozenset(_TABLE["mass"])  # said without plural and article
PLURAL_ONLY = frozenset(_TABLE["plural_only"])
IRREGULAR: dict[str, str] = _TABLE["plurals"]
# Kinds that people ask for -> nouns of which one cannot say whether they are of that kind.
ASKED_KINDS = {kind: frozenset(nouns) for kind, nouns in _lists("asked_kinds").items()}
OVERLOOKED = frozenset(_TABLE["overlooked"])  # often there and missed by detectors
