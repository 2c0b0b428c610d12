"""Queries of a scene."""

import numpy as np

from earmark.data.queries.scene import Scene
from earmark.data.queries.types import Query, QueryConfig


def generate_queries(
    scene: Scene, rng: np.random.Generator, config: QueryConfig, count: int
) -> list[Query]:
    """At most `count` queries of the scene, each kind as often as `config` says."""
    raise NotImplementedError
