"""The model learns, listens to each of its switches, and answers nothing with nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from earmark.contract import SWITCHES
from earmark.data.photos import Thing
from earmark.data.questions import Asker
from earmark.model.text_encoder import TextEncoder
from earmark.training.batches import (
    Batch,
    Batches,
    Encoder,
    new_model,
)
from earmark.training.designs import DESIGNS, AddedPrompt
from earmark.training.drafts import (
    Drafts,
    StoredScenes,
    candidate_places,
    earlier,
    thing_of_places,
)
from earmark.training.judging import (
    Judged,
    best_threshold,
    region_f,
    separation,
    summary,
    timed_batches,
)
from earmark.training.loss import among_loss, dice_loss, mask_loss, things_loss
from earmark.training.mean import mean_of
from earmark.training.silhouettes import Result, worst
from earmark.training.train import step_loss
from tests.tiny_scenes import tiny_bank, tiny_scenes, write_tiny

WORDS = ["dog", "guitar", "cat", "car", "pizza"]


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Batches:
    folder: Path = tmp_path_factory.mktemp("scenes")
    write_tiny(folder)
    bank = tiny_bank()
    asker = Asker(WORDS, np.eye(len(WORDS), dtype=np.float32))
    scenes = StoredScenes(folder, tiny_scenes())
    return Batches(scenes, Drafts(scenes, bank, asker), Encoder(bank, TextEncoder.pretrained()))


@pytest.fixture(scope="module")
def batch(batches: Batches) -> Batch:
    return batches.encode(batches.drafts.draw(np.random.default_rng(2), 2, 2, dropping=False))


def test_a_batch_is_decided_by_its_seed(batches: Batches) -> None:
    drafts = (batches.drafts.draw(np.random.default_rng(9), 3, 2) for _ in range(2))
    first, again = map(batches.encode, drafts)
    for name, value in vars(first.clips).items():
        assert torch.equal(value, getattr(again.clips, name)), name
    assert torch.equal(first.truth.masks, again.truth.masks)


def test_the_truth_is_the_mask_of_the_target_where_it_is_shown(batches: Batches) -> None:
    empty = 0
    for seed in range(12):
        drawn = batches.drafts.draw(np.random.default_rng(seed), 2, 2)
        for row, question in enumerate(drawn.questions):
            areas = drawn.truth.masks[row].sum((1, 2))
            if not question.targets:
                assert not areas.any(), question.sentence
                empty += 1
            if question.targets == (0,):
                assert (areas == 30 * 25).all()
    assert empty > 2


def test_absent_nouns_have_no_truth(batches: Batches) -> None:
    drawn = batches.drafts.asking(
        np.random.default_rng(1), batches.scenes.all, batches.drafts.asker.absent
    )
    assert drawn is not None
    assert {question.kind for question in drawn.questions} == {"absent"}
    assert not drawn.truth.masks.any()


def test_several_questions_of_one_picture_are_decided_by_their_words(batches: Batches) -> None:
    drawn = batches.encode(batches.drafts.draw_related(np.random.default_rng(1), 4, 3))
    assert len(drawn.clips.s4) < 4 < len(drawn.questions) <= 12
    assert drawn.clips.switches[:, SWITCHES.index("words")].all()
    asked = {question.sentence for question in drawn.questions}
    assert len(asked) > len(drawn.clips.s4)


def test_questions_of_time_are_of_moments_that_differ(batches: Batches) -> None:
    asked = [question for batch in timed_batches(batches) for question in batch.questions]
    assert len(asked) > 1
    assert all(question.needs_time for question in asked)
    for batch in timed_batches(batches):
        assert all(len(set(row.tolist())) > 1 for row in batch.clips.pictures)


def test_the_memory_is_the_mean_of_all_earlier_seconds() -> None:
    # Seconds 0-3 show picture 0, 4-9 picture 1; frames at seconds 0, 5 and 8.
    weights = earlier([0] * 4 + [1] * 6, np.array([0, 5, 8]))
    expected = torch.tensor([[0, 0, 0], [0.8, 0.2, 0], [0.5, 0.5, 0]])
    torch.testing.assert_close(weights, expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_of_the_comparison_learns_to_draw(
    batches: Batches, batch: Batch, name: str
) -> None:
    torch.manual_seed(1)
    model = new_model(WORDS, batches.encode.text)
    model.decoder = DESIGNS[name].decoder()
    parts = step_loss(model, batch)
    parts.total.backward()
    assert torch.isfinite(parts.total)
    drawing = (model.decoder.queries, *model.decoder.to_mask.parameters())
    assert all(weight.grad is not None and weight.grad.any() for weight in drawing)


def test_an_added_prompt_moves_every_query_by_its_mean() -> None:
    queries, prompt = torch.randn(2, 3, 8), torch.randn(2, 5, 8)
    moved = AddedPrompt()(queries, prompt, prompt, torch.zeros(1)) - queries
    torch.testing.assert_close(moved, prompt.mean(1, keepdim=True).expand(2, 3, 8))


@pytest.mark.slow
def test_training_lowers_the_loss_on_a_fixed_batch(batches: Batches, batch: Batch) -> None:
    torch.manual_seed(1)
    model = new_model(WORDS, batches.encode.text)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-4)
    losses = []
    for _ in range(5):
        parts = step_loss(model, batch)
        optimizer.zero_grad()
        parts.total.backward()
        optimizer.step()
        losses.append(float(parts.total.detach()))
    assert min(losses[-2:]) < 0.95 * losses[0]


@pytest.mark.slow
def test_each_switch_changes_the_answer(batches: Batches, batch: Batch) -> None:
    torch.manual_seed(1)
    model = new_model(WORDS, batches.encode.text).eval()
    with torch.no_grad():
        everything = model(batch.clips).mask_logits
        for column, name in enumerate(SWITCHES):
            switches = batch.clips.switches.clone()
            switches[:, column] = 0.0
            without = model(replace(batch.clips, switches=switches)).mask_logits
            assert (everything - without).abs().max() > 1e-4, name


def test_losses_of_known_masks() -> None:
    truth = torch.zeros(1, 96, 96)
    truth[:, :48] = 1.0
    right, wrong = (truth - 0.5) * 40, (0.5 - truth) * 40
    assert float(dice_loss(right, truth)) < 1e-3
    assert float(dice_loss(wrong, truth)) > 0.99
    nothing = torch.zeros(1, 96, 96)
    assert float(mask_loss(torch.full((1, 96, 96), -20.0), nothing)) < 1e-3


def test_figures_of_known_answers() -> None:
    def frame(present: bool, presence: float, iou: float, drawn: float) -> Judged:
        kind, curve = "noun" if present else "absent", np.full(255, iou)
        return Judged(kind, present, presence, [iou] * 4, [drawn] * 4, curve, *[False] * 3)

    judged = [frame(True, 0.9, 0.8, 0.2), frame(True, 0.2, 0.6, 0.2), frame(False, 0.1, 0.0, 0.3)]
    assert separation(judged) == 1.0
    assert best_threshold([frame(False, 0.1, 0.0, 0.3)], 0) == 0.3
    assert best_threshold([frame(False, 0.7, 0.0, 0.3)], 0) == 0.71
    assert best_threshold([frame(False, 0.7, 0.0, 0.001)], 0) == 0.3
    figures = summary(judged, 0.5, 0)
    assert figures["J all"] == 0.4
    assert figures["F all"] == 0.7
    assert figures["S"] == 0.0
    assert figures["empty frames drawn on"] == 0.0
    assert summary(judged, 0.05, 0)["empty frames drawn on"] == 1.0


def test_a_mean_of_weights_lies_between_them() -> None:
    start, end = {"a": torch.zeros(2)}, {"a": torch.full((2,), 5.0)}
    assert mean_of(start, end, 0.6)["a"].tolist() == [3.0, 3.0]
    assert mean_of({}, end, 0.6)["a"].tolist() == [5.0, 5.0]


def test_region_f_of_known_masks() -> None:
    truth = torch.zeros(96, 96, dtype=torch.bool)
    truth[:48] = True
    perfect = region_f(truth.float(), truth)
    torch.testing.assert_close(perfect[1:], torch.ones(254))
    # Everything drawn: precision 1/2, recall 1, so 1.3 * 0.5 / (0.15 + 1).
    torch.testing.assert_close(float(perfect[0]), 0.65 / 1.15, atol=1e-5, rtol=0)
    assert float(region_f(1.0 - truth.float(), truth)[1:].max()) == 0.0


def test_scenes_that_change_show_as_many_pictures_as_they_can(batches: Batches) -> None:
    for seed in range(10):
        drawn = batches.drafts.draw(np.random.default_rng(seed), 3, 2, changing=True)
        assert all(len(set(row.tolist())) == 2 for row in drawn.pictures)
        assert (drawn.seconds[:, 0] < drawn.seconds[:, 1]).all()


def test_the_worst_come_first_and_two_empty_masks_agree() -> None:
    empty, full = np.zeros((96, 96), bool), np.ones((96, 96), bool)
    right = Result("the dog", "noun", full, full, 0.9)
    nothing = Result("the cat", "absent", empty, empty, 0.1)
    wrong = Result("the cow", "noun", full, empty, 0.1)
    assert (right.overlap, nothing.overlap, wrong.overlap) == (1.0, 1.0, 0.0)
    assert worst([right, nothing, wrong], 1).splitlines()[-1].startswith("| the cow | noun |")


def test_places_know_their_thing() -> None:
    masks = np.zeros((3, 96, 96), bool)
    masks[0, :40, :48], masks[1, 48:, 48:], masks[2, 80:, :20] = True, True, True
    things = [Thing("dog", True), Thing("crowd", True, several=True), Thing("cat", True)]
    places = thing_of_places(things, masks)
    assert places.shape == (12, 12)
    assert (places[:5, :6] == 1).all() and (places[6:, 6:] == -1).all()
    assert (places[10:, :2] == 3).all() and (places[5:9, :5] == 0).all()


def test_things_are_alike_inside_and_nowhere_else() -> None:
    things = torch.tensor([[1, 1, 2, 0, 0, -1]])
    truth = (things[:, :, None] == things[:, None, :]).float() * 40.0 - 20.0
    assert things_loss(truth, things) < 1e-6
    assert things_loss(-truth, things) > 15.0
    assert things_loss(torch.zeros(1, 6, 6), things) == pytest.approx(np.log(2.0), abs=1e-5)
    unknown = truth.clone()
    unknown[:, 3:, 3:] *= -1.0  # between two of nothing, and what may be several
    assert things_loss(unknown, things) < 1e-6


def test_candidates_are_what_the_noun_alone_would_mean() -> None:
    things = torch.tensor([[0, 1, 2], [3, -1, 1]])
    assert candidate_places(things, (0, 2)).tolist() == [[0, 1, 0], [1, -1, 1]]
    assert candidate_places(things, ()).tolist() == [[0, 0, 0], [0, -1, 0]]
    assert (candidate_places(things, None) == -1).all()


def test_unknown_candidates_teach_nothing() -> None:
    truth = torch.tensor([[1, 0, -1]])
    assert among_loss(torch.tensor([[20.0, -20.0, 20.0]]), truth) < 1e-6
    assert among_loss(torch.tensor([[20.0, 20.0, 0.0]]), truth) == pytest.approx(10.0)
    assert among_loss(torch.zeros(1, 3), torch.full((1, 3), -1)) == 0.0
