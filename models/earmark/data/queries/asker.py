"""Asks about one scene: chooses what to ask for, words for it, and says the sentence."""

from collections.abc import Callable

from earmark.data.instances import SURE
from earmark.data.queries.dice import Dice
from earmark.data.queries.facts import OBJECT, Fact, Facts, Truth, join
from earmark.data.queries.say import (
    DOING,
    LONG_WORDS,
    doing,
    finished,
    is_plural,
    led,
    lengthened,
    numbered,
    phrase,
)
from earmark.data.queries.scene import Scene
from earmark.data.queries.types import Cue, Kind, Query, QueryConfig
from earmark.names.nouns import Nouns
from earmark.names.words import ASKED_KINDS

BASE: frozenset[Cue] = frozenset({"visual", "text"})
LEAST_AREA = 0.0015  # of the picture; smaller objects are not asked for by themselves
TRIES = 40  # kinds that are tried before a query is given up
IDLE = 1.15  # times the wanted share of long sentences get idle words; not all become long

Maker = Callable[["Asker"], Query | None]


class Asker:
    """Asks about one scene."""

    def __init__(
        self,
        scene: Scene,
        dice: Dice,
        config: QueryConfig,
        nouns: Nouns,
        makers: list[tuple[float, Maker]],
    ) -> None:
        self.facts = Facts(scene, nouns)
        self.dice = dice
        self.config = config
        self.nouns = nouns
        self.askable = [
            i
            for i in self.facts.sure
            if scene.instances[i].area >= LEAST_AREA or self.facts.count == 1
        ]
        tops = [
            max(scene.instances[i].names, key=lambda n, of=scene.instances[i].names: of[n])
            for i in self.askable
        ]
        # Large ones more often; of a crowd each one seldom.
        self.areas = [
            (scene.instances[i].area ** 0.25 + 0.05) / tops.count(top) ** 0.6
            for i, top in zip(self.askable, tops, strict=True)
        ]
        self.always = all(
            i.enters_seconds == 0 and i.leaves_seconds == scene.duration_seconds
            for i in scene.instances
        )
        self.makers = [(weight, maker) for weight, maker in makers if weight > 0]
        self.vain: dict[Maker, int] = {}

    def ask(self) -> Query | None:
        for _ in range(TRIES):
            # A kind that failed often here is tried less often.
            weights = [w * 0.75 ** self.vain.get(m, 0) for w, m in self.makers]
            maker = self.dice.weighted([m for _, m in self.makers], weights)
            query = maker(self)
            if query is not None:
                return query
            self.vain[maker] = min(10, self.vain.get(maker, 0) + 1)
        return None

    # Words for an instance.

    def chosen(self, wanted: Truth | None = None) -> int | None:
        """An instance to ask for, larger ones more often."""
        members = [
            (i, a)
            for i, a in zip(self.askable, self.areas, strict=True)
            if wanted is None or wanted[i] is True
        ]
        if not members:
            return None
        return self.dice.weighted([i for i, _ in members], [a for _, a in members])

    def nouns_of(self, index: int) -> list[str]:
        """Canonical nouns that it surely has, the special ones first."""
        names = self.facts.scene.instances[index].names
        return [n for n, p in names.items() if p >= SURE and n in self.facts.leaves[index]] or [
            n for n, p in names.items() if p >= SURE
        ]

    def noun(self, index: int) -> str:
        nouns = self.nouns_of(index)
        # "man" or "person": mostly the special one.
        if self.facts.is_person[index] is True and self.dice.chance(0.25):
            return "person"
        return self.dice.pick(nouns)

    def synonym(self, index: int) -> str | None:
        words = [
            s
            for n in self.nouns_of(index)
            for s in self.nouns.nouns[n].synonyms
            if s not in self.nouns.nouns
        ]
        return self.dice.pick(words) if words else None

    def hypernym(self, index: int) -> str | None:
        words = [
            k for n in self.nouns_of(index) for k in self.nouns.nouns[n].kinds if k in ASKED_KINDS
        ]
        return self.dice.pick(words) if words else None

    def head(self, index: int) -> str:
        """Some word for the chosen one, as people choose it."""
        roll = self.dice.roll()
        word: str | None = None
        if roll < 0.16:
            word = self.synonym(index)
        elif roll < 0.3:
            word = self.hypernym(index)
        elif roll < 0.4:
            word = "object"
        return word or self.noun(index)

    # Sentences.

    def query(
        self, kind: Kind, word: str, facts: list[Fact], truth: Truth | None = None, noun: str = "",
        plural: bool | None = None,
    ) -> Query | None:  # fmt: skip
        """The sentence of a head word and facts; None where nothing is known of the answer."""
        meant = (
            truth
            if truth is not None
            else join([self.facts.truth(word), *(f.truth for f in facts)])
        )
        if facts and kind not in ("absent", "absent attribute") and True not in meant:
            return None
        several = meant.count(True) > 1 if plural is None else plural
        # One speaks of several as one at times ("the dog" where two are).
        if plural is None and several and self.dice.chance(0.35):
            several = False
        if word in OBJECT and facts:
            if facts[0].alone and len(facts) == 1 and self.dice.chance(self.config.alone_share):
                return self.finished(kind, self.dice.pick(facts[0].alone), meant, facts, False, "")
            # "the one on the left", "the red ones"
            word = "one" if self.dice.chance(self.config.one_share) else word
        said, takes_plural = numbered(self.nouns, word, several)
        text = phrase(self.dice, said, facts, takes_plural, self._article(word, facts))
        is_person = self._is_person(word) or (word == "one" and self._are_people(meant))
        if is_person and self.dice.chance(0.5):
            text = text.replace(" that ", " who ")
        return self.finished(kind, text, meant, facts, takes_plural, noun)

    def _is_person(self, word: str) -> bool:
        return any(self.nouns.is_kind(n, "person") for n in self.nouns.of_word.get(word, ()))

    def _are_people(self, meant: Truth) -> bool:
        people = [self.facts.is_person[i] for i, is_meant in enumerate(meant) if is_meant]
        return bool(people) and all(people)

    def _article(self, word: str, facts: list[Fact]) -> str:
        roll = self.dice.roll()
        superlative = any(f.picks_one for f in facts)
        if superlative or roll < 0.84 or word in (*OBJECT, "one"):
            return "the"
        if roll < 0.94 or is_plural(word):
            return ""
        return "the"

    def finished(
        self, kind: Kind, text: str, meant: Truth, facts: list[Fact], plural: bool, noun: str
    ) -> Query:  # fmt: skip
        dice = self.dice
        acting = next((k for k in DOING if noun and self.nouns.is_kind(noun, k)), None)
        if acting and not facts and dice.chance(self.config.doing_share):
            text = doing(dice, text, acting, plural)
        words = text.count(" ") + 1
        # Long sentences of real ones come from facts; idle words fill up the share.
        if words < LONG_WORDS and dice.chance(self.config.long_share * IDLE):
            text = lengthened(dice, text, plural, self.facts.has_time, self.always)
        elif dice.chance(0.05):
            text = led(dice, text, plural)
        needs = BASE.union(*(f.needs for f in facts))
        return Query(finished(dice, text), meant, needs, kind, noun)
