"""Sentences of a noun and facts: they mean what all their words are true of, and nothing else."""

import re

import numpy as np
import pytest

from earmark.data.clips import Clip, clip_of
from earmark.data.descriptions import described
from earmark.data.question import Question
from earmark.data.scenes import Kept
from tests.tiny_scenes import tiny_bank, tiny_scenes

BESIDE, MOVING, TWO_DOGS = tiny_scenes()


def asked(scene: Kept, missing: str = "") -> list[tuple[Clip, Question]]:
    found, bank = [], tiny_bank()
    for seed in range(1500):
        rng = np.random.default_rng(seed)
        clip = clip_of(rng, scene, bank)
        question = described(rng, clip, missing)
        if question is not None:
            found.append((clip, question))
    assert len(found) > 200
    return found


def test_facts_narrow_who_is_meant() -> None:
    questions = [question for _, question in asked(TWO_DOGS)]
    left = [q for q in questions if "left" in q.sentence and not q.needs_sound]
    right = [q for q in questions if "right" in q.sentence and not q.needs_sound]
    assert {q.targets for q in left} == {(0,), ()}
    assert {q.targets for q in right} == {(1,), ()}


def test_a_fact_that_is_wrong_of_all_means_nothing() -> None:
    questions = [question for _, question in asked(BESIDE)]
    right_dog = re.compile(r"(the )?(\w+ )?(dog|puppy) (on|at|to) the right")
    wrong = [q for q in questions if right_dog.match(q.sentence)]
    assert wrong and all(q.targets == () for q in wrong)
    nothing = sum(not q.targets for q in questions)
    assert 0 < nothing < len(questions) / 2


@pytest.mark.parametrize("scene", [BESIDE, MOVING, TWO_DOGS])
def test_what_is_heard_is_what_sounds(scene: Kept) -> None:
    for clip, question in asked(scene):
        sounding = {i for event in clip.events for i in event.things}
        if "that can be heard" in question.sentence:
            assert question.needs_sound and set(question.targets) <= sounding
        if "that is silent" in question.sentence:
            assert question.needs_sound and not set(question.targets) & sounding


def test_what_moves_takes_time() -> None:
    moving = [q for _, q in asked(MOVING) if "moving to the left" in q.sentence]
    assert any(q.targets == (1,) for q in moving)
    assert all(q.needs_time and q.targets in ((), (1,)) for q in moving)


def test_what_is_missing_is_never_meant() -> None:
    assert all(
        "zebra" in question.sentence and question.targets == ()
        for _, question in asked(BESIDE, missing="zebra")
    )
