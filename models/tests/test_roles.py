"""People by what they do, and two objects in one sentence."""

import numpy as np
import pytest

from earmark.data.queries import Query, QueryConfig, Scene, SceneInstance, generate_queries
from earmark.data.queries.facts import Facts
from earmark.data.queries.roles import ROLES, ROLES_BY_OBJECT, role_truth
from earmark.names.nouns import the_nouns

Box = tuple[float, float, float, float]
RIDER, BYSTANDER = (0.35, 0.1, 0.65, 0.8), (0.8, 0.2, 0.95, 0.8)
HORSE, BOARD, GUITAR = (0.2, 0.4, 0.8, 0.95), (0.3, 0.72, 0.7, 0.86), (0.3, 0.35, 0.7, 0.6)


def one(noun: str, box: Box) -> SceneInstance:
    return SceneInstance({noun: 0.97}, box, (box[2] - box[0]) * (box[3] - box[1]) * 0.7)


def ask(scene: Scene, **weights: float) -> list[Query]:
    zeros = {
        k: 0.0 for k in QueryConfig.__dataclass_fields__ if k not in ("long_share", "max_facts")
    }
    config = QueryConfig(**{**zeros, **weights})
    return generate_queries(scene, np.random.default_rng(0), config, 300)


@pytest.mark.parametrize(
    ("thing", "box", "word"),
    [("horse", HORSE, "rider"), ("skateboard", BOARD, "skate"), ("guitar", GUITAR, "guitar")],
)
def test_who_rides_or_plays_is_called_so_and_a_bystander_is_not(thing, box, word):
    scene = Scene((one("person", RIDER), one("person", BYSTANDER), one(thing, box)))
    asked = [q for q in ask(scene, role=1) if word in q.text]
    assert asked
    assert {q.meant for q in asked} == {(True, False, False)}


def test_a_person_who_is_there_alone_may_be_called_anything():
    scene = Scene((one("person", RIDER), one("dog", BYSTANDER)))
    asked = ask(scene, role=1)
    assert {q.meant for q in asked} == {(True, False)}
    assert any(any(role in q.text for role in ROLES) for q in asked)


def test_of_several_people_nobody_knows_who_is_meant():
    scene = Scene((one("person", RIDER), one("person", BYSTANDER), one("dog", BOARD)))
    assert {q.meant for q in ask(scene, role=1)} <= {(None, None, False)}


def test_where_nobody_is_no_role_is_meant():
    asked = ask(Scene((one("dog", RIDER),)), role=1)
    assert asked and all(q.is_absent for q in asked)


def test_an_object_out_of_sight_leaves_it_open():
    facts = Facts(Scene((one("person", RIDER),), perhaps=frozenset({"skateboard"})), the_nouns())
    assert role_truth(facts, "skateboard") == (None,)
    assert role_truth(facts, "guitar") == (False,)


def test_two_objects_are_both_meant():
    scene = Scene((one("person", RIDER), one("horse", HORSE), one("dog", (0.0, 0.8, 0.1, 0.95))))
    asked = ask(scene, pair=1)
    riders = [q for q in asked if "rider" in q.text or "riding" in q.text]
    assert riders and {q.meant for q in riders} == {(True, True, False)}
    assert any(q.meant == (False, True, True) for q in asked)


def test_the_nouns_of_roles_are_known():
    assert set(ROLES_BY_OBJECT) <= set(the_nouns().nouns)
