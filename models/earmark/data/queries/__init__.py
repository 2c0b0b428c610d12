"""Sentences with their truth, made from what is known of a scene's instances."""

from earmark.data.queries.generate import generate_queries
from earmark.data.queries.scene import Scene, SceneInstance, scene_of
from earmark.data.queries.types import Cue, Query, QueryConfig

__all__ = [
    "Cue",
    "Query",
    "QueryConfig",
    "Scene",
    "SceneInstance",
    "generate_queries",
    "scene_of",
]
