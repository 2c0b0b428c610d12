"""Queries of a scene, each kind as often as a configuration says."""

import numpy as np

from earmark.data.queries import present, roles
from earmark.data.queries.absent import absent, absent_attribute
from earmark.data.queries.asker import Asker, Maker
from earmark.data.queries.dice import Dice
from earmark.data.queries.scene import Scene
from earmark.data.queries.types import Query, QueryConfig
from earmark.names.nouns import the_nouns


def generate_queries(
    scene: Scene, rng: np.random.Generator, config: QueryConfig, count: int
) -> list[Query]:
    """At most `count` queries of the scene, each kind as often as `config` says.

    A kind that the scene cannot answer gives its turn to the others. A scene without any instance
    gets absent nouns only.
    """
    asker = Asker(scene, Dice(rng), config, the_nouns(), _makers(config))
    queries = (asker.ask() for _ in range(count))
    return [query for query in queries if query is not None]


def _makers(config: QueryConfig) -> list[tuple[float, Maker]]:
    return [
        (config.noun, present.noun),
        (config.synonym, present.synonym),
        (config.hypernym, present.hypernym),
        (config.plural, present.plural),
        (config.colour, present.COLOUR),
        (config.clothing, present.CLOTHING),
        (config.place, present.PLACE),
        (config.size, present.SIZE),
        (config.relation, present.RELATION),
        (config.role, roles.role),
        (config.pair, roles.pair),
        (config.sound, present.sound),
        (config.order, present.order),
        (config.time, present.time),
        (config.described, present.described),
        (config.absent, absent),
        (config.absent_attribute, absent_attribute),
    ]
