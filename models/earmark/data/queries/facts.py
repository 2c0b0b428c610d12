"""What is true of each instance of a scene: yes, no, or nobody can say (None)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earmark.data.instances import DOUBTFUL, SURE
from earmark.data.queries.scene import Scene, SceneInstance
from earmark.data.queries.types import Cue
from earmark.names.nouns import Nouns
from earmark.names.words import ASKED_KINDS

Truth = tuple[bool | None, ...]  # one an instance
CERTAIN = 0.93  # a noun this probable is not mistaken for another
OBJECT = ("object", "thing")


@dataclass(frozen=True)
class Fact:
    """Words before or after the noun, and what they are true of.

    `rank` orders what stands after it: 0 what it wears, 1 where it is, 2 clauses, 3 what it is
    next to, 4 endings. `alone` are whole phrases that say it of any object, without a noun.
    """

    before: str
    after: str
    truth: Truth
    kind: str
    rank: int = 2
    needs: frozenset[Cue] = frozenset()
    picks_one: bool = False
    alone: tuple[str, ...] = ()


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
        fuzzy = ASKED_KINDS.get(noun, frozenset())
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
            for fuzzy in (ASKED_KINDS.get(noun, frozenset()) | self.nouns.confused[noun],)
            for p in self.scene.perhaps
            if p in self.nouns.nouns
        )

    def may_be_elsewhere(self, noun: str) -> bool:
        """Whether there may be such an object that is no instance of the scene."""
        known = (p for p in self.scene.perhaps if p in self.nouns.nouns)
        return any(self.nouns.is_kind(p, noun) for p in known)

    def only(self, truth: Sequence[bool | None]) -> int | None:
        """The one instance that this is true of, where nothing is doubtful."""
        if truth.count(True) == 1 and None not in truth:
            return truth.index(True)
        return None


def _leaves(instance: SceneInstance, nouns: Nouns) -> list[str]:
    """Its names that are not doubted away, without those of which another is a kind."""
    kept = [n for n, p in instance.names.items() if p >= DOUBTFUL]
    return [n for n in kept if not any(m != n and nouns.is_kind(m, n) for m in kept)]
