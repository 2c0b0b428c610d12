"""Sentences are true of their scene, nothing is asked twice differently of the same seed."""

from collections import Counter

import numpy as np
import pytest

from earmark.data.nouns import SOUNDING, family_of, names_of
from earmark.data.questions import SECONDS, Asker, Clip, Question
from earmark.data.scenes import Kept
from tests.tiny_scenes import tiny_bank, tiny_scenes

VOCABULARY = ["dog", "guitar", "cat", "car", "pizza", "umbrella", "boat"]


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker(tiny_bank(), VOCABULARY, np.eye(len(VOCABULARY), dtype=np.float32))


def asked(asker: Asker, scene: Kept, count: int) -> list[tuple[Clip, Question]]:
    found = []
    for seed in range(count):
        rng = np.random.default_rng(seed)
        clip = asker.clip(rng, scene)
        found.append((clip, asker.question(rng, clip)))
    return found


def test_the_same_seed_asks_the_same(asker: Asker) -> None:
    scene = tiny_scenes()[1]
    first = [(c.shown, c.sounds, q) for c, q in asked(asker, scene, 30)]
    again = [(c.shown, c.sounds, q) for c, q in asked(asker, scene, 30)]
    assert first == again


@pytest.mark.parametrize("index", [0, 1])
def test_nouns_name_their_target_and_absent_nouns_nothing(asker: Asker, index: int) -> None:
    scene = tiny_scenes()[index]
    things = scene.things[-1]
    for _, question in asked(asker, scene, 400):
        words = question.sentence
        named = [i for i, t in enumerate(things) if any(n in words for n in t.names)]
        if question.kind == "noun":
            assert named == [question.target], words
        if question.kind == "absent":
            assert question.target is None
            assert named == [], words


def test_left_and_right_agree_with_the_masks(asker: Asker) -> None:
    sides = Counter()
    for _, question in asked(asker, tiny_scenes()[0], 600):
        if question.kind == "spatial" and "left" in question.sentence:
            assert question.target == 0
            sides["left"] += 1
        if question.kind == "spatial" and "right" in question.sentence:
            assert question.target == 1
            sides["right"] += 1
    assert min(sides["left"], sides["right"]) > 3


def test_colours_are_those_of_the_thing_or_refer_to_nothing(asker: Asker) -> None:
    scene = tiny_scenes()[0]
    for _, question in asked(asker, scene, 600):
        if question.kind == "attribute":
            true = any(c in question.sentence.split() for c in ("brown", "red"))
            assert (question.target is not None) == true, question.sentence


def test_what_sounds_is_what_is_on_the_clock(asker: Asker) -> None:
    heard = 0
    for clip, question in asked(asker, tiny_scenes()[0], 600):
        sounding = {e.thing for e in clip.events}
        if question.kind == "doing" and question.target is not None:
            assert question.target in sounding, question.sentence
            heard += 1
        if question.kind == "acoustic" and not clip.events:
            assert question.target is None, question.sentence
        if question.kind == "temporal" and len(clip.events) == 2:
            order = [e.thing for e in sorted(clip.events, key=lambda e: e.first)]
            first = any(word in question.sentence for word in ("first", "beginning", "before"))
            assert question.target == order[0 if first else 1], question.sentence
    assert heard > 10


def test_pictures_come_in_their_order_on_the_clock(asker: Asker) -> None:
    for clip, _ in asked(asker, tiny_scenes()[1], 100):
        assert len(clip.shown) == len(clip.sounds) == SECONDS
        assert clip.shown == sorted(clip.shown)
        assert set(clip.shown) == {0, 1}


def test_a_fair_share_needs_sound_and_a_fair_share_refers_to_nothing(asker: Asker) -> None:
    questions = [q for scene in tiny_scenes() for _, q in asked(asker, scene, 500)]
    assert 0.2 < np.mean([q.needs_sound for q in questions]) < 0.55
    assert 0.15 < np.mean([q.target is None for q in questions]) < 0.4


def test_families_go_by_whole_words() -> None:
    assert family_of("golden retriever") == "dog"
    assert family_of("hot dog") is None
    assert family_of("catamaran") is None
    assert "dog" in names_of("golden retriever")
    assert all(SOUNDING[f].classes for f in SOUNDING)
